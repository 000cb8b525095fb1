"""Joint handling: the parts of a matter that other units have, as the lead sees them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.matters.terms import Snapshot
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.queries import definition
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

_PARTS = """
SELECT m.number, m.version_id, m.stage, h.name, m.due_at, m.closed_at IS NOT NULL, t.form
FROM matters_matter m JOIN matters_mattertext t ON t.matter_id = m.id JOIN units_unit h ON h.id = m.holder_id
WHERE m.parent_id = %s AND m.link = 'part' ORDER BY m.id
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A part that another unit has: what it was asked, how far it is, what it did."""

    number: str
    version_id: UUID
    stage: str
    holder: str
    due_at: datetime | None
    closed: bool
    form: Mapping[str, Any]

    @property
    def definition(self) -> Definition:
        """The version of its programme, out of the process's memory."""
        return definition(self.version_id)


def parts_of(m: Snapshot) -> tuple[Part, ...]:
    """The parts of a matter that its reader sees: whoever leads sees all of it, whoever holds the parts.
    One statement in a scope, none where it has no parts."""
    if not any(child["link"] == "part" for child in m.children):
        return ()
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_PARTS, [m.id])
        found = cursor.fetchall()
    return tuple(_part(row) for row in found)


def _part(row: tuple[Any, ...]) -> Part:
    number, version_id, stage, holder, due_at, closed, form = row
    return Part(
        number, version_id, stage, holder, due_at, closed,
        json.loads(form) if isinstance(form, str) else form,
    )  # fmt: skip
