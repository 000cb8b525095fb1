"""Who sees what in this room."""

from django.db import migrations

from shuoshi.reach.policies import Reference


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial"), ("reach", "0001_initial")]
    operations = [
        Reference(["places_place", "places_placecode", "places_placename", "places_succession",
                   "places_estate", "places_site"]),
    ]
