"""The tally."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_reaches"), ("matters", "0003_functions")]
    operations = [
        sql_function(
            SQL / "tally.sql",
            "meetings_tally(text, text, text, text, text, text, uuid, integer, uuid)",
        ),
    ]
