from django.db import migrations, models

from shuoshi.reach.policies import Guard, Guarded

TABLE = """
CREATE TABLE journal_entry (
    id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    happened_at timestamptz NOT NULL,
    kind varchar(60) NOT NULL,
    subject_id uuid NOT NULL,
    other_id uuid,
    path varchar(40) COLLATE "C" NOT NULL,
    account_id uuid,
    duty_id uuid,
    role varchar(40) NOT NULL,
    PRIMARY KEY (recorded_at, id)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX journal_subject ON journal_entry (subject_id, recorded_at);
CREATE INDEX journal_path ON journal_entry (path, recorded_at);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("reach", "0001_initial")]
    operations = [
        migrations.RunSQL(
            TABLE,
            "DROP TABLE journal_entry",
            state_operations=[
                migrations.CreateModel(
                    "Entry",
                    [
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("happened_at", models.DateTimeField()),
                        ("kind", models.CharField(max_length=60)),
                        ("subject_id", models.UUIDField()),
                        ("other_id", models.UUIDField(null=True)),
                        ("path", models.CharField(db_collation="C", max_length=40)),
                        ("account_id", models.UUIDField(null=True)),
                        ("duty_id", models.UUIDField(null=True)),
                        ("role", models.CharField(max_length=40)),
                    ],
                    options={"db_table": "journal_entry", "managed": False},
                )
            ],
        ),
        Guard(
            Guarded(
                "journal_entry", path="path", engine="SELECT, INSERT", appends=True
            )
        ),
        migrations.CreateModel(
            "Seal",
            [
                ("n", models.BigIntegerField(primary_key=True, serialize=False)),
                ("sealed_at", models.DateTimeField()),
                ("upto_at", models.DateTimeField()),
                ("upto_id", models.UUIDField()),
                ("entries", models.IntegerField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("entries__gt", 0)), name="seal_holds")
                ]
            },
        ),
        Guard(Guarded("journal_seal", engine="SELECT, INSERT")),
    ]
