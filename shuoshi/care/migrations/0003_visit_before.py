"""A visit keeps how its pairing stood, so that it can be taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0002_kept'),
        ('people', '0006_register'),
        ('units', '0005_households'),
    ]

    operations = [
        migrations.AddField(
            model_name='visit',
            name='before',
            field=models.JSONField(null=True),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(condition=models.Q(('before__isnull', False)), fields=['recorded_at'], name='visit_before'),
        ),
    ]
