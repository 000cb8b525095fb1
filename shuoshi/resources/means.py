"""The medical means: set up, said how they are, given up."""

from datetime import datetime
from uuid import UUID

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.places.queries import place_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.resources.keeping import kept_mean, kept_unit, noted
from shuoshi.resources.models import Good, Mean
from shuoshi.resources.rules import mean_fits
from shuoshi.resources.terms import Said


def add_mean(*, unit_id: UUID, path: str, said: Said, by: Actor, at: datetime) -> UUID:
    """One of the medical means is known from today on, at a place, kept by a unit.

    Raises:  MayNotStock, UnitNotFound, PlaceNotFound, BadInput with its field, Conflict where it is known already
    """
    unit = kept_unit(unit_id, by)
    mean_fits(said)
    place_at(path)
    inside = by.bounds.holds(path) if by.reach is Reach.TERRITORIAL else path.startswith(unit.path)
    if not inside:
        raise BadInput("这个社区不在您的范围内。", field="place")
    with acting(by) as scope:
        scope.write_as_engine()
        there = Mean.objects.filter(
            unit_id=unit.id, kind=said.kind, name=said.name.strip(), ended_on__isnull=True
        )
        if there.exists():
            raise Conflict("这个点位已经登记了。")
        mean = Mean(
            id=new_id(at), unit_id=unit.id, path=path, checked_on=local_date(at), **_columns(said)
        )
        mean.save(force_insert=True)
        noted("mean", mean, by, at)
    return mean.id


def say_mean(*, mean_id: UUID, said: Said, by: Actor, at: datetime) -> None:
    """How it is today: running or not, how many places are taken.

    Locks:   its row.
    Raises:  MayNotStock, MeanNotFound, BadInput with its field
    """
    mean_fits(said)
    with kept_mean(mean_id, by) as mean:
        Mean.objects.filter(id=mean.id).update(checked_on=local_date(at), **_columns(said))
        noted("mean_said", mean, by, at)


def end_mean(*, mean_id: UUID, by: Actor, at: datetime) -> None:
    """It is there no more. Raises MayNotStock, MeanNotFound, Conflict while stock lies there."""
    with kept_mean(mean_id, by) as mean:
        if Good.objects.filter(mean_id=mean.id, number__gt=0, ended_on__isnull=True).exists():
            raise Conflict("这里还有库存，先移走。")
        Good.objects.filter(mean_id=mean.id, ended_on__isnull=True).update(ended_on=local_date(at))
        Mean.objects.filter(id=mean.id).update(ended_on=local_date(at))
        noted("mean_ended", mean, by, at)


def _columns(said: Said) -> dict[str, object]:
    return {
        "kind": said.kind, "name": said.name.strip(), "state": said.state, "places": said.places,
        "in_use": said.in_use, "opens": said.opens.strip(), "phone": said.phone.strip(),
    }  # fmt: skip
