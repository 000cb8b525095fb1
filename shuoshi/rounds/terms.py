"""What a round is made of, how far a stop has come, what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import Conflict, NotAllowed, NotFound
from shuoshi.kernel.texts import Bilingual

ARRANGERS = frozenset({"village_secretary", "committee_member", "grid_worker", "township_reviewer"})
DRIVERS = frozenset({"unit_handler", "provider", "branch_secretary"})
NAME_MOST, WHAT_MOST, NOTE_MOST = 60, 100, 200
STOPS_MOST, CREWS_MOST, SECONDS_MOST = 2_000, 60, 60
FACTOR, CAR_KMH, WALK_KMH = 1.35, 22.0, 4.5
"""How much longer a way is than its straight line, and how fast a car and a walker are, where no table says it [P]."""


class Mode(StrEnum):
    """How a crew goes."""

    CAR = "car"
    FOOT = "foot"


MODES: Mapping[Mode, Bilingual] = {
    Mode.CAR: Bilingual("开车", "By car"),
    Mode.FOOT: Bilingual("步行", "On foot"),
}


class Kind(StrEnum):
    """What a stop is for."""

    VISIT = "visit"
    SAMPLING = "sampling"
    DELIVERY = "delivery"


KINDS: Mapping[Kind, Bilingual] = {
    Kind.VISIT: Bilingual("走访", "Visit"),
    Kind.SAMPLING: Bilingual("上门采样", "Sampling at home"),
    Kind.DELIVERY: Bilingual("送货上门", "Delivery"),
}


class State(StrEnum):
    """How far the plan of a day has come."""

    DRAFT = "draft"
    ASKED = "asked"
    PLANNED = "planned"
    FAILED = "failed"


class StopState(StrEnum):
    """How far a stop has come."""

    WAITS = "waits"
    DONE = "done"
    NOT_THERE = "not_there"
    REFUSED = "refused"
    OFF = "off"


STOP_STATES: Mapping[StopState, Bilingual] = {
    StopState.WAITS: Bilingual("还没到", "To come"),
    StopState.DONE: Bilingual("办好了", "Done"),
    StopState.NOT_THERE: Bilingual("人不在", "Nobody there"),
    StopState.REFUSED: Bilingual("不要了", "Refused"),
    StopState.OFF: Bilingual("取消了", "Called off"),
}
OVER = frozenset(StopState) - {StopState.WAITS}
SAID = OVER - {StopState.OFF}
"""What a crew may say of a stop; called off it is by whoever plans."""


class Receipt(StrEnum):
    """Who took it at the door."""

    SELF = "self"
    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    AT_DOOR = "at_door"


RECEIPTS: Mapping[Receipt, Bilingual] = {
    Receipt.SELF: Bilingual("本人", "The person"),
    Receipt.FAMILY: Bilingual("家人", "The family"),
    Receipt.NEIGHBOUR: Bilingual("邻居代收", "A neighbour"),
    Receipt.AT_DOOR: Bilingual("放在门口（说好的）", "At the door, as agreed"),
}
NOT_ON_MAP = "not_on_map"
WHY_LEFT: Mapping[str, Bilingual] = {
    "nobody_able": Bilingual("没有哪一组能办", "No crew is able"),
    "too_big": Bilingual("一车装不下", "Too much for any crew"),
    "out_of_time": Bilingual("哪一组都赶不上那个时间", "Out of every crew's time"),
    "day_full": Bilingual("今天排满了", "The day is full"),
    NOT_ON_MAP: Bilingual("图上没有位置", "Not on the map"),
}


@dataclass(frozen=True, slots=True)
class Going:
    """A day to plan: which, where it starts, how ways are reckoned (metres a straight line times `factor`, km/h)."""

    path: str
    on: date
    name: str
    base: str
    base_lat: float
    base_lon: float
    factor: float = FACTOR
    car_kmh: float = CAR_KMH
    walk_kmh: float = WALK_KMH


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that somebody starts from or ends at: what it is called, degrees."""

    name: str
    lat: float
    lon: float

    @property
    def degrees(self) -> tuple[float, float]:
        """Latitude, longitude."""
        return self.lat, self.lon


@dataclass(frozen=True, slots=True)
class CrewSaid:
    """A crew: minutes of the local day; `room` how much it carries, no bound where None; `rests` at noon; `start` and
    `end` where these are not the day's base."""

    name: str
    mode: str
    unit_id: UUID
    helper_id: UUID | None = None
    starts_min: int = 8 * 60
    ends_min: int = 17 * 60
    room: int | None = None
    skills: frozenset[str] = frozenset()
    rests: bool = True
    start: Spot | None = None
    end: Spot | None = None


@dataclass(frozen=True, slots=True)
class StopAsks:
    """What a stop asks for: minutes of the local day in which it may begin, how long it takes, what is brought (whole
    pieces)."""

    what: str
    opens_min: int = 8 * 60
    closes_min: int = 17 * 60
    service_min: int = 10
    brings: int = 0
    skills: frozenset[str] = frozenset()
    priority: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSaid(StopAsks):
    """A stop: what for, whose home or which household's."""

    kind: str
    person_id: UUID | None = None
    household_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a stop, as the crew says; `receipt` who took it."""

    stop_id: UUID
    state: str
    receipt: str = ""
    note: str = ""


class RoundNotFound(NotFound):
    """没有这一天的路线，或者不在您的范围内。"""


class CrewNotFound(NotFound):
    """没有这一组，或者不在您的范围内。"""


class StopNotFound(NotFound):
    """没有这一站，或者不在您的范围内。"""


class MayNotPlan(NotAllowed):
    """路线由社区、网格或者街道来排。"""


class NothingToPlan(Conflict):
    """还没有要去的地方，或者没有人去。"""


class PlanningNow(Conflict):
    """正在排，稍等一会儿。"""
