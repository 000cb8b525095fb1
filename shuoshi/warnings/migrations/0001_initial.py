"""Plans, warnings, calls with who is to call and what was said, under their policies."""

import django.contrib.postgres.fields
import django.db.models.deletion
import shuoshi.warnings.terms
from django.db import migrations, models

from shuoshi.reach.policies import Guard, Guarded, Reference

GRANTS = "GRANT INSERT, UPDATE, DELETE ON warnings_warning TO shuoshi_engine"
_ALL = "SELECT, INSERT, UPDATE, DELETE"
_OWN_HELPER = "EXISTS (SELECT 1 FROM helpers_helper h WHERE h.id = {0}.helper_id)"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('helpers', '0001_initial'),
        ('people', '0006_register'),
        ('units', '0005_households'),
    ]

    operations = [
        migrations.CreateModel(
            name='Warning',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('ladder', models.CharField(max_length=40)),
                ('level', models.CharField(choices=[(shuoshi.warnings.terms.Level['BLUE'], shuoshi.warnings.terms.Level['BLUE']), (shuoshi.warnings.terms.Level['YELLOW'], shuoshi.warnings.terms.Level['YELLOW']), (shuoshi.warnings.terms.Level['ORANGE'], shuoshi.warnings.terms.Level['ORANGE']), (shuoshi.warnings.terms.Level['RED'], shuoshi.warnings.terms.Level['RED'])], max_length=10)),
                ('whom', models.CharField(choices=[(shuoshi.warnings.terms.Whom['PLANNED'], shuoshi.warnings.terms.Whom['PLANNED']), (shuoshi.warnings.terms.Whom['EVERYBODY'], shuoshi.warnings.terms.Whom['EVERYBODY'])], max_length=10)),
                ('source', models.CharField(max_length=60)),
                ('reference', models.CharField(blank=True, max_length=60)),
                ('issued_at', models.DateTimeField()),
                ('headline', models.CharField(max_length=60)),
                ('text', models.TextField()),
                ('until', models.DateTimeField()),
                ('switch_id', models.UUIDField()),
                ('drill', models.BooleanField()),
                ('sent_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_why', models.CharField(blank=True, choices=[(shuoshi.warnings.terms.Ended['CLEAR'], shuoshi.warnings.terms.Ended['CLEAR']), (shuoshi.warnings.terms.Ended['WRONG'], shuoshi.warnings.terms.Ended['WRONG']), (shuoshi.warnings.terms.Ended['REPLACED'], shuoshi.warnings.terms.Ended['REPLACED'])], max_length=10)),
                ('households', models.IntegerField(default=0)),
                ('people', models.IntegerField(default=0)),
                ('figures', models.JSONField(null=True)),
                ('before', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='after', to='warnings.warning')),
            ],
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('people', models.SmallIntegerField()),
                ('stand', models.CharField(choices=[(shuoshi.warnings.terms.Stand['WAITING'], shuoshi.warnings.terms.Stand['WAITING']), (shuoshi.warnings.terms.Stand['ANSWERED'], shuoshi.warnings.terms.Stand['ANSWERED']), (shuoshi.warnings.terms.Stand['MOVED'], shuoshi.warnings.terms.Stand['MOVED']), (shuoshi.warnings.terms.Stand['ARRIVED'], shuoshi.warnings.terms.Stand['ARRIVED']), (shuoshi.warnings.terms.Stand['HOME'], shuoshi.warnings.terms.Stand['HOME'])], max_length=10)),
                ('settled', models.BooleanField(default=False)),
                ('help', models.BooleanField(default=False)),
                ('stays', models.CharField(blank=True, max_length=40)),
                ('gone', models.SmallIntegerField(null=True)),
                ('where', models.TextField(blank=True)),
                ('tried', models.SmallIntegerField(default=0)),
                ('tried_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField()),
                ('move_due_at', models.DateTimeField(null=True)),
                ('climbed', models.SmallIntegerField(default=0)),
                ('climb_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('moved_at', models.DateTimeField(null=True)),
                ('arrived_at', models.DateTimeField(null=True)),
                ('home_at', models.DateTimeField(null=True)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
                ('warning', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='warnings.warning')),
            ],
        ),
        migrations.CreateModel(
            name='Caller',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('role', models.CharField(max_length=40)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='callers', to='warnings.call')),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='helpers.helper')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('call', 'role', 'helper'), name='caller_once_a_role')],
            },
        ),
        migrations.CreateModel(
            name='CallStep',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('step', models.CharField(choices=[(shuoshi.warnings.terms.Step['TRIED'], shuoshi.warnings.terms.Step['TRIED']), (shuoshi.warnings.terms.Step['ANSWERED'], shuoshi.warnings.terms.Step['ANSWERED']), (shuoshi.warnings.terms.Step['HELP'], shuoshi.warnings.terms.Step['HELP']), (shuoshi.warnings.terms.Step['HELPED'], shuoshi.warnings.terms.Step['HELPED']), (shuoshi.warnings.terms.Step['STAYS'], shuoshi.warnings.terms.Step['STAYS']), (shuoshi.warnings.terms.Step['MOVED'], shuoshi.warnings.terms.Step['MOVED']), (shuoshi.warnings.terms.Step['ARRIVED'], shuoshi.warnings.terms.Step['ARRIVED']), (shuoshi.warnings.terms.Step['HOME'], shuoshi.warnings.terms.Step['HOME'])], max_length=10)),
                ('way', models.CharField(choices=[(shuoshi.warnings.terms.Way['DOOR'], shuoshi.warnings.terms.Way['DOOR']), (shuoshi.warnings.terms.Way['PHONE'], shuoshi.warnings.terms.Way['PHONE']), (shuoshi.warnings.terms.Way['SELF'], shuoshi.warnings.terms.Way['SELF']), (shuoshi.warnings.terms.Way['SEEN'], shuoshi.warnings.terms.Way['SEEN'])], max_length=10)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('account_id', models.UUIDField(null=True)),
                ('said_by', models.CharField(blank=True, max_length=60)),
                ('people', models.SmallIntegerField(null=True)),
                ('where', models.TextField(blank=True)),
                ('why', models.CharField(blank=True, max_length=40)),
                ('note', models.TextField(blank=True)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='warnings.call')),
            ],
            options={
                'indexes': [models.Index(fields=['call', 'at'], name='step_of_call')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('threats', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('route', models.CharField(max_length=200)),
                ('shelter', models.CharField(max_length=100)),
                ('needs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('made_at', models.DateTimeField()),
                ('household', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='plan', to='people.household')),
            ],
            options={
                'indexes': [models.Index(fields=['path', 'id'], name='plan_by_path')],
            },
        ),
        migrations.AddIndex(
            model_name='warning',
            index=models.Index(fields=['switch_id'], name='warning_by_switch'),
        ),
        migrations.AddIndex(
            model_name='warning',
            index=models.Index(fields=['-sent_at'], name='warning_by_time'),
        ),
        migrations.AddConstraint(
            model_name='warning',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_why', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='warning_ended_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='warning',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('sent_at'))), name='warning_until_after'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['warning', 'path', 'id'], name='call_by_path'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('climb_at__isnull', False)), fields=['climb_at'], name='call_climbs'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(fields=('household', 'warning'), name='call_once'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('climb_at__isnull', True), ('stand', shuoshi.warnings.terms.Stand['WAITING']), _connector='OR'), name='call_climbs_while_waiting'),
        ),
        Reference(["warnings_warning"]),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        Guard(Guarded("warnings_plan", path="path", engine=_ALL)),
        Guard(Guarded("warnings_call", path="path", engine=_ALL)),
        Guard(Guarded("warnings_caller", path="path", unit="unit_id", own=_OWN_HELPER, engine=_ALL)),
        Guard(Guarded("warnings_callstep", path="path", engine=_ALL)),
    ]
