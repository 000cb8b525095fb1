"""Schemes: pairing written down as a file. What a file must say, and reading the ones of this house."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from dateutil.rrule import rrulestr
from pydantic import AfterValidator, Field, model_validator

from shuoshi.care.terms import By, Sees
from shuoshi.people.terms import Group
from shuoshi.programmes.fields import Name, Says, Text

FOLDER = Path(__file__).parent / "schemes"


def _rule(text: str) -> str:
    rrulestr(text)
    return text


Every = Annotated[str, AfterValidator(_rule)]
"""How often: an RRULE of RFC 5545, such as FREQ=WEEKLY."""
Groups = tuple[tuple[Group, ...], ...]
"""Any of these sets of groups at risk, all of a set together."""


class Role(Says):
    """A role in a pairing: which kinds of helpers may take it, what they see of the one looked after, whether the
    planned visits are theirs, whether it must be filled, and whether they must be cleared for homes with children."""

    name: Text
    kinds: tuple[str, ...] = Field(min_length=1)
    sees: tuple[Sees, ...] = ()
    visits: bool = False
    needed: bool = True
    cleared: bool = False


class Tier(Says):
    """How often somebody is visited, by how much they need it: `when` says for whom, everybody else where it is
    empty; `change_hours` how soon after something changed."""

    name: Text
    when: Groups = ()
    every: Every
    change_hours: int | None = Field(None, ge=1, le=240)
    ways: tuple[By, ...] = (By.HOME,)


class ServiceDue(Says):
    """A service of a contract, and how often it is due."""

    name: Text
    every: Every


class ContractRule(Says):
    """What a contract says: for how many months, which services it brings."""

    months: int = Field(ge=1, le=36)
    services: dict[Name, ServiceDue]


class Scheme(Says):
    """A scheme of pairing.

    Shape:   `of`: what it looks after; `who`: who qualifies, anybody where it is empty; `tiers` in order, the first
             that fits; `raises`: programmes into which a visit's findings go in one tap; `agreed_by`: who alone may
             say yes for somebody, such as a child's guardian. `high`: the tier that counts as high risk.
    """

    scheme: Name
    name: Text
    source: str
    of: tuple[Literal["person", "household", "place"], ...] = ("person",)
    who: Groups = ()
    agreed_by: tuple[Literal["self", "family", "guardian"], ...] = ("self", "family", "guardian")
    roles: dict[Name, Role] = Field(min_length=1)
    tiers: dict[Name, Tier] = {}
    high: str | None = None
    contract: ContractRule | None = None
    raises: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "Scheme":
        if self.high is not None and self.high not in self.tiers:
            raise ValueError(f"'{self.high}' is no tier")
        if self.tiers and next(reversed(self.tiers.values())).when:
            raise ValueError("the last tier is for everybody else: it has no 'when'")
        if bool(self.tiers) != any(role.visits for role in self.roles.values()):
            raise ValueError("planned visits need tiers and a role that visits, or neither")
        return self

    def qualifies(self, groups: Collection[str]) -> bool:
        """Whether somebody in these groups is meant."""
        return not self.who or _any_of(self.who, groups)

    def tier_for(self, groups: Collection[str]) -> str:
        """The tier of somebody in these groups; '' where nothing is planned."""
        fits = (n for n, tier in self.tiers.items() if not tier.when or _any_of(tier.when, groups))
        return next(fits, "")


def _any_of(sets: Iterable[Collection[Group]], groups: Collection[str]) -> bool:
    return any(set(one) <= set(groups) for one in sets)


@lru_cache(maxsize=1)
def schemes() -> Mapping[str, Scheme]:
    """The schemes of this house by name, in the order of their files. Read once in a process.

    Raises:  ValueError with what is wrong in which file
    """
    found = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        scheme = Scheme.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        if scheme.scheme != file.stem:
            raise ValueError(f"{file.name}: it says '{scheme.scheme}'")
        found[scheme.scheme] = scheme
    return found
