"""Households: who lives behind one door."""

import django.db.models.deletion
from django.db import migrations, models

import shuoshi.sealing.fields
from shuoshi.reach.policies import Guard, Guarded


class Migration(migrations.Migration):
    dependencies = [("people", "0002_reaches"), ("places", "0003_followers")]
    operations = [
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("path", models.CharField(db_collation="C", max_length=40)),
                ("door", shuoshi.sealing.fields.SealedText()),
                ("added_at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="places.place"
                    ),
                ),
            ],
        ),
        Guard(Guarded("people_household", path="path")),
        migrations.AddField(
            model_name="person",
            name="household",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="people.household",
            ),
        ),
    ]
