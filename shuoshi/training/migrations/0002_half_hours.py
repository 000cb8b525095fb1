"""A course may last an hour and a half."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0001_initial'),
        ('units', '0005_households'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='course',
            name='course_hours',
        ),
        migrations.AlterField(
            model_name='course',
            name='hours',
            field=models.FloatField(),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.CheckConstraint(condition=models.Q(('hours__gte', 0.5), ('hours__lte', 400)), name='course_hours'),
        ),
    ]
