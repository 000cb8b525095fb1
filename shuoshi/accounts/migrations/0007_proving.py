"""Phones that somebody else wrote down, and the table in which wrong codes are counted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_security_administrator")]
    operations = [
        migrations.AddField(
            model_name="account",
            name="phone_unproved",
            field=models.BooleanField(db_default=False, default=False),
        ),
        # As Django's DatabaseCache reads it.
        migrations.RunSQL(
            [
                (
                    "CREATE TABLE accounts_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, "
                    "expires timestamptz NOT NULL)",
                    None,
                ),
                ("CREATE INDEX accounts_cache_expires ON accounts_cache (expires)", None),
            ],
            "DROP TABLE accounts_cache",
        ),
    ]
