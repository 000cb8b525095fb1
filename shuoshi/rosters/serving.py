"""Turns as they are served: begun, ended, and their real minutes reported as hours; fixed, given to somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from shuoshi.helpers.models import Helper
from shuoshi.helpers.serving import minutes_left, write_hours
from shuoshi.helpers.terms import Served
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rosters.keeping import changed, member_of_mine, noted
from shuoshi.rosters.making import end_swaps
from shuoshi.rosters.models import Member, Roster, Spot, Turn
from shuoshi.rosters.patterns import pattern_of
from shuoshi.rosters.rules import days_of, left_when, may_arrange, may_begin
from shuoshi.rosters.terms import ARRANGERS, SERVERS, NotTimeYet, SpotNotFound, TurnNotFound


@contextmanager
def _turn(turn_id: UUID, by: Actor) -> Iterator[Turn]:
    """A turn that is the actor's own, of their unit or within the range that they arrange, its row locked, as engine.

    Raises:  TurnNotFound
    """
    if by.reach not in (Reach.RESIDENT, Reach.HOLDING, Reach.TERRITORIAL):
        raise TurnNotFound
    with acting(by) as scope:
        if not Turn.objects.filter(id=turn_id, shown=True).exists():
            raise TurnNotFound
        scope.write_as_engine()
        found = Turn.objects.select_for_update(of=("self",)).select_related(
            "member__helper", "spot"
        )
        turn = found.filter(id=turn_id).first()
        if turn is None:
            raise TurnNotFound
        own = by.account_id is not None and turn.member.helper.account_id == by.account_id
        if by.reach is not Reach.RESIDENT and by.role not in ARRANGERS | SERVERS and not own:
            raise TurnNotFound
        yield turn


def begin_turn(*, turn_id: UUID, by: Actor, at: datetime) -> None:
    """Somebody is there: the turn has begun. Begun twice is begun once.

    Raises:  TurnNotFound, NotTimeYet
    """
    with _turn(turn_id, by) as turn:
        if turn.came_at is not None:
            return
        if not may_begin(turn.starts_at, turn.ends_at, at):
            raise NotTimeYet
        Turn.objects.filter(id=turn.id).update(came_at=at)
        record(kind="rosters.begin", subject_id=turn.id, path=turn.path, by=by, at=at)


def end_turn(*, turn_id: UUID, by: Actor, at: datetime) -> None:
    """Somebody goes: the turn is over, and its real minutes are reported to be confirmed. Ended twice is ended once.

    Shape:   said more than twelve hours after its end, the turn ended when it should have; a day has 24 hours.
    Raises:  TurnNotFound, NotTimeYet before it was begun
    """
    with _turn(turn_id, by) as turn:
        if turn.left_at is not None:
            return
        if turn.came_at is None or at <= turn.came_at:
            raise NotTimeYet
        left_at = left_when(turn.ends_at, at)
        Turn.objects.filter(id=turn.id).update(left_at=left_at)
        minutes = max(1, round((left_at - turn.came_at).total_seconds() / 60))
        helper = Helper.objects.select_related("kind").get(id=turn.member.helper_id)
        minutes = min(minutes, minutes_left(helper, turn.on))
        if minutes > 0:
            served = Served(helper.id, turn.path, turn.spot.name, turn.on, minutes)
            write_hours(helper, served, by, at)
        record(kind="rosters.end", subject_id=turn.id, path=turn.path, by=by, at=at)


def take_back_turn(*, turn_id: UUID, by: Actor, at: datetime) -> None:
    """A beginning that was a mistake is taken back, while the turn was not ended. Raises TurnNotFound, Conflict."""
    with _turn(turn_id, by) as turn:
        if turn.came_at is None or turn.left_at is not None:
            raise Conflict("这一班没有签到，或者已经签退了。")
        Turn.objects.filter(id=turn.id).update(came_at=None)
        record(kind="rosters.take_back", subject_id=turn.id, path=turn.path, by=by, at=at)


def fix_turn(*, turn_id: UUID, fixed: bool, by: Actor, at: datetime) -> None:
    """Whatever is planned anew, this turn stays; or no longer. Raises MayNotArrange, TurnNotFound, PlanningNow."""
    may_arrange(by)
    with acting(by):
        turn = Turn.objects.filter(id=turn_id).first()
    if turn is None:
        raise TurnNotFound
    with member_of_mine(turn.member_id, by) as (row, _member):
        Turn.objects.filter(id=turn_id, leaving=False).update(fixed=fixed)
        changed(row.id)
        noted("fix", row, by, at)


def give_turn(
    *, member_id: UUID, day: int, shift: str, spot_id: UUID | None, by: Actor, at: datetime
) -> None:
    """What a member does on a day, by hand: a shift at a spot, fixed, or nothing where no spot is named.

    Shape:   what has begun stays; rest and the other rules are looked at when it is planned anew round this; members
             see it once that is published.
    Raises:  MayNotArrange, MemberNotFound, PlanningNow, SpotNotFound, BadInput, Conflict where it has begun
    """
    with member_of_mine(member_id, by) as (row, member):
        pattern, days = pattern_of(row.pattern), days_of(row.starts_on, row.days)
        if not 0 <= day < row.days:
            raise BadInput("这几天不在这份排班里。", field="day")
        on = days[day]
        mine = Turn.objects.select_for_update().filter(member_id=member.id, on=on, leaving=False)
        there = mine.first()
        if there is not None and (
            there.came_at is not None or (there.shown and there.starts_at <= at)
        ):
            raise Conflict("这一班已经开始了。")
        if spot_id is not None and shift in pattern.shifts and pattern.period(shift, on)[0] <= at:
            raise Conflict("这一班已经开始了。")
        if there is not None:
            end_swaps([there.id], at)
            mine.filter(shown=True).update(leaving=True)
            mine.filter(shown=False).delete()
        if spot_id is not None:
            _write(row, member, spot_id, shift if shift in pattern.shifts else "", on, at)
        changed(row.id)
        noted("give", row, by, at)


def _write(row: Roster, member: Member, spot_id: UUID, shift: str, on: date, at: datetime) -> None:
    if not shift:
        raise BadInput("请从选项里选。", field="shift")
    if not Spot.objects.filter(id=spot_id, roster_id=row.id).exists():
        raise SpotNotFound
    starts, ends = pattern_of(row.pattern).period(shift, on)
    Turn.objects.create(
        id=new_id(at), roster_id=row.id, path=row.path, unit_id=member.unit_id, member_id=member.id, spot_id=spot_id,
        on=on, shift=shift, starts_at=starts, ends_at=ends, fixed=True,
    )  # fmt: skip
