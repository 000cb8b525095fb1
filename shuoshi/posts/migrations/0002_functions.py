"""The functions of posts; a later change of one is a later migration that runs its file again."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"
_PASS = (
    "posts_pass(text, text, text, text, text, text, uuid, text, timestamptz, uuid, uuid[], timestamptz[], text[], "
    "smallint[], text[], smallint[], smallint[], smallint[], boolean[], jsonb)"
)


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial"), ("reach", "0006_switches_are_read")]
    operations = [
        sql_function(SQL / "pass.sql", _PASS),
        sql_function(SQL / "roll_up.sql", "posts_roll_up()"),
    ]
