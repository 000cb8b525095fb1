"""What a unit took in from another house and handed on: how far it is, without a word of what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from shuoshi.accounts.terms import HOTLINE, NoDuty
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.queries import definition
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor

MOST = 200
_ROWS = """
SELECT m.number, m.outside_id, m.version_id, m.kind, m.stage, h.name, m.opened_at, m.due_at, m.overall_due_at
FROM matters_matter m JOIN units_unit h ON h.id = m.holder_id
WHERE m.closed_at IS NULL AND m.outside_id IS NOT NULL AND m.holder_id <> %s
  AND EXISTS (SELECT FROM matters_step s WHERE s.matter_id = m.id AND s.revision = 1 AND s.unit_id = %s)
ORDER BY coalesce(m.overall_due_at, m.queue_at), m.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class HandedOn:
    """One matter that somebody else handles now: both numbers, where it stands, who holds it."""

    number: str
    outside_id: str
    version_id: UUID
    kind: str
    stage: str
    holder: str
    opened_at: datetime
    due_at: datetime | None
    overall_due_at: datetime | None

    @property
    def definition(self) -> Definition:
        """The version of its programme, out of the process's memory."""
        return definition(self.version_id)


def takers(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """The duties that take in what another house sends, one a unit. Raises NoDuty without any."""
    able = {a.unit_id: a for a in actors if a.role in HOTLINE and not a.glass_id}
    if not able:
        raise NoDuty
    return tuple(able.values())


def handed_on(by: Actor, *, most: int = MOST) -> tuple[HandedOn, ...]:
    """What the actor's unit took in from another house and others hold now, the most urgent first. One
    statement in a scope.

    Shape:   nothing that was said and nobody's name: the unit's reach ended when it handed the matter on
             (docs/adr/0023), its answer to the other house did not.
    """
    if by.unit_id is None:
        return ()
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_ROWS, [by.unit_id, by.unit_id, most])
        return tuple(HandedOn(*row) for row in cursor.fetchall())
