"""Who sees what in this room."""

from django.db import migrations

from shuoshi.reach.policies import Guard, Guarded


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("reach", "0001_initial")]
    operations = [
        Guard(Guarded("notices_outbox")),
        Guard(Guarded("notices_notice")),
    ]
