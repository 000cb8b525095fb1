"""Slots that people book, and the queue of a site."""

import django.db.models.deletion
import shuoshi.counts.terms
from django.db import migrations, models

from shuoshi.reach.policies import Guard, Guarded

_ALL = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):

    dependencies = [
        ('counts', '0001_initial'),
        ('units', '0005_households'),
    ]

    operations = [
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('unit_id', models.UUIDField()),
                ('subject_id', models.UUIDField()),
                ('starts_at', models.DateTimeField()),
                ('way', models.CharField(choices=[(shuoshi.counts.terms.Way['SELF'], shuoshi.counts.terms.Way['SELF']), (shuoshi.counts.terms.Way['VOLUNTEER'], shuoshi.counts.terms.Way['VOLUNTEER']), (shuoshi.counts.terms.Way['WORKER'], shuoshi.counts.terms.Way['WORKER'])], max_length=10)),
                ('booked_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('unit_id', models.UUIDField()),
                ('on', models.DateField()),
                ('number', models.IntegerField()),
                ('first', models.BooleanField()),
                ('slot_at', models.DateTimeField(null=True)),
                ('came_at', models.DateTimeField()),
                ('called_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='site',
            name='closes_min',
            field=models.SmallIntegerField(db_default=1200, default=1200),
        ),
        migrations.AddField(
            model_name='site',
            name='opens_min',
            field=models.SmallIntegerField(db_default=480, default=480),
        ),
        migrations.AddField(
            model_name='site',
            name='slot_min',
            field=models.SmallIntegerField(db_default=30, default=30),
        ),
        migrations.AddField(
            model_name='site',
            name='slot_room',
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.CheckConstraint(condition=models.Q(('closes_min__gt', models.F('opens_min')), ('closes_min__lte', 1440), ('opens_min__gte', 0), ('slot_min__gte', 5), ('slot_min__lte', 240), ('slot_room__gte', 0)), name='count_site_slots'),
        ),
        migrations.AddField(
            model_name='booking',
            name='count',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.count'),
        ),
        migrations.AddField(
            model_name='booking',
            name='site',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.site'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='site',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='counts.site'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(condition=models.Q(('cancelled_at__isnull', True)), fields=['site', 'starts_at'], name='booking_by_slot'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True)), fields=('subject_id', 'count'), name='booking_once'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(fields=('site', 'on', 'number'), name='ticket_number_once'),
        ),
        Guard(Guarded("counts_booking", path="path", unit="unit_id", person="subject_id", engine=_ALL)),
        Guard(Guarded("counts_ticket", path="path", unit="unit_id", engine=_ALL)),
    ]
