"""A visit keeps how its pairing stood, so that it can be taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0002_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='visit',
            name='before',
            field=models.JSONField(null=True),
        ),
    ]
