"""The navigation's registry: rooms above add their pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from shuoshi.kernel.texts import Bilingual


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation: for everybody, for staff alone, or for residents signed in."""

    address: str
    label: Bilingual
    whom: Literal["all", "staff", "residents"] = "all"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of the workbench: for every duty, or for these roles alone."""

    address: str
    label: Bilingual
    roles: frozenset[str] | None = None

    def open_to(self, held: frozenset[str]) -> bool:
        """Whether somebody with these roles has it."""
        return self.roles is None or bool(self.roles & held)


NAVIGATION: list[Entry] = []
PAGE_MARKS: list[Callable[[], str]] = []
"""Each gives what has to stand on every page now, such as that a drill runs, or nothing."""
WORKBENCH: list[Tab] = []


def register_entry(entry: Entry) -> None:
    """Add a page to the navigation, once."""
    if entry not in NAVIGATION:
        NAVIGATION.append(entry)


def register_tab(tab: Tab) -> None:
    """Add a tab to the workbench, once."""
    if tab not in WORKBENCH:
        WORKBENCH.append(tab)
