"""A warning is relayed with its source: a call to every household that it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from shuoshi.events.areas import meeting
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.places.queries import place_at
from shuoshi.reach.partitions import id_in_time
from shuoshi.reach.queries import switch_at
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, SwitchRow
from shuoshi.warnings.callers import name_callers
from shuoshi.warnings.ending import over
from shuoshi.warnings.keeping import noted, warning_led
from shuoshi.warnings.ladders import Ladder, ladder_called
from shuoshi.warnings.models import Call, Warning
from shuoshi.warnings.rules import climbs_at, may_warn, warning_fits
from shuoshi.warnings.standing import take_over
from shuoshi.warnings.telling import tell_relayed
from shuoshi.warnings.terms import (
    GATE,
    HOUSEHOLDS_MOST,
    Ended,
    Level,
    MayNotWarn,
    Relayed,
    Stand,
    WarnedAlready,
    WarningNotFound,
    WarningOver,
    Whom,
)

_HOMES = """
SELECT h.id, h.path, count(*) FROM people_household h
JOIN people_person p ON p.household_id = h.id AND p.left_on IS NULL AND p.same_as_id IS NULL
WHERE h.path >= %s AND h.path < %s
  AND (%s OR EXISTS (SELECT FROM warnings_plan w WHERE w.household_id = h.id AND w.threats @> ARRAY[%s]::varchar[]))
GROUP BY h.id, h.path ORDER BY h.path, h.id LIMIT %s
"""
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class _Home:
    id: UUID
    path: str
    people: int


def relay_warning(*, said: Relayed, by: Actor, at: datetime) -> UUID:
    """Relay a warning: every household that it is for is called, whoever calls there and the households are told. Sent
    twice it is once.

    Shape:   of a warning that it replaces, whoever has left already or still needs help is taken over as they stand.
    Locks:   the ladder, so that one area is warned of one thing once; the warning that is replaced, and its calls.
    Raises:  MayNotWarn, PlaceNotFound, EmergencyOff, WarnedAlready, WarningNotFound (the one replaced), WarningOver,
             BadInput with its field
    """
    may_warn(by)
    ladder = ladder_called(said.ladder)
    warning_fits(said, ladder, at)
    place_at(said.path)
    if not by.bounds.holds(said.path):
        raise MayNotWarn
    if said.id is not None:
        id_in_time(said.id, at)
    switch = switch_at(ladder.kind, GATE, said.path, at)
    if local_date(said.until) > switch.last_on:
        raise BadInput("应急那天已经到期，先延长应急。", field="until")
    with acting(by) as scope:
        scope.write_as_engine()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"warn:{said.ladder}"])
        there = Warning.objects.filter(id=said.id).first() if said.id else None
        if there is not None:
            return _the_same(there, said)
        before = _replaced(said, switch, by)
        row = _row(said, switch, before, at)
        homes = _homes(said)
        row.households, row.people = len(homes), sum(h.people for h in homes)
        row.save(force_insert=True)
        calls = _call(row, homes, ladder, at)
        name_callers(calls, ladder, at)
        if before is not None:
            take_over(before, row, calls, at)
            over(before, Ended.REPLACED, at)
        tell_relayed(row.id, calls, at)
        noted("relay", row.id, row.path, by, at)
    return row.id


def _the_same(there: Warning, said: Relayed) -> UUID:
    """Sent again. Raises WarnedAlready for another warning under its number."""
    if (there.path, there.ladder, there.level) != (said.path, said.ladder, said.level):
        raise WarnedAlready
    return there.id


def _row(said: Relayed, switch: SwitchRow, before: Warning | None, at: datetime) -> Warning:
    return Warning(
        id=said.id or new_id(at), path=said.path, ladder=said.ladder, level=said.level, whom=said.whom,
        source=said.source.strip(), reference=said.reference.strip(), issued_at=said.issued_at,
        headline=said.headline.strip(), text=said.text.strip(), until=said.until, switch_id=switch.id,
        drill=switch.drill, before=before, sent_at=at,
    )  # fmt: skip


def _replaced(said: Relayed, switch: SwitchRow, by: Actor) -> Warning | None:
    """The warning that this one replaces: one that stands, of the same kind, for no more households. No other of the
    kind stands anywhere in its area."""
    standing = Warning.objects.filter(meeting(said.path), ladder=said.ladder, ended_at__isnull=True)
    others = standing.exclude(id=said.before_id) if said.before_id else standing
    if others.exists():
        raise WarnedAlready
    if said.before_id is None:
        return None
    found = warning_led(said.before_id, by)
    if found.ended_at is not None:
        raise WarningOver
    if found.ladder != said.ladder or found.switch_id != switch.id:
        raise WarningNotFound
    if not bounds_of(said.path).holds(found.path):
        raise BadInput("换成新的预警，地方不能比原来的小。", field="place")
    if found.whom == Whom.EVERYBODY and said.whom != Whom.EVERYBODY:
        raise BadInput("原来叫的是每一户，换成新的也要叫每一户。", field="whom")
    return found


def _homes(said: Relayed) -> Sequence[_Home]:
    """Whom a warning is for: with somebody living there. Raises BadInput for none or too many."""
    bounds = bounds_of(said.path)
    everybody = said.whom == Whom.EVERYBODY
    with connection.cursor() as cursor:
        cursor.execute(_HOMES, [bounds.lo, bounds.hi, everybody, said.ladder, HOUSEHOLDS_MOST + 1])
        found = [_Home(*row) for row in cursor.fetchall()]
    if not found:
        raise BadInput("这一片没有要叫应的户：先做转移方案，或者选每一户。", field="whom")
    if len(found) > HOUSEHOLDS_MOST:
        raise BadInput(
            "一次最多叫应 %(most)s 户，请分几片来发。", field="place", most=HOUSEHOLDS_MOST
        )
    return found


def _call(row: Warning, homes: Sequence[_Home], ladder: Ladder, at: datetime) -> Sequence[Call]:
    rule = ladder.levels[Level(row.level)]
    due = at + timedelta(minutes=rule.answer_min)
    leave = at + timedelta(minutes=rule.move_min) if rule.move_min else None
    return Call.objects.bulk_create(
        [
            Call(
                id=new_id(at), warning_id=row.id, household_id=h.id, path=h.path, people=h.people, stand=Stand.WAITING,
                due_at=due, move_due_at=leave, climb_at=climbs_at(ladder, due, 0),
            )
            for h in homes
        ],
        batch_size=_BATCH,
    )  # fmt: skip
