"""Who helps stays a person while they do."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("matters", "0020_register"), ("helpers", "0001_initial")]
    operations = [sql_function(SQL / "only_raised.sql", "people_only_raised(uuid)")]
