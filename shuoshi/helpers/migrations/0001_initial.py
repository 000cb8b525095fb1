"""Helpers, their kinds, teams, deployments, hours."""

import django.contrib.postgres.fields
import django.db.models.deletion
import shuoshi.sealing.fields
from django.db import migrations, models

from shuoshi.reach.policies import Guard, Guarded, Reference


_KINDS = """
INSERT INTO helpers_helperkind (code, zh, en, duty, sort) VALUES
('party_member', '社区党员', 'Community Party member', false, 1),
('grid_worker', '网格员', 'Grid worker', true, 2),
('beat_officer', '片区民警', 'Beat officer', true, 3),
('medic', '卫生服务站医务人员', 'Health-station medic', true, 4),
('social_org', '社会组织', 'Social organisation', false, 5),
('volunteer', '志愿者', 'Volunteer', false, 6),
('inservice_member', '在职党员', 'In-service Party member of an estate', false, 7),
('official', '下沉干部', 'Official sent down', true, 8),
('elder', '五老', 'One of the five kinds of elders', false, 9),
('sponsor', '爱心企业', 'Sponsor', false, 10)
"""



class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0006_register'),
        ('units', '0005_households'),
    ]

    operations = [
        migrations.CreateModel(
            name='HelperKind',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('zh', models.CharField(max_length=20)),
                ('en', models.CharField(max_length=40)),
                ('duty', models.BooleanField(default=False)),
                ('sort', models.SmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Deployment',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('what', models.CharField(max_length=200)),
                ('skill', models.CharField(blank=True, max_length=20)),
                ('many', models.SmallIntegerField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('asked', 'asked'), ('sent', 'sent'), ('arrived', 'arrived'), ('released', 'released'), ('declined', 'declined'), ('off', 'off')], max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('arrived_at', models.DateTimeField(null=True)),
                ('released_at', models.DateTimeField(null=True)),
                ('came', models.SmallIntegerField(null=True)),
                ('declined_why', models.CharField(blank=True, max_length=200)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deployments', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Helper',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('account_id', models.UUIDField(null=True)),
                ('name', shuoshi.sealing.fields.SealedText()),
                ('phone', shuoshi.sealing.fields.SealedText(null=True)),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('slots', models.IntegerField(default=0)),
                ('most', models.SmallIntegerField()),
                ('reach_m', models.IntegerField(null=True)),
                ('cleared_until', models.DateField(null=True)),
                ('since_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='helpers', to='units.unit')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='helpers.helperkind')),
            ],
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('what', models.CharField(max_length=200)),
                ('on', models.DateField()),
                ('minutes', models.SmallIntegerField()),
                ('duty', models.BooleanField()),
                ('word', models.CharField(choices=[('reported', 'reported'), ('confirmed', 'confirmed'), ('refused', 'refused')], max_length=10)),
                ('reported_at', models.DateTimeField()),
                ('said_at', models.DateTimeField(null=True)),
                ('said_by', models.UUIDField(null=True)),
                ('why', models.CharField(blank=True, max_length=200)),
                ('deployment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='helpers.deployment')),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='helpers.helper')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('formed_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('leader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='helpers.helper')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='units.unit')),
            ],
        ),
        migrations.AddField(
            model_name='deployment',
            name='team',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deployments', to='helpers.team'),
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('since_on', models.DateField()),
                ('until_on', models.DateField(null=True)),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='helpers.helper')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='helpers.team')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.AddIndex(
            model_name='helper',
            index=models.Index(condition=models.Q(('ended_on__isnull', True)), fields=['path', 'id'], name='helper_by_path'),
        ),
        migrations.AddConstraint(
            model_name='helper',
            constraint=models.CheckConstraint(condition=models.Q(('most__gte', 1), ('most__lte', 60)), name='helper_load'),
        ),
        migrations.AddConstraint(
            model_name='helper',
            constraint=models.CheckConstraint(condition=models.Q(('slots__gte', 0), ('slots__lt', 2097152)), name='helper_slots'),
        ),
        migrations.AddConstraint(
            model_name='helper',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True), ('person__isnull', False)), fields=('person', 'unit', 'kind'), name='helper_once_a_unit'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(condition=models.Q(('word', 'reported')), fields=['path', 'reported_at'], name='service_waits'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(fields=['helper', '-on'], name='service_of_helper'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 1440)), name='service_minutes'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('said_at__isnull', True), ('word', 'reported')), models.Q(models.Q(('word', 'reported'), _negated=True), ('said_at__isnull', False)), _connector='OR'), name='service_said_when'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.UniqueConstraint(condition=models.Q(('deployment__isnull', False)), fields=('helper', 'deployment'), name='service_once_a_deployment'),
        ),
        migrations.AddIndex(
            model_name='deployment',
            index=models.Index(fields=['path', '-asked_at'], name='deployment_by_path'),
        ),
        migrations.AddConstraint(
            model_name='deployment',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='deployment_period'),
        ),
        migrations.AddConstraint(
            model_name='deployment',
            constraint=models.CheckConstraint(condition=models.Q(('many__gte', 1), ('many__lte', 500)), name='deployment_many'),
        ),
        migrations.AddConstraint(
            model_name='deployment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('asked', 'declined', 'off')), models.Q(('sent_at__isnull', False), ('team__isnull', False)), _connector='OR'), name='deployment_sent_a_team'),
        ),
        migrations.AddConstraint(
            model_name='teammember',
            constraint=models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('team', 'helper'), name='team_member_once'),
        ),
        Reference(["helpers_helperkind"]),
        migrations.RunSQL(
            "GRANT INSERT, UPDATE ON helpers_helperkind TO shuoshi_engine",
            "REVOKE INSERT, UPDATE ON helpers_helperkind FROM shuoshi_engine",
        ),
        migrations.RunSQL(_KINDS, "DELETE FROM helpers_helperkind"),
        Guard(
            Guarded(
                "helpers_helper", path="path", unit="unit_id", person="person_id",
                engine="SELECT, INSERT, UPDATE, DELETE",
            )
        ),
        Guard(Guarded("helpers_team", path="path", unit="unit_id")),
        Guard(Guarded("helpers_teammember", path="path", unit="unit_id", engine="SELECT, INSERT, UPDATE, DELETE")),
        Guard(Guarded("helpers_deployment", path="path", unit="unit_id")),
        Guard(
            Guarded(
                "helpers_service", path="path", unit="unit_id", engine="SELECT, INSERT, UPDATE, DELETE",
                own="EXISTS (SELECT 1 FROM helpers_helper h WHERE h.id = {0}.helper_id)",
            )
        ),
    ]
