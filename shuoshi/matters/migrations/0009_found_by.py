"""Whoever raises a matter can be found by a worker: tokens beside the sealed name and phone."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("matters", "0008_sealed_by_form"), ("people", "0004_found_by")]
    operations = [sql_function(SQL / "open.sql", "matters_open(jsonb)")]
