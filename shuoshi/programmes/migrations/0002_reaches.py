"""Who sees what in this room."""

from django.db import migrations

from shuoshi.reach.policies import Reference


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial"), ("reach", "0001_initial")]
    operations = [
        Reference(["programmes_version", "programmes_limitrow"]),
    ]
