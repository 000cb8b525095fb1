"""Pairings, carers, visits, pauses, contracts; under their policies."""

import django.contrib.postgres.fields
import django.db.models.deletion
import shuoshi.sealing.fields
from django.db import migrations, models

from shuoshi.reach.policies import Guard, Guarded


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('helpers', '0001_initial'),
        ('people', '0006_register'),
        ('units', '0005_households'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pairing',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('scheme', models.CharField(max_length=40)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('tier', models.CharField(blank=True, max_length=40)),
                ('contact', shuoshi.sealing.fields.SealedText(null=True)),
                ('opened_on', models.DateField()),
                ('agreed_by', models.CharField(blank=True, choices=[('self', 'self'), ('family', 'family'), ('guardian', 'guardian')], max_length=10)),
                ('agreed_on', models.DateField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('last_at', models.DateTimeField(null=True)),
                ('misses', models.SmallIntegerField(default=0)),
                ('climbed_at', models.DateTimeField(null=True)),
                ('missed_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('ended_why', models.CharField(blank=True, choices=[('refused', 'refused'), ('over', 'over'), ('moved', 'moved'), ('died', 'died')], max_length=10)),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pairings', to='people.household')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pairings', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('since_on', models.DateField()),
                ('until_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='care.pairing')),
            ],
        ),
        migrations.CreateModel(
            name='Carer',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('role', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('agreed', 'agreed'), ('refused', 'refused'), ('over', 'over')], max_length=10)),
                ('substitute_until', models.DateField(null=True)),
                ('handed_over_on', models.DateField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('said_at', models.DateTimeField(null=True)),
                ('over_on', models.DateField(null=True)),
                ('why', models.CharField(blank=True, max_length=200)),
                ('after', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='care.carer')),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cares', to='helpers.helper')),
                ('substitute', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to='helpers.helper')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='carers', to='care.pairing')),
            ],
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('why', models.CharField(choices=[('hospital', 'hospital'), ('away', 'away'), ('asked', 'asked')], max_length=10)),
                ('since_on', models.DateField()),
                ('until_on', models.DateField()),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='people.household')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('matter_id', models.UUIDField(null=True)),
                ('entry', models.IntegerField(null=True)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('way', models.CharField(choices=[('home', 'home'), ('phone', 'phone'), ('video', 'video')], max_length=10)),
                ('outcome', models.CharField(choices=[('met', 'met'), ('not_home', 'not_home'), ('no_answer', 'no_answer'), ('away', 'away'), ('hospital', 'hospital'), ('refused', 'refused'), ('no_way', 'no_way')], max_length=10)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('account_id', models.UUIDField(null=True)),
                ('words', shuoshi.sealing.fields.SealedText(null=True)),
                ('findings', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('raised', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('handover', models.BooleanField(default=False)),
                ('carer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='care.carer')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='people.household')),
                ('pairing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='care.pairing')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('service', models.CharField(max_length=40)),
                ('due_on', models.DateField()),
                ('done_on', models.DateField(null=True)),
                ('done_by', models.UUIDField(null=True)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dues', to='care.contract')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_on__isnull', True)), fields=['path', 'due_on'], name='due_waits')],
                'constraints': [models.UniqueConstraint(fields=('contract', 'service', 'due_on'), name='due_once')],
            },
        ),
        migrations.AddIndex(
            model_name='pairing',
            index=models.Index(condition=models.Q(('ended_on__isnull', True)), fields=['path', 'scheme', 'id'], name='pairing_by_path'),
        ),
        migrations.AddIndex(
            model_name='pairing',
            index=models.Index(condition=models.Q(('ended_on__isnull', True), ('due_at__isnull', False)), fields=['due_at'], name='pairing_due'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', True), ('household__isnull', True), _connector='OR'), name='pairing_of_one'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_by', ''), ('agreed_on__isnull', True)), models.Q(('agreed_on__isnull', False), models.Q(('agreed_by', ''), _negated=True)), _connector='OR'), name='pairing_agreed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__isnull', True), ('agreed_on__isnull', False), _connector='OR'), name='pairing_due_once_agreed'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('ended_why', '')), models.Q(('ended_on__isnull', False), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='pairing_ended_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True), ('person__isnull', False)), fields=('scheme', 'person'), name='pairing_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True), ('household__isnull', False)), fields=('scheme', 'household'), name='pairing_once_a_household'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True), ('household__isnull', True), ('person__isnull', True)), fields=('scheme', 'path'), name='pairing_once_a_place'),
        ),
        migrations.AddIndex(
            model_name='contract',
            index=models.Index(fields=['path', 'until_on'], name='contract_by_path'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__gt', models.F('since_on'))), name='contract_term'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('pairing', 'since_on'), name='contract_once'),
        ),
        migrations.AddIndex(
            model_name='carer',
            index=models.Index(condition=models.Q(('state__in', ('asked', 'agreed'))), fields=['path', 'id'], name='carer_by_path'),
        ),
        migrations.AddIndex(
            model_name='carer',
            index=models.Index(condition=models.Q(('state__in', ('asked', 'agreed'))), fields=['helper'], name='carer_of_helper'),
        ),
        migrations.AddIndex(
            model_name='carer',
            index=models.Index(condition=models.Q(('state__in', ('asked', 'agreed'))), fields=['unit', 'pairing'], name='carer_of_unit'),
        ),
        migrations.AddConstraint(
            model_name='carer',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'agreed'))), fields=('pairing', 'role', 'state'), name='carer_once_a_role'),
        ),
        migrations.AddConstraint(
            model_name='carer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('substitute__isnull', True), ('substitute_until__isnull', True)), models.Q(('substitute__isnull', False), ('substitute_until__isnull', False)), _connector='OR'), name='carer_substitute_until'),
        ),
        migrations.AddConstraint(
            model_name='carer',
            constraint=models.CheckConstraint(condition=models.Q(('substitute__isnull', True), models.Q(('substitute', models.F('helper')), _negated=True), _connector='OR'), name='carer_substitute_another'),
        ),
        migrations.AddIndex(
            model_name='pause',
            index=models.Index(fields=['person', 'until_on'], name='pause_of_person'),
        ),
        migrations.AddIndex(
            model_name='pause',
            index=models.Index(fields=['household', 'until_on'], name='pause_of_household'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('household__isnull', False), ('person__isnull', True)), models.Q(('household__isnull', True), ('person__isnull', False)), _connector='OR'), name='pause_of_one'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('since_on'))), name='pause_period'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['pairing', '-at'], name='visit_of_pairing'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['path', 'at'], name='visit_by_path'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(condition=models.Q(('matter_id__isnull', False)), fields=['matter_id', 'entry'], name='visit_of_matter'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('carer__isnull', False), ('matter_id__isnull', True), ('pairing__isnull', False)), models.Q(('entry__isnull', False), ('matter_id__isnull', False), ('pairing__isnull', True)), _connector='OR'), name='visit_of_one'),
        ),
        Guard(Guarded('care_pairing', path='path', person='person_id', engine='SELECT, INSERT, UPDATE, DELETE')),
        Guard(Guarded('care_carer', path='path', unit='unit_id', own='EXISTS (SELECT 1 FROM helpers_helper h WHERE h.id = {0}.helper_id OR h.id = {0}.substitute_id)', engine='SELECT, INSERT, UPDATE, DELETE')),
        Guard(Guarded('care_visit', path='path', unit='unit_id', engine='SELECT, INSERT, UPDATE, DELETE')),
        Guard(Guarded('care_pause', path='path', person='person_id', engine='SELECT, INSERT, UPDATE, DELETE')),
        Guard(Guarded('care_contract', path='path', unit='unit_id', own='EXISTS (SELECT 1 FROM care_pairing p WHERE p.id = {0}.pairing_id)', engine='SELECT, INSERT, UPDATE, DELETE')),
        Guard(Guarded('care_due', path='path', unit='unit_id', own='EXISTS (SELECT 1 FROM care_contract c WHERE c.id = {0}.contract_id)', engine='SELECT, INSERT, UPDATE, DELETE')),
    ]
