"""What a roster is made of, how far it and a turn have come, what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import Conflict, NotAllowed, NotFound
from shuoshi.kernel.texts import Bilingual

ARRANGERS = frozenset({"village_secretary", "committee_member", "township_reviewer"})
"""Roles that make rosters of their range."""
SERVERS = frozenset({"unit_handler", "provider", "branch_secretary"})
"""Roles whose units' members are on rosters."""
NAME_MOST, DAYS_MOST, MEMBERS_MOST, SPOTS_MOST, SECONDS_MOST = 60, 42, 400, 30, 120
PEOPLE_MOST, WISHES_MOST, WEIGHT_MOST = 60, 10, 9
REST_H, RUN_MOST, WEEK_H, WEEK_H_MOST = 11, 6, 48, 60
"""Hours between two shifts, days on end, hours a week, where a roster says nothing else [P]; and what it may say at
most."""
EARLY_MIN, LATE_MIN = 60, 12 * 60
"""How long before its beginning a turn may be begun, and how long after its end it may be ended, in minutes [P]."""


class State(StrEnum):
    """How far the plan of a roster has come."""

    DRAFT = "draft"
    ASKED = "asked"
    PLANNED = "planned"
    NONE = "none"
    FAILED = "failed"


STATES: Mapping[State, Bilingual] = {
    State.DRAFT: Bilingual("还没排", "Not planned yet"),
    State.ASKED: Bilingual("正在排", "Being planned"),
    State.PLANNED: Bilingual("排好了", "Planned"),
    State.NONE: Bilingual("排不出来", "Impossible"),
    State.FAILED: Bilingual("没排成", "Failed"),
}


class SwapState(StrEnum):
    """How far a swap has come."""

    ASKED = "asked"
    AGREED = "agreed"
    DONE = "done"
    REFUSED = "refused"
    OFF = "off"


OPEN_SWAPS = (SwapState.ASKED, SwapState.AGREED)
"""Nobody has had the last word yet."""
SWAP_STATES: Mapping[SwapState, Bilingual] = {
    SwapState.ASKED: Bilingual("等对方答应", "To be agreed to"),
    SwapState.AGREED: Bilingual("等安排的人同意", "To be approved"),
    SwapState.DONE: Bilingual("换好了", "Swapped"),
    SwapState.REFUSED: Bilingual("没换成", "Refused"),
    SwapState.OFF: Bilingual("取消了", "Taken back"),
}

RULES: Mapping[str, Bilingual] = {
    "cover": Bilingual("每班要的人数", "How many each shift asks for"),
    "one_a_day": Bilingual("一天一班", "One shift a day"),
    "allowed": Bilingual("能去的岗点", "Where somebody may serve"),
    "rest": Bilingual("两班之间的休息", "Rest between shifts"),
    "off": Bilingual("请假", "Days off"),
    "fixed": Bilingual("定好的班", "Fixed turns"),
    "shifts": Bilingual("不上的班", "Shifts that somebody does not serve"),
    "minutes": Bilingual("总工时", "Hours altogether"),
    "week": Bilingual("每周工时", "Hours a week"),
    "run": Bilingual("连续上班的天数", "Days on end"),
    "break": Bilingual("连续休息的天数", "Days off on end"),
    "weekends": Bilingual("周末", "Weekends"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a roster is to be: which place, by which pattern, from which day for how many, and its rules.

    Shape:   hours between shifts, days on end, hours a week; `nights` 0 to 9, how much even nights weigh.
    """

    path: str
    name: str
    pattern: str
    starts_on: date
    days: int
    rest_h: int = REST_H
    run_most: int = RUN_MOST
    week_h: int = WEEK_H
    nights: int = 3


@dataclass(frozen=True, slots=True)
class SpotSaid:
    """Where people are on duty: how many in each shift, of them how many with a skill; on which days of the week (0 is
    Monday)."""

    name: str
    people: Mapping[str, int]
    skills: Mapping[str, int] = field(default_factory=dict)
    weekdays: frozenset[int] = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class MemberSaid:
    """What holds for a member: where they may serve (anywhere where it is empty), which shifts they do not, days off,
    hours a week where these are fewer than the roster's."""

    spots: frozenset[UUID] = frozenset()
    never: frozenset[str] = frozenset()
    off: frozenset[date] = frozenset()
    week_h: int | None = None


@dataclass(frozen=True, slots=True)
class WishSaid:
    """A wish: to serve a shift on a day, or not to; `shift` '' is any; `weight` 1 to 9."""

    on: date
    shift: str
    wants: bool
    weight: int = 3


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One member's shift on a day at a spot, with the real times; `account_id` of the member where it was asked for."""

    id: UUID
    roster_id: UUID
    member_id: UUID
    member: str
    spot_id: UUID
    spot: str
    on: date
    shift: str
    starts_at: datetime
    ends_at: datetime
    fixed: bool
    came_at: datetime | None
    left_at: datetime | None
    account_id: UUID | None = None


class RosterNotFound(NotFound):
    """没有这份排班，或者不在您的范围内。"""


class SpotNotFound(NotFound):
    """没有这个岗点，或者不在您的范围内。"""


class MemberNotFound(NotFound):
    """没有这位值守人员，或者不在您的范围内。"""


class TurnNotFound(NotFound):
    """没有这一班，或者不是您的。"""


class WishNotFound(NotFound):
    """没有这条心愿。"""


class SwapNotFound(NotFound):
    """没有这次换班，或者跟您没有关系。"""


class MayNotArrange(NotAllowed):
    """排班由社区或者街道来排。"""


class PlanningNow(Conflict):
    """正在排，排好了再改。"""


class NothingToPlan(Conflict):
    """先加上岗点和值守人员。"""


class NotTimeYet(Conflict):
    """还没到这一班的时间，或者已经过去太久了。"""
