"""The public page names the unit that handles; `once_per` counts by household."""

from pathlib import Path

from django.db import migrations, models

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"
WHO = "text, text, text, text, text, text"


class Migration(migrations.Migration):
    dependencies = [("matters", "0005_community"), ("people", "0003_households")]
    operations = [
        migrations.AddField(
            model_name="published",
            name="holder_name",
            field=models.CharField(default="", max_length=80),
        ),
        sql_function(SQL / "open.sql", "matters_open(jsonb)"),
        sql_function(SQL / "apply.sql", f"matters_apply({WHO}, uuid, integer, jsonb)"),
    ]
