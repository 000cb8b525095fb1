"""The units of an estate answer for its buildings."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("matters", "0017_wall"), ("units", "0004_estates")]
    operations = [sql_function(SQL / "units_at.sql", "matters_units_at(text, date)", inside=True)]
