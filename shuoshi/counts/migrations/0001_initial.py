"""Counts, sites, containers and bags, members cut into days, who was counted, is missing or comes again alone, figures; under their policies."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from shuoshi.reach.functions import sql_function
from shuoshi.reach.policies import Guard, Guarded, Reference
from shuoshi.reach.terms import Reach

SQL = Path(__file__).parent.parent / "sql"
MEMBERS = """
CREATE TABLE counts_member (
    id uuid NOT NULL PRIMARY KEY,
    container_id uuid NOT NULL,
    count_id uuid NOT NULL,
    subject_id uuid,
    at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    again boolean NOT NULL,
    duty_id uuid
) PARTITION BY RANGE (id);
CREATE INDEX member_by_container ON counts_member (container_id);
CREATE INDEX member_by_subject ON counts_member (subject_id);
"""
GRANTS = """
GRANT INSERT, UPDATE, DELETE ON counts_count, counts_expected, counts_tally TO shuoshi_engine;
GRANT USAGE ON SEQUENCE counts_expected_id_seq, counts_tally_id_seq TO shuoshi_engine;
"""
_BIND = (
    "counts_bind(text, text, text, text, text, text, uuid, text, text, smallint, timestamptz, uuid, uuid, uuid[], "
    "timestamptz[], uuid[], text[], smallint[], uuid[], jsonb)"
)
_ALL = "SELECT, INSERT, UPDATE, DELETE"
_STAFF = (Reach.TERRITORIAL, Reach.HOLDING)
_IN = ("container_id", "counts_container")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('units', '0005_households'),
        ('people', '0006_register'),
        ('reach', '0006_switches_are_read'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bag',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('unit_id', models.UUIDField()),
                ('code', models.CharField(max_length=40)),
                ('many', models.SmallIntegerField()),
                ('bagged_at', models.DateTimeField()),
                ('bagged_by', models.UUIDField(null=True)),
                ('handed_at', models.DateTimeField(null=True)),
                ('handed_by', models.UUIDField(null=True)),
                ('handed_to', models.TextField(blank=True)),
                ('received_at', models.DateTimeField(null=True)),
                ('received_by', models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Count',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('edition', models.CharField(max_length=40)),
                ('switch_id', models.UUIDField()),
                ('drill', models.BooleanField()),
                ('n', models.SmallIntegerField()),
                ('expected', models.IntegerField()),
                ('planned_at', models.DateTimeField()),
                ('starts_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.count')),
                ('lab', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Container',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('unit_id', models.UUIDField()),
                ('code', models.CharField(max_length=40)),
                ('most', models.SmallIntegerField()),
                ('members', models.SmallIntegerField()),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.UUIDField(null=True)),
                ('sealed_at', models.DateTimeField(null=True)),
                ('sealed_by', models.UUIDField(null=True)),
                ('signed_at', models.DateTimeField(null=True)),
                ('signed_by', models.UUIDField(null=True)),
                ('result', models.CharField(blank=True, max_length=20)),
                ('resulted_at', models.DateTimeField(null=True)),
                ('resulted_by', models.UUIDField(null=True)),
                ('bag', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='containers', to='counts.bag')),
                ('count', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.count')),
            ],
        ),
        migrations.AddField(
            model_name='bag',
            name='count',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.count'),
        ),
        migrations.CreateModel(
            name='Counted',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('subject_id', models.UUIDField()),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('count', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.count')),
            ],
        ),
        migrations.CreateModel(
            name='Expected',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('many', models.IntegerField()),
                ('count', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='counts.count')),
            ],
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('fields', models.JSONField()),
                ('container', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.container')),
            ],
        ),
        migrations.CreateModel(
            name='Missing',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('subject_id', models.UUIDField()),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('reason', models.CharField(max_length=40)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('count', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.count')),
            ],
        ),
        migrations.CreateModel(
            name='Single',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('subject_id', models.UUIDField(null=True)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('asked_at', models.DateTimeField()),
                ('container', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.container')),
                ('count', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.count')),
                ('own', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.container')),
            ],
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('address', models.CharField(max_length=100)),
                ('stations', models.SmallIntegerField()),
                ('serves', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('ready', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('ready_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('count', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='counts.count')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.AddField(
            model_name='container',
            name='site',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.site'),
        ),
        migrations.AddField(
            model_name='bag',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.site'),
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('site_id', models.UUIDField()),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('on', models.DateField()),
                ('hour', models.SmallIntegerField()),
                ('counted', models.IntegerField()),
                ('more', models.IntegerField()),
                ('again', models.IntegerField()),
                ('guests', models.IntegerField()),
                ('count', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.count')),
            ],
        ),
        migrations.AddIndex(
            model_name='count',
            index=models.Index(fields=['switch_id'], name='count_by_switch'),
        ),
        migrations.AddIndex(
            model_name='count',
            index=models.Index(fields=['-starts_at'], name='count_by_start'),
        ),
        migrations.AddConstraint(
            model_name='count',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('starts_at'))), name='count_until_after'),
        ),
        migrations.AddConstraint(
            model_name='count',
            constraint=models.UniqueConstraint(fields=('path', 'name'), name='count_name_once'),
        ),
        migrations.AddIndex(
            model_name='counted',
            index=models.Index(fields=['count', 'path'], name='counted_by_path'),
        ),
        migrations.AddConstraint(
            model_name='counted',
            constraint=models.UniqueConstraint(fields=('subject_id', 'count'), name='counted_once'),
        ),
        migrations.AddConstraint(
            model_name='expected',
            constraint=models.UniqueConstraint(fields=('count', 'path'), name='expected_once'),
        ),
        migrations.AddIndex(
            model_name='missing',
            index=models.Index(fields=['count', 'path'], name='missing_by_path'),
        ),
        migrations.AddConstraint(
            model_name='missing',
            constraint=models.UniqueConstraint(fields=('subject_id', 'count'), name='missing_once'),
        ),
        migrations.AddIndex(
            model_name='single',
            index=models.Index(fields=['count', 'path'], name='single_by_path'),
        ),
        migrations.AddIndex(
            model_name='site',
            index=models.Index(fields=['path'], name='count_site_by_path'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.UniqueConstraint(fields=('count', 'path', 'name'), name='count_site_name_once'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.CheckConstraint(condition=models.Q(('stations__gte', 1), ('stations__lte', 50)), name='count_site_stations'),
        ),
        migrations.AddIndex(
            model_name='container',
            index=models.Index(fields=['site', '-opened_at'], name='container_by_site'),
        ),
        migrations.AddConstraint(
            model_name='container',
            constraint=models.UniqueConstraint(fields=('count', 'code'), name='container_code_once'),
        ),
        migrations.AddConstraint(
            model_name='container',
            constraint=models.CheckConstraint(condition=models.Q(('members__gte', 0), ('members__lte', models.F('most'))), name='container_not_over'),
        ),
        migrations.AddConstraint(
            model_name='container',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('result', ''), ('resulted_at__isnull', True)), models.Q(('resulted_at__isnull', False), models.Q(('result', ''), _negated=True)), _connector='OR'), name='container_resulted_says_what'),
        ),
        migrations.AddConstraint(
            model_name='bag',
            constraint=models.UniqueConstraint(fields=('count', 'code'), name='bag_code_once'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['count', 'path'], name='count_tally_by_path'),
        ),
        migrations.RunSQL(
            MEMBERS,
            "DROP TABLE counts_member",
            state_operations=[
                migrations.CreateModel(
                    name='Member',
                    fields=[
                        ('id', models.UUIDField(primary_key=True, serialize=False)),
                        ('container', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.container')),
                        ('count_id', models.UUIDField()),
                        ('subject_id', models.UUIDField(null=True)),
                        ('at', models.DateTimeField()),
                        ('received_at', models.DateTimeField()),
                        ('again', models.BooleanField()),
                        ('duty_id', models.UUIDField(null=True)),
                    ],
                    options={
                        'db_table': 'counts_member',
                        'managed': False,
                    },
                ),
            ],
        ),
        Reference(["counts_count", "counts_expected", "counts_tally"]),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        Guard(Guarded("counts_site", path="path", unit="unit_id", engine=_ALL)),
        Guard(Guarded("counts_bag", path="path", unit="unit_id", engine=_ALL)),
        Guard(Guarded("counts_container", path="path", unit="unit_id", engine=_ALL)),
        Guard(Guarded("counts_member", through=_IN, readers=_STAFF, engine=_ALL)),
        Guard(Guarded("counts_guest", through=_IN, readers=_STAFF, engine=_ALL)),
        Guard(Guarded("counts_counted", path="path", person="subject_id", engine=_ALL)),
        Guard(Guarded("counts_missing", path="path", engine=_ALL)),
        Guard(Guarded("counts_single", path="path", engine=_ALL)),
        sql_function(SQL / "bind.sql", _BIND),
        sql_function(SQL / "roll_up.sql", "counts_roll_up()"),
    ]
