"""Whoever is looked after stays a person while they are."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent.parent / "matters" / "sql"


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial"), ("matters", "0022_handed_to")]
    operations = [sql_function(SQL / "only_raised.sql", "people_only_raised(uuid)")]
