"""Reading censuses: how far they have come, and what became of each row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shuoshi.kernel.workbooks import Line
from shuoshi.people.census import lines_of
from shuoshi.people.models import Census
from shuoshi.people.outcomes import Became, Outcome
from shuoshi.people.terms import (
    CensusNotFound,
)
from shuoshi.places.queries import names_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor


@dataclass(frozen=True, slots=True)
class Sheet:
    """A census that was sent in: how far it is, how many rows became what."""

    id: UUID
    path: str
    place: str
    sent_at: datetime
    rows: int
    done: int
    counts: Mapping[Became, int]
    finished_at: datetime | None
    fetchable: bool


def sheets_of(*, by: Actor) -> tuple[Sheet, ...]:
    """The censuses of the reader's range, the newest first, twenty at most. Two statements, one in a scope."""
    with acting(by):
        found = list(Census.objects.order_by("-sent_at", "-id")[:20])
    names = names_of(c.path for c in found)
    return tuple(_sheet(c, names.get(c.path, "")) for c in found)


def sheet_with_outcomes(
    census_id: UUID, *, by: Actor
) -> tuple[Sheet, Sequence[Line], tuple[Outcome, ...]]:
    """A census that can still be fetched, its rows and what became of each: for whoever sent it.

    Raises:  CensusNotFound
    """
    with acting(by):
        census = Census.objects.filter(id=census_id).first()
        if census is None or census.account_id != by.account_id:
            raise CensusNotFound
        lines = lines_of(census)
    name = names_of([census.path]).get(census.path, "")
    done = tuple(
        Outcome(line, Became(b), text, values) for line, b, text, values in census.outcomes
    )
    return _sheet(census, name), lines, done


def _sheet(census: Census, place: str) -> Sheet:
    counts: dict[Became, int] = {}
    for _line, became, *_rest in census.outcomes:
        counts[Became(became)] = counts.get(Became(became), 0) + 1
    return Sheet(
        census.id, census.path, place, census.sent_at, census.rows, len(census.outcomes), counts,
        census.finished_at, census.sheet is not None,
    )  # fmt: skip
