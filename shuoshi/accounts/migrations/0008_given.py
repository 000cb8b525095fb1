"""Passwords that a keeper was given, until their owner changes them; codes that wait for their phones."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_proving")]
    operations = [
        migrations.AddField("account", "given_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Code",
            fields=[
                ("key", models.CharField(max_length=160, primary_key=True, serialize=False)),
                ("phone", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("guesses", models.IntegerField()),
                ("sent_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
