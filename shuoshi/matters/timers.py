"""What is due rings once: timers are swept with SKIP LOCKED, keyed by the entry of a stage."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, connection

from shuoshi.kernel.errors import Conflict, Refusal
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.worktime import in_office
from shuoshi.matters.clocks import CLIMB
from shuoshi.matters.consequences import is_urgent
from shuoshi.matters.engine import move, settle
from shuoshi.programmes.queries import definition
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.units.queries import work_calendar

_LEASE = timedelta(minutes=2)
_TAKE = """
WITH taken AS (
    SELECT id, due_at AS was FROM matters_timer WHERE state = 'waiting' AND due_at <= %s
    ORDER BY due_at, outcome = 'climb', climb, id LIMIT %s FOR UPDATE SKIP LOCKED)
UPDATE matters_timer t SET due_at = %s FROM taken WHERE t.id = taken.id
RETURNING t.id, t.matter_id, t.entry, t.outcome, t.climb,
          (SELECT m.entry FROM matters_matter m WHERE m.id = t.matter_id), taken.was
"""
_END = "UPDATE matters_timer SET state = %s, ended_at = %s WHERE id = %s AND state = 'waiting'"
_log = logging.getLogger(__name__)

_REMIND = """
INSERT INTO notices_outbox (id, matter_id, template, audience, by, at, state)
VALUES (%s, %s, 'report_due', 'holder', 'app', %s, 'waiting')
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A timer that was taken, with the matter's entry as it was then."""

    id: UUID
    matter_id: UUID
    entry: int
    outcome: str
    climb: int | None
    entry_now: int
    was_due_at: datetime

    def order(self) -> tuple[datetime, bool, int]:
        """The oldest first; at one moment what a block brings comes before any climb."""
        return self.was_due_at, self.outcome == CLIMB, self.climb or 0


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did."""

    rung: int = 0
    superseded: int = 0
    failed: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(
            self.rung + other.rung, self.superseded + other.superseded, self.failed + other.failed
        )


def take_due(*, at: datetime, most: int = 100) -> list[Due]:
    """Take timers that are due; each is leased for two minutes, so that a crash loses none.

    Locks:   the timers, skipping those that another worker has.
    """
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_TAKE, [at, most, at + _LEASE])
        return sorted((Due(*row) for row in cursor.fetchall()), key=Due.order)


def _end(due: Due, state: str, at: datetime) -> None:
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_END, [state, at, due.id])


def _remind(due: Due, at: datetime) -> None:
    """Remind whoever holds it, in office hours unless it is an emergency's."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT version_id FROM matters_matter WHERE id = %s", [due.matter_id])
        (version,) = cursor.fetchone()
    when = at if is_urgent(definition(version)) else in_office(work_calendar(), at)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_REMIND, [new_id(at), due.matter_id, when])


def _entry_of(matter_id: UUID) -> int | None:
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT entry FROM matters_matter WHERE id = %s", [matter_id])
        row = cursor.fetchone()
    return row[0] if row else None


def ring(due: Due, *, at: datetime) -> Swept:
    """Let one timer ring: a step, or superseded where the matter has left that entry.

    Shape:   a person's move in between wins; the timer is then counted as superseded. A move that
             stayed in the same entry (words, a report) only puts the timer off by its lease. A timer
             that fails is logged and ended, so that those behind it ring.
    """
    try:
        return _ring(due, at)
    except Conflict:
        if _entry_of(due.matter_id) == due.entry:
            return Swept()
        _end(due, "superseded", at)
        return Swept(superseded=1)
    except Refusal:
        _end(due, "done", at)
        return Swept(rung=1)
    except OperationalError:
        raise  # the database is away: the lease ends and the timer rings later
    except Exception:
        _log.exception("timer %s (%s) of matter %s failed", due.id, due.outcome, due.matter_id)
        _end(due, "failed", at)
        return Swept(failed=1)


def _ring(due: Due, at: datetime) -> Swept:
    if due.entry != due.entry_now:
        raise Conflict
    if due.outcome == CLIMB:
        move(
            matter_id=due.matter_id, name="climb", answers={}, by=SYSTEM, at=at,
            timer_id=due.id, climb=due.climb, entry=due.entry,
        )  # fmt: skip
    elif due.outcome == "remind":
        _remind(due, at)
    else:
        settle(due.matter_id, at=at, timer_id=due.id, entry=due.entry)
    _end(due, "done", at)
    return Swept(rung=1)


def sweep(*, at: datetime, most: int = 1000) -> Swept:
    """Let everything ring that is due, oldest first."""
    total, left = Swept(), most
    while left > 0:
        found = take_due(at=at, most=min(100, left))
        if not found:
            return total
        for due in found:
            total += ring(due, at=at)
        left -= len(found)
    return total
