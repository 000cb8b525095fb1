"""The roll of a vote is forgotten with the votes."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_erasing")]
    operations = [sql_function(SQL / "erase.sql", "meetings_erase()")]
