"""Passwords that a keeper was given, until their owner changes them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_proving")]
    operations = [migrations.AddField("account", "given_at", models.DateTimeField(null=True))]
