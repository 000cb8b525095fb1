"""Rights inside this database come before any table."""

from django.db import migrations

from shuoshi.reach.roles import database_statements


class Migration(migrations.Migration):
    initial = True
    run_before = [
        ("contenttypes", "0001_initial"),
        ("auth", "0001_initial"),
        ("procrastinate", "0001_initial"),
    ]
    operations = [migrations.RunSQL(sql=s, reverse_sql=migrations.RunSQL.noop) for s in database_statements()]
