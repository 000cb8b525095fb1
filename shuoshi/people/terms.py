"""What is known of a person, who may look somebody up, what can go wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
