"""Counts as the API says them."""

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.counts.boards import Board, Figures
from shuoshi.counts.completeness import MissingRow, SingleRow
from shuoshi.counts.editions import Edition
from shuoshi.counts.queries import CountRow
from shuoshi.counts.siting import SiteProposed
from shuoshi.counts.terms import (
    CountSaid,
)
from shuoshi.web.count_site_schemas import CountSiteOut, site_out
from shuoshi.web.schemas import Moment

_Word = Annotated[str, Field(max_length=200)]
_Code = Annotated[str, Field(max_length=40)]
_Number = Annotated[int, Field(ge=0, le=10_000)]


class EditionOut(Schema):
    """An edition of the rules: who is counted, in containers of which sizes, why somebody may be missing, what may be
    found."""

    edition: str
    name: dict[str, str]
    kind: str
    of: str
    hours: int
    sizes: dict[str, int]
    signed: bool
    bag: int
    missing: dict[str, dict[str, str]]
    results: dict[str, dict[str, str]]
    set_up: dict[str, dict[str, str]]
    guests: list[str]


class CountIn(Schema):
    """A count of everybody who is registered in a place. `lab`: the unit that finds results; `before`: the round before
    it, whose sites it takes over."""

    model_config = ConfigDict(extra="forbid")
    place: _Code
    unit: UUID
    name: _Word
    edition: _Code
    starts_at: AwareDatetime
    until: AwareDatetime
    lab: UUID | None = None
    before: UUID | None = None


class CountRowOut(Schema):
    id: UUID
    place: str
    name: str
    edition: str
    unit: UUID
    lab: UUID | None
    drill: bool
    n: int
    before: UUID | None
    expected: int
    counted: int
    starts_at: Moment
    until: Moment
    ended_at: Moment | None


class CountFiguresOut(Schema):
    """Expected by the register, counted for the first time, brought again, guests, missing, of whom nobody said why,
    and why."""

    expected: int
    counted: int
    again: int
    guests: int
    missing: int
    unsaid: int
    reasons: dict[str, int]


class CountPlaceOut(Schema):
    """A place below: its figures, and how many of it the round before counted, where there was one."""

    place: str
    name: str
    before: int | None
    figures: CountFiguresOut


class CountBoardOut(Schema):
    """A count at one place: its figures, those of what lies below, its sites, how many are to come again alone."""

    count: CountRowOut
    place: str
    figures: CountFiguresOut
    below: list[CountPlaceOut]
    sites: list[CountSiteOut]
    singles: int


class ProposedOut(Schema):
    """A site that might be: for which places, how many people, stations, staff; mean wait in the busiest hour, the
    farthest way where a map knows it; `why` it is not as wanted: few, far."""

    place: str
    serves: list[str]
    people: int
    stations: int
    staff: int
    wait_min: float
    farthest_m: int | None
    why: list[str]


class MissingOut(Schema):
    """Somebody missing, masked: why if anybody said; whether the round before had them, where there was one."""

    subject: UUID
    place: str
    name: str
    told_by: str
    reason: str
    note: str
    said_at: Moment | None
    before: bool | None


class MissingIn(Schema):
    model_config = ConfigDict(extra="forbid")
    subject: UUID
    reason: _Code
    note: _Word = ""


class StopsAnswer(Schema):
    """How many stops are new."""

    stops: int


class SingleOut(Schema):
    """Somebody to be counted again alone, masked: for what was found in which container; in which they were since, what
    was found there."""

    id: UUID
    subject: UUID | None
    place: str
    name: str
    of: str
    found: str
    own: str
    own_found: str


def edition_out(e: Edition) -> EditionOut:
    results = e.results.of if e.results else {}
    return EditionOut(
        edition=e.edition, name=e.name.model_dump(), kind=e.kind, of=e.of, hours=e.hours,
        sizes=dict(e.container.sizes), signed=e.container.signed, bag=e.container.bag,
        missing={k: r.name.model_dump() for k, r in e.missing.items()},
        results={k: r.name.model_dump() for k, r in results.items()},
        set_up={k: t.model_dump() for k, t in e.site.set_up.items()}, guests=list(e.guests),
    )  # fmt: skip


def count_said(given: CountIn) -> CountSaid:
    """What the API says of a new count."""
    return CountSaid(
        given.place,
        given.unit,
        given.name,
        given.edition,
        given.starts_at,
        given.until,
        given.lab,
        given.before,
    )


def count_out(c: CountRow) -> CountRowOut:
    return CountRowOut(
        id=c.id, place=c.path, name=c.name, edition=c.edition, unit=c.unit_id, lab=c.lab_id, drill=c.drill, n=c.n,
        before=c.before_id, expected=c.expected, counted=c.counted, starts_at=c.starts_at, until=c.until,
        ended_at=c.ended_at,
    )  # fmt: skip


def _figures(f: Figures) -> CountFiguresOut:
    return CountFiguresOut(
        expected=f.expected, counted=f.counted, again=f.again, guests=f.guests, missing=f.missing, unsaid=f.unsaid,
        reasons=dict(f.reasons),
    )  # fmt: skip


def board_out(b: Board) -> CountBoardOut:
    return CountBoardOut(
        count=count_out(b.row), place=b.path, figures=_figures(b.figures),
        below=[
            CountPlaceOut(place=p.path, name=p.name, before=p.before, figures=_figures(p.figures)) for p in b.below
        ],
        sites=[site_out(s) for s in b.sites], singles=b.singles,
    )  # fmt: skip


def proposed_out(p: SiteProposed) -> ProposedOut:
    return ProposedOut(
        place=p.path, serves=list(p.serves), people=p.people, stations=p.stations, staff=p.staff,
        wait_min=p.wait_min, farthest_m=p.farthest_m, why=list(p.why),
    )  # fmt: skip


def missing_out(m: MissingRow) -> MissingOut:
    return MissingOut(
        subject=m.subject_id, place=m.path, name=m.name, told_by=m.told_by, reason=m.reason, note=m.note,
        said_at=m.said_at, before=m.before,
    )  # fmt: skip


def single_out(s: SingleRow) -> SingleOut:
    return SingleOut(
        id=s.id, subject=s.subject_id, place=s.path, name=s.name, of=s.of, found=s.found, own=s.own,
        own_found=s.own_found,
    )  # fmt: skip
