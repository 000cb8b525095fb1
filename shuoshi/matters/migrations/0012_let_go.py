"""A person goes out of the matters that they raised, with their words, pictures and ratings."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0011_sought"),
        ("notices", "0004_erasing"),
        ("accounts", "0008_given"),
        ("people", "0005_phone_by"),
    ]
    operations = [
        sql_function(SQL / "open.sql", "matters_open(jsonb)"),
        sql_function(SQL / "blank.sql", "matters_blank(uuid[])"),
        sql_function(SQL / "erase.sql", "matters_erase(uuid[], timestamptz)"),
        sql_function(SQL / "let_go.sql", "matters_let_go(uuid, timestamptz)"),
    ]
