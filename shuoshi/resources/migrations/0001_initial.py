"""Offers, goods with their movements, the medical means; under their policies."""

import django.contrib.postgres.fields
import django.db.models.deletion
import shuoshi.sealing.fields
from django.db import migrations, models

from shuoshi.reach.policies import Guard, Guarded


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('units', '0005_households'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mean',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('kind', models.CharField(choices=[('fever_clinic', 'fever_clinic'), ('pharmacy', 'pharmacy'), ('oxygen', 'oxygen'), ('vehicle', 'vehicle'), ('bed', 'bed'), ('station', 'station')], max_length=20)),
                ('name', models.CharField(max_length=60)),
                ('state', models.CharField(choices=[('planned', 'planned'), ('running', 'running'), ('stopped', 'stopped')], max_length=10)),
                ('places', models.SmallIntegerField(default=0)),
                ('in_use', models.SmallIntegerField(default=0)),
                ('opens', models.CharField(blank=True, max_length=100)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('checked_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='means', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Good',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('kind', models.CharField(choices=[('medicine', 'medicine'), ('protection', 'protection'), ('food', 'food'), ('warmth', 'warmth'), ('daily', 'daily'), ('equipment', 'equipment'), ('other', 'other')], max_length=20)),
                ('name', models.CharField(max_length=60)),
                ('measure', models.CharField(max_length=10)),
                ('number', models.IntegerField(default=0)),
                ('low', models.IntegerField(default=0)),
                ('ended_on', models.DateField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goods', to='units.unit')),
                ('mean', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='goods', to='resources.mean')),
            ],
        ),
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('way', models.CharField(choices=[('bought', 'bought'), ('donated', 'donated'), ('issued', 'issued'), ('lost', 'lost'), ('counted', 'counted')], max_length=10)),
                ('number', models.IntegerField()),
                ('left', models.IntegerField()),
                ('what', models.CharField(blank=True, max_length=200)),
                ('donor', shuoshi.sealing.fields.SealedText(null=True)),
                ('matter_id', models.UUIDField(null=True)),
                ('account_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField()),
                ('good', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='resources.good')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('skill', models.CharField(max_length=20)),
                ('what', models.CharField(max_length=200)),
                ('weekly', models.SmallIntegerField()),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('cost', models.CharField(blank=True, max_length=200)),
                ('since_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='units.unit')),
            ],
        ),
        migrations.AddIndex(
            model_name='mean',
            index=models.Index(condition=models.Q(('ended_on__isnull', True)), fields=['path', 'kind'], name='mean_by_path'),
        ),
        migrations.AddConstraint(
            model_name='mean',
            constraint=models.CheckConstraint(condition=models.Q(('in_use__gte', 0), ('in_use__lte', models.F('places')), ('places__gte', 0)), name='mean_places'),
        ),
        migrations.AddIndex(
            model_name='good',
            index=models.Index(condition=models.Q(('ended_on__isnull', True)), fields=['path', 'name'], name='good_by_path'),
        ),
        migrations.AddConstraint(
            model_name='good',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 0)), name='good_not_below_nothing'),
        ),
        migrations.AddConstraint(
            model_name='good',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('unit', 'mean', 'name'), name='good_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(fields=['good', '-at', '-id'], name='movement_of_good'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(condition=models.Q(('way', 'donated')), fields=['path', '-at'], name='movement_given'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(('left__gte', 0)), name='movement_left'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('donor__isnull', False), ('way', 'donated')), models.Q(('way', 'donated'), _negated=True), _connector='OR'), name='movement_donor'),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=models.Index(condition=models.Q(('ended_on__isnull', True)), fields=['skill', 'path'], name='offer_by_skill'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('weekly__gte', 1), ('weekly__lte', 1000)), name='offer_weekly'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('unit', 'skill', 'what'), name='offer_once'),
        ),
        Guard(Guarded('resources_offer', path='path', unit='unit_id', public='ended_on IS NULL')),
        Guard(Guarded('resources_mean', path='path', unit='unit_id', public='ended_on IS NULL')),
        Guard(Guarded('resources_good', path='path', unit='unit_id')),
        Guard(Guarded('resources_movement', path='path', unit='unit_id')),
    ]
