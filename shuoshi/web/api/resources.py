"""Resources: offers of service, goods in stock, the medical means; the same actions as the pages."""

from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Body, Query, Router, Status

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import Reach
from shuoshi.resources.means import add_mean, end_mean, say_mean
from shuoshi.resources.offers import add_offer, change_offer, end_offer
from shuoshi.resources.queries import (
    goods_within,
    means_counted,
    means_for,
    means_within,
    movements_of,
    offers_for,
    offers_within,
)
from shuoshi.resources.stock import add_good, end_good, move_stock
from shuoshi.resources.terms import MayNotStock, Moving, Stocked
from shuoshi.web.api.base import Errors, actors
from shuoshi.web.asking import under_any
from shuoshi.web.helping import helping, keeping
from shuoshi.web.resource_schemas import (
    GoodIn,
    GoodOut,
    MeanIn,
    MeanOut,
    MeansCountOut,
    MovementIn,
    MovementOut,
    OfferedIn,
    OfferIn,
    OfferOut,
    SaidIn,
    good_out,
    mean_out,
    movement_out,
    offer_out,
)

router = Router(tags=["resources"])
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


@router.get("/public/services", response={200: list[OfferOut], **Errors})
def services(request: HttpRequest, place: str = "", skill: str = "") -> list[OfferOut]:
    """What is offered at a place, or in the whole district, to everybody."""
    found = offers_for(place or settings.DISTRICT_CODE, on=local_date(clock_now()), skill=skill)
    return [offer_out(o) for o in found]


@router.get("/public/means", response={200: list[MeanOut], **Errors})
def public_means(request: HttpRequest, place: str = "") -> list[MeanOut]:
    """Clinics, pharmacies, oxygen places and vehicles in the street of a place, or in the whole district."""
    return [
        mean_out(m) for m in means_for(place or settings.DISTRICT_CODE, on=local_date(clock_now()))
    ]


@router.get("/services", response={200: list[OfferOut], **Errors})
def offers(request: HttpRequest, skill: str = "", page: PageNumber = 1) -> list[OfferOut]:
    """Offers of my range or unit, a hundred a page."""
    by = helping(actors(request))[0]
    return [
        offer_out(o)
        for o in offers_within(by=by, on=local_date(clock_now()), skill=skill, page=page)
    ]


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
def goods(request: HttpRequest, short: bool = False, page: PageNumber = 1) -> list[GoodOut]:
    """What is in stock in my range or unit, a hundred a page; `short`: what is too little."""
    return [
        good_out(g)
        for g in goods_within(by=helping(actors(request))[0], short_only=short, page=page)
    ]


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
    return [movement_out(m) for m in found]


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
def means(request: HttpRequest, kind: str = "", page: PageNumber = 1) -> list[MeanOut]:
    """The medical means of my range or unit, a hundred a page."""
    by = helping(actors(request))[0]
    return [
        mean_out(m) for m in means_within(by=by, on=local_date(clock_now()), kind=kind, page=page)
    ]


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
