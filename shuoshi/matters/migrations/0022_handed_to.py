"""A matter may be taken by a helper of the unit that holds it; what was handed over is counted by its index."""

from pathlib import Path

from django.db import migrations, models

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"
WHO = "text, text, text, text, text, text"


class Migration(migrations.Migration):
    dependencies = [("matters", "0021_helpers")]
    operations = [
        migrations.AddField(
            model_name="matter", name="helper_id", field=models.UUIDField(null=True)
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("helper_id__isnull", False)),
                fields=["helper_id"],
                name="matter_helper_some",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("answers__has_key", "holder")),
                fields=["holder_id", "at"],
                name="step_handed_over",
            ),
        ),
        sql_function(SQL / "apply.sql", f"matters_apply({WHO}, uuid, integer, jsonb)"),
        sql_function(SQL / "blank.sql", "matters_blank(uuid[])"),
    ]
