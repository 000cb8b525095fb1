"""Offers of service: a unit offers something, changes it, offers it no more."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.places.queries import place_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.resources.keeping import kept_offer, kept_unit, noted
from shuoshi.resources.models import Offer
from shuoshi.resources.rules import offer_fits
from shuoshi.resources.terms import Offered

_THERE = "这个单位已经登记了这项服务。"


def add_offer(*, unit_id: UUID, offered: Offered, by: Actor, at: datetime) -> UUID:
    """A unit offers a service from today on.

    Raises:  MayNotStock, UnitNotFound, PlaceNotFound, BadInput with its field, Conflict where it is there already
    """
    unit = kept_unit(unit_id, by)
    _fits(offered)
    with acting(by) as scope:
        scope.write_as_engine()
        offer = Offer(
            id=new_id(at),
            unit_id=unit.id,
            path=unit.path,
            since_on=local_date(at),
            **_columns(offered),
        )
        try:
            with transaction.atomic():
                offer.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(_THERE) from error
        noted("offer", offer, by, at)
    return offer.id


def change_offer(*, offer_id: UUID, offered: Offered, by: Actor, at: datetime) -> None:
    """What is offered changes: how many a week, where, in which words.

    Locks:   the offer's row.
    Raises:  as `add_offer`, OfferNotFound
    """
    _fits(offered)
    with kept_offer(offer_id, by) as offer:
        for column, value in _columns(offered).items():
            setattr(offer, column, value)
        try:
            with transaction.atomic():
                offer.save()
        except IntegrityError as error:
            raise Conflict(_THERE) from error
        noted("offer_changed", offer, by, at)


def end_offer(*, offer_id: UUID, by: Actor, at: datetime) -> None:
    """It is offered no more; what was taken on goes on. Raises MayNotStock, OfferNotFound."""
    with kept_offer(offer_id, by) as offer:
        Offer.objects.filter(id=offer.id).update(ended_on=local_date(at))
        noted("offer_ended", offer, by, at)


def _fits(offered: Offered) -> None:
    offer_fits(offered)
    for path in offered.areas:
        place_at(path)


def _columns(offered: Offered) -> dict[str, object]:
    return {
        "skill": offered.skill, "what": offered.what.strip(), "weekly": offered.weekly, "areas": list(offered.areas),
        "cost": offered.cost.strip(),
    }  # fmt: skip
