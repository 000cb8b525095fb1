"""What matters ask of rooms above: who could take a matter. Rows pass, never models."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from shuoshi.kernel.texts import Bilingual
from shuoshi.units.terms import UnitKind, UnitRow


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that could take a matter, and why it is offered."""

    unit: UnitRow
    reasons: tuple[Bilingual, ...]


Finder = Callable[[str, tuple[UnitKind, ...], date], Iterable[Candidate]]
"""(path of the place, kinds wanted or none for all, day) -> candidates, the best first."""

FINDERS: dict[str, Finder] = {}


def register_finder(name: str, finder: Finder) -> None:
    """Make another source of candidates known; each offers in the order of registration."""
    FINDERS[name] = finder
