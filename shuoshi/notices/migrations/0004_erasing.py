"""What is kept long enough may be erased."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_states")]
    operations = [
        migrations.RunSQL(
            "GRANT DELETE ON notices_outbox, notices_notice TO shuoshi_engine",
            "REVOKE DELETE ON notices_outbox, notices_notice FROM shuoshi_engine",
        )
    ]
