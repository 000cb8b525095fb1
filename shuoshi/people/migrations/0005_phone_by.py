"""Which worker wrote a phone down."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_found_by")]
    operations = [migrations.AddField("person", "phone_by", models.UUIDField(null=True))]
