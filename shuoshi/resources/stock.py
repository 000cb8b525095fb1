"""Goods: put into stock, moved, counted. A number is never written without its movement."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.matters.models import Matter
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.resources.keeping import kept_good, kept_unit, noted
from shuoshi.resources.models import Good, Mean, Movement
from shuoshi.resources.rules import good_fits, movement_fits, stock_after
from shuoshi.resources.terms import (
    JustDone,
    MeanNotFound,
    Moving,
    NotEnough,
    Stocked,
    Way,
)

_SAME = timedelta(minutes=1)


def add_good(*, unit_id: UUID, good: Stocked, by: Actor, at: datetime) -> UUID:
    """A unit keeps something in stock; nothing of it is there until a movement says so.

    Shape:   `good.mean` the id of a pharmacy or clinic where it lies, '' for the unit's own store.
    Raises:  MayNotStock, UnitNotFound, MeanNotFound, BadInput with its field, Conflict where it is there already
    """
    unit = kept_unit(unit_id, by)
    good_fits(good)
    with acting(by) as scope:
        mean = Mean.objects.filter(id=good.mean, unit_id=unit.id).first() if good.mean else None
        if good.mean and mean is None:
            raise MeanNotFound
        scope.write_as_engine()
        row = Good(
            id=new_id(at), unit_id=unit.id, path=mean.path if mean else unit.path, mean=mean, kind=good.kind,
            name=good.name.strip(), measure=good.measure.strip(), low=good.low,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict("这里已经登记了这种物资，直接记收发就行。") from error
        noted("good", row, by, at)
    return row.id


def move_stock(*, good_id: UUID, moving: Moving, by: Actor, at: datetime) -> int:
    """Something comes in, goes out, is lost, or is counted. Gives what is left.

    Shape:   `moving.matter` the number of a matter that the actor sees, for which it was given out. Sent twice within
             a minute it counts once.
    Locks:   the good's row.
    Raises:  MayNotStock, GoodNotFound, NotEnough, JustDone, BadInput with its field
    """
    movement_fits(moving)
    matter_id = _matter(moving.matter, by)
    with kept_good(good_id, by) as good:
        left = stock_after(good.number, moving)
        if left < 0:
            raise NotEnough("库存只有 %(n)s，不够发。", n=good.number)
        same = Movement.objects.filter(
            good_id=good.id, way=moving.way, at__gt=at - _SAME, account_id=by.account_id,
            what=moving.what.strip(), matter_id=matter_id,
        )  # fmt: skip
        donor = moving.donor.strip()
        same_donor = [
            m for m in same if str(m.donor or "") == (donor if moving.way == Way.DONATED else "")
        ]
        if any(abs(m.number) == moving.number or m.left == left for m in same_donor):
            raise JustDone
        Movement(
            id=new_id(at), good_id=good.id, unit_id=good.unit_id, path=good.path, way=moving.way,
            number=left - good.number, left=left, what=moving.what.strip(), account_id=by.account_id, at=at,
            donor=moving.donor.strip() if moving.way == Way.DONATED else None, matter_id=matter_id,
        ).save(force_insert=True)  # fmt: skip
        Good.objects.filter(id=good.id).update(number=left)
        noted(moving.way, good, by, at)
    return left


def end_good(*, good_id: UUID, by: Actor, at: datetime) -> None:
    """It is kept no more; only what is used up can end. Raises MayNotStock, GoodNotFound, Conflict."""
    with kept_good(good_id, by) as good:
        if good.number:
            raise Conflict("还有库存，先发完、移走或者盘点成 0。")
        Good.objects.filter(id=good.id).update(ended_on=local_date(at))
        noted("good_ended", good, by, at)


def _matter(number: str, by: Actor) -> UUID | None:
    if not number.strip():
        return None
    with acting(by):
        found = Matter.objects.filter(number=number.strip()).values_list("id", flat=True).first()
    if found is None:
        raise BadInput("没有这个编号的事，或者不在您的范围内。", field="matter")
    return found
