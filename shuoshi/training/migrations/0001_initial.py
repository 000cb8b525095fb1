"""Courses and who is in them; under their policies."""

import django.db.models.deletion
import shuoshi.sealing.fields
from django.db import migrations, models

from shuoshi.reach.policies import Guard, Guarded


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('helpers', '0001_initial'),
        ('units', '0005_households'),
    ]

    operations = [
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('whom', models.CharField(choices=[('residents', 'residents'), ('helpers', 'helpers'), ('medics', 'medics')], max_length=10)),
                ('what', models.CharField(max_length=100)),
                ('skill', models.CharField(blank=True, max_length=20)),
                ('on', models.DateField()),
                ('hours', models.SmallIntegerField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Trainee',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('path', models.CharField(db_collation='C', max_length=40)),
                ('name', shuoshi.sealing.fields.SealedText(null=True)),
                ('outcome', models.CharField(choices=[('signed', 'signed'), ('passed', 'passed'), ('attended', 'attended'), ('absent', 'absent')], max_length=10)),
                ('later', models.CharField(blank=True, choices=[('work', 'work'), ('serves', 'serves'), ('not_yet', 'not_yet')], max_length=10)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trainees', to='training.course')),
                ('helper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='courses', to='helpers.helper')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.AddIndex(
            model_name='course',
            index=models.Index(fields=['path', '-on'], name='course_by_path'),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.CheckConstraint(condition=models.Q(('hours__gte', 1), ('hours__lte', 400)), name='course_hours'),
        ),
        migrations.AddConstraint(
            model_name='trainee',
            constraint=models.CheckConstraint(condition=models.Q(('helper__isnull', True), ('name__isnull', True), _connector='OR'), name='trainee_of_one'),
        ),
        migrations.AddConstraint(
            model_name='trainee',
            constraint=models.UniqueConstraint(condition=models.Q(('helper__isnull', False)), fields=('course', 'helper'), name='trainee_once'),
        ),
        Guard(Guarded('training_course', path='path', unit='unit_id', engine='SELECT, INSERT, UPDATE, DELETE')),
        Guard(Guarded('training_trainee', path='path', unit='unit_id', engine='SELECT, INSERT, UPDATE, DELETE')),
    ]
