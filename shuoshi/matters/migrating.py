"""Moving running matters to the newest version of their programme, where it says how."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from shuoshi.kernel.errors import Conflict
from shuoshi.matters.changes import Change, Deciding
from shuoshi.matters.clocks import enter_stage, timers_of
from shuoshi.matters.consequences import rings_of
from shuoshi.matters.deciding import clocking_of, written
from shuoshi.matters.engine import apply_change, situation
from shuoshi.matters.openness import seen_since
from shuoshi.matters.staging import anchor_of
from shuoshi.matters.terms import Clockwork
from shuoshi.programmes.definition import Definition
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
        change = _migrated(Deciding(now=now, by=SYSTEM, anchor=anchor_of(now)), to, stage)
        try:
            apply_change(m, change, SYSTEM)
            moved += 1
        except Conflict:
            stranded.append(m.number)
    return Migrated(moved, tuple(stranded))


def _migrated(d: Deciding, to: Definition, stage: str) -> Change:
    """What moving a matter to another version writes: the version, the mapped stage, its times.

    Shape:   a stage that keeps its name keeps its clock; a mapped one is entered now.
    """
    m = d.now.matter
    moved = replace(m, stage=stage) if m.stage not in to.stages else m
    new = replace(d, now=replace(d.now, definition=to, matter=moved))
    clockwork = enter_stage(clocking_of(new, {}), stage, d.now.at) if stage != m.stage else None
    change = written(new, "migrate", stage, clockwork, {}, [])
    if clockwork is None:  # the same due time, but what rings is the new file's
        rings = timers_of(
            clocking_of(new, {}),
            stage,
            m.stage_since,
            m.due_at,
            m.overall_due_at,
            seen_since(new.now),
        )
        kept = Clockwork(
            m.due_at, m.overall_due_at, tuple(t for t in rings if t.still_matters(d.now.at))
        )
        change |= {"timers": rings_of(kept, m.entry, new), "retimed": True}
    change["matter"]["version_id"] = str(to.version_id)
    change["step"]["from_stage"] = m.stage
    return change
