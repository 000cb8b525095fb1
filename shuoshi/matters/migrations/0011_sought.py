"""Matters are found by their words; what is released by its own."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import shuoshi.matters.models.sought
from shuoshi.kernel.bigrams import lexemes
from shuoshi.reach.functions import sql_function
from shuoshi.reach.policies import Guard, Guarded

SQL = Path(__file__).parent.parent / "sql"
WHO = "text, text, text, text, text, text"
_KEPT = """
INSERT INTO {0} (matter_id, path, opened_at, words)
SELECT m.id, m.path, m.opened_at, matters_lexemes(%s, m.path, {1}) || array_to_tsvector(ARRAY[{2}]::text[]) FROM matters_matter m WHERE m.id = %s
"""


def fields():
    return [
        ("matter", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+", serialize=False, to="matters.matter")),
        ("path", models.CharField(db_collation="C", max_length=40)),
        ("opened_at", models.DateTimeField()),
        ("words", shuoshi.matters.models.sought.Lexemes()),
    ]


def cut_what_is_there(apps, schema_editor):
    """The words of matters from before: not of an emergency's, not of what was erased."""
    cursor = schema_editor.connection.cursor()
    for table, holder, kind, texts in (
        (
            "matters_sought",
            "m.holder_id",
            "",
            "SELECT m.id, t.title, t.body FROM matters_matter m JOIN matters_mattertext t "
            "ON t.matter_id = m.id WHERE m.erased_at IS NULL AND NOT m.marks ? 'switch'",
        ),
        (
            "matters_publishedsought",
            "NULL",
            "'%%' || (SELECT p.kind FROM matters_published p WHERE p.matter_id = m.id)",
            "SELECT p.matter_id, p.title, p.text FROM matters_published p WHERE p.hidden_at IS NULL",
        ),
    ):
        cursor.execute(texts)
        for matter_id, *said in cursor.fetchall():
            cursor.execute(_KEPT.format(table, holder, kind), [lexemes(said), matter_id])


class Migration(migrations.Migration):
    dependencies = [("matters", "0010_switch")]
    operations = [
        migrations.CreateModel(
            name="Sought",
            fields=fields(),
            options={"indexes": [models.Index(fields=["opened_at", "matter"], name="sought_new")]},
        ),
        migrations.CreateModel(
            name="PublishedSought",
            fields=fields(),
            options={"indexes": [models.Index(fields=["opened_at", "matter"], name="published_sought_new")]},
        ),
        # A short list of what waits to be sorted in: each search reads it whole.
        migrations.RunSQL(
            [
                (
                    f"CREATE INDEX {table}_words ON {table} USING gin (words) "
                    "WITH (fastupdate = on, gin_pending_list_limit = 128)",
                    None,
                )
                for table in ("matters_sought", "matters_publishedsought")
            ],
            migrations.RunSQL.noop,
        ),
        Guard(Guarded("matters_sought", engine="SELECT, INSERT, UPDATE, DELETE")),
        Guard(
            Guarded(
                "matters_publishedsought", public="true", engine="SELECT, INSERT, UPDATE, DELETE"
            )
        ),
        sql_function(SQL / "lexemes.sql", "matters_lexemes(text, text, uuid)", inside=True),
        sql_function(
            SQL / "found.sql",
            "matters_found(regclass, tsquery, tsquery, text, text, boolean, timestamptz, uuid, integer)",
            inside=True,
        ),
        sql_function(SQL / "open.sql", "matters_open(jsonb)"),
        sql_function(SQL / "apply.sql", f"matters_apply({WHO}, uuid, integer, jsonb)"),
        sql_function(SQL / "erase.sql", "matters_erase(uuid[], timestamptz)"),
        sql_function(
            SQL / "search.sql", f"matters_search({WHO}, text, timestamptz, uuid, integer)"
        ),
        sql_function(
            SQL / "search_board.sql",
            "matters_search_board(text, text, text, text, timestamptz, uuid, integer)",
        ),
        migrations.RunPython(cut_what_is_there, migrations.RunPython.noop),
    ]
