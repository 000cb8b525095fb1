"""Kinds of emergency, a file each. What a file must say, and reading the ones of this house."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import Field

from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.ports import EmergencyKind
from shuoshi.privacy.switching import KEEP_MOST, LAST_MOST
from shuoshi.programmes.fields import Name, Says, Text

FOLDER = Path(__file__).parent / "kinds"


class Group(StrEnum):
    """The four groups of emergencies. Source: DOMAIN.md 11.1, L05 art 2"""

    NATURAL = "natural"
    ACCIDENT = "accident"
    HEALTH = "health"
    SOCIAL = "social"


GROUPS: Mapping[Group, Bilingual] = {
    Group.NATURAL: Bilingual("自然灾害", "Natural disaster"),
    Group.ACCIDENT: Bilingual("事故灾难", "Accident"),
    Group.HEALTH: Bilingual("公共卫生事件", "Public health"),
    Group.SOCIAL: Bilingual("社会安全事件", "Public security"),
}


class Law(Says):
    """A law by which it is switched on, and how sure that is."""

    name: Text
    mark: str = Field(pattern="^[CSKP]$")


class Retention(Says):
    """How many days after its end what it collected is kept, and by what source."""

    days: int = Field(ge=0, le=KEEP_MOST)
    mark: str = Field(pattern="^[CSKP]$")
    source: str


class Kind(Says):
    """A kind of emergency: its law, what it is for, what its switch opens, how long it lasts at first and is kept."""

    kind: Name
    name: Text
    group: Group
    order: int
    law: tuple[Law, ...] = Field(min_length=1)
    purpose: Text
    last_days: int = Field(ge=1, le=LAST_MOST)
    retention: Retention
    opens: tuple[Name, ...] = Field(min_length=1)


@lru_cache(maxsize=1)
def kinds_of_events() -> Mapping[str, Kind]:
    """The kinds of this house, by name, in their order."""
    found = [
        Kind.model_validate(yaml.safe_load(file.read_text("utf-8")))
        for file in FOLDER.glob("*.yaml")
    ]
    return {k.kind: k for k in sorted(found, key=lambda k: (k.order, k.kind))}


def as_registered() -> tuple[EmergencyKind, ...]:
    """The same as `privacy` switches them."""
    return tuple(
        EmergencyKind(k.kind, (), k.opens, Bilingual(k.name.zh, k.name.en)) for k in kinds_of_events().values()
    )  # fmt: skip
