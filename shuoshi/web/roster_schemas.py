"""Rosters as the API says them."""

from datetime import date
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from shuoshi.rosters.queries import MemberRow, RosterRow, RosterShown, SpotRow, SwapRow
from shuoshi.rosters.terms import (
    REST_H,
    RUN_MOST,
    WEEK_H,
    Asked,
    MemberSaid,
    SpotSaid,
    TurnRow,
    WishSaid,
)
from shuoshi.web.schemas import Moment


class RosterOut(Schema):
    id: UUID
    place: str
    name: str
    pattern: str
    starts_on: date
    days: int
    state: str
    published: bool
    changed: bool
    members: int
    spots: int


class SpotOut(Schema):
    """A spot: how many in each shift, of them how many with a skill; days of the week, 0 is Monday."""

    id: UUID
    name: str
    people: dict[str, int]
    skills: dict[str, int]
    weekdays: list[int]


class TurnOut(Schema):
    """A member's shift on a day, masked; `came_at` and `left_at` are real."""

    id: UUID
    member: UUID
    name: str
    spot: UUID
    on: date
    shift: str
    starts_at: Moment
    ends_at: Moment
    fixed: bool
    came_at: Moment | None
    left_at: Moment | None


class WishOut(Schema):
    id: UUID
    on: date
    shift: str
    wants: bool
    weight: int


class RosterMemberOut(Schema):
    id: UUID
    helper: UUID
    name: str
    unit: str
    spots: list[UUID]
    never: list[str]
    off: list[date]
    week_h: int | None
    hours: int
    nights: int
    wishes: list[WishOut]


class SwapOut(Schema):
    id: UUID
    state: str
    giver: str
    taker: str
    turn: TurnOut
    back: TurnOut | None


class AgainstOut(Schema):
    """A rule that takes part in making a roster impossible."""

    rule: str
    member: str
    day: int | None
    spot: str
    shift: str
    skill: str
    asked: int
    able: int


class RosterWholeOut(Schema):
    """A roster with everything in it; `cost` by term, `proved` where nothing costs less."""

    roster: RosterOut
    rest_h: int
    run_most: int
    week_h: int
    nights: int
    cost: dict[str, int]
    proved: bool
    why: list[AgainstOut]
    spots: list[SpotOut]
    members: list[RosterMemberOut]
    turns: list[TurnOut]
    swaps: list[SwapOut]


class RosterRulesIn(Schema):
    """Hours between two shifts, days on end, hours a week; how much even nights weigh, 0 to 9."""

    model_config = ConfigDict(extra="forbid")

    rest_h: int = Field(REST_H, ge=0, le=24)
    run_most: int = Field(RUN_MOST, ge=1, le=14)
    week_h: int = Field(WEEK_H, ge=1, le=60)
    nights: int = Field(3, ge=0, le=9)


class RosterIn(RosterRulesIn):
    place: str = Field(max_length=40)
    name: str = Field(max_length=60)
    pattern: str = Field(max_length=40)
    starts_on: date
    days: int = Field(ge=1, le=42)


class SpotIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=60)
    people: dict[str, int]
    skills: dict[str, int] = {}
    weekdays: list[int] = [0, 1, 2, 3, 4, 5, 6]


class MembersIn(Schema):
    model_config = ConfigDict(extra="forbid")

    helpers: list[UUID] = Field(max_length=400)


class MemberIn(Schema):
    model_config = ConfigDict(extra="forbid")

    spots: list[UUID] = []
    never: list[str] = []
    off: list[date] = []
    week_h: int | None = None


class WishIn(Schema):
    model_config = ConfigDict(extra="forbid")

    on: date
    shift: str = ""
    wants: bool
    weight: int = Field(3, ge=1, le=9)


class GiveIn(Schema):
    """A turn by hand: which day of the roster, from 0; nothing where no spot is named."""

    model_config = ConfigDict(extra="forbid")

    day: int
    shift: str = ""
    spot: UUID | None = None


class AskPlanIn(Schema):
    model_config = ConfigDict(extra="forbid")

    seconds: int = Field(20, ge=1, le=120)


class SwapIn(Schema):
    model_config = ConfigDict(extra="forbid")

    taker: UUID
    back: UUID | None = None


class SwapYesIn(Schema):
    model_config = ConfigDict(extra="forbid")

    yes: bool


class FixedIn(Schema):
    model_config = ConfigDict(extra="forbid")

    fixed: bool


def roster_out(r: RosterRow) -> RosterOut:
    """A roster in a list."""
    return RosterOut(
        id=r.id, place=r.path, name=r.name, pattern=r.pattern, starts_on=r.starts_on, days=r.days, state=r.state,
        published=r.published, changed=r.changed, members=r.members, spots=r.spots,
    )  # fmt: skip


def spot_out(s: SpotRow) -> SpotOut:
    """A spot."""
    return SpotOut(
        id=s.id, name=s.name, people=dict(s.people), skills=dict(s.skills), weekdays=list(s.weekdays)
    )  # fmt: skip


def turn_out(t: TurnRow) -> TurnOut:
    """A turn."""
    return TurnOut(
        id=t.id, member=t.member_id, name=t.member, spot=t.spot_id, on=t.on, shift=t.shift, starts_at=t.starts_at,
        ends_at=t.ends_at, fixed=t.fixed, came_at=t.came_at, left_at=t.left_at,
    )  # fmt: skip


def member_out(m: MemberRow) -> RosterMemberOut:
    """A member."""
    return RosterMemberOut(
        id=m.id, helper=m.helper_id, name=m.name, unit=m.unit, spots=list(m.spots), never=list(m.never),
        off=list(m.off), week_h=m.week_h, hours=m.hours, nights=m.nights,
        wishes=[WishOut(id=w.id, on=w.on, shift=w.shift, wants=w.wants, weight=w.weight) for w in m.wishes],
    )  # fmt: skip


def swap_out(s: SwapRow) -> SwapOut:
    """A swap."""
    return SwapOut(
        id=s.id, state=s.state, giver=s.giver, taker=s.taker, turn=turn_out(s.turn),
        back=turn_out(s.back) if s.back else None,
    )  # fmt: skip


def whole_out(shown: RosterShown) -> RosterWholeOut:
    """A roster with everything in it."""
    turns = [t for m in shown.members for t in m.turns.values()]
    return RosterWholeOut(
        roster=roster_out(shown.row), rest_h=shown.rest_h, run_most=shown.run_most, week_h=shown.week_h,
        nights=shown.nights, cost=dict(shown.cost), proved=shown.proved, why=[AgainstOut(**w) for w in shown.why],
        spots=[spot_out(s) for s in shown.spots], members=[member_out(m) for m in shown.members],
        turns=[turn_out(t) for t in turns], swaps=[swap_out(s) for s in shown.swaps],
    )  # fmt: skip


def rules_said(given: RosterRulesIn, shown: RosterShown) -> Asked:
    """Other rules; the rest as it is."""
    row = shown.row
    return Asked(
        row.path, row.name, row.pattern, row.starts_on, row.days, given.rest_h, given.run_most, given.week_h,
        given.nights,
    )  # fmt: skip


def asked_said(given: RosterIn) -> Asked:
    """A roster to begin."""
    return Asked(
        given.place, given.name, given.pattern, given.starts_on, given.days, given.rest_h, given.run_most, given.week_h,
        given.nights,
    )  # fmt: skip


def spot_said(given: SpotIn) -> SpotSaid:
    """A spot to add."""
    return SpotSaid(given.name, given.people, given.skills, frozenset(given.weekdays))


def member_said(given: MemberIn) -> MemberSaid:
    """What is to hold for a member."""
    return MemberSaid(
        frozenset(given.spots), frozenset(given.never), frozenset(given.off), given.week_h
    )


def wish_said(given: WishIn) -> WishSaid:
    """A wish."""
    return WishSaid(given.on, given.shift, given.wants, given.weight)
