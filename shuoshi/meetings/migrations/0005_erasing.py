"""Who voted how is forgotten with the matter."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_waiting"), ("matters", "0010_switch")]
    operations = [sql_function(SQL / "erase.sql", "meetings_erase()")]
