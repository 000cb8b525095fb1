"""Memberships, groups at risk, pairs that may be one person, sheets that are taken in."""

import django.db.models.deletion
import shuoshi.sealing.fields
from django.db import migrations, models

from shuoshi.reach.policies import Guard, Guarded


_MEMBERS = """
INSERT INTO people_membership (id, person_id, household_id, path, tie, since_on)
SELECT gen_random_uuid(), id, household_id, path, 'other', (seen_at AT TIME ZONE 'Asia/Shanghai')::date
FROM people_person WHERE household_id IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_phone_by'),
        ('places', '0003_followers'),
    ]

    operations = [
        migrations.CreateModel(
            name='AtRisk',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('group', models.CharField(choices=[('age_80', 'age_80'), ('age_65', 'age_65'), ('infant', 'infant'), ('lives_alone', 'lives_alone'), ('disease', 'disease'), ('mobility', 'mobility'), ('low_income', 'low_income'), ('young_in_need', 'young_in_need')], max_length=14)),
                ('note', shuoshi.sealing.fields.SealedText(null=True)),
                ('source', models.CharField(choices=[('age', 'age'), ('self', 'self'), ('family', 'family'), ('visit', 'visit'), ('census', 'census'), ('station', 'station'), ('department', 'department')], max_length=10)),
                ('found_on', models.DateField()),
                ('review_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('ended_why', models.CharField(blank=True, choices=[('over', 'over'), ('mistaken', 'mistaken'), ('moved', 'moved'), ('died', 'died')], max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='Census',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('account_id', models.UUIDField()),
                ('duty_id', models.UUIDField()),
                ('sent_at', models.DateTimeField()),
                ('sheet', shuoshi.sealing.fields.SealedText(null=True)),
                ('rows', models.IntegerField()),
                ('outcomes', models.JSONField(default=list)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('tie', models.CharField(choices=[('head', 'head'), ('spouse', 'spouse'), ('child', 'child'), ('parent', 'parent'), ('relative', 'relative'), ('other', 'other')], max_length=10)),
                ('since_on', models.DateField()),
                ('until_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('found_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'open'), ('merged', 'merged'), ('two', 'two')], max_length=10)),
                ('settled_at', models.DateTimeField(null=True)),
                ('filled', models.JSONField(default=list)),
                ('moved', models.JSONField(default=dict)),
            ],
        ),
        migrations.AddField(
            model_name='household',
            name='lat',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='household',
            name='lon',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='left_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='left_why',
            field=models.CharField(blank=True, choices=[('moved', 'moved'), ('died', 'died'), ('same', 'same')], db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='person',
            name='same_as',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='others', to='people.person'),
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(fields=['path', 'id'], name='household_by_path'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['path', 'id'], name='person_by_path'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lat__isnull', True), ('lon__isnull', True)), models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), _connector='OR'), name='household_spot'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('left_on__isnull', True), ('left_why', '')), models.Q(('left_on__isnull', False), models.Q(('left_why', ''), _negated=True)), _connector='OR'), name='person_left_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('same_as', models.F('id')), _negated=True), name='person_same_as_another'),
        ),
        migrations.AddField(
            model_name='atrisk',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='risks', to='people.person'),
        ),
        migrations.AddIndex(
            model_name='census',
            index=models.Index(fields=['path', '-sent_at'], name='census_sent'),
        ),
        migrations.AddField(
            model_name='membership',
            name='household',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.household'),
        ),
        migrations.AddField(
            model_name='membership',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='people.person'),
        ),
        migrations.AddField(
            model_name='pair',
            name='kept',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='pair',
            name='one',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs', to='people.person'),
        ),
        migrations.AddField(
            model_name='pair',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs_other', to='people.person'),
        ),
        migrations.AddIndex(
            model_name='atrisk',
            index=models.Index(condition=models.Q(('ended_on__isnull', True)), fields=['path', 'group'], name='at_risk_now'),
        ),
        migrations.AddIndex(
            model_name='atrisk',
            index=models.Index(condition=models.Q(('ended_on__isnull', True), ('review_on__isnull', False)), fields=['review_on', 'path'], name='at_risk_due'),
        ),
        migrations.AddConstraint(
            model_name='atrisk',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('person', 'group'), name='at_risk_once'),
        ),
        migrations.AddConstraint(
            model_name='atrisk',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('ended_why', '')), models.Q(('ended_on__isnull', False), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='at_risk_ended_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('person',), name='membership_one_now'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('since_on')), _connector='OR'), name='membership_period'),
        ),
        migrations.AddIndex(
            model_name='pair',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['path', 'found_at'], name='pair_open'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=models.UniqueConstraint(fields=('one', 'other'), name='pair_once'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='pair_in_order'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kept__isnull', False), ('state', 'merged')), models.Q(('state', 'merged'), _negated=True), _connector='OR'), name='pair_keeps_one'),
        ),
        Guard(Guarded("people_membership", path="path", person="person_id", engine="SELECT, INSERT, UPDATE, DELETE")),
        Guard(Guarded("people_atrisk", path="path", person="person_id", engine="SELECT, INSERT, UPDATE, DELETE")),
        Guard(Guarded("people_pair", path="path", engine="SELECT, INSERT, UPDATE, DELETE")),
        Guard(Guarded("people_census", path="path", engine="SELECT, INSERT, UPDATE, DELETE")),
        migrations.RunSQL(_MEMBERS, migrations.RunSQL.noop),
    ]
