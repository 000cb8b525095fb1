"""Who keeps helpers, how far a deployment and a record of hours have come, what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import Conflict, NotAllowed, NotFound
from shuoshi.kernel.texts import Bilingual

KEEPERS = frozenset({"village_secretary", "committee_member", "township_reviewer", "grid_worker"})
"""Roles that keep the helpers of their range, ask for teams and receive them."""
ORGANISERS = KEEPERS - {"grid_worker"}
"""Roles that confirm hours."""
SENDERS = frozenset({"unit_handler", "provider", "branch_secretary"})
"""Roles that keep the helpers of their own unit, and send its teams."""

SKILLS: Mapping[str, Bilingual] = {
    "laundry": Bilingual("洗涤", "Laundry"),
    "cleaning": Bilingual("保洁", "Cleaning"),
    "hairdressing": Bilingual("理发", "Hairdressing"),
    "repair": Bilingual("维修", "Repairs"),
    "errand": Bilingual("代办跑腿", "Errands"),
    "company": Bilingual("陪伴", "Company"),
    "cooking": Bilingual("助餐", "Meals"),
    "legal": Bilingual("法律", "Legal advice"),
    "psychology": Bilingual("心理", "Psychological advice"),
    "medical": Bilingual("医护", "Medical care"),
    "teaching": Bilingual("辅导", "Teaching"),
    "mediation": Bilingual("调解", "Mediation"),
    "driving": Bilingual("开车", "Driving"),
    "order": Bilingual("维持秩序", "Keeping order"),
    "it": Bilingual("手机电脑", "Phones and computers"),
}
"""What somebody can do. Source: SEEDS.md B3, A7; DESIGN M4."""
LANGUAGES: Mapping[str, Bilingual] = {
    "mandarin": Bilingual("普通话", "Mandarin"),
    "jin": Bilingual("晋语", "Jin"),
    "sign": Bilingual("手语", "Sign language"),
    "english": Bilingual("英语", "English"),
}
DAYS: tuple[Bilingual, ...] = (
    Bilingual("周一", "Mon"), Bilingual("周二", "Tue"), Bilingual("周三", "Wed"), Bilingual("周四", "Thu"),
    Bilingual("周五", "Fri"), Bilingual("周六", "Sat"), Bilingual("周日", "Sun"),
)  # fmt: skip
PARTS: tuple[Bilingual, ...] = (
    Bilingual("上午", "morning"), Bilingual("下午", "afternoon"), Bilingual("晚上", "evening"),
)  # fmt: skip
SLOTS = range(len(DAYS) * len(PARTS))
"""Parts of a week's days: Monday morning is 0, Sunday evening 20. A helper's are bits of one number."""
MOST_LOAD = 60
CLEARED_MOST_DAYS = 3 * 366
"""How long a clearance for homes with children holds at most before it is looked at again [P]."""
NAME_MOST, WHAT_MOST, HOURS_MOST = 60, 200, 24 * 60


class State(StrEnum):
    """How far a deployment has come."""

    ASKED = "asked"
    SENT = "sent"
    ARRIVED = "arrived"
    RELEASED = "released"
    DECLINED = "declined"
    OFF = "off"


STATES: Mapping[State, Bilingual] = {
    State.ASKED: Bilingual("请求支援", "Asked for"),
    State.SENT: Bilingual("已派出", "Sent"),
    State.ARRIVED: Bilingual("已到岗", "Arrived"),
    State.RELEASED: Bilingual("已撤回", "Released"),
    State.DECLINED: Bilingual("派不出", "Could not be sent"),
    State.OFF: Bilingual("取消了", "Called off"),
}


class Word(StrEnum):
    """How far a record of hours has come."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


WORDS: Mapping[Word, Bilingual] = {
    Word.REPORTED: Bilingual("等组织者确认", "To be confirmed"),
    Word.CONFIRMED: Bilingual("已确认", "Confirmed"),
    Word.REFUSED: Bilingual("没有确认", "Not confirmed"),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What is written down of a helper.

    Shape:   `areas` are paths of places they serve, the whole district where there are none; `slots` bits of
             `SLOTS`, 0 any time; `most` how many they look after at once; `reach_m` how far they come.
    """

    kind: str
    name: str
    phone: str = ""
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    areas: tuple[str, ...] = ()
    slots: int = 0
    most: int = 3
    reach_m: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a community asks for: how many, for what, from when to when."""

    path: str
    what: str
    many: int
    starts_at: datetime
    ends_at: datetime
    skill: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """Hours that were served: whose, for whom (the organiser's place), what, on which day, how many minutes."""

    helper_id: UUID
    path: str
    what: str
    on: date
    minutes: int


class HelperNotFound(NotFound):
    """没有这位帮手，或者不在您的范围内。"""


class TeamNotFound(NotFound):
    """没有这支队伍，或者不在您的范围内。"""


class DeploymentNotFound(NotFound):
    """没有这次支援，或者不在您的范围内。"""


class ServiceNotFound(NotFound):
    """没有这条服务记录，或者不在您的范围内。"""


class MayNotKeep(NotAllowed):
    """帮手由所在社区或者所在单位登记。"""


class WrongState(Conflict):
    """这次支援已经到下一步了，请看最新的情况。"""


class OwnHours(NotAllowed):
    """自己的时长由别人确认。"""

    code = "own_hours"


class InTeamAlready(Conflict):
    """已经在这支队伍里了。"""
