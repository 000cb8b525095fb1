"""The access log is only added to; the owner's function forgets what is old enough."""

from pathlib import Path

from django.db import migrations

from shuoshi.reach.functions import sql_function

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sealing", "0001_initial")]
    operations = [
        migrations.RunSQL("REVOKE DELETE ON sealing_access FROM shuoshi_engine", migrations.RunSQL.noop),
        sql_function(SQL / "forget.sql", "sealing_forget(timestamptz)"),
    ]
