"""Rows that an actor keeps: seen under their reach, then locked as engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from shuoshi.helpers.actions import may_keep
from shuoshi.helpers.rules import keeps_some
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import NotFound
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.resources.models import Good, Mean, Offer
from shuoshi.resources.terms import GoodNotFound, MayNotStock, MeanNotFound, OfferNotFound
from shuoshi.units.queries import unit as unit_row
from shuoshi.units.terms import UnitRow

Row = TypeVar("Row", Offer, Good, Mean)


def kept_unit(unit_id: UUID, by: Actor) -> UnitRow:
    """A unit whose resources an actor keeps. Raises UnitNotFound, MayNotStock."""
    unit = unit_row(unit_id)
    if not may_keep(unit, by):
        raise MayNotStock
    return unit


@contextmanager
def kept_offer(offer_id: UUID, by: Actor) -> Iterator[Offer]:
    """An offer that the actor keeps. Raises MayNotStock, OfferNotFound."""
    with _kept(Offer, offer_id, by, OfferNotFound) as row:
        yield row


@contextmanager
def kept_good(good_id: UUID, by: Actor) -> Iterator[Good]:
    """Goods that the actor keeps. Raises MayNotStock, GoodNotFound."""
    with _kept(Good, good_id, by, GoodNotFound) as row:
        yield row


@contextmanager
def kept_mean(mean_id: UUID, by: Actor) -> Iterator[Mean]:
    """A mean that the actor keeps. Raises MayNotStock, MeanNotFound."""
    with _kept(Mean, mean_id, by, MeanNotFound) as row:
        yield row


@contextmanager
def _kept(table: type[Row], row_id: UUID, by: Actor, missing: type[NotFound]) -> Iterator[Row]:
    if not keeps_some(by):
        raise MayNotStock
    with acting(by) as scope:
        if not table.objects.filter(id=row_id, ended_on__isnull=True).exists():
            raise missing
        scope.write_as_engine()
        row = table.objects.select_for_update().filter(id=row_id, ended_on__isnull=True).first()
        if row is None:
            raise missing
        yield row


def noted(kind: str, row: Offer | Good | Mean, by: Actor, at: datetime) -> None:
    """One journal line about a row."""
    record(kind=f"resources.{kind}", subject_id=row.id, path=row.path, by=by, at=at)
