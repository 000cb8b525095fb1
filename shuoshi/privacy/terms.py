"""Activities, requests, and what can go wrong with them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import BadInput, Conflict, NotFound
from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis

ADULT_FOR_CONSENT = 14
"""Below this age a guardian consents (PIPL article 31)."""
ANSWERERS = frozenset({"village_secretary", "township_reviewer"})
"""Roles that answer requests of those who live in their range."""


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that is done with personal data, which somebody may be asked for.

    Shape:   `notice` is the first version of what they are told: who, for what, which data, how long,
             how to take it back; for a sensitive one also why it is needed and what it means for them.
    """

    code: str
    name: Bilingual
    notice: Bilingual
    basis: Basis = Basis.CONSENT
    sensitive: bool = False


class RequestKind(StrEnum):
    """What somebody may ask for (PIPL articles 24, 44 to 48)."""

    SEE = "see"
    CORRECT = "correct"
    EXPORT = "export"
    ERASE = "erase"
    EXPLAIN = "explain"


REQUESTS: dict[RequestKind, Bilingual] = {
    RequestKind.SEE: Bilingual("查阅", "See"),
    RequestKind.CORRECT: Bilingual("更正、补充", "Correct"),
    RequestKind.EXPORT: Bilingual("复制、导出", "Copy"),
    RequestKind.ERASE: Bilingual("删除", "Erase"),
    RequestKind.EXPLAIN: Bilingual("请人说明怎么用的", "Explain"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A version of what people are told of an activity."""

    activity: str
    version: int
    text: Bilingual
    since_on: date


@dataclass(frozen=True, slots=True)
class Consented:
    """A consent of somebody, running or taken back."""

    id: UUID
    activity: str
    version: int
    given_at: datetime
    guardian: str
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of somebody, with its answer."""

    id: UUID
    person_id: UUID | None
    path: str
    kind: RequestKind
    words: str
    asked_at: datetime
    due_on: date
    answered_at: datetime | None
    granted: bool | None
    answer: str
    said_by: str

    def late(self, today: date) -> bool:
        """Whether it waits beyond its day."""
        return self.answered_at is None and self.due_on < today


class NoSuchActivity(BadInput):
    """没有这一项用途。"""


class RequestNotFound(NotFound):
    """没有这份申请，或者不在您的范围内。"""


class AnsweredAlready(Conflict):
    """这份申请已经答复过了。"""


class NeedsGuardian(BadInput):
    """不满十四岁的，由父母或者其他监护人同意：请写监护人的姓名和关系。"""

    code = "needs_guardian"
