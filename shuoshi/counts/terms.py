"""What a count is, what may become of who is brought, what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from shuoshi.kernel.texts import Bilingual

GATE = "counts"
"""The gate that a switch opens for counts."""
NAME_MOST, ADDRESS_MOST, CODE_MOST, NOTE_MOST, WHO_MOST = 60, 100, 40, 100, 40
BATCH, CONTAINERS_MOST, STATIONS_MOST, SERVES_MOST, SITES_MOST, ROUNDS_MOST = (
    200,
    200,
    50,
    200,
    400,
    60,
)


class Of(StrEnum):
    """Who is counted."""

    PERSON = "person"
    HOUSEHOLD = "household"


class Way(StrEnum):
    """Who booked a slot for somebody."""

    SELF = "self"
    VOLUNTEER = "volunteer"
    WORKER = "worker"


class Came(StrEnum):
    """What became of a member that somebody brought."""

    KEPT = "kept"
    AGAIN = "again"
    SAME = "same"
    OTHER = "other"
    OFF = "off"
    SEALED = "sealed"
    FULL = "full"
    TAKEN = "taken"
    TWICE = "twice"
    UNKNOWN = "unknown"


COUNTED = frozenset({Came.KEPT, Came.AGAIN, Came.SAME})
"""What is in the container afterwards."""


class Step(StrEnum):
    """A step of a container after it was opened, or of a bag of them."""

    SEALED = "sealed"
    SIGNED = "signed"
    BAGGED = "bagged"
    HANDED = "handed"
    RECEIVED = "received"
    RESULTED = "resulted"


STEPS: Mapping[Step, Bilingual] = {
    Step.SEALED: Bilingual("封好", "Sealed"),
    Step.SIGNED: Bilingual("两人签字", "Signed by two"),
    Step.BAGGED: Bilingual("装袋", "Bagged"),
    Step.HANDED: Bilingual("交出", "Handed over"),
    Step.RECEIVED: Bilingual("收到", "Received"),
    Step.RESULTED: Bilingual("有结果", "Result in"),
}


class Went(StrEnum):
    """What became of a step that somebody reported: done, done before, other figures, not its turn, no such thing, the
    second signature by the first's hand, or a code that another has."""

    DONE = "done"
    SAME = "same"
    DIFFERS = "differs"
    EARLY = "early"
    NONE = "none"
    ONE_HAND = "one_hand"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class CountSaid:
    """A count as it is planned: an area, the edition of its rules, from when until when, who finds the results."""

    path: str
    unit_id: UUID
    name: str
    edition: str
    starts_at: datetime
    until: datetime
    lab_id: UUID | None = None
    before_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SiteSaid:
    """Where people are counted: `stations` side by side, `serves` the paths of whoever is asked to come here; open
    between minutes of the local day, `slot_room` how many may book each slot of `slot_min`, none where it is 0."""

    unit_id: UUID
    path: str
    name: str
    address: str
    stations: int = 1
    opens_min: int = 8 * 60
    closes_min: int = 20 * 60
    slot_min: int = 30
    slot_room: int = 0
    serves: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bound:
    """Somebody bound to a container.

    Shape:   `id` and `container` UUIDv7s that the device made; `code` what stands on the container, `most` how many it
             takes; `subject` a person or household of the register, or none for a guest, whose `fields` say who.
    """

    id: UUID
    at: datetime
    container: UUID
    code: str
    most: int
    subject: UUID | None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sealing:
    """A container sealed, or signed: how many are in it by that hand's own count."""

    container: UUID
    n: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Bagging:
    """A bag under its code, and what is in it."""

    id: UUID
    code: str
    containers: tuple[UUID, ...]
    at: datetime


class EditionNotFound(NotFound):
    """没有这一版清点办法。"""


class CountNotFound(NotFound):
    """没有这次清点。"""


class SiteNotFound(NotFound):
    """没有这个清点点位，或者不在您的范围内。"""


class ContainerNotFound(NotFound):
    """没有这一管（单），或者不在您的范围内。"""


class SubjectNotFound(NotFound):
    """这个范围里没有这个人（户）。"""


class MayNotPlan(NotAllowed):
    """安排清点由社区、街道和应急指挥来办。"""


class MayNotCount(NotAllowed):
    """清点由在这个点位上的人来办。"""


class MayNotResult(NotAllowed):
    """收样、出结果由这次清点指定的单位来办。"""


class NobodyCounted(Conflict):
    """没有开启这一类应急，不能清点。"""


class CountOver(Conflict):
    """这次清点已经结束。"""


class SiteOver(Conflict):
    """这个点位已经撤了。"""


class SlotFull(Conflict):
    """这个时段约满了，请换一个。"""


class NoSlot(Conflict):
    """这个点位这个时段不能约。"""


class BookedAlready(Conflict):
    """已经约过了，要改先取消。"""


class BookingNotFound(NotFound):
    """没有这个预约，或者已经取消了。"""


class TicketNotFound(NotFound):
    """没有这个号，或者已经叫过了。"""


class NobodyWaits(Conflict):
    """现在没有人在等。"""


class Sealed(Conflict):
    """已经封好了，要改先拆封。"""


class Wrong(BadInput):
    """这个编号的写法不对。"""


class OtherMember(Conflict):
    """同一个编号下已经有另一条记录，请重新记。"""


class Full(Conflict):
    """这一管（单）已经满了，请换一个。"""


class Taken(Conflict):
    """这个编号已经用在另一管（单）上了。"""


class Twice(Conflict):
    """这一管（单）里已经有这个人（户）。"""


NOT_KEPT: Mapping[Came, type[Conflict | NotFound]] = {
    Came.OTHER: OtherMember,
    Came.OFF: NobodyCounted,
    Came.SEALED: Sealed,
    Came.FULL: Full,
    Came.TAKEN: Taken,
    Came.TWICE: Twice,
    Came.UNKNOWN: SubjectNotFound,
}
"""What whoever binds one is told."""


class Differs(Conflict):
    """数目对不上，请再数一遍。"""


class Early(Conflict):
    """前一步还没有做。"""


class OneHand(Conflict):
    """第二个签字要由另一个人来签。"""


NOT_DONE: Mapping[Went, type[Conflict | NotFound]] = {
    Went.DIFFERS: Differs,
    Went.EARLY: Early,
    Went.NONE: ContainerNotFound,
    Went.ONE_HAND: OneHand,
    Went.TAKEN: Taken,
}
"""What whoever reports one step is told."""
