"""Colours, steps, how a household stands, what is said of a warning and of a plan, what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import Conflict, NotAllowed, NotFound
from shuoshi.kernel.texts import Bilingual

GATE = "warnings"
"""What a kind of emergency opens for this room."""
HEADLINE_MOST, TEXT_MOST, SOURCE_MOST, WHERE_MOST, ROUTE_MOST, NOTE_MOST = (
    60,
    1_000,
    60,
    100,
    200,
    200,
)
HOUSEHOLDS_MOST = 5_000
"""To how many households one warning goes. A wider one is several, each with somebody who answers for it."""
LONGEST = timedelta(days=7)
"""How long a warning stands at most before it is relayed anew [P]."""
REGRETS = timedelta(hours=24)
"""Within which a step is taken back and an end undone."""


class Level(StrEnum):
    """Colours of warnings, the lowest first. Source: measures for issuing weather warnings (CMA order 16) art 6 [K]"""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


LEVELS: Mapping[Level, Bilingual] = {
    Level.BLUE: Bilingual("蓝色", "Blue"),
    Level.YELLOW: Bilingual("黄色", "Yellow"),
    Level.ORANGE: Bilingual("橙色", "Orange"),
    Level.RED: Bilingual("红色", "Red"),
}


class Wants(StrEnum):
    """What a household is asked to do."""

    KNOW = "know"
    READY = "ready"
    MOVE = "move"


WANTS: Mapping[Wants, Bilingual] = {
    Wants.KNOW: Bilingual("知道就行", "To know"),
    Wants.READY: Bilingual("做好转移准备", "To be ready to leave"),
    Wants.MOVE: Bilingual("马上转移", "To leave at once"),
}


class Whom(StrEnum):
    """Which households of an area a warning is for."""

    PLANNED = "planned"
    EVERYBODY = "everybody"


WHOM: Mapping[Whom, Bilingual] = {
    Whom.PLANNED: Bilingual("有转移方案的户", "Households with a plan"),
    Whom.EVERYBODY: Bilingual("这一片的每一户", "Every household there"),
}


class Stand(StrEnum):
    """How far a household has come, in order."""

    WAITING = "waiting"
    ANSWERED = "answered"
    MOVED = "moved"
    ARRIVED = "arrived"
    HOME = "home"


STANDS: Mapping[Stand, Bilingual] = {
    Stand.WAITING: Bilingual("还没应答", "No answer yet"),
    Stand.ANSWERED: Bilingual("应答了", "Answered"),
    Stand.MOVED: Bilingual("在路上", "On the way"),
    Stand.ARRIVED: Bilingual("到了", "Arrived"),
    Stand.HOME: Bilingual("回家了", "Home again"),
}


class Step(StrEnum):
    """What somebody says of a household. `tried`: knocked or rang, and nobody answered."""

    TRIED = "tried"
    ANSWERED = "answered"
    HELP = "help"
    HELPED = "helped"
    STAYS = "stays"
    MOVED = "moved"
    ARRIVED = "arrived"
    HOME = "home"


STEPS: Mapping[Step, Bilingual] = {
    Step.TRIED: Bilingual("叫了没人应", "Tried, no answer"),
    Step.ANSWERED: Bilingual("应答了", "Answered"),
    Step.HELP: Bilingual("要人帮", "Needs help"),
    Step.HELPED: Bilingual("帮到了", "Was helped"),
    Step.STAYS: Bilingual("没有走", "Stays"),
    Step.MOVED: Bilingual("出发了", "Left"),
    Step.ARRIVED: Bilingual("到了", "Arrived"),
    Step.HOME: Bilingual("回家了", "Home again"),
}


class Way(StrEnum):
    """How it is known."""

    DOOR = "door"
    PHONE = "phone"
    SELF = "self"
    SEEN = "seen"


WAYS: Mapping[Way, Bilingual] = {
    Way.DOOR: Bilingual("上门", "At the door"),
    Way.PHONE: Bilingual("打电话", "By phone"),
    Way.SELF: Bilingual("自己说的", "Said by themselves"),
    Way.SEEN: Bilingual("在安置点见到", "Seen where they went"),
}


class Ended(StrEnum):
    """Why a warning is over."""

    CLEAR = "clear"
    WRONG = "wrong"
    REPLACED = "replaced"


ENDED: Mapping[Ended, Bilingual] = {
    Ended.CLEAR: Bilingual("解除了", "All clear"),
    Ended.WRONG: Bilingual("发错了", "Sent by mistake"),
    Ended.REPLACED: Bilingual("换成新的了", "Replaced by a newer one"),
}


@dataclass(frozen=True, slots=True)
class Relayed:
    """A warning as somebody relays it.

    Shape:   `source` who issued it, `reference` its number there, `issued_at` when; `before_id` the one that it
             replaces, from which whoever has left already is taken over. `id` is given by the page or the sender, so
             that one sent twice is one.
    """

    path: str
    ladder: str
    level: str
    whom: str
    source: str
    reference: str
    issued_at: datetime
    headline: str
    text: str
    until: datetime
    before_id: UUID | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A step of a household as somebody says it.

    Shape:   `id` is given by the phone, so that one sent twice is one; `people` how many are meant, all of them where
             it is None; `where` they are, `why` they stay by the ladder's codes.
    """

    id: UUID
    call_id: UUID
    step: str
    way: str
    at: datetime
    people: int | None = None
    where: str = ""
    why: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanSaid:
    """What a household does when it is warned: of which ladders, by which way, for where, what it needs."""

    threats: frozenset[str]
    route: str
    shelter: str
    needs: frozenset[str]


class WarningNotFound(NotFound):
    """没有这个预警，或者不在您的范围内。"""


class CallNotFound(NotFound):
    """没有要叫应的这一户，或者不归您叫。"""


class StepNotFound(NotFound):
    """没有这条记录，或者已经不能撤回了。"""


class PlanNotFound(NotFound):
    """这一户没有转移方案，或者不在您的范围内。"""


class MayNotWarn(NotAllowed):
    """预警由社区、街道或者应急指挥的负责人来转发。"""


class MayNotCall(NotAllowed):
    """叫应由包保的人、网格员和负责这一片的人来做。"""


class WarnedAlready(Conflict):
    """这一片已经有同一种预警在叫应，请到那个预警里换成新的。"""

    code = "warned_already"


class WarningOver(Conflict):
    """这个预警已经结束了。"""

    code = "warning_over"
