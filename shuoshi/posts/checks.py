"""Editions of checks, a file each. What a file must say, and reading the ones of this house."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import Field, model_validator

from shuoshi.posts.deciding import COMBINATIONS_MOST, Table, tabulate
from shuoshi.posts.terms import REASONED, ChecksNotFound, Outcome
from shuoshi.programmes.fields import FieldRule, Name, Says, Text

FOLDER = Path(__file__).parent / "checks"


class AskRule(Says):
    """What is asked or looked at: one of a few options; `usual` is chosen until somebody chooses otherwise."""

    name: Text
    of: Mapping[Name, Text] = Field(min_length=2, max_length=8)
    usual: Name

    @model_validator(mode="after")
    def _usual_is_an_option(self) -> "AskRule":
        if self.usual not in self.of:
            raise ValueError(f"'{self.usual}' is no option")
        return self


class CheckRule(Says):
    """When a condition holds, this comes of it, said to the person with its reason; `to` whom somebody is handed."""

    when: str
    then: Outcome
    says: Text | None = None
    to: Text | None = None

    @model_validator(mode="after")
    def _whoever_is_stopped_hears_why(self) -> "CheckRule":
        if self.then in REASONED and self.says is None:
            raise ValueError(f"{self.then.value} says no reason")
        if self.then is Outcome.REFER and self.to is None:
            raise ValueError("refer says to nobody")
        return self


class Registers(Says):
    """What is written down of whoever is registered, and the law that names just these."""

    law: Text
    mark: str = Field(pattern="^[CSKP]$")
    fields: Mapping[Name, FieldRule] = Field(min_length=1)


class Checks(Says):
    """An edition of the checks at a post.

    Shape:   the first rule that holds decides, `otherwise` where none does; `from_on` the day on which it came into
             force; `kind` of emergency under which it holds; `appeal` how whoever is turned back may object.
    """

    checks: Name
    name: Text
    kind: Name
    from_on: date
    source: str
    mark: str = Field(pattern="^[CSKP]$")
    asks: Mapping[Name, AskRule] = Field(min_length=1)
    rules: tuple[CheckRule, ...]
    otherwise: Outcome = Outcome.PASS
    registers: Registers | None = None
    appeal: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Checks":
        came = {rule.then for rule in self.rules} | {self.otherwise}
        if Outcome.REGISTER in came and self.registers is None:
            raise ValueError("who is registered, and nothing says what is written down")
        if Outcome.TURN_BACK in came and self.appeal is None:
            raise ValueError("who is turned back, and nothing says how to object")
        if self.otherwise in REASONED:
            raise ValueError("what happens to everybody else needs no reason, so lets through")
        many = 1
        for ask in self.asks.values():
            many *= len(ask.of)
        if many > COMBINATIONS_MOST:
            raise ValueError(f"{many} combinations, {COMBINATIONS_MOST} at most")
        for words in faults_of(self):
            raise ValueError(words)
        return self


def table_of(checks: Checks) -> Table:
    """What comes of each combination of options: the number of the rule that decides, or how many rules there are where
    none does. Raises ValueError for a condition that is wrong."""
    options = {name: tuple(ask.of) for name, ask in checks.asks.items()}
    return tabulate(options, [rule.when for rule in checks.rules])


@lru_cache(maxsize=64)
def table_called(name: str) -> Table:
    """The table of one edition. Raises ChecksNotFound."""
    return table_of(checks_called(name))


def faults_of(checks: Checks) -> Iterator[str]:
    """What is wrong with the rules, a line each: a condition that fails, one that never decides anything."""
    try:
        table = table_of(checks)
    except ValueError as error:
        yield str(error)
        return
    deciding = set(table.cells)
    for n, rule in enumerate(checks.rules):
        if n not in deciding:
            yield f"rule {n + 1} ({rule.when}) decides nothing: what comes before it takes all"


@lru_cache(maxsize=1)
def every_checks() -> Mapping[str, Checks]:
    """The editions of this house, by name, the newest of each kind first."""
    found = [
        Checks.model_validate(yaml.safe_load(file.read_text("utf-8")))
        for file in FOLDER.glob("*.yaml")
    ]
    ordered = sorted(found, key=lambda c: (c.kind, -c.from_on.toordinal(), c.checks))
    return {c.checks: c for c in ordered}


def checks_called(name: str) -> Checks:
    """One edition. Raises ChecksNotFound."""
    found = every_checks().get(name)
    if found is None:
        raise ChecksNotFound
    return found


def in_force(kind: str, on: date) -> Checks | None:
    """The edition of a kind of emergency that holds on a day: the newest that has come into force."""
    return next((c for c in every_checks().values() if c.kind == kind and c.from_on <= on), None)


def kinds_of_checks() -> frozenset[str]:
    """Kinds of emergency for which this house has checks."""
    return frozenset(c.kind for c in every_checks().values())
