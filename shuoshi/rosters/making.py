"""Rosters that were asked for are planned: outside any transaction, checked by what shares nothing with the solver, and
stored only if nobody changed the roster meanwhile."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from shuoshi.kernel.ids import new_id
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.rosters.models import Member, Roster, Spot, Swap, Turn, Wish
from shuoshi.rosters.patterns import Pattern, pattern_of
from shuoshi.rosters.terms import State

if TYPE_CHECKING:
    from shuoshi.planning.rosters.terms import Against, Problem
    from shuoshi.planning.rosters.terms import Roster as Plan

_log = logging.getLogger("shuoshi.rosters")
_MOST = 20
_BACK = timedelta(days=14)


def work_off(*, at: datetime) -> int:
    """Plan the rosters that wait, the oldest first, twenty at most. Gives how many were planned.

    Shape:   without the extra `planning` a roster is failed, and its page says why.
    """
    done = 0
    for _ in range(_MOST):
        with acting(SYSTEM):
            row = Roster.objects.filter(state=State.ASKED).order_by("asked_at", "id").first()
            if row is None:
                return done
            known = known_of(row, at)
        _plan(row, known, at)
        done += 1
    return done


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
    try:
        plan, why = _made(row, known)
    except Exception:
        _log.exception("roster %s was not planned", row.id)
        _ended(row, {"state": State.FAILED})
        return
    if plan is None:
        _ended(row, {"state": State.NONE, "why": why})
        return
    _store(row, known, plan, at)


def _made(row: Roster, known: Known) -> "tuple[Plan | None, list[dict[str, Any]]]":
    """A roster, or the rules that stand against each other. Raises FaultyRoster, ImportError."""
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
        return None, [_told(against) for against in none.because]
    faults = faults_of(problem, plan)
    if faults:
        raise FaultyRoster("; ".join(map(str, faults[:5])))
    return plan, []


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

    Shape:   turns that stay keep their keys, their times and what was said of them; swaps of those that go end with
             them. Members see new turns only once they are published. As engine, one transaction.
    """
    from shuoshi.rosters.problem import duty_of

    with acting(SYSTEM):
        now = Roster.objects.select_for_update().filter(id=row.id).first()
        if now is None or now.revision != row.revision:
            return
        turns = Turn.objects.select_for_update().filter(roster_id=row.id).order_by("id")
        there = {duty_of(row, t): t for t in turns}
        wanted = set(plan.duties)
        gone = [t.id for duty, t in there.items() if duty not in wanted and t.came_at is None]
        Swap.objects.filter(turn_id__in=gone).delete()
        Swap.objects.filter(back_id__in=gone).delete()
        Turn.objects.filter(id__in=gone).delete()
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
