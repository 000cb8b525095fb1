"""Who sees what in this room."""

from django.db import migrations

from shuoshi.reach.policies import Reference


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial"), ("reach", "0001_initial")]
    operations = [
        Reference(["units_unit", "units_calendaryear", "units_calendarday", "units_calendarrevision"]),
    ]
