"""Due times worked out again from steps: to check what is stored, and after the calendar changed."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from shuoshi.kernel.ids import new_id
from shuoshi.matters.clocks import Clocking, enter_stage, timers_of
from shuoshi.matters.reading import read_matter
from shuoshi.matters.rules import Situation
from shuoshi.matters.terms import PastStep, Snapshot
from shuoshi.programmes.ports import ANCHORS
from shuoshi.programmes.queries import definition
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.units.queries import work_calendar

_OPEN = "SELECT id FROM matters_matter WHERE closed_at IS NULL AND id > %s ORDER BY id LIMIT 500"
_STORE = """
UPDATE matters_matter SET due_at = %s, queue_at = coalesce(%s, timestamptz '9999-01-01 00:00:00+00')
WHERE id = %s AND revision = %s
"""
_PAST = """
UPDATE matters_timer SET state = 'superseded', ended_at = %s
WHERE matter_id = %s AND entry = %s AND state = 'waiting' AND outcome <> 'ballot.closes'
"""
_TIMERS = """
INSERT INTO matters_timer (id, matter_id, entry, due_at, outcome, climb, state)
SELECT t.id, %s, %s, t.due_at, t.outcome, t.climb, 'waiting'
FROM jsonb_to_recordset(%s) AS t(id uuid, due_at timestamptz, outcome text, climb smallint)
"""


@dataclass(frozen=True, slots=True)
class Recounted:
    """What working it out again found."""

    looked_at: int
    changed: int
    numbers: tuple[str, ...]


def _entered(m: Snapshot) -> PastStep:
    return next(step for step in m.steps if step.revision == m.entry)


def _is_plain(m: Snapshot) -> bool:
    """Whether the due time follows from the entry alone: nothing extended, credited, or given."""
    move = definition(m.version_id).moves.get(_entered(m).move)
    return (
        _entered(m).move != "grant_extension"
        and m.link == ""
        and (not move or move.clock != "credit")
    )


def _expected(m: Snapshot, at: datetime) -> tuple[Clocking, datetime | None]:
    d, calendar, since = (
        definition(m.version_id),
        work_calendar(m.calendar_revision),
        _entered(m).at,
    )
    c = Clocking(
        definition=d,
        calendar=calendar,
        names=Situation(d, m, calendar, at).names(),
        site=m.limits,
        opened_at=m.opened_at,
        anchor=lambda event: ANCHORS[event](m.path, since) if event in ANCHORS else None,
        overall_due=m.overall_due_at,
    )
    return c, enter_stage(c, m.stage, since).due_at


def recount(*, at: datetime, store: bool) -> Recounted:
    """Work out every open due time again; with `store`, keep what differs and set its timers anew.

    Shape:   matters whose time was extended or credited are left as they are.
    """
    looked, changed, numbers, after = 0, 0, list[str](), UUID(int=0)
    while True:
        with acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute(_OPEN, [after])
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return Recounted(looked, changed, tuple(numbers[:50]))
        for matter_id in ids:
            m = read_matter(matter_id, by=SYSTEM, at=at)
            looked += 1
            if not _is_plain(m):
                continue
            c, due = _expected(m, at)
            if due == m.due_at:
                continue
            changed += 1
            numbers.append(m.number)
            if store:
                _store(m, c, due, at)
        after = ids[-1]


def _store(m: Snapshot, c: Clocking, due: datetime | None, at: datetime) -> None:
    rings = [
        {
            "id": str(new_id(at)),
            "due_at": t.due_at.isoformat(),
            "outcome": t.outcome,
            "climb": t.climb,
        }
        for t in timers_of(c, m.stage, m.stage_since, due, m.overall_due_at)
        if t.due_at > at
    ]
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_STORE, [due, due, m.id, m.revision])
        if cursor.rowcount:
            cursor.execute(_PAST, [at, m.id, m.entry])
            cursor.execute(_TIMERS, [m.id, m.entry, json.dumps(rings)])
