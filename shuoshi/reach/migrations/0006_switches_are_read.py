"""Every reach reads switches: they hold orders and days, no person; a batch is judged in one statement."""

from django.db import migrations

from shuoshi.reach.policies import Reference


class Migration(migrations.Migration):
    dependencies = [("reach", "0005_opens")]
    operations = [Reference(["reach_switch"])]
