"""A switch opens gates, which programmes and rooms wait for; one from before opens what it is called after."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reach', '0004_orders'),
    ]

    operations = [
        migrations.AddField(
            model_name='switch',
            name='opens',
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, size=None
            ),
        ),
        migrations.RunSQL("UPDATE reach_switch SET opens = ARRAY[kind]", migrations.RunSQL.noop),
    ]
