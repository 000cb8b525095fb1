"""A tally says whether the reader's vote counts; advice from outside the hall is asked of nobody."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_deliberation")]
    operations = [
        sql_function(
            SQL / "tally.sql", "meetings_tally(text, text, text, text, text, text, uuid, integer, uuid)"
        ),
        sql_function(SQL / "waiting.sql", "meetings_waiting(uuid, timestamptz)"),
    ]
