"""Reading rounds: the days of a place, one day with its routes, one crew's way for whoever drives it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from shuoshi.care.schemes import schemes
from shuoshi.kernel.texts import Bilingual
from shuoshi.people.models import Person
from shuoshi.people.queries import heads_of
from shuoshi.places.queries import names_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rounds.models import Crew, Round, Stop
from shuoshi.rounds.rules import may_drop, may_plan
from shuoshi.rounds.terms import (
    ARRANGERS,
    DRIVERS,
    SAID,
    CrewNotFound,
    MayNotPlan,
    Mode,
    RoundNotFound,
    Spot,
    State,
    StopNotFound,
    StopState,
)
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import Masked


@dataclass(frozen=True, slots=True)
class StopRow:
    """A stop as a page shows it: masked, of a household its head; `begins_s` seconds of the day as planned."""

    id: UUID
    crew_id: UUID | None
    n: int | None
    kind: str
    what: str
    name: str
    place: str
    spot: tuple[float, float] | None
    opens_min: int
    closes_min: int
    begins_s: int | None
    service_min: int
    brings: int
    skills: tuple[str, ...]
    priority: int
    only_id: UUID | None
    state: StopState
    why_left: str
    over_at: datetime | None
    receipt: str
    note: str
    is_visit: bool

    @property
    def called(self) -> Bilingual:
        """What it is for: of a visit the name of its scheme, else as somebody wrote it."""
        names = [x.name for x in schemes().values() if self.is_visit and x.name.zh == self.what]
        return Bilingual(self.what, names[0].en if names else self.what)


@dataclass(frozen=True, slots=True)
class CrewRow:
    """A crew with its way: where it starts and ends, what it costs as planned, and its stops in order."""

    id: UUID
    name: str
    unit_id: UUID
    unit: str
    mode: Mode
    starts_min: int
    ends_min: int
    room: int | None
    rests: bool
    lost: bool
    helper_id: UUID | None
    skills: tuple[str, ...]
    start: Spot
    end: Spot
    leaves_s: int | None
    returns_s: int | None
    metres: int
    drive_s: int
    rest_s: int | None
    stops: tuple[StopRow, ...]


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A day in a list."""

    id: UUID
    path: str
    place: str
    on: date
    name: str
    state: State
    stops: int
    over: int
    left: int


@dataclass(frozen=True, slots=True)
class Day:
    """One day as a whole: who goes where in which order, who is left out and why, what was called off."""

    row: RoundRow
    base: Spot
    factor: float
    car_kmh: float
    walk_kmh: float
    travel: str
    planned_at: datetime | None
    changed: bool
    crews: tuple[CrewRow, ...]
    left: tuple[StopRow, ...]
    off: tuple[StopRow, ...]

    def may_drop(self, today: date) -> bool:
        """Whether it may be deleted."""
        stops = (*self.left, *(s for c in self.crews for s in c.stops))
        said = any(s.state in SAID for s in stops)
        return may_drop(self.row.on, self.planned_at is not None, said, today)


@dataclass(frozen=True, slots=True)
class Way:
    """One crew's day for whoever drives it."""

    round_id: UUID
    on: date
    name: str
    crew: CrewRow


def rounds_within(*, by: Actor) -> tuple[RoundRow, ...]:
    """Days of the reader's range, the newest first, fifty at most. Three statements in a scope. Raises MayNotPlan."""
    may_plan(by)
    with acting(by):
        found = list(Round.objects.order_by("-on", "-id")[:50])
        counts = _counts([r.id for r in found])
        names = names_of(r.path for r in found)
    return tuple(_row(r, counts, names) for r in found)


def last_base(*, by: Actor) -> tuple[str, float, float] | None:
    """Where the last day of the reader's range began: name, degrees; so that it is not typed again. One statement in a
    scope. Raises MayNotPlan."""
    may_plan(by)
    with acting(by):
        return Round.objects.order_by("-id").values_list("base", "base_lat", "base_lon").first()


def crews_within(*, by: Actor, on: date) -> tuple[tuple[UUID, str, str], ...]:
    """The crews of a day that the reader's unit (or the reader) sends: id, name, the day's name. One statement in a
    scope."""
    if by.reach is Reach.HOLDING and by.role not in DRIVERS:
        raise MayNotPlan
    with acting(by) as scope:
        ids = list(Crew.objects.values_list("id", flat=True))
        scope.write_as_engine()
        found = Crew.objects.filter(id__in=ids, round__on=on, lost=False).select_related("round")
        return tuple((c.id, c.name, c.round.name) for c in found.order_by("name", "id"))


def round_shown(round_id: UUID, *, by: Actor) -> Day:
    """One day. Seven statements in a scope. Raises MayNotPlan, RoundNotFound."""
    may_plan(by)
    with acting(by) as scope:
        row = Round.objects.filter(id=round_id).first()
        if row is None:
            raise RoundNotFound
        scope.write_as_engine()
        crews = list(
            Crew.objects.filter(round_id=round_id).select_related("unit").order_by("name", "id")
        )
        stops = _stops(list(Stop.objects.filter(round_id=round_id)), row.routes)
        counts, names = _counts([row.id]), names_of([row.path])
    of: dict[UUID | None, list[StopRow]] = {}
    for s in (s for s in stops if s.state is not StopState.OFF):
        of.setdefault(s.crew_id, []).append(s)
    changed = row.state != State.PLANNED or row.revision != row.planned_revision
    return Day(
        _row(row, counts, names), _base(row), row.factor, row.car_kmh, row.walk_kmh, row.travel, row.planned_at,
        changed,
        tuple(_crew(c, row, sorted(of.get(c.id, ()), key=lambda s: s.n or 0)) for c in crews),
        tuple(sorted(of.get(None, ()), key=lambda s: (-s.priority, s.place, s.id))),
        tuple(s for s in stops if s.state is StopState.OFF),
    )  # fmt: skip


def way_of(crew_id: UUID, *, by: Actor) -> Way:
    """One crew's day, for its unit, its helper, and whoever arranges there. Six statements in a scope.

    Raises:  CrewNotFound
    """
    with acting(by) as scope:
        seen = Crew.objects.filter(id=crew_id).first()
        may = by.role in (ARRANGERS if by.reach is Reach.TERRITORIAL else DRIVERS | {"resident"})
        if seen is None or not may:
            raise CrewNotFound
        scope.write_as_engine()
        crew = Crew.objects.select_related("round", "unit").get(id=crew_id)
        row = crew.round
        stops = _stops(list(Stop.objects.filter(crew_id=crew_id).order_by("n")), row.routes)
    shown = _crew(crew, row, [s for s in stops if s.state is not StopState.OFF])
    return Way(row.id, row.on, row.name, shown)


def stop_shown(stop_id: UUID, *, by: Actor) -> tuple[str, StopRow]:
    """One stop, with the name of the crew that goes there; '' where none does. Five statements in a scope.

    Raises:  StopNotFound
    """
    with acting(by) as scope:
        if not Stop.objects.filter(id=stop_id).exists():
            raise StopNotFound
        scope.write_as_engine()
        stop = Stop.objects.select_related("round", "crew").get(id=stop_id)
        (row,) = _stops([stop], stop.round.routes)
    return stop.crew.name if stop.crew else "", row


def _counts(ids: Sequence[UUID]) -> dict[UUID, tuple[int, int, int]]:
    """By day: stops, those over, those left out."""
    waits, left = Q(state=StopState.WAITS), ~Q(why_left="")
    found = Stop.objects.filter(round_id__in=ids).exclude(state=StopState.OFF).values("round_id")
    counted = found.annotate(
        n=Count("id"), over=Count("id", filter=~waits), left=Count("id", filter=waits & left)
    )
    return {r["round_id"]: (r["n"], r["over"], r["left"]) for r in counted}


def _row(
    r: Round, counts: Mapping[UUID, tuple[int, int, int]], names: Mapping[str, str]
) -> RoundRow:
    n, over, left = counts.get(r.id, (0, 0, 0))
    return RoundRow(
        r.id, r.path, names.get(r.path, ""), r.on, r.name, State(r.state), n, over, left
    )


def _stops(stops: Sequence[Stop], routes: Sequence[Mapping[str, Any]]) -> list[StopRow]:
    names = names_of(s.path for s in stops)
    people = dict(
        Person.objects.filter(id__in={s.person_id for s in stops if s.person_id}).values_list("id", "name")
    )  # fmt: skip
    heads = heads_of({s.household_id for s in stops if s.household_id and not s.person_id})
    begins = {c["stop"]: c["begins_s"] for r in routes for c in r["calls"] if "stop" in c}

    def name(s: Stop) -> str:
        if s.person_id in people:
            return mask(Masked.NAME, str(people[s.person_id]))
        head = heads.get(s.household_id) if s.household_id else None
        return mask(Masked.NAME, str(head.name)) if head else ""

    return [
        StopRow(
            s.id, s.crew_id, s.n, s.kind, s.what, name(s), names.get(s.path, ""),
            (s.lat, s.lon) if s.lat is not None and s.lon is not None else None, s.opens_min, s.closes_min,
            begins.get(str(s.id)), s.service_min, s.brings, tuple(s.skills), s.priority, s.only_id, StopState(s.state),
            s.why_left, s.over_at, s.receipt, str(s.note or ""), s.carer_id is not None,
        )
        for s in stops
    ]  # fmt: skip


def _base(r: Round) -> Spot:
    return Spot(r.base, r.base_lat, r.base_lon)


def _crew(c: Crew, row: Round, stops: Sequence[StopRow]) -> CrewRow:
    mine = next((r for r in row.routes if r["crew"] == str(c.id)), None)
    rest = next((x["begins_s"] for x in mine["calls"] if "rest" in x), None) if mine else None
    start = Spot(c.start_name, *c.start_spot) if c.start_spot else _base(row)
    end = Spot(c.end_name, *c.end_spot) if c.end_spot else _base(row)
    return CrewRow(
        c.id, c.name, c.unit_id, c.unit.name, Mode(c.mode), c.starts_min, c.ends_min, c.room, c.rests, c.lost,
        c.helper_id, tuple(c.skills), start, end,
        mine["leaves_s"] if mine else None, mine["returns_s"] if mine else None, mine["metres"] if mine else 0,
        mine["drive_s"] if mine else 0, rest, tuple(stops),
    )  # fmt: skip
