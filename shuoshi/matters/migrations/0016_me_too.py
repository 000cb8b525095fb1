"""Whom the same thing troubles too; a merge counts, and can be undone."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from shuoshi.reach.functions import sql_function
from shuoshi.reach.policies import Guard, Guarded

SQL = Path(__file__).parent.parent / "sql"
WHO = "text, text, text, text, text, text"


class Migration(migrations.Migration):

    dependencies = [
        ('matters', '0015_alike'),
    ]

    operations = [
        migrations.AddField(
            model_name='published',
            name='me_too',
            field=models.IntegerField(db_default=0),
        ),
        migrations.CreateModel(
            name='MeToo',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('who', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='me_toos', to='matters.matter')),
            ],
            options={
                'indexes': [models.Index(fields=['who'], name='me_too_of')],
                'constraints': [models.UniqueConstraint(fields=('matter', 'who'), name='me_too_once')],
            },
        ),
        Guard(Guarded("matters_metoo", through=("matter_id", "matters_matter"), engine="SELECT, INSERT, DELETE")),
        sql_function(SQL / "count_too.sql", "matters_count_too(uuid, text, uuid, timestamptz)"),
        sql_function(SQL / "too.sql", "matters_too(text, text, uuid, timestamptz)"),
        migrations.RunSQL("DROP FUNCTION IF EXISTS matters_public(text)", migrations.RunSQL.noop),
        sql_function(SQL / "public.sql", "matters_public(text, text)"),
        sql_function(SQL / "my_toos.sql", "matters_my_toos(text)"),
        sql_function(SQL / "apply.sql", f"matters_apply({WHO}, uuid, integer, jsonb)"),
        sql_function(SQL / "erase.sql", "matters_erase(uuid[], timestamptz)"),
    ]
