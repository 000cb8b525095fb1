"""A day of visits and deliveries, its crews, its stops, and how long ways take; under their policies."""

import django.contrib.postgres.fields
import django.db.models.deletion
import shuoshi.sealing.fields
from django.db import migrations, models

from shuoshi.reach.policies import Guard, Guarded, Reference


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('care', '0002_kept'),
        ('helpers', '0001_initial'),
        ('people', '0006_register'),
        ('units', '0005_households'),
    ]

    operations = [
        migrations.CreateModel(
            name='Leg',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('car', 'car'), ('foot', 'foot')], max_length=10)),
                ('start', models.CharField(db_collation='C', max_length=40)),
                ('end', models.CharField(db_collation='C', max_length=40)),
                ('metres', models.IntegerField()),
                ('seconds', models.IntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('mode', 'start', 'end'), name='leg_once'), models.CheckConstraint(condition=models.Q(('metres__gte', 0), ('seconds__gte', 0)), name='leg_way')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('on', models.DateField()),
                ('name', models.CharField(max_length=60)),
                ('base', models.CharField(max_length=60)),
                ('base_lat', models.FloatField()),
                ('base_lon', models.FloatField()),
                ('factor', models.FloatField()),
                ('car_kmh', models.FloatField()),
                ('walk_kmh', models.FloatField()),
                ('state', models.CharField(choices=[('draft', 'draft'), ('asked', 'asked'), ('planned', 'planned'), ('failed', 'failed')], max_length=10)),
                ('seconds', models.SmallIntegerField(default=5)),
                ('seed', models.IntegerField(default=0)),
                ('asked_at', models.DateTimeField(null=True)),
                ('planned_at', models.DateTimeField(null=True)),
                ('travel', models.CharField(blank=True, max_length=10)),
                ('routes', models.JSONField(default=list)),
                ('revision', models.IntegerField(default=0)),
                ('planned_revision', models.IntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['path', '-on'], name='round_by_path'), models.Index(condition=models.Q(('state', 'asked')), fields=['asked_at'], name='round_asked')],
                'constraints': [models.CheckConstraint(condition=models.Q(('base_lat__gte', -90), ('base_lat__lte', 90), ('base_lon__gte', -180), ('base_lon__lte', 180)), name='round_base'), models.CheckConstraint(condition=models.Q(('car_kmh__gt', 0), ('factor__gte', 1), ('walk_kmh__gt', 0)), name='round_ways')],
            },
        ),
        migrations.CreateModel(
            name='Crew',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('mode', models.CharField(choices=[('car', 'car'), ('foot', 'foot')], max_length=10)),
                ('starts_min', models.SmallIntegerField()),
                ('ends_min', models.SmallIntegerField()),
                ('room', models.IntegerField(null=True)),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('rests', models.BooleanField(default=True)),
                ('lost', models.BooleanField(default=False)),
                ('helper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='helpers.helper')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='crews', to='rounds.round')),
            ],
        ),
        migrations.CreateModel(
            name='Stop',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('n', models.SmallIntegerField(null=True)),
                ('kind', models.CharField(choices=[('visit', 'visit'), ('sampling', 'sampling'), ('delivery', 'delivery')], max_length=10)),
                ('what', models.CharField(max_length=100)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('opens_min', models.SmallIntegerField()),
                ('closes_min', models.SmallIntegerField()),
                ('service_min', models.SmallIntegerField()),
                ('brings', models.SmallIntegerField(default=0)),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('priority', models.SmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('waits', 'waits'), ('done', 'done'), ('not_there', 'not_there'), ('refused', 'refused'), ('off', 'off')], default='waits', max_length=10)),
                ('why_left', models.CharField(blank=True, max_length=20)),
                ('over_at', models.DateTimeField(null=True)),
                ('receipt', models.CharField(blank=True, choices=[('self', 'self'), ('family', 'family'), ('neighbour', 'neighbour'), ('at_door', 'at_door')], max_length=10)),
                ('note', shuoshi.sealing.fields.SealedText(null=True)),
                ('carer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='care.carer')),
                ('crew', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stops', to='rounds.crew')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
                ('only', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rounds.crew')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stops', to='rounds.round')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.AddConstraint(
            model_name='crew',
            constraint=models.CheckConstraint(condition=models.Q(('ends_min__gt', models.F('starts_min')), ('ends_min__lte', 1440), ('starts_min__gte', 0)), name='crew_shift'),
        ),
        migrations.AddConstraint(
            model_name='crew',
            constraint=models.UniqueConstraint(fields=('round', 'name'), name='crew_name_once'),
        ),
        migrations.AddIndex(
            model_name='stop',
            index=models.Index(fields=['round', 'crew', 'n'], name='stop_of_round'),
        ),
        migrations.AddIndex(
            model_name='stop',
            index=models.Index(fields=['path'], name='stop_by_path'),
        ),
        migrations.AddConstraint(
            model_name='stop',
            constraint=models.CheckConstraint(condition=models.Q(('closes_min__gte', models.F('opens_min')), ('closes_min__lte', 1440), ('opens_min__gte', 0)), name='stop_window'),
        ),
        migrations.AddConstraint(
            model_name='stop',
            constraint=models.CheckConstraint(condition=models.Q(('brings__gte', 0), ('priority__gte', 1), ('priority__lte', 9), ('service_min__gte', 0)), name='stop_numbers'),
        ),
        migrations.AddConstraint(
            model_name='stop',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('over_at__isnull', True), ('state', 'waits')), models.Q(models.Q(('state', 'waits'), _negated=True), ('over_at__isnull', False)), _connector='OR'), name='stop_over_when'),
        ),
        migrations.AddConstraint(
            model_name='stop',
            constraint=models.UniqueConstraint(condition=models.Q(('carer__isnull', False)), fields=('round', 'carer'), name='stop_once_a_part'),
        ),
        Reference(['rounds_leg']),
        migrations.RunSQL("GRANT INSERT, UPDATE, DELETE ON rounds_leg TO shuoshi_engine; GRANT USAGE ON SEQUENCE rounds_leg_id_seq TO shuoshi_engine", migrations.RunSQL.noop),
        Guard(Guarded('rounds_round', path='path', engine='SELECT, INSERT, UPDATE, DELETE')),
        Guard(Guarded('rounds_crew', path='path', unit='unit_id', own='EXISTS (SELECT 1 FROM helpers_helper h WHERE h.id = {0}.helper_id)', engine='SELECT, INSERT, UPDATE, DELETE')),
        Guard(Guarded('rounds_stop', path='path', unit='unit_id', own='EXISTS (SELECT 1 FROM rounds_crew c WHERE c.id = {0}.crew_id)', engine='SELECT, INSERT, UPDATE, DELETE')),
    ]
