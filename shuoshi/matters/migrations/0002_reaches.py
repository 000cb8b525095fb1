"""Who sees what in this room."""

from django.db import migrations

from shuoshi.reach.policies import Guard, Guarded


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial"), ("reach", "0001_initial")]
    operations = [
        Guard(
            Guarded(
                "matters_matter",
                path="path",
                unit="holder_id",
                person="raiser_id",
                token="secret_hash",
            )
        ),
        Guard(Guarded("matters_mattertext", through=("matter_id", "matters_matter"))),
        Guard(
            Guarded(
                "matters_step",
                through=("matter_id", "matters_matter"),
                engine="SELECT, INSERT",
            )
        ),
        Guard(Guarded("matters_timer", engine="SELECT, INSERT, UPDATE")),
        Guard(
            Guarded(
                "matters_attachment",
                through=("matter_id", "matters_matter"),
                public="released",
            )
        ),
        Guard(
            Guarded(
                "matters_answer",
                through=("matter_id", "matters_matter"),
                engine="SELECT, INSERT",
            )
        ),
        Guard(
            Guarded(
                "matters_report",
                through=("matter_id", "matters_matter"),
                engine="SELECT, INSERT",
            )
        ),
        Guard(Guarded("matters_request", engine="SELECT, INSERT")),
        Guard(
            Guarded(
                "matters_published",
                through=("matter_id", "matters_matter"),
                public="hidden_at IS NULL",
            )
        ),
    ]
