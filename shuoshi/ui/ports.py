"""The navigation's registry: rooms above add their pages."""

from dataclasses import dataclass
from typing import Literal

from shuoshi.kernel.texts import Bilingual


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation: for everybody, for staff alone, or for residents signed in."""

    address: str
    label: Bilingual
    whom: Literal["all", "staff", "residents"] = "all"


NAVIGATION: list[Entry] = []


def register_entry(entry: Entry) -> None:
    """Add a page to the navigation, once."""
    if entry not in NAVIGATION:
        NAVIGATION.append(entry)
