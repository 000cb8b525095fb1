"""What a roster, a spot and a member must look like, when a turn may be begun. Pure."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from shuoshi.helpers.terms import SKILLS
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.lengths import says
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rosters.patterns import Pattern
from shuoshi.rosters.terms import (
    ARRANGERS,
    DAYS_MOST,
    EARLY_MIN,
    LATE_MIN,
    NAME_MOST,
    PEOPLE_MOST,
    WEEK_H_MOST,
    WEIGHT_MOST,
    Asked,
    MayNotArrange,
    MemberSaid,
    SpotSaid,
    WishSaid,
)


def may_arrange(by: Actor) -> None:
    """Raises MayNotArrange for whoever makes no rosters."""
    if by.reach is not Reach.TERRITORIAL or by.role not in ARRANGERS:
        raise MayNotArrange


def asked_fits(asked: Asked, today: date) -> None:
    """Raises BadInput with its field."""
    says(asked.name, "name", NAME_MOST)
    if not -31 <= (asked.starts_on - today).days <= 366:
        raise BadInput("日期要在最近一个月以后、一年以内。", field="starts_on")
    _within(asked.days, 1, DAYS_MOST, "days")
    _within(asked.rest_h, 0, 24, "rest_h")
    _within(asked.run_most, 1, 14, "run_most")
    _within(asked.week_h, 1, WEEK_H_MOST, "week_h")
    _within(asked.nights, 0, WEIGHT_MOST, "nights")


def spot_fits(spot: SpotSaid, pattern: Pattern, *, new: bool = False) -> None:
    """Raises BadInput with its field; a new one asks for somebody."""
    says(spot.name, "name", NAME_MOST)
    if set(spot.people) - set(pattern.shifts) or set(spot.skills) - set(SKILLS):
        raise BadInput("请从选项里选。", field="people")
    for many in spot.people.values():
        _within(many, 0, PEOPLE_MOST, "people")
    if new and not any(spot.people.values()):
        raise BadInput("至少有一班要有人。", field="people")
    most = max([1, *spot.people.values()])
    for many in spot.skills.values():
        _within(many, 1, most, "skills")
    if not spot.weekdays or not spot.weekdays <= set(range(7)):
        raise BadInput("请选哪几天要人。", field="weekdays")


def member_fits(
    said: MemberSaid, pattern: Pattern, spots: Collection[object], days: Collection[date]
) -> None:
    """Raises BadInput with its field."""
    if not said.spots <= set(spots):
        raise BadInput("请从名单里选。", field="spots")
    if not said.never < set(pattern.shifts) and said.never:
        raise BadInput("总要有一班能上。", field="never")
    if not said.off <= set(days):
        raise BadInput("这几天不在这份排班里。", field="off")
    if said.week_h is not None:
        _within(said.week_h, 1, WEEK_H_MOST, "week_h")


def wish_fits(wish: WishSaid, pattern: Pattern, days: Collection[date]) -> None:
    """Raises BadInput with its field."""
    if wish.on not in days:
        raise BadInput("这几天不在这份排班里。", field="on")
    if wish.shift and wish.shift not in pattern.shifts:
        raise BadInput("请从选项里选。", field="shift")
    _within(wish.weight, 1, WEIGHT_MOST, "weight")


def _within(number: int, least: int, most: int, field: str) -> None:
    if not least <= number <= most:
        raise BadInput("写 %(least)s 到 %(most)s。", field=field, least=least, most=most)


def days_of(starts_on: date, days: int) -> tuple[date, ...]:
    """The days of a roster."""
    return tuple(starts_on + timedelta(days=n) for n in range(days))


def may_begin(starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    """Whether a turn may be begun now: from an hour before it until its end."""
    return starts_at - timedelta(minutes=EARLY_MIN) <= at < ends_at


def left_when(ends_at: datetime, at: datetime) -> datetime:
    """When somebody left who says so now: now, or when the turn should have ended where that was forgotten."""
    return at if at <= ends_at + timedelta(minutes=LATE_MIN) else ends_at
