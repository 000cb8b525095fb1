"""Sealed values are known by their form, not by how a text begins."""

from django.db import migrations

_ANEW = """
UPDATE {table} SET {column} = (
    SELECT jsonb_object_agg(e.key, CASE
        WHEN jsonb_typeof(e.value) = 'string' AND e.value #>> '{{}}' ~ '^sealed:[0-9a-f]{{56,}}$'
        THEN jsonb_build_object('sealed', substr(e.value #>> '{{}}', 8)) ELSE e.value END)
    FROM jsonb_each({column}) e)
WHERE {column}::text LIKE '%"sealed:%'
"""


class Migration(migrations.Migration):
    dependencies = [("matters", "0007_answering")]
    operations = [
        migrations.RunSQL(_ANEW.format(table=table, column=column), migrations.RunSQL.noop)
        for table, column in (("matters_mattertext", "form"), ("matters_step", "answers"))
    ]
