"""Units that answer for a place that became part of another."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"
WHO = "text, text, text, text, text, text"


class Migration(migrations.Migration):
    dependencies = [("matters", "0006_holder_shown")]
    operations = [
        sql_function(SQL / "units_at.sql", "matters_units_at(text, date)", inside=True),
        sql_function(SQL / "open.sql", "matters_open(jsonb)"),
        sql_function(SQL / "read.sql", f"matters_read({WHO}, uuid, date)"),
        migrations.RunSQL(
            "DROP FUNCTION IF EXISTS matters_units_at(text)", migrations.RunSQL.noop
        ),
    ]
