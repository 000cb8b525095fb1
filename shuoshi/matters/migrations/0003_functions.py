"""The engine's functions; a later change of one is a later migration that runs its file again."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"
WHO = "text, text, text, text, text, text"


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0002_reaches"),
        ("journal", "0001_initial"),
        ("notices", "0002_reaches"),
        ("people", "0002_reaches"),
        ("units", "0002_reaches"),
    ]
    operations = [
        sql_function(SQL / "read.sql", f"matters_read({WHO}, uuid, date)"),
        sql_function(SQL / "open.sql", "matters_open(jsonb)"),
        sql_function(SQL / "apply.sql", f"matters_apply({WHO}, uuid, integer, jsonb)"),
        sql_function(SQL / "public.sql", "matters_public(text, text)"),
        sql_function(SQL / "words.sql", f"matters_words({WHO}, uuid, integer)"),
    ]
