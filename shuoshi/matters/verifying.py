"""Due times worked out again from steps: to check what is stored, and after the calendar changed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from uuid import UUID

from django.db import connection

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.ids import new_id
from shuoshi.matters.clocks import Clocking, after_pause, enter_stage, limit_ends, timers_of
from shuoshi.matters.openness import seen_since
from shuoshi.matters.reading import read_matter
from shuoshi.matters.situation import Situation
from shuoshi.matters.terms import Clockwork, PastStep, Snapshot
from shuoshi.programmes.ports import ANCHORS
from shuoshi.programmes.queries import definition, limits_on
from shuoshi.programmes.standard import EXTENDED
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.units.queries import work_calendar

_OPEN = "SELECT id FROM matters_matter WHERE closed_at IS NULL AND id > %s ORDER BY id LIMIT 500"
_STORE = """
UPDATE matters_matter SET due_at = %s, queue_at = coalesce(%s, timestamptz '9999-01-01 00:00:00+00'),
    overall_due_at = %s
WHERE id = %s AND revision = %s
"""
_SHOWN = "UPDATE matters_published SET due_at = %s WHERE matter_id = %s"
_PAST = """
UPDATE matters_timer SET state = 'superseded', ended_at = %s
WHERE matter_id = %s AND entry = %s AND state = 'waiting' AND outcome <> 'ballot.closes'
"""
_TIMERS = """
INSERT INTO matters_timer (id, matter_id, entry, due_at, outcome, climb, state)
SELECT t.id, %s, %s, t.due_at, t.outcome, t.climb, 'waiting'
FROM jsonb_to_recordset(%s) AS t(id uuid, due_at timestamptz, outcome text, climb smallint)
"""


Limits = Callable[[str, date], Mapping[str, str]]


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
    extended = any(step.move == EXTENDED for step in m.in_this_entry())
    given = m.link != "" and m.entry == 1
    return not extended and not given and (move is None or move.clock != "credit")


def _expected(m: Snapshot, at: datetime, limits: Limits) -> tuple[Clocking, Clockwork]:
    """The times of a matter's present entry, by the calendar of now and the limits of then."""
    d, entered = definition(m.version_id), _entered(m)
    c = Clocking(
        definition=d,
        calendar=work_calendar(m.calendar_revision),
        names=Situation(d, m, work_calendar(m.calendar_revision), at).names(),
        site=limits(m.programme, local_date(m.opened_at)),
        opened_at=m.opened_at,
        anchor=lambda event: ANCHORS[event](m.path, entered.at) if event in ANCHORS else None,
        due_before=entered.due_before_at,
    )
    overall = _overall(c, m)
    c = replace(c, site=limits(m.programme, local_date(entered.at)), overall_due=overall)
    times, begun = enter_stage(c, m.stage, entered.at), _notice_begun(m)
    within = d.stages[m.stage].within
    if begun and within:
        times = replace(times, due_at=limit_ends(c, within, begun))
    return c, times


def _notice_begun(m: Snapshot) -> datetime | None:
    """When a release in this entry of the stage set its time anew, if one did."""
    begun = [s for s in m.in_this_entry() if s.move == "release" and s.due_at != s.due_before_at]
    return begun[-1].at if begun else None


def _overall(c: Clocking, m: Snapshot) -> datetime | None:
    """The whole's due time: from the opening, later by every pause that is over."""
    name = c.definition.programme.overall
    due = limit_ends(c, name, m.opened_at) if name else None
    entered = [step for step in m.steps if step.to_stage != step.from_stage]
    for step, left in pairwise(entered):
        if due and step.paused:
            due = after_pause(c.calendar, due, step.at, left.at)
    return due


def recount(*, at: datetime, store: bool) -> Recounted:
    """Work out every open due time again; with `store`, keep what differs and set its timers anew.

    Shape:   matters whose time was extended or credited are left as they are.
    """
    limits = lru_cache(maxsize=1024)(limits_on)  # asked once a day and programme, not a matter
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
            c, times = _expected(m, at, limits)
            if (times.due_at, times.overall_due_at) == (m.due_at, m.overall_due_at):
                continue
            changed += 1
            numbers.append(m.number)
            if store:
                _store(m, c, times, at)
        after = ids[-1]


def _store(m: Snapshot, c: Clocking, times: Clockwork, at: datetime) -> None:
    rung = set(m.marks.get("climbed", []))
    rings = [
        {
            "id": str(new_id(at)),
            "due_at": t.due_at.isoformat(),
            "outcome": t.outcome,
            "climb": t.climb,
        }
        for t in timers_of(
            c,
            m.stage,
            m.stage_since,
            times.due_at,
            times.overall_due_at,
            seen_since(Situation(c.definition, m, c.calendar, at)),
        )
        if t.still_matters(at) and t.climb not in rung
    ]
    due = times.due_at
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_STORE, [due, due, times.overall_due_at, m.id, m.revision])
        if cursor.rowcount:
            cursor.execute(_SHOWN, [due, m.id])
            cursor.execute(_PAST, [at, m.id, m.entry])
            cursor.execute(_TIMERS, [m.id, m.entry, json.dumps(rings)])
            record(kind="matters.recount", subject_id=m.id, path=m.path, by=SYSTEM, at=at)
