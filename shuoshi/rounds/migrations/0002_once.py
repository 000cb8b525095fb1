"""A day has its name once; a helper who was ended sees no crew any more."""

from django.db import migrations, models

_ELSEWISE = """
UPDATE rounds_round r SET name = left(r.name, 50) || ' ' || right(r.id::text, 6)
WHERE EXISTS (SELECT 1 FROM rounds_round o
              WHERE o.path = r.path AND o."on" = r."on" AND o.name = r.name AND o.id < r.id)
"""
_OWN = """
DROP POLICY resident ON rounds_crew;
CREATE POLICY resident ON rounds_crew FOR SELECT TO shuoshi_resident
USING (EXISTS (SELECT 1 FROM helpers_helper h WHERE h.id = rounds_crew.helper_id AND h.ended_on IS NULL))
"""
_BEFORE = """
DROP POLICY resident ON rounds_crew;
CREATE POLICY resident ON rounds_crew FOR SELECT TO shuoshi_resident
USING (EXISTS (SELECT 1 FROM helpers_helper h WHERE h.id = rounds_crew.helper_id))
"""


class Migration(migrations.Migration):

    dependencies = [
        ('rounds', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(_ELSEWISE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(fields=('path', 'on', 'name'), name='round_name_once'),
        ),
        migrations.RunSQL(_OWN, _BEFORE),
    ]
