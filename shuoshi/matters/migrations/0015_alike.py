"""Is it one of these? Matters in which the words of another stand."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"
ALIKE = (
    "matters_alike(text, text, text, text, text, text, text, text[], float[], text, text, text, "
    "timestamptz, integer)"
)


class Migration(migrations.Migration):
    dependencies = [("matters", "0014_answering_kinds")]
    operations = [
        sql_function(SQL / "alike.sql", ALIKE),
        sql_function(SQL / "common.sql", "matters_common(text)"),
    ]
