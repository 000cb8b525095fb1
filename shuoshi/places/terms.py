"""Kinds of places and what a reader of places gets."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import BadInput, NotFound


class PlaceKind(StrEnum):
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    DISTRICT = "district"
    STREET = "street"
    TOWN = "town"
    TOWNSHIP = "township"
    COMMUNITY = "community"
    VILLAGE = "village"
    GRID = "grid"
    BUILDING = "building"


class CodeSystem(StrEnum):
    STATISTICAL = "statistical"  # 12 digits, reissued every year
    LOCAL = "local"  # ours, for a place that has no official code yet


class NameKind(StrEnum):
    OFFICIAL = "official"
    ALIAS = "alias"


class SuccessionKind(StrEnum):
    MERGED = "merged"
    SPLIT = "split"
    REDRAWN = "redrawn"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place as others see it."""

    id: UUID
    path: str
    kind: PlaceKind
    name: str


class PlaceNotFound(NotFound):
    """没有这个地点，请从名单里选。"""


class PathTaken(BadInput):
    """这个编号已经有地点了。"""
