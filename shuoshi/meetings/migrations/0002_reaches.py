"""Who sees what in this room."""

from django.db import migrations

from shuoshi.reach.policies import Guard, Guarded, Reference


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("reach", "0001_initial")]
    operations = [
        Reference(["meetings_bodyrule", "meetings_member"]),
        Guard(Guarded("meetings_ballot", through=("matter_id", "matters_matter"))),
        Guard(Guarded("meetings_voter", engine="SELECT, INSERT")),
        Guard(Guarded("meetings_vote", engine="SELECT, INSERT")),
    ]
