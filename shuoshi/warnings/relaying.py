"""A warning is relayed with its source: a call to every household that it is for; it ends, or is replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from shuoshi.care.models import Carer
from shuoshi.care.terms import CarerState
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.notices.actions import tell, tell_each
from shuoshi.notices.terms import About
from shuoshi.places.queries import place_at
from shuoshi.reach.queries import switch_at
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, EmergencyOff
from shuoshi.warnings.calling import stand_anew
from shuoshi.warnings.keeping import noted, switch_of, warning_led
from shuoshi.warnings.ladders import Ladder, ladder_called
from shuoshi.warnings.models import Call, Caller, CallStep, Warning
from shuoshi.warnings.rules import climbs_at, may_warn, warning_fits
from shuoshi.warnings.terms import (
    GATE,
    HOUSEHOLDS_MOST,
    REGRETS,
    Ended,
    Level,
    MayNotWarn,
    Relayed,
    Stand,
    Step,
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
_BATCH, _COMMUNITY = 1_000, 12


@dataclass(frozen=True, slots=True)
class _Home:
    id: UUID
    path: str
    people: int


def relay_warning(*, said: Relayed, by: Actor, at: datetime) -> UUID:
    """Relay a warning: every household that it is for is called, whoever calls there and the households are told.

    Shape:   of a warning that it replaces, whoever has left already or still needs help is taken over as they stand.
    Raises:  MayNotWarn, PlaceNotFound, EmergencyOff, WarningNotFound (the one replaced), BadInput with its field
    """
    may_warn(by)
    ladder = ladder_called(said.ladder)
    warning_fits(said, ladder, at)
    place_at(said.path)
    if not by.bounds.holds(said.path):
        raise MayNotWarn
    switch = switch_at(ladder.kind, GATE, said.path, at)
    if local_date(said.until) > switch.last_on:
        raise BadInput("应急那天已经到期，先延长应急。", field="until")
    with acting(by) as scope:
        scope.write_as_engine()
        before = _replaced(said, ladder, by)
        homes = _homes(said)
        row = Warning(
            id=new_id(at), path=said.path, ladder=said.ladder, level=said.level, whom=said.whom,
            source=said.source.strip(), reference=said.reference.strip(), issued_at=said.issued_at,
            headline=said.headline.strip(), text=said.text.strip(), until=said.until, switch_id=switch.id,
            drill=switch.drill, before=before, sent_at=at, households=len(homes), people=sum(h.people for h in homes),
        )  # fmt: skip
        if before is not None and before.switch_id != switch.id:
            raise WarningNotFound
        row.save(force_insert=True)
        calls = _call(row, homes, ladder, at)
        _callers(calls, ladder, at)
        if before is not None:
            _take_over(before, calls, ladder, at)
            _over(before, Ended.REPLACED, at)
        _tell(row, calls, at)
        noted("relay", row.id, row.path, by, at)
    return row.id


def _replaced(said: Relayed, ladder: Ladder, by: Actor) -> Warning | None:
    if said.before_id is None:
        return None
    found = warning_led(said.before_id, by)
    if found.ended_at is not None:
        raise WarningOver
    if found.ladder != ladder.ladder:
        raise BadInput("请从名单里选。", field="before")
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


def _callers(calls: Sequence[Call], ladder: Ladder, at: datetime) -> None:
    """Who calls there: the helpers of the household's pairing who said yes, or whoever stands in for them today."""
    of_home = {c.household_id: c for c in calls}
    today = local_date(at)
    found = Carer.objects.filter(
        pairing__scheme=ladder.scheme, pairing__ended_on__isnull=True, pairing__household_id__in=list(of_home),
        state=CarerState.AGREED,
    )  # fmt: skip
    rows = list[Caller]()
    for carer in found.select_related("pairing").order_by("id"):
        if carer.pairing.household_id is None:
            continue
        call = of_home[carer.pairing.household_id]
        stands_in = carer.substitute_until is not None and carer.substitute_until >= today
        rows.append(
            Caller(
                id=new_id(at), call_id=call.id, path=call.path, unit_id=carer.unit_id, role=carer.role,
                helper_id=carer.substitute_id if stands_in and carer.substitute_id else carer.helper_id,
            )
        )  # fmt: skip
    Caller.objects.bulk_create(rows, batch_size=_BATCH)


def _take_over(before: Warning, calls: Sequence[Call], ladder: Ladder, at: datetime) -> None:
    """Whoever has left already is not asked to leave again; whoever needs help still does."""
    now = {c.household_id: c for c in calls}
    then = Call.objects.filter(warning_id=before.id, household_id__in=list(now))
    wanted = {c.id: _still(c) for c in then if _still(c)}
    homes = {c.id: c.household_id for c in then}
    last: dict[tuple[UUID, str], CallStep] = {}
    for step in CallStep.objects.filter(call_id__in=list(wanted)).order_by("at", "id"):
        if step.step in wanted[step.call_id]:
            last[step.call_id, step.step] = step
    for (old, _step), found in last.items():
        call = now[homes[old]]
        found.pk, found.call_id, found.path, found.recorded_at = new_id(at), call.id, call.path, at
        found._state.adding = True
    CallStep.objects.bulk_create(last.values(), batch_size=_BATCH)
    for old in wanted:
        stand_anew(now[homes[old]], ladder)


def _still(call: Call) -> frozenset[str]:
    """Which of the steps of a household hold on under a newer warning."""
    left = {Step.MOVED, Step.ARRIVED} if call.stand in (Stand.MOVED, Stand.ARRIVED) else set()
    return frozenset(left | ({Step.HELP} if call.help else set()))


def _tell(row: Warning, calls: Sequence[Call], at: datetime) -> None:
    about = About(warning_id=row.id)
    tell(about=about, template="warned", audience="callers", at=at)
    there = sorted({c.path[:_COMMUNITY] for c in calls})
    secretaries = [f"village_secretary@{path}" for path in there]
    tell_each(about=about, template="warned", audiences=secretaries, at=at)
    asked = [f"household:{c.id}" for c in calls if c.stand == Stand.WAITING]
    tell_each(about=about, template="warned_home", audiences=asked, at=at, by="sms")


def end_warning(*, warning_id: UUID, why: str, by: Actor, at: datetime) -> None:
    """All clear, or sent by mistake. Raises MayNotWarn, WarningNotFound, WarningOver, BadInput."""
    may_warn(by)
    if why not in (Ended.CLEAR, Ended.WRONG):
        raise BadInput("请从选项里选。", field="why")
    with acting(by) as scope:
        scope.write_as_engine()
        row = warning_led(warning_id, by)
        if row.ended_at is not None:
            raise WarningOver
        _over(row, Ended(why), at)
        told = list(
            Call.objects.filter(warning_id=row.id).order_by("id").values_list("id", flat=True)
        )
        about = About(warning_id=row.id)
        tell(about=about, template="warning_over", audience="callers", at=at)
        homes = [f"household:{call}" for call in told]
        tell_each(about=about, template="warning_over", audiences=homes, at=at, by="sms")
        noted("end", row.id, row.path, by, at)


def _over(row: Warning, why: Ended, at: datetime) -> None:
    Warning.objects.filter(id=row.id).update(ended_at=at, ended_why=why)
    Call.objects.filter(warning_id=row.id, climb_at__isnull=False).update(climb_at=None)


def resume_warning(*, warning_id: UUID, by: Actor, at: datetime) -> None:
    """It was ended by mistake: it stands again, within a day. Raises MayNotWarn, WarningNotFound, EmergencyOff,
    Conflict."""
    may_warn(by)
    with acting(by) as scope:
        scope.write_as_engine()
        row = warning_led(warning_id, by)
        if row.ended_at is None or row.ended_why == Ended.REPLACED or at - row.ended_at > REGRETS:
            raise Conflict("结束一天以上、或者换成新的以后，就不能再恢复，请另发一个。")
        if switch_of(row, at).ended_at is not None:
            raise EmergencyOff
        Warning.objects.filter(id=row.id).update(ended_at=None, ended_why="")
        ladder = ladder_called(row.ladder)
        waiting = list(
            Call.objects.select_for_update().filter(warning_id=row.id, stand=Stand.WAITING)
        )
        for call in waiting:
            call.climb_at = climbs_at(ladder, call.due_at, call.climbed)
        Call.objects.bulk_update(waiting, ["climb_at"], batch_size=_BATCH)
        noted("resume", row.id, row.path, by, at)
