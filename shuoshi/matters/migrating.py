"""Moving running matters to the newest version of their programme, where it says how."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from shuoshi.kernel.errors import Conflict
from shuoshi.matters.changes import Deciding
from shuoshi.matters.deciding import migrated
from shuoshi.matters.engine import anchor_of, apply_change, situation
from shuoshi.programmes.queries import current
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

_RUNNING = """
SELECT id FROM matters_matter
WHERE programme = %s AND closed_at IS NULL AND version_id <> %s ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What moving to a new version did; `stranded` are numbers whose stage the new one lacks."""

    moved: int
    stranded: tuple[str, ...]


def migrate_running(*, programme: str, at: datetime) -> Migrated:
    """Move every running matter of a programme to its newest version.

    Shape:   a stage maps by the new file's `migrate` (by the old version's number) or by its name.
    Raises:  ProgrammeNotFound
    """
    to = current(programme)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_RUNNING, [programme, to.version_id])
        ids: list[UUID] = [row[0] for row in cursor.fetchall()]
    moved, stranded = 0, list[str]()
    for matter_id in ids:
        now, _states = situation(matter_id, by=SYSTEM, at=at)
        m = now.matter
        stage = to.programme.migrate.get(str(now.definition.n), {}).get(m.stage, m.stage)
        if stage not in to.stages:
            stranded.append(m.number)
            continue
        change = migrated(Deciding(now=now, by=SYSTEM, anchor=anchor_of(now)), to, stage)
        try:
            apply_change(m, change, SYSTEM)
            moved += 1
        except Conflict:
            stranded.append(m.number)
    return Migrated(moved, tuple(stranded))
