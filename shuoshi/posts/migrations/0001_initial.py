"""Posts, their passages cut into days, figures, who registered, who waits, handovers, incidents; under their policies."""

import django.contrib.postgres.fields
import django.db.models.deletion
import shuoshi.posts.terms
from django.db import migrations, models

from shuoshi.reach.policies import Guard, Guarded
from shuoshi.reach.terms import Reach

PASSAGES = """
CREATE TABLE posts_passage (
    id uuid NOT NULL PRIMARY KEY,
    post_id uuid NOT NULL,
    path varchar(40) COLLATE "C" NOT NULL,
    switch_id uuid NOT NULL,
    at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    checks varchar(40) NOT NULL,
    rule smallint NOT NULL,
    outcome varchar(12) NOT NULL,
    vehicles smallint NOT NULL,
    aboard smallint NOT NULL,
    lane smallint,
    decided boolean NOT NULL,
    duty_id uuid,
    CONSTRAINT passage_counts CHECK (vehicles >= 0 AND aboard >= 0 AND vehicles + aboard > 0)
) PARTITION BY RANGE (id);
CREATE INDEX passage_by_post ON posts_passage (post_id, id);
"""
_ALL = "SELECT, INSERT, UPDATE, DELETE"
_THROUGH = ("post_id", "posts_post")
_READERS = (Reach.TERRITORIAL, Reach.HOLDING)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('helpers', '0001_initial'),
        ('units', '0005_households'),
    ]

    operations = [
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('site', models.CharField(max_length=100)),
                ('kind', models.CharField(max_length=40)),
                ('lanes', models.SmallIntegerField()),
                ('equipment', models.CharField(blank=True, max_length=200)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('spots', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('leader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='helpers.helper')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('matter_id', models.UUIDField(unique=True)),
                ('at', models.DateTimeField()),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.post')),
            ],
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('switch_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('by_id', models.UUIDField(null=True)),
                ('cases', models.IntegerField()),
                ('counts', models.JSONField(default=dict)),
                ('words', models.TextField(blank=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('taken_by', models.CharField(blank=True, max_length=80)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.post')),
            ],
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('switch_id', models.UUIDField()),
                ('kind', models.CharField(choices=[(shuoshi.posts.terms.CaseKind['CHECK_HERE'], shuoshi.posts.terms.CaseKind['CHECK_HERE']), (shuoshi.posts.terms.CaseKind['REFER'], shuoshi.posts.terms.CaseKind['REFER']), (shuoshi.posts.terms.CaseKind['APPEAL'], shuoshi.posts.terms.CaseKind['APPEAL']), (shuoshi.posts.terms.CaseKind['OVERRIDE'], shuoshi.posts.terms.CaseKind['OVERRIDE'])], max_length=12)),
                ('outcome', models.CharField(choices=[(shuoshi.posts.terms.Outcome['PASS'], shuoshi.posts.terms.Outcome['PASS']), (shuoshi.posts.terms.Outcome['CHECK_HERE'], shuoshi.posts.terms.Outcome['CHECK_HERE']), (shuoshi.posts.terms.Outcome['REGISTER'], shuoshi.posts.terms.Outcome['REGISTER']), (shuoshi.posts.terms.Outcome['DIVERT'], shuoshi.posts.terms.Outcome['DIVERT']), (shuoshi.posts.terms.Outcome['TURN_BACK'], shuoshi.posts.terms.Outcome['TURN_BACK']), (shuoshi.posts.terms.Outcome['REFER'], shuoshi.posts.terms.Outcome['REFER'])], max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('ended', models.CharField(blank=True, choices=[(shuoshi.posts.terms.Outcome['PASS'], shuoshi.posts.terms.Outcome['PASS']), (shuoshi.posts.terms.Outcome['CHECK_HERE'], shuoshi.posts.terms.Outcome['CHECK_HERE']), (shuoshi.posts.terms.Outcome['REGISTER'], shuoshi.posts.terms.Outcome['REGISTER']), (shuoshi.posts.terms.Outcome['DIVERT'], shuoshi.posts.terms.Outcome['DIVERT']), (shuoshi.posts.terms.Outcome['TURN_BACK'], shuoshi.posts.terms.Outcome['TURN_BACK']), (shuoshi.posts.terms.Outcome['REFER'], shuoshi.posts.terms.Outcome['REFER'])], max_length=12)),
                ('who', models.TextField(blank=True)),
                ('why', models.TextField(blank=True)),
                ('account_id', models.UUIDField(null=True)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.post')),
            ],
        ),
        migrations.CreateModel(
            name='Registered',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('switch_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('checks', models.CharField(max_length=40)),
                ('fields', models.JSONField()),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.post')),
            ],
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('switch_id', models.UUIDField()),
                ('on', models.DateField()),
                ('hour', models.SmallIntegerField()),
                ('outcome', models.CharField(choices=[(shuoshi.posts.terms.Outcome['PASS'], shuoshi.posts.terms.Outcome['PASS']), (shuoshi.posts.terms.Outcome['CHECK_HERE'], shuoshi.posts.terms.Outcome['CHECK_HERE']), (shuoshi.posts.terms.Outcome['REGISTER'], shuoshi.posts.terms.Outcome['REGISTER']), (shuoshi.posts.terms.Outcome['DIVERT'], shuoshi.posts.terms.Outcome['DIVERT']), (shuoshi.posts.terms.Outcome['TURN_BACK'], shuoshi.posts.terms.Outcome['TURN_BACK']), (shuoshi.posts.terms.Outcome['REFER'], shuoshi.posts.terms.Outcome['REFER'])], max_length=12)),
                ('passages', models.IntegerField()),
                ('vehicles', models.IntegerField()),
                ('aboard', models.IntegerField()),
                ('decided', models.IntegerField()),
                ('post', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.post')),
            ],
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['path', 'name'], name='post_by_path'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('path', 'name'), name='post_name_once'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('lanes__gte', 1), ('lanes__lte', 20)), name='post_lanes'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='post_closed_after'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(fields=['post', '-at'], name='incident_by_post'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(fields=['post', '-at'], name='handover_by_post'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('taken_at__isnull', True), ('taken_at__gte', models.F('at')), _connector='OR'), name='handover_taken_after'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['post'], name='case_open'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['switch_id'], name='case_by_switch'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('ended', '')), models.Q(('closed_at__isnull', False), models.Q(('ended', ''), _negated=True)), _connector='OR'), name='case_ended_says_how'),
        ),
        migrations.AddIndex(
            model_name='registered',
            index=models.Index(fields=['post', '-at'], name='registered_by_post'),
        ),
        migrations.AddIndex(
            model_name='registered',
            index=models.Index(fields=['switch_id'], name='registered_by_switch'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['post', 'on'], name='tally_by_day'),
        ),
        migrations.RunSQL(
            PASSAGES,
            "DROP TABLE posts_passage",
            state_operations=[
                migrations.CreateModel(
                    name='Passage',
                    fields=[
                        ('id', models.UUIDField(primary_key=True, serialize=False)),
                        ('path', models.CharField(db_collation='C', max_length=40)),
                        ('switch_id', models.UUIDField()),
                        ('at', models.DateTimeField()),
                        ('received_at', models.DateTimeField()),
                        ('checks', models.CharField(max_length=40)),
                        ('rule', models.SmallIntegerField()),
                        ('outcome', models.CharField(choices=[(shuoshi.posts.terms.Outcome['PASS'], shuoshi.posts.terms.Outcome['PASS']), (shuoshi.posts.terms.Outcome['CHECK_HERE'], shuoshi.posts.terms.Outcome['CHECK_HERE']), (shuoshi.posts.terms.Outcome['REGISTER'], shuoshi.posts.terms.Outcome['REGISTER']), (shuoshi.posts.terms.Outcome['DIVERT'], shuoshi.posts.terms.Outcome['DIVERT']), (shuoshi.posts.terms.Outcome['TURN_BACK'], shuoshi.posts.terms.Outcome['TURN_BACK']), (shuoshi.posts.terms.Outcome['REFER'], shuoshi.posts.terms.Outcome['REFER'])], max_length=12)),
                        ('vehicles', models.SmallIntegerField()),
                        ('aboard', models.SmallIntegerField()),
                        ('lane', models.SmallIntegerField(null=True)),
                        ('decided', models.BooleanField()),
                        ('duty_id', models.UUIDField(null=True)),
                    ],
                    options={
                        'db_table': 'posts_passage',
                        'managed': False,
                    },
                ),
            ],
        ),
        Guard(Guarded("posts_post", path="path", unit="unit_id")),
        Guard(Guarded("posts_passage", through=_THROUGH, readers=_READERS, engine="SELECT, INSERT, DELETE")),
        Guard(Guarded("posts_tally", through=_THROUGH, readers=_READERS, engine=_ALL)),
        Guard(Guarded("posts_registered", through=_THROUGH, readers=_READERS, engine=_ALL)),
        Guard(Guarded("posts_case", through=_THROUGH, readers=_READERS, engine=_ALL)),
        Guard(Guarded("posts_handover", through=_THROUGH, readers=_READERS, engine=_ALL)),
        Guard(Guarded("posts_incident", through=_THROUGH, readers=_READERS, engine=_ALL)),
    ]
