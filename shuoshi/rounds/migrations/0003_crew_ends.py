"""A crew may start and end elsewhere than at the day's base."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('helpers', '0001_initial'),
        ('rounds', '0002_once'),
        ('units', '0005_households'),
    ]

    operations = [
        migrations.AddField(
            model_name='crew',
            name='end_lat',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='crew',
            name='end_lon',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='crew',
            name='end_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AddField(
            model_name='crew',
            name='start_lat',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='crew',
            name='start_lon',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='crew',
            name='start_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AddConstraint(
            model_name='crew',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('start_lat__isnull', True), ('start_lon__isnull', True), ('start_name', '')), models.Q(models.Q(('start_name', ''), _negated=True), ('start_lat__gte', -90), ('start_lat__isnull', False), ('start_lat__lte', 90), ('start_lon__gte', -180), ('start_lon__isnull', False), ('start_lon__lte', 180)), _connector='OR'), name='crew_start'),
        ),
        migrations.AddConstraint(
            model_name='crew',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_lat__isnull', True), ('end_lon__isnull', True), ('end_name', '')), models.Q(models.Q(('end_name', ''), _negated=True), ('end_lat__gte', -90), ('end_lat__isnull', False), ('end_lat__lte', 90), ('end_lon__gte', -180), ('end_lon__isnull', False), ('end_lon__lte', 180)), _connector='OR'), name='crew_end'),
        ),
    ]
