"""Numbers in order, units of a place in one function, timers that failed."""

from pathlib import Path

from django.db import migrations, models

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"
WHO = "text, text, text, text, text, text"


class Migration(migrations.Migration):
    dependencies = [("matters", "0003_functions"), ("notices", "0003_states")]
    operations = [
        migrations.RemoveConstraint(model_name="timer", name="timer_state"),
        migrations.AddConstraint(
            model_name="timer",
            constraint=models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "done", "superseded", "failed"]),
                name="timer_state",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(outcome="done"), fields=["path", "closed_at"], name="matter_done_here"
            ),
        ),
        migrations.RunSQL(
            "REVOKE ALL ON matters_numberseries FROM shuoshi_app;"
            "GRANT SELECT, INSERT, UPDATE ON matters_numberseries TO shuoshi_engine",
            migrations.RunSQL.noop,
        ),
        sql_function(SQL / "units_at.sql", "matters_units_at(text, date)", inside=True),
        sql_function(SQL / "read.sql", f"matters_read({WHO}, uuid, date)"),
        sql_function(SQL / "open.sql", "matters_open(jsonb)"),
        sql_function(SQL / "apply.sql", f"matters_apply({WHO}, uuid, integer, jsonb)"),
        sql_function(SQL / "public.sql", "matters_public(text, text)"),
        sql_function(SQL / "words.sql", f"matters_words({WHO}, uuid, integer)"),
    ]
