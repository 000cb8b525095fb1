"""Rosters that were asked for are planned: outside any transaction, checked by what shares nothing with the solver, and
stored only if nobody changed the roster meanwhile."""

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from shuoshi.kernel.ids import new_id
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.rosters.models import Member, Roster, Spot, Swap, Turn, Wish
from shuoshi.rosters.patterns import Pattern, pattern_of
from shuoshi.rosters.terms import OPEN_SWAPS, State, SwapState

if TYPE_CHECKING:
    from shuoshi.planning.rosters.terms import Against, Problem
    from shuoshi.planning.rosters.terms import Roster as Plan

_log = logging.getLogger("shuoshi.rosters")
_BACK = timedelta(days=14)


def work_off(*, at: datetime) -> int:
    """Plan the roster that has waited longest. Gives how many were planned: one, or none where none waits.

    Shape:   without the extra `planning` a roster is failed, and its page says why; what breaks holds up no other.
    """
    with acting(SYSTEM):
        row = Roster.objects.filter(state=State.ASKED).order_by("asked_at", "id").first()
    if row is None:
        return 0
    try:
        with acting(SYSTEM):
            known = known_of(row, at)
        _plan(row, known, at)
    except Exception:
        _log.exception("roster %s was not planned", row.id)
        _ended(row, {"state": State.FAILED})
    return 1


@dataclass(frozen=True, slots=True)
class Known:
    """What a roster is made from."""

    pattern: Pattern
    spots: Sequence[Spot]
    members: Sequence[Member]
    wishes: Sequence[Wish]
    turns: Sequence[Turn]
    earlier: Mapping[UUID, Mapping[date, str]]
    settled: frozenset[tuple[int, str]]


def known_of(row: Roster, at: datetime) -> Known:
    """Everything of a roster as it stands, as engine in the caller's scope."""
    pattern = pattern_of(row.pattern)
    members = list(
        Member.objects.filter(roster_id=row.id).select_related("helper").order_by("id")
    )  # fmt: skip
    days = [(n, row.starts_on + timedelta(days=n)) for n in range(row.days)]
    begun = frozenset(
        (n, shift) for n, on in days for shift in pattern.shifts if pattern.period(shift, on)[0] <= at
    )  # fmt: skip
    return Known(
        pattern, list(Spot.objects.filter(roster_id=row.id).order_by("name", "id")), members,
        list(Wish.objects.filter(roster_id=row.id).order_by("id")),
        list(Turn.objects.filter(roster_id=row.id).order_by("on", "id")), _earlier(row, members), begun,
    )  # fmt: skip


def _earlier(row: Roster, members: Sequence[Member]) -> Mapping[UUID, Mapping[date, str]]:
    """Which shift each served on the days before, on whatever roster of the same pattern."""
    of_helper = {m.helper_id: m.id for m in members}
    found = defaultdict[UUID, dict[date, str]](dict)
    before = Turn.objects.filter(
        member__helper_id__in=of_helper, on__lt=row.starts_on, on__gte=row.starts_on - _BACK,
        roster__pattern=row.pattern, shown=True,
    )  # fmt: skip
    for helper, on, shift in before.values_list("member__helper_id", "on", "shift"):
        found[of_helper[helper]][on] = shift
    return found


def _plan(row: Roster, known: Known, at: datetime) -> None:
    """Raises FaultyRoster, ImportError where the extra `planning` is not here."""
    from shuoshi.planning.rosters.checking import faults_of
    from shuoshi.planning.rosters.solving import solve
    from shuoshi.planning.rosters.terms import NoRoster
    from shuoshi.rosters.problem import drawn

    problem: Problem = drawn(
        row, known.pattern, known.spots, known.members, known.wishes, known.turns, known.earlier, known.settled
    )  # fmt: skip
    try:
        plan = solve(problem, seconds=row.seconds)
    except NoRoster as none:
        why = [_told(against) for against in none.because]
        _ended(row, {"state": State.NONE, "why": why, "proved": none.proved})
        return
    faults = faults_of(problem, plan)
    if faults:
        raise FaultyRoster("; ".join(map(str, faults[:5])))
    _store(row, known, plan, at)


def end_swaps(turns: Collection[UUID], at: datetime) -> None:
    """Swaps of turns that are planned away or taken off are over, as engine in the caller's scope; those of turns that
    go altogether go with them."""
    waits = Swap.objects.filter(state__in=OPEN_SWAPS)
    of = Q(turn_id__in=turns) | Q(back_id__in=turns)
    waits.filter(of).update(state=SwapState.OFF, said_at=at)


def _told(against: "Against") -> dict[str, Any]:
    """A rule as it is stored: ids and codes."""
    return {
        "rule": against.rule.value, "member": against.person, "day": against.day, "spot": against.post,
        "shift": against.shift, "skill": against.skill, "asked": against.asked, "able": against.able,
    }  # fmt: skip


def _ended(row: Roster, said: Mapping[str, Any]) -> None:
    with acting(SYSTEM):
        Roster.objects.filter(id=row.id, revision=row.revision).update(**said)


def _store(row: Roster, known: Known, plan: "Plan", at: datetime) -> None:
    """Write a plan, unless the roster was changed or dropped meanwhile.

    Shape:   turns that stay keep their keys, their times and what was said of them. What was published and is planned
             away stays seen until the new plan is published; what nobody saw goes. Where somebody signed in to such a
             turn meanwhile, the roster is planned once more. As engine, one transaction.
    """
    from shuoshi.rosters.problem import duty_of

    with acting(SYSTEM):
        now = Roster.objects.select_for_update().filter(id=row.id).first()
        if now is None or now.revision != row.revision:
            return
        turns = Turn.objects.select_for_update().filter(roster_id=row.id).order_by("id")
        there = {duty_of(row, t): t for t in turns}
        wanted = set(plan.duties)
        gone = [t for duty, t in there.items() if duty not in wanted]
        came = {t.id for t in known.turns if t.came_at is not None}
        if any(t.came_at is not None and t.id not in came for t in gone):
            return
        unseen = [t.id for t in gone if not t.shown]
        end_swaps([t.id for t in gone], at)
        Turn.objects.filter(id__in=unseen).delete()
        Turn.objects.filter(id__in=[t.id for t in gone if t.shown]).update(leaving=True)
        stay = [t.id for duty, t in there.items() if duty in wanted]
        Turn.objects.filter(id__in=stay, leaving=True).update(leaving=False)
        units = {m.id: m.unit_id for m in known.members}
        new = []
        for duty in sorted(wanted - set(there)):
            on, member = row.starts_on + timedelta(days=duty.day), UUID(duty.person)
            starts, ends = known.pattern.period(duty.shift, on)
            new.append(
                Turn(id=new_id(at), roster_id=row.id, path=row.path, unit_id=units[member], member_id=member,
                     spot_id=UUID(duty.post), on=on, shift=duty.shift, starts_at=starts, ends_at=ends)
            )  # fmt: skip
        Turn.objects.bulk_create(new)
        Roster.objects.filter(id=row.id).update(
            state=State.PLANNED, planned_at=at, planned_revision=row.revision, why=[], proved=plan.proved,
            cost={term.value: cost for term, cost in plan.cost.items()},
        )  # fmt: skip


class FaultyRoster(Exception):
    """A roster that the checker does not accept; never shown, never stored."""
