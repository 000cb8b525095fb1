"""Reading resources: offers with what is left of the week, goods and why their number is what it is, the means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, Sum

from shuoshi.helpers.rules import keeps_some
from shuoshi.kernel.clock import midnight
from shuoshi.matters.assigning import seeking
from shuoshi.places.queries import place_at
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import ANYBODY, SYSTEM, Actor, Reach
from shuoshi.resources.models import Good, Mean, Movement, Offer
from shuoshi.resources.terms import STALE_DAYS, GoodNotFound, MayNotStock, MeanState, Period, Way
from shuoshi.units.terms import UnitKind

PAGE = 100
"""Rows of a page; the next page begins after so many."""


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A service: `taken` is how many matters were handed to the unit for it since Monday."""

    id: UUID
    unit_id: UUID
    unit: str
    unit_kind: UnitKind
    path: str
    skill: str
    what: str
    weekly: int
    areas: tuple[str, ...]
    cost: str
    taken: int

    @property
    def left(self) -> int:
        """How many more this week."""
        return max(self.weekly - self.taken, 0)


@dataclass(frozen=True, slots=True)
class GoodRow:
    """Something in stock, and whether it is too little."""

    id: UUID
    unit_id: UUID
    unit: str
    mean: str
    path: str
    kind: str
    name: str
    measure: str
    number: int
    low: int

    @property
    def short(self) -> bool:
        """Whether there is as little as was said to be too little."""
        return self.number <= self.low


@dataclass(frozen=True, slots=True)
class MovementRow:
    """Why a number changed; `donor` for whoever keeps the stock."""

    id: UUID
    good: str
    measure: str
    way: Way
    number: int
    left: int
    what: str
    donor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MeanRow:
    """One of the medical means; `stale` when nobody has looked for two weeks."""

    id: UUID
    unit_id: UUID
    unit: str
    path: str
    kind: str
    name: str
    state: MeanState
    places: int
    in_use: int
    opens: str
    phone: str
    checked_on: date
    stale: bool


@dataclass(frozen=True, slots=True)
class MeansCount:
    """The means of a kind in a place: how many run, how many are being set up, their places and how many are free."""

    path: str
    kind: str
    running: int
    planned: int
    places: int
    free: int


def offers_within(*, by: Actor, on: date, skill: str = "", page: int = 1) -> tuple[OfferRow, ...]:
    """Offers of the reader's range or unit, a hundred a page. Three statements, one in a scope. Raises MayNotStock."""
    _may(by)
    wanted = Offer.objects.filter(ended_on__isnull=True)
    if skill:
        wanted = wanted.filter(skill=skill)
    with acting(by):
        found = list(
            wanted.select_related("unit").order_by("skill", "unit__name", "id")[_page(page)]
        )
    return _offers(found, on)


def _page(page: int) -> slice:
    return slice((page - 1) * PAGE, page * PAGE)


def offers_for(path: str, *, on: date, skill: str = "") -> tuple[OfferRow, ...]:
    """What is offered at a place, to everybody: by its own units, those above and below it, and those that come there.

    Shape:   the nearest first. Three statements, one in a scope.
    Raises:  PlaceNotFound
    """
    place_at(path)
    bounds = bounds_of(path[:6])
    wanted = Offer.objects.filter(ended_on__isnull=True, path__gte=bounds.lo, path__lt=bounds.hi)
    if skill:
        wanted = wanted.filter(skill=skill)
    with acting(ANYBODY):
        found = list(wanted.select_related("unit").order_by("-path", "skill", "id"))
    return _offers([o for o in found if _reaches(o, path)], on)


def _reaches(offer: Offer, path: str) -> bool:
    served = offer.areas or [offer.path]
    return any(path.startswith(area) or area.startswith(path) for area in served)


def goods_within(*, by: Actor, short_only: bool = False, page: int = 1) -> tuple[GoodRow, ...]:
    """What is in stock in the reader's range or unit, 100 a page. One statement in a scope. Raises MayNotStock."""
    _may(by)
    wanted = Good.objects.filter(ended_on__isnull=True)
    if short_only:
        wanted = wanted.filter(number__lte=F("low"))
    with acting(by):
        found = wanted.select_related("unit", "mean").order_by("unit__name", "kind", "name", "id")
        return tuple(
            GoodRow(g.id, g.unit_id, g.unit.name, g.mean.name if g.mean else "", g.path, g.kind, g.name, g.measure,
                    g.number, g.low)
            for g in found[_page(page)]
        )  # fmt: skip


def movements_of(good_id: UUID, *, by: Actor) -> tuple[MovementRow, ...]:
    """Why a number is what it is, the newest first, fifty at most. Two statements in a scope. Raises MayNotStock,
    GoodNotFound."""
    _may(by)
    with acting(by):
        if not Good.objects.filter(id=good_id).exists():
            raise GoodNotFound
        found = Movement.objects.filter(good_id=good_id).select_related("good")
        return tuple(_movement(m) for m in found.order_by("-at", "-id")[:50])


def gifts_within(*, by: Actor, period: Period) -> tuple[MovementRow, ...]:
    """What was given in a period, and by whom, to say thanks. One statement in a scope. Raises MayNotStock."""
    _may(by)
    first = midnight(period.since_on)
    last = midnight(period.until_on + timedelta(days=1))
    with acting(by):
        found = Movement.objects.filter(way=Way.DONATED, at__gte=first, at__lt=last)
        return tuple(
            _movement(m) for m in found.select_related("good").order_by("-at", "-id")[:PAGE]
        )


def _movement(m: Movement) -> MovementRow:
    return MovementRow(
        m.id,
        m.good.name,
        m.good.measure,
        Way(m.way),
        m.number,
        m.left,
        m.what,
        str(m.donor or ""),
        m.at,
    )


def means_within(*, by: Actor, on: date, kind: str = "", page: int = 1) -> tuple[MeanRow, ...]:
    """The means of the reader's range or unit, a hundred a page. One statement in a scope. Raises MayNotStock."""
    _may(by)
    return _means(by, on, Q(kind=kind) if kind else Q(), _page(page))


def means_for(path: str, *, on: date) -> tuple[MeanRow, ...]:
    """The means in a street, or the district, for everybody: those that run, and those being set up. Two
    statements, one in a scope. Raises PlaceNotFound."""
    place_at(path)
    bounds = bounds_of(path[:9])
    return _means(ANYBODY, on, Q(path__gte=bounds.lo, path__lt=bounds.hi), slice(200))


def _means(by: Actor, on: date, wanted: Q, rows: slice) -> tuple[MeanRow, ...]:
    with acting(by):
        found = Mean.objects.filter(wanted, ended_on__isnull=True).select_related("unit")
        return tuple(
            MeanRow(m.id, m.unit_id, m.unit.name, m.path, m.kind, m.name, MeanState(m.state), m.places, m.in_use,
                    m.opens, m.phone, m.checked_on, on - m.checked_on > timedelta(days=STALE_DAYS))
            for m in found.order_by("kind", "path", "name", "id")[rows]
        )  # fmt: skip


def means_counted(*, by: Actor) -> tuple[MeansCount, ...]:
    """The means by street and kind. One statement in a scope. Raises MayNotStock. Source: SEEDS.md B2"""
    if by.reach is not Reach.TERRITORIAL:
        raise MayNotStock
    running = Q(state=MeanState.RUNNING)
    with acting(by):
        rows = (
            Mean.objects.filter(ended_on__isnull=True)
            .values_list("path", "kind")
            .annotate(n=Count("id", filter=running), planned=Count("id", filter=Q(state=MeanState.PLANNED)),
                      many=Sum("places", filter=running, default=0), used=Sum("in_use", filter=running, default=0))
        )  # fmt: skip
        found = list(rows)
    added: dict[tuple[str, str], list[int]] = {}
    for path, kind, n, planned, many, used in found:
        sums = added.setdefault((path[:9], kind), [0, 0, 0, 0])
        for i, more in enumerate((n, planned, many, many - used)):
            sums[i] += more
    return tuple(MeansCount(path, kind, *sums) for (path, kind), sums in sorted(added.items()))


def taken_since(units: Sequence[UUID], since: datetime) -> Mapping[tuple[UUID, str, str], int]:
    """How many matters were handed to each of these units since a moment, by programme and kind.

    Shape:   one that was handed on counts for the unit that has it last. One statement in a scope.
    """
    if not units:
        return {}
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_TAKEN, {"since": since, "units": list(units)})
        return {(unit, programme, kind): n for unit, programme, kind, n in cursor.fetchall()}


_TAKEN = """
WITH mine AS (SELECT DISTINCT s.matter_id FROM matters_step s
              WHERE s.at >= %(since)s AND s.answers ? 'holder' AND s.holder_id = ANY(%(units)s)),
     went AS (SELECT DISTINCT ON (s.matter_id) s.matter_id, s.holder_id FROM matters_step s
              JOIN mine ON mine.matter_id = s.matter_id
              WHERE s.at >= %(since)s AND s.answers ? 'holder' ORDER BY s.matter_id, s.revision DESC)
SELECT went.holder_id, m.programme, m.kind, count(*) FROM went JOIN matters_matter m ON m.id = went.matter_id
WHERE went.holder_id = ANY(%(units)s) GROUP BY 1, 2, 3
"""


def monday(on: date) -> datetime:
    """When the week of a day began."""
    return midnight(on - timedelta(days=on.weekday()))


def _offers(found: Sequence[Offer], on: date) -> tuple[OfferRow, ...]:
    taken = taken_since(sorted({o.unit_id for o in found}), monday(on))
    sought = {skill: seeking(skill) for skill in {o.skill for o in found}}
    return tuple(
        OfferRow(
            o.id, o.unit_id, o.unit.name, UnitKind(o.unit.kind), o.path, o.skill, o.what, o.weekly, tuple(o.areas),
            o.cost, sum(taken.get((o.unit_id, *which), 0) for which in sought[o.skill]),
        )
        for o in found
    )  # fmt: skip


def _may(by: Actor) -> None:
    if not keeps_some(by):
        raise MayNotStock
