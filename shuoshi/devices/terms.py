"""How far a record from a phone has come, what it says, what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from shuoshi.kernel.texts import Bilingual
from shuoshi.reach.terms import Actor

LATE_HOURS = 72
"""How late a phone may bring something home. Source: DESIGN, M16 to M20"""
AHEAD = timedelta(minutes=5)
"""By how much a phone's clock may run ahead."""
GIVEN_FOR = timedelta(days=5)
"""How long it is known what was given to which phone: its day, as long as it may come home, and a day."""
DEVICES_MOST = 5
NAME_MOST, WHY_MOST, BOX_MOST, BATCH = 40, 200, 40_000, 50
FIELDS_MOST, TEXT_MOST, MANY_MOST = 40, 4_000, 40
"""How much one record may say: fields, letters of a text, options of a list."""
DAY_MOST = 40
"""Whom one phone may carry along of a day: what is stolen with it is no more than that."""


class State(StrEnum):
    """What became of a record."""

    RECEIVED = "received"
    KEPT = "kept"
    REFUSED = "refused"
    CLASH = "clash"
    GIVEN_UP = "given_up"


STATES: Mapping[State, Bilingual] = {
    State.RECEIVED: Bilingual("到了", "Arrived"),
    State.KEPT: Bilingual("记下了", "Recorded"),
    State.REFUSED: Bilingual("没收下", "Refused"),
    State.CLASH: Bilingual("两边不一样", "Two versions"),
    State.GIVEN_UP: Bilingual("不要了", "Given up"),
}
WAITS = frozenset({State.REFUSED, State.CLASH})
"""Somebody has to say what becomes of it."""
FORGOTTEN = timedelta(minutes=10)
"""A record that arrived and was not decided for so long waits too: something broke on the way."""
UNREADABLE = "unreadable"
"""What a phone is answered for a box that does not open: nothing of it is kept here, so it stays there."""


@dataclass(frozen=True, slots=True)
class Written:
    """A record as its phone wrote it: of what (`kind`, `subject_id`), when, and its values by field."""

    id: UUID
    kind: str
    subject_id: UUID
    captured_at: datetime
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """Where a record belongs, and whom it is about."""

    path: str
    person_id: UUID | None = None
    household_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that a day's list may carry, before anybody looks at its values: under which duty, in which order.

    Shape:   `covers` is another kind's subject that is done along with it and needs no line of its own.
    """

    kind: str
    subject_id: UUID
    by: Actor
    covers: tuple[str, UUID] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A field that a phone shows: one of `options`, some of them, a text, a day, or a yes.

    Shape:   `type` choice, many, long, text, day, yes; `when` names another field and the values at which this one is
             asked; `most` letters of a text; `usual` is chosen until somebody chooses otherwise;
             `alone` is the one option that goes with no other; a day that is `ahead` lies after today;
             `known` are codes that the house may hold and nobody chooses.
    """

    name: str
    label: Bilingual
    type: str
    options: tuple[tuple[str, Bilingual], ...] = ()
    required: bool = False
    when: tuple[str, tuple[str, ...]] | None = None
    most: int = 0
    usual: str = ""
    alone: str = ""
    ahead: bool = False
    known: tuple[tuple[str, Bilingual], ...] = ()


@dataclass(frozen=True, slots=True)
class Decides:
    """What comes of a record, said at once: by combination of the options of `asks`, the last counting fastest, `cells`
    has the place in `outcomes` and in what is `said`. A field may be asked when `decided` is one of these."""

    asks: tuple[str, ...]
    cells: tuple[int, ...]
    outcomes: tuple[str, ...]
    said: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a day's list on a phone: who, where, what is to be known to go there, what is asked there;
    `again` and again, where it is never done."""

    kind: str
    subject_id: UUID
    title: str
    place: str
    facts: tuple[tuple[Bilingual, str | Bilingual], ...]
    phone: str
    asks: tuple[Ask, ...]
    due_on: date | None = None
    again: bool = False
    decides: Decides | None = None


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A phone of an account."""

    id: UUID
    name: str
    enrolled_at: datetime
    seen_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Brought:
    """A record that came home, by its subject."""

    id: UUID
    subject_id: UUID
    captured_at: datetime
    state: State


@dataclass(frozen=True, slots=True)
class Answer:
    """What a phone is told of one record; it lets go of it when `digest` is what it sealed.

    Shape:   `state` a State, or `unreadable`; `digest` SHA-256 of the plain text, 64 hex digits, '' where it could not
             be read.
    """

    id: UUID
    state: str
    digest: str = ""
    why: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A record that waits for somebody: both sides where there are two.

    Shape:   `values` as the phone wrote them, `mended` what somebody made of them; `mine` where the reader sent it;
             `here` whether the reader sees what it is about: if not, neither place nor fields are told.
    """

    id: UUID
    kind: str
    state: State
    path: str
    place: str
    device: str
    captured_at: datetime
    received_at: datetime
    values: Mapping[str, Any]
    mended: Mapping[str, Any]
    theirs: Mapping[str, Any]
    why: str
    why_values: Mapping[str, Any]
    field: str
    asks: tuple[Ask, ...]
    mine: bool
    here: bool


class DeviceNotFound(NotFound):
    """这台手机是别人登记的，或者已经不在登记里了。"""

    code = "device_not_found"


class HeldNotFound(NotFound):
    """没有这条记录，或者已经处理过了。"""


class DeviceEnded(NotAllowed):
    """这台手机已经停用了。"""

    code = "device_ended"


class TooManyDevices(Conflict):
    """最多登记 %(most)s 台，请先停用一台。"""

    code = "too_many_devices"


class NoDutyThen(NotAllowed):
    """记的时候您不在这个岗位上。"""


class TooLate(BadInput):
    """记了三天以上才传上来，要由管这一片的人补记。"""

    code = "too_late"


class ClockAhead(BadInput):
    """手机的时间比现在还晚，请校准手机的时间。"""

    code = "clock_ahead"


class BeforeEnrolled(BadInput):
    """这条记录比登记这台手机还早。"""

    code = "before_enrolled"


class OverForGood(Refusal):
    """它所属的应急已经结束、销毁了，不再记录。"""

    code = "over_for_good"


class NotASide(BadInput):
    """每一项请从手机上记的和系统里的两个里选一个。"""


class OtherContent(Conflict):
    """同一个编号下已经有另一条记录。"""

    code = "other_content"


class Differs(Conflict):
    """手机上和系统里记的不一样，请您定。"""

    code = "differs"

    def __init__(self, theirs: Mapping[str, Any]) -> None:
        self.theirs = theirs
        super().__init__()
