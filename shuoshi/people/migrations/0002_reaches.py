"""Who sees what in this room."""

from django.db import migrations

from shuoshi.reach.policies import Guard, Guarded


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("reach", "0001_initial")]
    operations = [
        Guard(Guarded("people_person", path="path", person="id")),
    ]
