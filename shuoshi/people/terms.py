"""What is known of a person, who may look somebody up, what can go wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.terms import Masked

FINDERS = frozenset(
    {
        "grid_worker",
        "village_secretary",
        "committee_member",
        "desk_worker",
        "township_reviewer",
        "auditor",
        "break_glass",
    }
)
"""Roles that may look a person up, masked; the others meet people only in their matters."""
UNMASKERS = FINDERS - {"auditor"}
"""Roles that may look behind a mask, for a purpose, and are written down."""
KEEPERS = UNMASKERS - {"break_glass"}
"""Roles that may correct what is registered."""

VALUES: Mapping[str, tuple[Masked, Bilingual]] = {
    "name": (Masked.NAME, Bilingual("姓名", "Name")),
    "phone": (Masked.PHONE, Bilingual("电话", "Phone")),
    "identity_number": (Masked.IDENTITY, Bilingual("身份证号", "Identity number")),
    "born_on": (Masked.DAY, Bilingual("出生日期", "Born on")),
    "door": (Masked.DOOR, Bilingual("门牌", "Door")),
}
"""The sealed values of a person, each with its mask and what it is called."""


class Tie(StrEnum):
    """What somebody is in a household."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    RELATIVE = "relative"
    OTHER = "other"


TIES: Mapping[Tie, Bilingual] = {
    Tie.HEAD: Bilingual("户主", "Head"),
    Tie.SPOUSE: Bilingual("配偶", "Spouse"),
    Tie.CHILD: Bilingual("子女", "Child"),
    Tie.PARENT: Bilingual("父母", "Parent"),
    Tie.RELATIVE: Bilingual("其他亲属", "Other relative"),
    Tie.OTHER: Bilingual("同住", "Lives along"),
}


class Group(StrEnum):
    """Why somebody needs looking after."""

    AGE_80 = "age_80"
    AGE_65 = "age_65"
    INFANT = "infant"
    LIVES_ALONE = "lives_alone"
    DISEASE = "disease"
    MOBILITY = "mobility"
    LOW_INCOME = "low_income"
    YOUNG_IN_NEED = "young_in_need"


GROUPS: Mapping[Group, Bilingual] = {
    Group.AGE_80: Bilingual("80 岁以上", "Over 80"),
    Group.AGE_65: Bilingual("65 岁以上", "Over 65"),
    Group.INFANT: Bilingual("婴幼儿", "Infant"),
    Group.LIVES_ALONE: Bilingual("独居", "Lives alone"),
    Group.DISEASE: Bilingual("有基础疾病", "Underlying disease"),
    Group.MOBILITY: Bilingual("行动不便", "Hard to move"),
    Group.LOW_INCOME: Bilingual("低收入", "Low income"),
    Group.YOUNG_IN_NEED: Bilingual("需要帮助的青少年", "Young person in need"),
}
"""Groups at risk, and what they are called. Source: SEEDS.md B2, B3, B7; DOMAIN.md section 5."""
BY_AGE = frozenset({Group.AGE_80, Group.AGE_65, Group.INFANT})
"""What follows from the day of birth, and is never written by hand."""
INFANT_BELOW, ELDER_FROM, AGED_FROM = 3, 65, 80


class Source(StrEnum):
    """Who says that somebody needs looking after."""

    AGE = "age"
    SELF = "self"
    FAMILY = "family"
    VISIT = "visit"
    CENSUS = "census"
    STATION = "station"
    DEPARTMENT = "department"


SOURCES: Mapping[Source, Bilingual] = {
    Source.AGE: Bilingual("按出生日期", "By date of birth"),
    Source.SELF: Bilingual("本人说的", "The person"),
    Source.FAMILY: Bilingual("家人说的", "The family"),
    Source.VISIT: Bilingual("走访发现", "Found on a visit"),
    Source.CENSUS: Bilingual("摸排登记", "Census"),
    Source.STATION: Bilingual("卫生服务站", "Health station"),
    Source.DEPARTMENT: Bilingual("部门认定", "Confirmed by a department"),
}


class Ending(StrEnum):
    """Why a reason is none any more."""

    OVER = "over"
    MISTAKEN = "mistaken"
    MOVED = "moved"
    DIED = "died"


ENDINGS: Mapping[Ending, Bilingual] = {
    Ending.OVER: Bilingual("情况好转", "Over"),
    Ending.MISTAKEN: Bilingual("登记错了", "Mistaken"),
    Ending.MOVED: Bilingual("搬走了", "Moved away"),
    Ending.DIED: Bilingual("去世", "Died"),
}


class Leaving(StrEnum):
    """Why somebody lives here no more."""

    MOVED = "moved"
    DIED = "died"
    SAME = "same"


LEAVINGS: Mapping[Leaving, Bilingual] = {
    Leaving.MOVED: Bilingual("搬出本区", "Moved out of the district"),
    Leaving.DIED: Bilingual("去世", "Died"),
    Leaving.SAME: Bilingual("重复登记", "Registered twice"),
}


class PairState(StrEnum):
    """How far two registrations that look alike have come."""

    OPEN = "open"
    MERGED = "merged"
    TWO = "two"


PAIRS: Mapping[PairState, Bilingual] = {
    PairState.OPEN: Bilingual("等着看", "To be looked at"),
    PairState.MERGED: Bilingual("合并了", "Merged"),
    PairState.TWO: Bilingual("是两个人", "Two persons"),
}
UNDO_DAYS = 30
"""How long a merger of two registrations can be undone."""
REVIEW_DAYS = 180
"""When a reason is looked at again, unless somebody says otherwise: half a year [P]."""
REVIEW_MOST_DAYS = 366
NOTE_MOST = 200


@dataclass(frozen=True, slots=True)
class Moved:
    """What a room hears when people move: whom, from where to where."""

    persons: tuple[UUID, ...]
    households: tuple[UUID, ...]
    before: str
    after: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """A person's values as they stand, '' where nothing is known; never handed to a page as a whole."""

    id: UUID
    path: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as a page shows them: masks, and whole only what was looked at for a purpose."""

    id: UUID
    path: str
    place: str
    values: Mapping[str, str]
    household_id: UUID | None
    left_on: date | None = None
    left_why: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody is looked up by: a kind of token and its text."""

    kind: str
    text: str


class PersonNotFound(NotFound):
    """没有这个人，或者不在您的范围内。"""


class KnownAlready(Conflict):
    """已经登记过很像的人：请先看看是不是同一个人；不是的，勾上“不是同一个人”再登记。"""

    code = "known_already"

    def __init__(self, alike: Sequence[UUID], *, same: bool):
        super().__init__("这个身份证号已经登记过了，请直接用原来的登记。" if same else None)
        self.alike, self.same = tuple(alike), same


class SecondPerson(NotAllowed):
    """这个号码是您登记的，请另一位工作人员当面核实：一个人既登记又核实，就能冒用别人的账号。"""

    code = "second_person"


class LoginClosed(Conflict):
    """这个人的账号已经停用，不能再开；请找安全管理员。"""


class MayNotRegister(NotAllowed):
    """登记居民由网格员、社区和街道来办。"""


class PhoneTaken(BadInput):
    """这个手机号已经用来登录另一个账号；一个号码只能登录一个账号。"""

    code = "phone_taken"


class MayNotFind(NotAllowed):
    """您的岗位不能查人。"""


class TooLittle(BadInput):
    """写得太少，查不准：请写全名、姓加出生年（张 1958）、拼音、手机后四位或身份证号。"""

    code = "too_little"


def age_on(born: date, day: date) -> int:
    """Full years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class KnownElsewhere(Conflict):
    """这个身份证号在别处登记过：本人确实搬到了这里，就勾上“搬到这里了”，把登记转过来。"""

    code = "known_elsewhere"


class TwoLogins(Conflict):
    """两边都有登录账号，合并了就有一个登不进来：请安全管理员先停用一个。"""

    code = "two_logins"


class PairSettled(Conflict):
    """这一对已经有人看过了。"""


class UndoOver(Conflict):
    """合并满三十天，不能撤销了。"""


class PairNotFound(NotFound):
    """没有这一对，或者不在您的范围内。"""


class HouseholdNotFound(NotFound):
    """没有这一户，或者不在您的范围内。"""


class RiskNotFound(NotFound):
    """没有这一条，或者已经结束了。"""


class CensusNotFound(NotFound):
    """没有这张表，或者不是您导入的。"""
