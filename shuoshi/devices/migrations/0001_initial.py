"""Phones, what they were given, what they sent; under their policies."""

import django.db.models.deletion
import shuoshi.sealing.fields
from django.conf import settings
from django.db import migrations, models

from shuoshi.reach.policies import Guard, Guarded


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=90, unique=True)),
                ('enrolled_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Given',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('subject_id', models.UUIDField()),
                ('duty_id', models.UUIDField(null=True)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='devices.device')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('device', 'kind', 'subject_id', 'on', 'duty_id'), name='given_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Sent',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('subject_id', models.UUIDField()),
                ('path', models.CharField(blank=True, db_collation='C', max_length=40)),
                ('person_id', models.UUIDField(null=True)),
                ('household_id', models.UUIDField(null=True)),
                ('captured_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('received', 'received'), ('kept', 'kept'), ('refused', 'refused'), ('clash', 'clash'), ('given_up', 'given_up')], max_length=10)),
                ('digest', models.CharField(max_length=64)),
                ('values', shuoshi.sealing.fields.SealedText(null=True)),
                ('mended', shuoshi.sealing.fields.SealedText(null=True)),
                ('theirs', shuoshi.sealing.fields.SealedText(null=True)),
                ('why', models.CharField(blank=True, max_length=200)),
                ('why_values', models.JSONField(default=dict)),
                ('field', models.CharField(blank=True, max_length=40)),
                ('taken_up_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.UUIDField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sent', to='devices.device')),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-received_at'], name='sent_of_account'), models.Index(condition=models.Q(('state__in', ['refused', 'clash'])), fields=['path'], name='sent_waits'), models.Index(fields=['received_at'], name='sent_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('values__isnull', True), ('state__in', ['received', 'refused', 'clash']), _connector='OR'), name='sent_values_while_open')],
            },
        ),
        Guard(Guarded('devices_device', engine='SELECT, INSERT, UPDATE, DELETE')),
        Guard(Guarded('devices_given', engine='SELECT, INSERT, UPDATE, DELETE')),
        Guard(Guarded('devices_sent', path='path', engine='SELECT, INSERT, UPDATE, DELETE')),
    ]
