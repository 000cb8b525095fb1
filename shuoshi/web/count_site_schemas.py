"""Sites of counts, what goes into containers there, and their way, as the API says them."""

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.counts.binding import BoundOut
from shuoshi.counts.sites import ContainerRow, SiteRow, SiteShown
from shuoshi.counts.terms import (
    BATCH,
    CONTAINERS_MOST,
    Bagging,
    Bound,
    Sealing,
    SiteSaid,
)
from shuoshi.web.count_slot_schemas import BookedOut, TicketOut
from shuoshi.web.schemas import Moment

_Word = Annotated[str, Field(max_length=200)]
_Code = Annotated[str, Field(max_length=40)]
_Number = Annotated[int, Field(ge=0, le=10_000)]


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


def site_out(s: SiteRow) -> CountSiteOut:
    return CountSiteOut(
        id=s.id, count=s.count_id, place=s.path, unit=s.unit_id, name=s.name, address=s.address, stations=s.stations,
        opens_min=s.opens_min, closes_min=s.closes_min, slot_min=s.slot_min, slot_room=s.slot_room,
        serves=list(s.serves), ready=list(s.ready), ready_at=s.ready_at, closed_at=s.closed_at, members=s.counted,
        steps=dict(s.steps),
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
