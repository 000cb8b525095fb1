"""What may come of a check, what a post is, what is written down there, what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from shuoshi.kernel.texts import Bilingual

GATE = "posts"
"""The gate that a switch opens for passages."""
PASSAGE = "passage"
"""The kind of record by which phones bring passages home."""
NAME_MOST, SITE_MOST, EQUIPMENT_MOST, PHONE_MOST, WHY_MOST, WHO_MOST = 60, 100, 200, 20, 200, 40
LANES_MOST, ABOARD_MOST, VEHICLES_MOST, BATCH, POSTS_MOST, SPOTS_MOST = 20, 99, 20, 200, 200, 12


class Outcome(StrEnum):
    """What comes of a check."""

    PASS = "pass"  # noqa: S105 - to let through
    CHECK_HERE = "check_here"
    REGISTER = "register"
    DIVERT = "divert"
    TURN_BACK = "turn_back"
    REFER = "refer"


OUTCOMES: Mapping[Outcome, Bilingual] = {
    Outcome.PASS: Bilingual("放行", "Let through"),
    Outcome.CHECK_HERE: Bilingual("现场再查", "Checked here"),
    Outcome.REGISTER: Bilingual("登记后放行", "Registered"),
    Outcome.DIVERT: Bilingual("分流", "Diverted"),
    Outcome.TURN_BACK: Bilingual("劝返", "Turned back"),
    Outcome.REFER: Bilingual("移交", "Handed over"),
}
REASONED = frozenset(Outcome) - {Outcome.PASS}
"""Outcomes of which the person hears the reason."""


class ChecksNotFound(NotFound):
    """没有这一版查验办法。"""


class NotAnswered(BadInput):
    """这一项没有选。"""

    code = "not_answered"


class CaseKind(StrEnum):
    """Why somebody waits at a post: to be checked once more, for whom they are handed to, for its leader's word."""

    CHECK_HERE = "check_here"
    REFER = "refer"
    APPEAL = "appeal"
    OVERRIDE = "override"


CASES: Mapping[CaseKind, Bilingual] = {
    CaseKind.CHECK_HERE: Bilingual("等再查", "To be checked again"),
    CaseKind.REFER: Bilingual("等人来接", "To be handed over"),
    CaseKind.APPEAL: Bilingual("不同意，等负责人看", "Objects: for the leader"),
    CaseKind.OVERRIDE: Bilingual("负责人另定", "Decided otherwise"),
}
WAITING = frozenset({Outcome.CHECK_HERE, Outcome.REFER})
"""Outcomes after which somebody waits at the post."""
REFUSED = frozenset({Outcome.TURN_BACK, Outcome.DIVERT})
"""Outcomes to which somebody may object."""
OBJECTS_WITHIN = timedelta(hours=24)
"""How long after it [P]."""
ENDS = (Outcome.PASS, Outcome.REGISTER, Outcome.DIVERT, Outcome.TURN_BACK, Outcome.REFER)
"""What may come of somebody on whom the leader decides."""
CASE_ENDS = tuple(o for o in ENDS if o is not Outcome.REGISTER)
"""What may come of somebody who waited; whoever is to register is checked once more."""


class Came(StrEnum):
    """What became of a passage that somebody brought."""

    KEPT = "kept"
    SAME = "same"
    OTHER = "other"
    OFF = "off"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PostSaid:
    """A post as it is set up.

    Shape:   `kind` of emergency whose checks hold there; `phone` stands at the post, for who objects; `spots` of
             rosters whose members are on duty there.
    """

    path: str
    unit_id: UUID
    name: str
    site: str
    kind: str
    lanes: int = 1
    equipment: str = ""
    phone: str = ""
    leader_id: UUID | None = None
    spots: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Decided:
    """What the leader of a post decided otherwise than the checks say, and who that was."""

    outcome: Outcome
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Passing:
    """One passage as it was checked.

    Shape:   `id` a UUIDv7 that its device made; `checks` the edition, `answers` an option a question; `aboard` how many
             people, `vehicles` 0 for whoever walks; `fields` what is registered, by the edition's fields.
    """

    id: UUID
    at: datetime
    checks: str
    answers: Mapping[str, str]
    aboard: int = 1
    vehicles: int = 1
    lane: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class PassedOut:
    """What a passage is answered: what became of it, what the checks say, and why in the person's words."""

    id: UUID
    came: Came
    outcome: Outcome
    rule: int


class PostNotFound(NotFound):
    """没有这个值守点，或者不在您的范围内。"""


class CaseNotFound(NotFound):
    """没有这件事，或者已经处理过了。"""


class HandoverNotFound(NotFound):
    """没有这次交接，或者已经接过了。"""


class RegisteredNotFound(NotFound):
    """没有这条登记，或者已经销毁了。"""


class MayNotLead(NotAllowed):
    """设值守点、改判由社区、街道和应急指挥来办。"""


class MayNotPass(NotAllowed):
    """查验登记由在这个值守点上的人来办。"""


class OtherPassage(Conflict):
    """同一个编号下已经有另一条记录，请重新记。"""


class NobodyChecked(Conflict):
    """那时候没有开启这一类应急，不能查验。"""


class PostClosed(Conflict):
    """这个值守点那时候没有开。"""


NOT_KEPT: Mapping[Came, type[Conflict]] = {
    Came.OTHER: OtherPassage,
    Came.OFF: NobodyChecked,
    Came.CLOSED: PostClosed,
}
"""What whoever records one passage is told."""
