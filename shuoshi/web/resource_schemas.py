"""Resources as the API says them."""

from datetime import date
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from shuoshi.resources.queries import (
    GoodRow,
    MeanRow,
    MovementRow,
    OfferRow,
)
from shuoshi.resources.terms import Offered, Said
from shuoshi.web.schemas import Moment


class OfferOut(Schema):
    """A service that a unit offers; `left`: how many more this week."""

    id: UUID
    unit: UUID
    unit_name: str
    skill: str
    what: str
    weekly: int
    left: int
    areas: list[str]
    cost: str


class GoodOut(Schema):
    id: UUID
    unit: UUID
    mean: str = Field(
        description="The clinic or pharmacy where it lies; empty for the unit's own store"
    )
    kind: str
    name: str
    measure: str
    number: int
    low: int


class MovementOut(Schema):
    id: UUID
    way: str
    number: int
    left: int
    what: str
    donor: str
    at: Moment


class MeanOut(Schema):
    """One of the medical means, as it was when somebody last looked."""

    id: UUID
    unit: UUID
    place: str
    kind: str
    name: str
    state: str
    places: int
    in_use: int
    opens: str
    phone: str
    checked_on: date
    stale: bool


class MeansCountOut(Schema):
    place: str
    kind: str
    running: int
    planned: int
    places: int
    free: int


class OfferedIn(Schema):
    model_config = ConfigDict(extra="forbid")

    skill: str = Field(max_length=20)
    what: str = Field(max_length=200)
    weekly: int
    areas: list[str] = Field([], max_length=50)
    cost: str = Field("", max_length=200)

    def offered(self) -> Offered:
        """As the action takes it."""
        return Offered(self.skill, self.what, self.weekly, tuple(self.areas), self.cost)


class OfferIn(OfferedIn):
    unit: UUID


class GoodIn(Schema):
    model_config = ConfigDict(extra="forbid")

    unit: UUID
    kind: str = Field(max_length=20)
    name: str = Field(max_length=60)
    measure: str = Field(max_length=10)
    low: int = 0
    mean: UUID | None = None


class MovementIn(Schema):
    """A change of stock; `number` is what comes or goes, or how many were counted."""

    model_config = ConfigDict(extra="forbid")

    way: str = Field(max_length=10)
    number: int
    what: str = Field("", max_length=200)
    donor: str = Field("", max_length=60)
    matter: str = Field(
        "", max_length=20, description="The number of the matter for which it was given out"
    )


class SaidIn(Schema):
    model_config = ConfigDict(extra="forbid")

    kind: str = Field(max_length=20)
    name: str = Field(max_length=60)
    state: str = Field(max_length=10)
    places: int = 0
    in_use: int = 0
    opens: str = Field("", max_length=100)
    phone: str = Field("", max_length=20)

    def said(self) -> Said:
        """As the action takes it."""
        return Said(
            self.kind, self.name, self.state, self.places, self.in_use, self.opens, self.phone
        )


class MeanIn(SaidIn):
    unit: UUID
    place: str = Field(max_length=40)


def offer_out(o: OfferRow) -> OfferOut:
    return OfferOut(
        id=o.id, unit=o.unit_id, unit_name=o.unit, skill=o.skill, what=o.what, weekly=o.weekly, left=o.left,
        areas=list(o.areas), cost=o.cost,
    )  # fmt: skip


def good_out(g: GoodRow) -> GoodOut:
    return GoodOut(
        id=g.id, unit=g.unit_id, mean=g.mean, kind=g.kind, name=g.name, measure=g.measure, number=g.number, low=g.low
    )  # fmt: skip


def movement_out(m: MovementRow) -> MovementOut:
    return MovementOut(
        id=m.id, way=m.way, number=m.number, left=m.left, what=m.what, donor=m.donor, at=m.at
    )


def mean_out(m: MeanRow) -> MeanOut:
    return MeanOut(
        id=m.id, unit=m.unit_id, place=m.path, kind=m.kind, name=m.name, state=m.state, places=m.places,
        in_use=m.in_use, opens=m.opens, phone=m.phone, checked_on=m.checked_on, stale=m.stale,
    )  # fmt: skip
