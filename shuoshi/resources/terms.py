"""Kinds of goods, movements and means, what is said of each, what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shuoshi.kernel.errors import Conflict, NotAllowed, NotFound
from shuoshi.kernel.texts import Bilingual

NAME_MOST, WHAT_MOST, DONOR_MOST, OPENS_MOST, MEASURE_MOST = 60, 200, 60, 100, 10
WEEKLY_MOST, NUMBER_MOST, PLACES_MOST = 1_000, 1_000_000, 10_000
STALE_DAYS = 14
"""After so many days without a look, a mean is shown as not looked at [P]."""


class GoodKind(StrEnum):
    """What sort of thing is in stock."""

    MEDICINE = "medicine"
    PROTECTION = "protection"
    FOOD = "food"
    WARMTH = "warmth"
    DAILY = "daily"
    EQUIPMENT = "equipment"
    OTHER = "other"


GOOD_KINDS: Mapping[GoodKind, Bilingual] = {
    GoodKind.MEDICINE: Bilingual("药品", "Medicine"),
    GoodKind.PROTECTION: Bilingual("防护用品", "Protective goods"),
    GoodKind.FOOD: Bilingual("食品饮水", "Food and water"),
    GoodKind.WARMTH: Bilingual("衣被取暖", "Clothing and warmth"),
    GoodKind.DAILY: Bilingual("日用品", "Daily goods"),
    GoodKind.EQUIPMENT: Bilingual("设备工具", "Equipment and tools"),
    GoodKind.OTHER: Bilingual("其他", "Other"),
}


class Way(StrEnum):
    """Why a number in stock changes."""

    BOUGHT = "bought"
    DONATED = "donated"
    ISSUED = "issued"
    LOST = "lost"
    COUNTED = "counted"


WAYS: Mapping[Way, Bilingual] = {
    Way.BOUGHT: Bilingual("购入、调入", "Bought or sent in"),
    Way.DONATED: Bilingual("收到捐赠", "Given"),
    Way.ISSUED: Bilingual("发放", "Given out"),
    Way.LOST: Bilingual("损坏、过期", "Spoilt or expired"),
    Way.COUNTED: Bilingual("盘点", "Counted"),
}
COMES_IN = frozenset({Way.BOUGHT, Way.DONATED})


class MeanKind(StrEnum):
    """What the medical means of a place are. Source: SEEDS.md B2."""

    FEVER_CLINIC = "fever_clinic"
    PHARMACY = "pharmacy"
    OXYGEN = "oxygen"
    VEHICLE = "vehicle"
    BED = "bed"
    STATION = "station"


MEAN_KINDS: Mapping[MeanKind, Bilingual] = {
    MeanKind.FEVER_CLINIC: Bilingual("发热门诊", "Fever clinic"),
    MeanKind.PHARMACY: Bilingual("药店", "Pharmacy"),
    MeanKind.OXYGEN: Bilingual("吸氧位", "Oxygen places"),
    MeanKind.VEHICLE: Bilingual("转运车辆", "Vehicles"),
    MeanKind.BED: Bilingual("床位", "Beds"),
    MeanKind.STATION: Bilingual("卫生服务站（室）", "Health station"),
}


class MeanState(StrEnum):
    """Whether it is there yet."""

    PLANNED = "planned"
    RUNNING = "running"
    STOPPED = "stopped"


MEAN_STATES: Mapping[MeanState, Bilingual] = {
    MeanState.PLANNED: Bilingual("在建", "Being set up"),
    MeanState.RUNNING: Bilingual("开放", "Running"),
    MeanState.STOPPED: Bilingual("暂停", "Stopped"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A service that a unit offers: which skill, in words, how many a week, where (its own place where none is
    named), what it costs ('' where it is free)."""

    skill: str
    what: str
    weekly: int
    areas: tuple[str, ...] = ()
    cost: str = ""


@dataclass(frozen=True, slots=True)
class Stocked:
    """Something to keep in stock: `measure` the unit it is counted in, `low` from which number on it is too little."""

    kind: str
    name: str
    measure: str
    low: int = 0
    mean: str = ""


@dataclass(frozen=True, slots=True)
class Moving:
    """A change of a number in stock: `number` what comes or goes, or how many were counted; `number_of` names the
    matter for which something was given out."""

    way: str
    number: int
    what: str = ""
    donor: str = ""
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a mean: `places` how many there are, `in_use` how many are taken now."""

    kind: str
    name: str
    state: str
    places: int = 0
    in_use: int = 0
    opens: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both within."""

    since_on: date
    until_on: date


class OfferNotFound(NotFound):
    """没有这项服务，或者不在您的范围内。"""


class GoodNotFound(NotFound):
    """没有这种物资，或者不在您的范围内。"""


class MeanNotFound(NotFound):
    """没有这个点位，或者不在您的范围内。"""


class MayNotStock(NotAllowed):
    """资源由所在社区、街道或者所在单位来管。"""


class NotEnough(Conflict):
    """库存不够。"""


class JustDone(Conflict):
    """刚才已经记过一笔一样的，请看最新的库存。"""
