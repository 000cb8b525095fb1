"""Slots and queues of counts as the API says them."""

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.counts.booking import MyCount
from shuoshi.web.schemas import Moment

_Word = Annotated[str, Field(max_length=200)]
_Code = Annotated[str, Field(max_length=40)]
_Number = Annotated[int, Field(ge=0, le=10_000)]


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
