"""Rosters with their spots, members, wishes, turns and swaps; under their policies."""

import django.contrib.postgres.fields
import django.db.models.deletion
import shuoshi.rosters.terms
from django.db import migrations, models

from shuoshi.reach.policies import Guard, Guarded

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_MINE = "EXISTS (SELECT 1 FROM helpers_helper h WHERE h.id = {0}.helper_id AND h.ended_on IS NULL)"
_OF_MINE = "EXISTS (SELECT 1 FROM rosters_member m WHERE m.id = {0}.member_id)"
_SWAP = "EXISTS (SELECT 1 FROM rosters_member m WHERE m.id IN ({0}.giver_id, {0}.taker_id))"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('helpers', '0001_initial'),
        ('units', '0005_households'),
    ]

    operations = [
        migrations.CreateModel(
            name='Roster',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('pattern', models.CharField(max_length=40)),
                ('starts_on', models.DateField()),
                ('days', models.SmallIntegerField()),
                ('rest_h', models.SmallIntegerField()),
                ('run_most', models.SmallIntegerField()),
                ('week_h', models.SmallIntegerField()),
                ('nights', models.SmallIntegerField()),
                ('state', models.CharField(choices=[(shuoshi.rosters.terms.State['DRAFT'], shuoshi.rosters.terms.State['DRAFT']), (shuoshi.rosters.terms.State['ASKED'], shuoshi.rosters.terms.State['ASKED']), (shuoshi.rosters.terms.State['PLANNED'], shuoshi.rosters.terms.State['PLANNED']), (shuoshi.rosters.terms.State['NONE'], shuoshi.rosters.terms.State['NONE']), (shuoshi.rosters.terms.State['FAILED'], shuoshi.rosters.terms.State['FAILED'])], max_length=10)),
                ('seconds', models.SmallIntegerField(default=20)),
                ('asked_at', models.DateTimeField(null=True)),
                ('planned_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('revision', models.IntegerField(default=0)),
                ('planned_revision', models.IntegerField(null=True)),
                ('why', models.JSONField(default=list)),
                ('cost', models.JSONField(default=dict)),
                ('proved', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(fields=['path', '-starts_on'], name='roster_by_path'), models.Index(condition=models.Q(('state', 'asked')), fields=['asked_at'], name='roster_asked')],
                'constraints': [models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 42)), name='roster_days'), models.CheckConstraint(condition=models.Q(('nights__gte', 0), ('rest_h__gte', 0), ('rest_h__lte', 24), ('run_most__gte', 1), ('week_h__gte', 1)), name='roster_rules'), models.UniqueConstraint(fields=('path', 'starts_on', 'name'), name='roster_name_once')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('spots', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('never', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('off_on', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), default=list, size=None)),
                ('week_h', models.SmallIntegerField(null=True)),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='helpers.helper')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='rosters.roster')),
            ],
        ),
        migrations.CreateModel(
            name='Spot',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('people', models.JSONField(default=dict)),
                ('skills', models.JSONField(default=dict)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), default=list, size=None)),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spots', to='rosters.roster')),
            ],
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('on', models.DateField()),
                ('shift', models.CharField(max_length=40)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('fixed', models.BooleanField(default=False)),
                ('shown', models.BooleanField(default=False)),
                ('leaving', models.BooleanField(default=False)),
                ('came_at', models.DateTimeField(null=True)),
                ('left_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='rosters.member')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='rosters.roster')),
                ('spot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='rosters.spot')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Swap',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('state', models.CharField(choices=[(shuoshi.rosters.terms.SwapState['ASKED'], shuoshi.rosters.terms.SwapState['ASKED']), (shuoshi.rosters.terms.SwapState['AGREED'], shuoshi.rosters.terms.SwapState['AGREED']), (shuoshi.rosters.terms.SwapState['DONE'], shuoshi.rosters.terms.SwapState['DONE']), (shuoshi.rosters.terms.SwapState['REFUSED'], shuoshi.rosters.terms.SwapState['REFUSED']), (shuoshi.rosters.terms.SwapState['OFF'], shuoshi.rosters.terms.SwapState['OFF'])], max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('said_at', models.DateTimeField(null=True)),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rosters.member')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rosters.roster')),
                ('taker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rosters.member')),
                ('back', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rosters.turn')),
                ('turn', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rosters.turn')),
            ],
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('on', models.DateField()),
                ('shift', models.CharField(blank=True, max_length=40)),
                ('wants', models.BooleanField()),
                ('weight', models.SmallIntegerField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='rosters.member')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rosters.roster')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(fields=('roster', 'helper'), name='member_once_a_roster'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('week_h__isnull', True), models.Q(('week_h__gte', 1), ('week_h__lte', 60)), _connector='OR'), name='member_week'),
        ),
        migrations.AddConstraint(
            model_name='spot',
            constraint=models.UniqueConstraint(fields=('roster', 'name'), name='spot_name_once'),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(fields=['path', 'starts_at'], name='turn_by_time'),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(fields=['roster', 'on'], name='turn_of_roster'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(condition=models.Q(('leaving', False)), fields=('member', 'on'), name='turn_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.CheckConstraint(condition=models.Q(('leaving', False), ('shown', True), _connector='OR'), name='turn_leaving_was_shown'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='turn_period'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.CheckConstraint(condition=models.Q(('left_at__isnull', True), models.Q(('came_at__isnull', False), ('left_at__gte', models.F('came_at'))), _connector='OR'), name='turn_left_after_it_came'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'agreed'))), fields=('turn',), name='swap_one_a_turn'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='swap_between_two'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gte', 1), ('weight__lte', 9)), name='wish_weight'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.UniqueConstraint(fields=('member', 'on', 'shift'), name='wish_once'),
        ),
        Guard(Guarded("rosters_roster", path="path", engine=_ALL)),
        Guard(Guarded("rosters_spot", path="path", engine=_ALL)),
        Guard(Guarded("rosters_member", path="path", unit="unit_id", engine=_ALL, own=_MINE)),
        Guard(Guarded("rosters_wish", path="path", unit="unit_id", engine=_ALL, own=_OF_MINE)),
        Guard(Guarded("rosters_turn", path="path", unit="unit_id", engine=_ALL, own=f"{{0}}.shown AND {_OF_MINE}")),
        Guard(Guarded("rosters_swap", path="path", engine=_ALL, own=_SWAP)),
    ]
