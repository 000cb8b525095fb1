"""The navigation's registry: rooms above add their pages."""

from dataclasses import dataclass

from shuoshi.kernel.texts import Bilingual


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation: for everybody, or for staff alone."""

    address: str
    label: Bilingual
    for_staff: bool = False


NAVIGATION: list[Entry] = []


def register_entry(entry: Entry) -> None:
    """Add a page to the navigation, once."""
    if entry not in NAVIGATION:
        NAVIGATION.append(entry)
