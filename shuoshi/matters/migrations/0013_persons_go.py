"""People go with what hangs on them; words of a narrow place are looked for by the index."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"
FOUND = "matters_found(regclass, tsquery, tsquery, text, text, boolean, timestamptz, uuid, integer)"


class Migration(migrations.Migration):
    dependencies = [("matters", "0012_let_go"), ("privacy", "0002_words_go")]
    operations = [
        sql_function(SQL / "found.sql", FOUND, inside=True),
        sql_function(SQL / "only_raised.sql", "people_only_raised(uuid)"),
        sql_function(SQL / "persons_go.sql", "people_go(uuid[])"),
        sql_function(SQL / "persons_over.sql", "people_over(timestamptz, integer)"),
        sql_function(SQL / "erase.sql", "matters_erase(uuid[], timestamptz)"),
    ]
