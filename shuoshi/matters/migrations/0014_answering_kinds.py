"""Only kinds of which a place has one answer for it."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("matters", "0013_persons_go"), ("units", "0003_more_kinds")]
    operations = [sql_function(SQL / "units_at.sql", "matters_units_at(text, date)", inside=True)]
