"""Who is in the register stays, and who goes takes along what hangs on them."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("matters", "0019_counted"), ("people", "0006_register")]
    operations = [
        sql_function(SQL / "only_raised.sql", "people_only_raised(uuid)"),
        sql_function(SQL / "persons_go.sql", "people_go(uuid[])"),
    ]
