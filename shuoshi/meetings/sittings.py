"""A body's meeting from its day on: who came, how it ended."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.matters.forms import BODY_MOST, clean
from shuoshi.meetings.calling import chaired, tell_roll, with_phones
from shuoshi.meetings.models import Attendance, Ballot, Sitting
from shuoshi.meetings.queries import came_to, electors_on, roll_on, rule_on
from shuoshi.meetings.terms import (
    SittingNotFound,
    SittingOver,
    SittingState,
    parse_share,
)
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.units.terms import UnitRow


def take_roll(*, sitting_id: UUID, came: Collection[UUID], by: Actor, at: datetime) -> int:
    """Write down who came, of those on the roll (accounts and electors); how many. Said again, the last word
    counts; ballots that were opened keep who had come by then.

    Locks:   the sitting's row.
    Raises:  NotAllowed, SittingNotFound, SittingOver, BadInput (before its day, not on the roll)
    """
    body, wished = _body_of(sitting_id, by), set(came)
    with acting(by) as scope:
        scope.write_as_engine()
        sitting = _locked(sitting_id)
        on = sitting.held_on  # the roll of its day, whenever it is written down
        if on > local_date(at):
            raise BadInput("会议还没有到日子。")
        accounts = set(roll_on(body.id, on))
        electors = {elector for elector, _area in electors_on(body.id, on)}
        if wished - accounts - electors:
            raise BadInput("有人不在名册上，请重新打开这一页。")
        rows = Attendance.objects.filter(sitting_id=sitting_id)
        there = came_to(sitting_id)
        gone = there - wished
        rows.filter(account_id__in=gone).delete()
        rows.filter(elector_id__in=gone).delete()
        Attendance.objects.bulk_create(
            [
                Attendance(
                    id=new_id(at), path=body.path, unit_id=body.id, sitting_id=sitting_id,
                    account_id=who if who in accounts else None,
                    elector_id=who if who in electors else None,
                )
                for who in sorted(wished - there)
            ],
            batch_size=500,
        )  # fmt: skip
        Sitting.objects.filter(id=sitting_id).update(
            attended=len(wished), due=len(accounts) + len(electors)
        )
        record(kind="meetings.roll", subject_id=sitting_id, path=body.path, by=by, at=at)
    return len(wished)


def _body_of(sitting_id: UUID, by: Actor) -> UnitRow:
    """The body whose sitting somebody leads. Raises SittingNotFound, NotAllowed."""
    with acting(by):
        found = (
            Sitting.objects.filter(id=sitting_id, starts_at__isnull=False)
            .values_list("unit_id", flat=True)
            .first()
        )
    if found is None:
        raise SittingNotFound
    return chaired(found, by)


def _locked(sitting_id: UUID) -> Sitting:
    """Lock a sitting that is not over, as engine. Raises SittingOver."""
    found = (
        Sitting.objects.select_for_update().filter(id=sitting_id, state=SittingState.CALLED).first()
    )
    if found is None:
        raise SittingOver
    return found


def cancel_sitting(*, sitting_id: UUID, by: Actor, at: datetime) -> None:
    """Call a meeting off, and tell everybody who was called.

    Locks:   the sitting's row.
    Raises:  NotAllowed, SittingNotFound, SittingOver, BadInput (something was voted on)
    """
    body = _body_of(sitting_id, by)
    with acting(by) as scope:
        scope.write_as_engine()
        _locked(sitting_id)
        if Ballot.objects.filter(sitting_id=sitting_id).exists():
            raise BadInput("已经表决过，不能取消。")
        Sitting.objects.filter(id=sitting_id).update(state=SittingState.CANCELLED)
        tell_roll(sitting_id, "sitting_cancelled", with_phones(body.id), at)
        record(kind="meetings.cancel", subject_id=sitting_id, path=body.path, by=by, at=at)


def close_sitting(*, sitting_id: UUID, minutes: str, by: Actor, at: datetime) -> None:
    """Close a meeting with its minutes.

    Locks:   the sitting's row.
    Raises:  NotAllowed, SittingNotFound, SittingOver, BadInput (nobody was written down, a vote is open)
    """
    body = _body_of(sitting_id, by)
    if len(minutes) > BODY_MOST:
        raise BadInput("最多 %(most)s 个字。", field="minutes", most=BODY_MOST)
    with acting(by) as scope:
        scope.write_as_engine()
        sitting = _locked(sitting_id)
        if not sitting.attended:
            raise BadInput("请先记谁到了会。", field="came")
        _none_open(sitting_id, at)
        _end(sitting_id, SittingState.HELD, clean(minutes), by, at)
        record(kind="meetings.close", subject_id=sitting_id, path=body.path, by=by, at=at)


def _none_open(sitting_id: UUID, at: datetime) -> None:
    """That every vote of a sitting is over: closed, out of time, or everybody has voted. Raises BadInput."""
    ballots = Ballot.objects.filter(
        sitting_id=sitting_id, closed_at__isnull=True, closes_at__gt=at
    ).annotate(on_roll=Count("voters"), voted=Count("voters__vote"))
    if ballots.filter(voted__lt=F("on_roll")).exists():
        raise BadInput("还有没结束的表决，先结束它。")


def end_without_quorum(*, sitting_id: UUID, by: Actor, at: datetime) -> None:
    """Write down that too few came: every matter of the agenda lapsed before (`ballot/lapse`).

    Locks:   the sitting's row.
    Raises:  NotAllowed, SittingNotFound, SittingOver, BadInput (something was voted on, or enough came)
    """
    body = _body_of(sitting_id, by)
    with acting(by) as scope:
        scope.write_as_engine()
        sitting = _locked(sitting_id)
        _none_open(sitting_id, at)
        voted = Ballot.objects.filter(sitting_id=sitting_id).exclude(closed_at=F("opened_at"))
        if voted.exists():
            raise BadInput("已经表决过，请结束会议。")
        rule = rule_on(body.kind, sitting.held_on)
        if (
            rule
            and not rule.by_area
            and parse_share(rule.quorum).is_met(sitting.attended, sitting.due)
        ):
            raise BadInput("到会的人够了，不能记人数不够。")
        _end(sitting_id, SittingState.NO_QUORUM, "", by, at)
        record(kind="meetings.no_quorum", subject_id=sitting_id, path=body.path, by=by, at=at)


def _end(sitting_id: UUID, state: SittingState, minutes: str, by: Actor, at: datetime) -> None:
    Sitting.objects.filter(id=sitting_id).update(
        state=state, minutes=minutes, recorded_at=at, recorded_by=by.account_id
    )
