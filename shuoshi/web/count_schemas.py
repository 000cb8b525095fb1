"""Counts as the API says them."""

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.counts.binding import BoundOut
from shuoshi.counts.boards import Board, Figures
from shuoshi.counts.booking import MyCount
from shuoshi.counts.completeness import MissingRow, SingleRow
from shuoshi.counts.editions import Edition
from shuoshi.counts.queries import CountRow
from shuoshi.counts.sites import ContainerRow, SiteRow, SiteShown
from shuoshi.counts.siting import SiteProposed
from shuoshi.counts.terms import (
    BATCH,
    CONTAINERS_MOST,
    Bagging,
    Bound,
    CountSaid,
    Sealing,
    SiteSaid,
)
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


class CountSiteIn(Schema):
    """A site: `stations` side by side, `serves` the places whose people are asked to come here; open between minutes of
    the local day, `slot_room` how many may book each slot of `slot_min`, none where it is 0."""

    model_config = ConfigDict(extra="forbid")
    place: _Code
    unit: UUID
    name: _Word
    address: _Word
    stations: int = 1
    opens_min: int = 8 * 60
    closes_min: int = 20 * 60
    slot_min: int = 30
    slot_room: int = 0
    serves: list[_Code] = Field(default=[], max_length=200)


class CountSiteOut(Schema):
    """A site with how many came, and how many containers are how far."""

    id: UUID
    count: UUID
    place: str
    unit: UUID
    name: str
    address: str
    stations: int
    opens_min: int
    closes_min: int
    slot_min: int
    slot_room: int
    serves: list[str]
    ready: list[str]
    ready_at: Moment | None
    closed_at: Moment | None
    members: int
    steps: dict[str, int]


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


class ReadyIn(Schema):
    model_config = ConfigDict(extra="forbid")
    ready: list[_Code] = Field(max_length=20)


class CountMemberIn(Schema):
    """Somebody for a container: `id` and `container` UUIDv7s of the device, `code` what stands on the container, `most`
    how many it takes; `subject` a number of the register, or none and `fields` for a guest."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    at: AwareDatetime
    container: UUID
    code: _Code
    most: _Number
    subject: UUID | None = None
    fields: dict[_Code, _Word] = Field(default={}, max_length=10)


class CountMembersIn(Schema):
    """Members at one site, two hundred at most; brought twice, each is bound once."""

    model_config = ConfigDict(extra="forbid")
    edition: _Code
    members: list[CountMemberIn] = Field(max_length=BATCH)


class BoundAnswer(Schema):
    """What became of one: kept, again (counted before, so not once more), same (known already), or refused: other, off,
    sealed, full, taken (another container has that code), twice (in there already), unknown."""

    id: UUID
    came: str


class SealingIn(Schema):
    """A container, and how many are in it by that hand's own count."""

    model_config = ConfigDict(extra="forbid")
    container: UUID
    n: _Number
    at: AwareDatetime


class SealingsIn(Schema):
    model_config = ConfigDict(extra="forbid")
    containers: list[SealingIn] = Field(max_length=CONTAINERS_MOST)


class BagIn(Schema):
    """A bag under its code, and what is in it."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    code: _Code
    containers: list[UUID] = Field(max_length=100)
    at: AwareDatetime


class BagsIn(Schema):
    model_config = ConfigDict(extra="forbid")
    bags: list[BagIn] = Field(max_length=CONTAINERS_MOST)


class HandedIn(Schema):
    """Bags that leave a site, and with whom."""

    model_config = ConfigDict(extra="forbid")
    bags: list[UUID] = Field(max_length=CONTAINERS_MOST)
    to: _Word


class ReceivedIn(Schema):
    """Bags that came, by code, each with how many containers are in it."""

    model_config = ConfigDict(extra="forbid")
    bags: dict[_Code, _Number] = Field(max_length=CONTAINERS_MOST)


class ResultsIn(Schema):
    """What was found, by the containers' codes."""

    model_config = ConfigDict(extra="forbid")
    results: dict[_Code, _Code] = Field(max_length=CONTAINERS_MOST)


class WentAnswer(Schema):
    """What became of each: done, same (done before), differs (another number), early (the step before is missing), none
    (no such thing here), one_hand (the second signature is the first's)."""

    went: dict[str, str]


class CountMemberOut(Schema):
    id: UUID
    subject: UUID | None
    at: Moment
    again: bool


class ContainerOut(Schema):
    id: UUID
    code: str
    most: int
    n: int
    opened_at: Moment
    sealed_at: Moment | None
    signed_at: Moment | None
    bag: str
    result: str
    members: list[CountMemberOut]


class BagOut(Schema):
    id: UUID
    code: str
    n: int
    bagged_at: Moment
    handed_at: Moment | None
    received_at: Moment | None


class BookedOut(Schema):
    """A slot: how many booked it, of how many somebody else did."""

    starts_at: Moment
    many: int
    for_others: int


class TicketOut(Schema):
    """A number in the queue: `first` the lane of those who can't stand long, `slot_at` when who booked was to come."""

    number: int
    first: bool
    slot_at: Moment | None
    came_at: Moment


class TicketIn(Schema):
    """Whoever came: `first` for those who can't stand long; `subject` a person of the register, whose slot counts."""

    model_config = ConfigDict(extra="forbid")
    first: bool = False
    subject: UUID | None = None


class NumberAnswer(Schema):
    number: int


class BookIn(Schema):
    """A slot for oneself, or for somebody of one's range or whom one looks after."""

    model_config = ConfigDict(extra="forbid")
    starts_at: AwareDatetime
    subject: UUID | None = None


class SlotOut(Schema):
    starts_at: Moment
    left: int


class SiteToBookOut(Schema):
    """A site to which somebody may go; without slots one simply comes."""

    id: UUID
    name: str
    address: str
    slots: list[SlotOut]


class MyCountOut(Schema):
    """A count that somebody belongs to: whether they were counted, what they booked, where they may go."""

    id: UUID
    name: str
    edition: str
    starts_at: Moment
    until: Moment
    counted: bool
    booking: UUID | None
    booked: str
    booked_for: Moment | None
    sites: list[SiteToBookOut]


class CountSiteWholeOut(CountSiteOut):
    """A site at work: containers that stand open with who is in them, the last sixty that were sealed, bags, slots that
    somebody booked, numbers that wait in their order, how long the last will wait."""

    edition: str
    booked: list[BookedOut]
    waiting: list[TicketOut]
    wait_min: int
    open: list[ContainerOut]
    sealed: list[ContainerOut]
    bags: list[BagOut]


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


def site_said(given: CountSiteIn) -> SiteSaid:
    """What the API says of a site."""
    return SiteSaid(
        given.unit,
        given.place,
        given.name,
        given.address,
        given.stations,
        given.opens_min,
        given.closes_min,
        given.slot_min,
        given.slot_room,
        frozenset(given.serves),
    )


def bound_said(m: CountMemberIn) -> Bound:
    """What the API says of a member."""
    return Bound(m.id, m.at, m.container, m.code, m.most, m.subject, m.fields)


def bound_answer(b: BoundOut) -> BoundAnswer:
    return BoundAnswer(id=b.id, came=b.came)


def sealings_said(given: SealingsIn) -> list[Sealing]:
    """What the API says of containers sealed or signed."""
    return [Sealing(s.container, s.n, s.at) for s in given.containers]


def bags_said(given: BagsIn) -> list[Bagging]:
    """What the API says of bags."""
    return [Bagging(b.id, b.code, tuple(b.containers), b.at) for b in given.bags]


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


def site_out(s: SiteRow) -> CountSiteOut:
    return CountSiteOut(
        id=s.id, count=s.count_id, place=s.path, unit=s.unit_id, name=s.name, address=s.address, stations=s.stations,
        opens_min=s.opens_min, closes_min=s.closes_min, slot_min=s.slot_min, slot_room=s.slot_room,
        serves=list(s.serves), ready=list(s.ready), ready_at=s.ready_at, closed_at=s.closed_at, members=s.counted,
        steps=dict(s.steps),
    )  # fmt: skip


def board_out(b: Board) -> CountBoardOut:
    return CountBoardOut(
        count=count_out(b.row), place=b.path, figures=_figures(b.figures),
        below=[
            CountPlaceOut(place=p.path, name=p.name, before=p.before, figures=_figures(p.figures)) for p in b.below
        ],
        sites=[site_out(s) for s in b.sites], singles=b.singles,
    )  # fmt: skip


def _container(c: ContainerRow) -> ContainerOut:
    return ContainerOut(
        id=c.id, code=c.code, most=c.most, n=c.members, opened_at=c.opened_at, sealed_at=c.sealed_at,
        signed_at=c.signed_at, bag=c.bag, result=c.result,
        members=[CountMemberOut(id=m.id, subject=m.subject_id, at=m.at, again=m.again) for m in c.inside],
    )  # fmt: skip


def whole_site(s: SiteShown) -> CountSiteWholeOut:
    bags = [
        BagOut(
            id=b.id, code=b.code, n=b.many, bagged_at=b.bagged_at, handed_at=b.handed_at, received_at=b.received_at
        )
        for b in s.bags
    ]  # fmt: skip
    return CountSiteWholeOut(
        **site_out(s.row).model_dump(), edition=s.count.edition, open=[_container(c) for c in s.open],
        sealed=[_container(c) for c in s.sealed], bags=bags,
        booked=[BookedOut(starts_at=b.starts_at, many=b.many, for_others=b.for_others) for b in s.booked],
        waiting=[
            TicketOut(number=t.number, first=t.first, slot_at=t.slot_at, came_at=t.came_at) for t in s.queue.waiting
        ],
        wait_min=s.queue.wait_min,
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


def my_count_out(c: MyCount) -> MyCountOut:
    return MyCountOut(
        id=c.id, name=c.name, edition=c.edition, starts_at=c.starts_at, until=c.until, counted=c.counted,
        booking=c.booking_id, booked=c.booked, booked_for=c.booked_for,
        sites=[
            SiteToBookOut(
                id=s.id, name=s.name, address=s.address,
                slots=[SlotOut(starts_at=t.starts_at, left=t.left) for t in s.slots],
            )
            for s in c.sites
        ],
    )  # fmt: skip
