"""Who sees what in this room: the engine sees posts and their holders, no password."""

from django.db import migrations

from shuoshi.reach.policies import Columns


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("reach", "0001_initial")]
    operations = [
        Columns("accounts_account", ["id", "username", "name", "is_active", "person_id"]),
        Columns(
            "accounts_duty",
            ["id", "account_id", "role", "place_id", "path", "unit_id", "starts_on", "ends_on"],
        ),
    ]
