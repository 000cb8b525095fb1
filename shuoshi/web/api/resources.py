"""Resources: offers of service, goods in stock, the medical means; the same actions as the pages."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Body, Router, Schema, Status
from pydantic import ConfigDict, Field

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import Reach
from shuoshi.resources.means import add_mean, end_mean, say_mean
from shuoshi.resources.offers import add_offer, change_offer, end_offer
from shuoshi.resources.queries import (
    GoodRow,
    MeanRow,
    MovementRow,
    OfferRow,
    goods_within,
    means_counted,
    means_for,
    means_within,
    movements_of,
    offers_for,
    offers_within,
)
from shuoshi.resources.stock import add_good, end_good, move_stock
from shuoshi.resources.terms import MayNotStock, Moving, Offered, Said, Stocked
from shuoshi.web.api.base import Errors, actors
from shuoshi.web.asking import under_any
from shuoshi.web.helping import helping, keeping
from shuoshi.web.schemas import Moment

router = Router(tags=["resources"])


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


def _offer(o: OfferRow) -> OfferOut:
    return OfferOut(
        id=o.id, unit=o.unit_id, unit_name=o.unit, skill=o.skill, what=o.what, weekly=o.weekly, left=o.left,
        areas=list(o.areas), cost=o.cost,
    )  # fmt: skip


def _good(g: GoodRow) -> GoodOut:
    return GoodOut(
        id=g.id, unit=g.unit_id, mean=g.mean, kind=g.kind, name=g.name, measure=g.measure, number=g.number, low=g.low
    )  # fmt: skip


def _movement(m: MovementRow) -> MovementOut:
    return MovementOut(
        id=m.id, way=m.way, number=m.number, left=m.left, what=m.what, donor=m.donor, at=m.at
    )


def _mean(m: MeanRow) -> MeanOut:
    return MeanOut(
        id=m.id, unit=m.unit_id, place=m.path, kind=m.kind, name=m.name, state=m.state, places=m.places,
        in_use=m.in_use, opens=m.opens, phone=m.phone, checked_on=m.checked_on, stale=m.stale,
    )  # fmt: skip


@router.get("/public/services", response={200: list[OfferOut], **Errors})
def services(request: HttpRequest, place: str = "", skill: str = "") -> list[OfferOut]:
    """What is offered at a place, or in the whole district, to everybody."""
    found = offers_for(place or settings.DISTRICT_CODE, on=local_date(clock_now()), skill=skill)
    return [_offer(o) for o in found]


@router.get("/public/means", response={200: list[MeanOut], **Errors})
def public_means(request: HttpRequest, place: str = "") -> list[MeanOut]:
    """Clinics, pharmacies, oxygen places and vehicles in the street of a place, or in the whole district."""
    return [
        _mean(m) for m in means_for(place or settings.DISTRICT_CODE, on=local_date(clock_now()))
    ]


@router.get("/services", response={200: list[OfferOut], **Errors})
def offers(request: HttpRequest, skill: str = "") -> list[OfferOut]:
    """Offers of my range or unit."""
    by = helping(actors(request))[0]
    return [_offer(o) for o in offers_within(by=by, on=local_date(clock_now()), skill=skill)]


@router.post("/services", response={201: dict[str, UUID], **Errors})
def add_service(request: HttpRequest, given: OfferIn = Body(...)) -> Status:
    """A unit offers a service."""
    by = keeping(helping(actors(request)), given.unit)
    made = add_offer(unit_id=given.unit, offered=given.offered(), by=by, at=clock_now())
    return Status(201, {"id": made})


@router.put("/services/{uuid:offered_id}", response={204: None, **Errors})
def change_service(request: HttpRequest, offered_id: UUID, given: OfferedIn = Body(...)) -> Status:
    """What is offered changes."""
    wished = given.offered()
    under_any(
        helping(actors(request)),
        lambda a: change_offer(offer_id=offered_id, offered=wished, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.delete("/services/{uuid:offered_id}", response={204: None, **Errors})
def end_service(request: HttpRequest, offered_id: UUID) -> Status:
    """It is offered no more."""
    under_any(
        helping(actors(request)), lambda a: end_offer(offer_id=offered_id, by=a, at=clock_now())
    )
    return Status(204, None)


@router.get("/goods", response={200: list[GoodOut], **Errors})
def goods(request: HttpRequest, short: bool = False) -> list[GoodOut]:
    """What is in stock in my range or unit; `short`: what is too little."""
    return [_good(g) for g in goods_within(by=helping(actors(request))[0], short_only=short)]


@router.post("/goods", response={201: dict[str, UUID], **Errors})
def keep_good(request: HttpRequest, given: GoodIn = Body(...)) -> Status:
    """Keep something in stock from now on."""
    by = keeping(helping(actors(request)), given.unit)
    good = Stocked(given.kind, given.name, given.measure, given.low, str(given.mean or ""))
    return Status(201, {"id": add_good(unit_id=given.unit, good=good, by=by, at=clock_now())})


@router.get("/goods/{uuid:good_id}/movements", response={200: list[MovementOut], **Errors})
def movements(request: HttpRequest, good_id: UUID) -> list[MovementOut]:
    """Why a number in stock is what it is, the newest first."""
    found = under_any(helping(actors(request)), lambda a: movements_of(good_id, by=a))
    return [_movement(m) for m in found]


@router.post("/goods/{uuid:good_id}/movements", response={201: dict[str, int], **Errors})
def move(request: HttpRequest, good_id: UUID, given: MovementIn = Body(...)) -> Status:
    """Something comes, goes, is lost or counted; answers what is left."""
    moving = Moving(given.way, given.number, given.what, given.donor, given.matter)
    left = under_any(
        helping(actors(request)),
        lambda a: move_stock(good_id=good_id, moving=moving, by=a, at=clock_now()),
    )
    return Status(201, {"left": left})


@router.delete("/goods/{uuid:good_id}", response={204: None, **Errors})
def drop_good(request: HttpRequest, good_id: UUID) -> Status:
    """Keep it no more, once nothing is left."""
    under_any(helping(actors(request)), lambda a: end_good(good_id=good_id, by=a, at=clock_now()))
    return Status(204, None)


@router.get("/means", response={200: list[MeanOut], **Errors})
def means(request: HttpRequest, kind: str = "") -> list[MeanOut]:
    """The medical means of my range or unit."""
    by = helping(actors(request))[0]
    return [_mean(m) for m in means_within(by=by, on=local_date(clock_now()), kind=kind)]


@router.get("/means/counts", response={200: list[MeansCountOut], **Errors})
def counts(request: HttpRequest) -> list[MeansCountOut]:
    """The means by street and kind."""
    able = [a for a in helping(actors(request)) if a.reach is Reach.TERRITORIAL]
    if not able:
        raise MayNotStock
    return [
        MeansCountOut(
            place=c.path, kind=c.kind, running=c.running, planned=c.planned, places=c.places, free=c.free
        )
        for c in means_counted(by=able[0])
    ]  # fmt: skip


@router.post("/means", response={201: dict[str, UUID], **Errors})
def keep_mean(request: HttpRequest, given: MeanIn = Body(...)) -> Status:
    """One of the medical means is known from now on."""
    by = keeping(helping(actors(request)), given.unit)
    made = add_mean(unit_id=given.unit, path=given.place, said=given.said(), by=by, at=clock_now())
    return Status(201, {"id": made})


@router.put("/means/{uuid:mean_id}", response={204: None, **Errors})
def say(request: HttpRequest, mean_id: UUID, given: SaidIn = Body(...)) -> Status:
    """How it is today."""
    said = given.said()
    under_any(
        helping(actors(request)),
        lambda a: say_mean(mean_id=mean_id, said=said, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.delete("/means/{uuid:mean_id}", response={204: None, **Errors})
def drop_mean(request: HttpRequest, mean_id: UUID) -> Status:
    """It is there no more."""
    under_any(helping(actors(request)), lambda a: end_mean(mean_id=mean_id, by=a, at=clock_now()))
    return Status(204, None)
