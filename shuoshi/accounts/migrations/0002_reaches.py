"""Who sees what in this room."""

from django.db import migrations

from shuoshi.reach.policies import Reference


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("reach", "0001_initial")]
    operations = [
        Reference(["accounts_account"]),
    ]
