"""Which ballots wait for somebody's vote."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_functions")]
    operations = [sql_function(SQL / "waiting.sql", "meetings_waiting(uuid, timestamptz)")]
