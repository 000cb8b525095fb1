"""Editions of the rules by which everybody is counted, a file each. What a file must say, and reading the ones of this
house."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import Field, model_validator

from shuoshi.counts.terms import CODE_MOST, EditionNotFound, Of
from shuoshi.programmes.fields import FieldRule, Name, Says, Text

FOLDER = Path(__file__).parent / "editions"


class ContainerRule(Says):
    """What members are bound to: `sizes` by name how many it takes, `usual` the one that a page offers first, `code`
    from how many to how many letters stand on it, `signed` whether a second hand counts once more, `bag` how many
    go into one bag (none: it goes nowhere)."""

    name: Text
    sizes: Mapping[Name, int] = Field(min_length=1, max_length=6)
    usual: Name
    code: tuple[int, int]
    signed: bool = False
    bag: int = Field(0, ge=0, le=100)

    @model_validator(mode="after")
    def _fits(self) -> "ContainerRule":
        if self.usual not in self.sizes:
            raise ValueError(f"'{self.usual}' is no size")
        if not all(1 <= n <= 200 for n in self.sizes.values()):
            raise ValueError("a container takes 1 to 200")
        if not 1 <= self.code[0] <= self.code[1] <= CODE_MOST:
            raise ValueError(f"a code has 1 to {CODE_MOST} letters")
        return self


class Result(Says):
    """What may be found in a container: `singles` means that each of its members is counted again alone."""

    name: Text
    singles: bool = False


class Results(Says):
    """Where containers go, within how many hours of the first member, and what may be found there."""

    within_hours: int = Field(ge=1, le=72)
    source: str
    mark: str = Field(pattern="^[CSKP]$")
    of: Mapping[Name, Result] = Field(min_length=2, max_length=8)


class Reason(Says):
    """Why somebody is missing: `accounted` nobody needs to look for them, `visit` somebody comes to them."""

    name: Text
    accounted: bool = False
    visit: bool = False


class SiteRule(Says):
    """What a site is like: how many people it serves, people to one of its staff, what must be there before it opens,
    how many one station takes an hour, how far people walk and how long they wait at most."""

    people: tuple[int, int]
    staff_per: int = Field(ge=1)
    per_station_hour: int = Field(ge=1, le=600)
    walk_m: int = Field(ge=100, le=10_000)
    wait_min: int = Field(ge=1, le=240)
    source: str
    mark: str = Field(pattern="^[CSKP]$")
    set_up: Mapping[Name, Text] = Field(min_length=1, max_length=20)


class Edition(Says):
    """The rules of a count: under which kind of emergency, in force since when, who is counted, within how many hours a
    round is done, in what, where; `guests` what is written down of whoever stands in no register."""

    edition: Name
    name: Text
    kind: Name
    from_on: date
    source: str
    mark: str = Field(pattern="^[CSKP]$")
    of: Of
    hours: int = Field(ge=1, le=24 * 30)
    container: ContainerRule
    results: Results | None = None
    missing: Mapping[Name, Reason] = Field(min_length=2, max_length=12)
    site: SiteRule
    law: Text
    guests: Mapping[Name, FieldRule] = {}

    @model_validator(mode="after")
    def _whole(self) -> "Edition":
        if self.results and not self.container.bag:
            raise ValueError(
                "results come from somewhere, and nothing says how containers get there"
            )
        singles = self.results and any(r.singles for r in self.results.of.values())
        if singles and 1 not in self.container.sizes.values():
            raise ValueError("members are counted alone, and no container takes one")
        return self

    @property
    def alone(self) -> int:
        """How many the smallest container takes."""
        return min(self.container.sizes.values())


@lru_cache(maxsize=1)
def editions() -> Mapping[str, Edition]:
    """The editions of this house, by name, the newest of each kind first."""
    found = [
        Edition.model_validate(yaml.safe_load(file.read_text("utf-8")))
        for file in FOLDER.glob("*.yaml")
    ]
    ordered = sorted(found, key=lambda e: (e.kind, -e.from_on.toordinal(), e.edition))
    return {e.edition: e for e in ordered}


def edition_called(name: str) -> Edition:
    """One edition. Raises EditionNotFound."""
    found = editions().get(name)
    if found is None:
        raise EditionNotFound
    return found
