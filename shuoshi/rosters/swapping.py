"""Members swap turns: one asks, the other agrees, whoever arranges approves; never against a hard rule."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.journal.actions import record
from shuoshi.kernel.errors import Conflict, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.planning.rosters.checking import Fault, faults_of
from shuoshi.planning.rosters.terms import Roster as Plan
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rosters.keeping import changed, noted, roster_of_mine
from shuoshi.rosters.making import end_swaps, known_of
from shuoshi.rosters.models import Member, Roster, Swap, Turn
from shuoshi.rosters.problem import drawn, duty_of
from shuoshi.rosters.rules import may_arrange
from shuoshi.rosters.terms import (
    OPEN_SWAPS,
    RULES,
    MemberNotFound,
    SwapNotFound,
    SwapState,
    TurnNotFound,
)


class BreaksARule(Conflict):
    """换了以后不合规矩：%(rule)s。"""

    code = "breaks_a_rule"


class NotYours(NotAllowed):
    """换班由要换的两个人自己来说。"""


def ask_swap(
    *, turn_id: UUID, taker_id: UUID, back_id: UUID | None, by: Actor, at: datetime
) -> UUID:
    """Ask another member of the roster to take one's turn, for one of theirs or for nothing.

    Raises:  NotYours, TurnNotFound, MemberNotFound, Conflict where it has begun or is asked for already
    """
    if by.reach is not Reach.RESIDENT:
        raise NotYours
    with acting(by) as scope:
        mine = Turn.objects.filter(id=turn_id).first()
        if mine is None:
            raise TurnNotFound
        scope.write_as_engine()
        Roster.objects.select_for_update().filter(
            id=mine.roster_id
        ).first()  # before the turn, as everybody does
        turn = Turn.objects.select_for_update().filter(id=turn_id, leaving=False).first()
        if turn is None:
            raise TurnNotFound
        members = Member.objects.filter(roster_id=turn.roster_id)
        taker = members.exclude(id=turn.member_id).filter(id=taker_id).first()
        if taker is None:
            raise MemberNotFound
        theirs = Turn.objects.filter(member_id=taker.id, shown=True, leaving=False)
        back = theirs.filter(id=back_id).first() if back_id else None
        if back_id and back is None:
            raise TurnNotFound
        if turn.starts_at <= at or (back is not None and back.starts_at <= at):
            raise Conflict("已经开始的班换不了。")
        swap = Swap(
            id=new_id(at), roster_id=turn.roster_id, path=turn.path, turn_id=turn.id, giver_id=turn.member_id,
            taker_id=taker.id, back=back, state=SwapState.ASKED, asked_at=at,
        )  # fmt: skip
        try:
            with transaction.atomic():
                swap.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict("这一班已经在换了。") from error
        record(kind="rosters.ask_swap", subject_id=swap.id, path=turn.path, by=by, at=at)
    return swap.id


@contextmanager
def _of_mine(swap_id: UUID, by: Actor, at: datetime) -> Iterator[tuple[Swap, bool]]:
    """An open swap of one's own, its row locked, as engine; whether one is the taker. Raises NotYours, SwapNotFound."""
    if by.reach is not Reach.RESIDENT:
        raise NotYours
    with acting(by) as scope:
        mine = set(Member.objects.values_list("id", flat=True))
        seen = Swap.objects.filter(id=swap_id).first()
        if seen is None:
            raise SwapNotFound
        scope.write_as_engine()
        swap = Swap.objects.select_for_update().filter(id=swap_id, state__in=OPEN_SWAPS).first()
        if swap is None:
            raise Conflict("这次换班已经有结果了。")
        yield swap, swap.taker_id in mine


def agree_to_swap(*, swap_id: UUID, yes: bool, by: Actor, at: datetime) -> None:
    """Whoever was asked says yes or no. Raises NotYours, SwapNotFound, Conflict where it is over."""
    with _of_mine(swap_id, by, at) as (swap, taker):
        if not taker or swap.state != SwapState.ASKED:
            raise NotYours
        _say(swap, SwapState.AGREED if yes else SwapState.REFUSED, by, at)


def take_back_swap(*, swap_id: UUID, by: Actor, at: datetime) -> None:
    """Whoever asked takes it back. Raises NotYours, SwapNotFound, Conflict where it is over."""
    with _of_mine(swap_id, by, at) as (swap, taker):
        if taker:
            raise NotYours
        _say(swap, SwapState.OFF, by, at)


def decide_swap(*, swap_id: UUID, yes: bool, by: Actor, at: datetime) -> None:
    """Whoever arranges approves a swap, or refuses it. For somebody who can't sign in their word in another way is
    enough: whoever approves answers for it.

    Raises:  MayNotArrange, SwapNotFound, PlanningNow, BreaksARule, Conflict where it is over or has begun
    """
    may_arrange(by)
    with acting(by):
        seen = Swap.objects.filter(id=swap_id).first()
    if seen is None:
        raise SwapNotFound
    with roster_of_mine(seen.roster_id, by) as row:
        swap = Swap.objects.select_for_update().filter(id=swap_id, state__in=OPEN_SWAPS).first()
        if swap is None:
            raise Conflict("这次换班已经有结果了。")
        if not yes:
            _say(swap, SwapState.REFUSED, by, at)
            return
        _say(swap, SwapState.DONE, by, at)
        _exchange(row, swap, at)
        changed(row.id)
        Roster.objects.filter(id=row.id, planned_revision=row.revision).update(
            planned_revision=row.revision + 1
        )
        noted("swap", row, by, at)


def _exchange(row: Roster, swap: Swap, at: datetime) -> None:
    """Give the turns to each other, if they still are whose they were. Raises BreaksARule, Conflict."""
    whose = {swap.turn_id: swap.giver_id, swap.back_id: swap.taker_id}
    ids = [i for i in whose if i]
    turns = Turn.objects.select_for_update().filter(id__in=ids, leaving=False).order_by("id")
    now = {t.id: (t.member_id, t.starts_at) for t in turns}
    if any(starts <= at for _member, starts in now.values()):
        raise Conflict("已经开始的班换不了。")
    if {i: member for i, (member, _starts) in now.items()} != {i: whose[i] for i in ids}:
        raise Conflict("这一班已经不是他（她）的了。")
    _rules_hold(row, swap, at)
    units = dict(
        Member.objects.filter(id__in=(swap.giver_id, swap.taker_id)).values_list("id", "unit_id")
    )
    Turn.objects.filter(id__in=ids).update(leaving=True)  # nobody has two a day meanwhile
    for turn_id, member in ((swap.turn_id, swap.taker_id), (swap.back_id, swap.giver_id)):
        given = Turn.objects.filter(id=turn_id) if turn_id else Turn.objects.none()
        given.update(member_id=member, unit_id=units[member], fixed=True, leaving=False)
    end_swaps(ids, at)


def _rules_hold(row: Roster, swap: Swap, at: datetime) -> None:
    """Raises BreaksARule where the two would break a rule that is kept now."""
    known = known_of(row, at)
    problem = replace(
        drawn(row, known.pattern, known.spots, known.members, known.wishes, known.turns, known.earlier, known.settled),
        fixed=(), settled=frozenset(),
    )  # fmt: skip
    who = {swap.turn_id: str(swap.taker_id), swap.back_id: str(swap.giver_id)}
    turns = [t for t in known.turns if not t.leaving]
    now = tuple(duty_of(row, t) for t in turns)
    after = tuple(replace(duty_of(row, t), person=who.get(t.id, str(t.member_id))) for t in turns)
    before = {_where(f) for f in faults_of(problem, Plan(now, (), {}, 0, False, 0))}
    found = faults_of(problem, Plan(after, (), {}, 0, False, 0))
    broken = [f for f in found if _where(f) not in before]
    if broken:
        raise BreaksARule(rule=RULES[broken[0].rule])


def _where(fault: Fault) -> tuple[str, str, int | None]:
    return (fault.rule.value, fault.person, fault.day)


def _say(swap: Swap, state: SwapState, by: Actor, at: datetime) -> None:
    Swap.objects.filter(id=swap.id).update(state=state, said_at=at)
    record(kind=f"rosters.swap_{state}", subject_id=swap.id, path=swap.path, by=by, at=at)
