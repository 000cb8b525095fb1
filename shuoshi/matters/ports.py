"""What matters ask of rooms above: who could take a matter. Rows pass, never models."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shuoshi.kernel.texts import Bilingual
from shuoshi.units.terms import UnitKind, UnitRow


@dataclass(frozen=True, slots=True)
class Sought:
    """For what somebody is sought: the matter and its place, the kinds of units wanted (none for all), the day, and
    the skill that it takes ('' where anybody will do)."""

    matter_id: UUID
    path: str
    kinds: tuple[UnitKind, ...]
    on: date
    skill: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that could take a matter, and why it is offered; `fits` where it offers just this."""

    unit: UnitRow
    reasons: tuple[Bilingual, ...]
    fits: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A helper who could take it, masked, with their unit, and why."""

    helper_id: UUID
    name: str
    unit: UnitRow
    reasons: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Helpers who could take a matter, the best first; where there is none, why, in words."""

    found: tuple[Choice, ...] = ()
    why_not: tuple[Bilingual, ...] = ()


Finder = Callable[[Sought], Iterable[Candidate]]
"""What is sought -> candidates, the best first."""
HelperFinder = Callable[[Sought], Choices]

FINDERS: dict[str, Finder] = {}
HELPER_FINDERS: list[HelperFinder] = []


def register_finder(name: str, finder: Finder) -> None:
    """Make another source of candidates known; each offers in the order of registration."""
    FINDERS[name] = finder
