"""Kinds of places and what a reader of places gets."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import BadInput, NotFound
from shuoshi.kernel.texts import Bilingual


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


PLACE_KINDS: dict[PlaceKind, Bilingual] = {
    PlaceKind.PROVINCE: Bilingual("省", "Province"),
    PlaceKind.PREFECTURE: Bilingual("市", "Prefecture"),
    PlaceKind.DISTRICT: Bilingual("区", "District"),
    PlaceKind.STREET: Bilingual("街道", "Street"),
    PlaceKind.TOWN: Bilingual("镇", "Town"),
    PlaceKind.TOWNSHIP: Bilingual("乡", "Township"),
    PlaceKind.COMMUNITY: Bilingual("社区", "Community"),
    PlaceKind.VILLAGE: Bilingual("村", "Village"),
    PlaceKind.GRID: Bilingual("网格", "Grid"),
    PlaceKind.BUILDING: Bilingual("楼栋", "Building"),
}
SITE_KINDS: dict[str, Bilingual] = {
    "hall": Bilingual("服务大厅", "Service hall"),
    "meeting_room": Bilingual("议事厅", "Meeting room"),
    "clinic": Bilingual("卫生站", "Health station"),
    "station": Bilingual("驿站", "Care station"),
    "post": Bilingual("值守点", "Post"),
    "sampling": Bilingual("采样点", "Sampling site"),
    "shelter": Bilingual("安置点", "Shelter"),
    "other": Bilingual("其他", "Other"),
}
SUCCESSION_KINDS: dict[SuccessionKind, Bilingual] = {
    SuccessionKind.MERGED: Bilingual("并入", "Merged into"),
    SuccessionKind.SPLIT: Bilingual("分设", "Split into"),
    SuccessionKind.REDRAWN: Bilingual("重划", "Redrawn as"),
}
NAME_KINDS: dict[NameKind, Bilingual] = {
    NameKind.OFFICIAL: Bilingual("正式名称", "Official name"),
    NameKind.ALIAS: Bilingual("别名", "Other name"),
}
CODE_SYSTEMS: dict[CodeSystem, Bilingual] = {
    CodeSystem.STATISTICAL: Bilingual("统计代码", "Statistical code"),
    CodeSystem.LOCAL: Bilingual("自编代码", "Local code"),
}


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
