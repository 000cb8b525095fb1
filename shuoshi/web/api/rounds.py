"""Rounds: a day put together, planned and driven; the same actions as the pages."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Schema, Status
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.kernel.clock import now as clock_now
from shuoshi.rounds.arranging import (
    add_crew,
    add_stop,
    ask_plan,
    drop_stop,
    keep_with,
    lose_crew,
    start_round,
    take_in_visits,
)
from shuoshi.rounds.driving import look_at_stop, note_stop, take_back
from shuoshi.rounds.queries import CrewRow, RoundRow, StopRow, round_shown, rounds_within, way_of
from shuoshi.rounds.terms import CAR_KMH, FACTOR, WALK_KMH, Came, CrewSaid, Going, StopSaid
from shuoshi.web.administering import soon
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.asking import under_any, under_whose_range
from shuoshi.web.riding import planners, riders
from shuoshi.web.schemas import Moment

router = Router(tags=["rounds"])


class RoundOut(Schema):
    id: UUID
    place: str
    on: date
    name: str
    state: str
    stops: int
    over: int
    left: int


class StopOut(Schema):
    """A stop, masked; `begins_s` seconds of the local day as planned."""

    id: UUID
    crew: UUID | None
    n: int | None
    kind: str
    what: str
    name: str
    place: str
    spot: tuple[float, float] | None
    opens_min: int
    closes_min: int
    begins_s: int | None
    brings: int
    priority: int
    only: UUID | None
    state: str
    why_left: str
    over_at: Moment | None
    receipt: str
    note: str


class CrewOut(Schema):
    id: UUID
    name: str
    unit: UUID
    mode: str
    starts_min: int
    ends_min: int
    room: int | None
    lost: bool
    leaves_s: int | None
    returns_s: int | None
    metres: int
    drive_s: int
    stops: list[StopOut]


class DayOut(Schema):
    """A day: `travel` says whether ways come from the site's tables, from distance, or both."""

    round: RoundOut
    base: str
    base_spot: tuple[float, float]
    travel: str
    factor: float
    planned_at: Moment | None
    changed: bool
    crews: list[CrewOut]
    left: list[StopOut]


class GoingIn(Schema):
    model_config = ConfigDict(extra="forbid")

    place: str = Field(max_length=40)
    on: date
    name: str = Field(max_length=60)
    base: str = Field(max_length=60)
    base_lat: float = Field(ge=-90, le=90)
    base_lon: float = Field(ge=-180, le=180)
    factor: float = Field(FACTOR, ge=1, le=5)
    car_kmh: float = Field(CAR_KMH, ge=1, le=120)
    walk_kmh: float = Field(WALK_KMH, ge=1, le=15)


class CrewIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=60)
    mode: str = Field(max_length=10)
    unit: UUID
    helper: UUID | None = None
    starts_min: int = 480
    ends_min: int = 1020
    room: int | None = None
    skills: list[str] = Field([], max_length=30)
    rests: bool = True


class StopIn(Schema):
    model_config = ConfigDict(extra="forbid")

    kind: str = Field(max_length=10)
    what: str = Field(max_length=100)
    person: UUID | None = None
    household: UUID | None = None
    opens_min: int = 480
    closes_min: int = 1020
    service_min: int = 10
    brings: int = 0
    skills: list[str] = Field([], max_length=30)
    priority: int = 1


class PlanIn(Schema):
    model_config = ConfigDict(extra="forbid")

    seconds: int = 5


class KeepIn(Schema):
    model_config = ConfigDict(extra="forbid")

    crew: UUID | None = Field(description="None takes it back")


class CameIn(Schema):
    """What came of a stop: done, not_there, refused, off; of a delivery, who took it."""

    model_config = ConfigDict(extra="forbid")

    state: str = Field(max_length=10)
    receipt: str = Field("", max_length=10)
    note: str = Field("", max_length=200)
    at: AwareDatetime | None = None


def _round(r: RoundRow) -> RoundOut:
    return RoundOut(
        id=r.id, place=r.path, on=r.on, name=r.name, state=r.state, stops=r.stops, over=r.over, left=r.left
    )  # fmt: skip


def _stop(s: StopRow) -> StopOut:
    return StopOut(
        id=s.id, crew=s.crew_id, n=s.n, kind=s.kind, what=s.what, name=s.name, place=s.place, spot=s.spot,
        opens_min=s.opens_min, closes_min=s.closes_min, begins_s=s.begins_s, brings=s.brings, priority=s.priority,
        only=s.only_id, state=s.state, why_left=s.why_left, over_at=s.over_at, receipt=s.receipt, note=s.note,
    )  # fmt: skip


def _crew(c: CrewRow) -> CrewOut:
    return CrewOut(
        id=c.id, name=c.name, unit=c.unit_id, mode=c.mode, starts_min=c.starts_min, ends_min=c.ends_min, room=c.room,
        lost=c.lost, leaves_s=c.leaves_s, returns_s=c.returns_s, metres=c.metres, drive_s=c.drive_s,
        stops=[_stop(s) for s in c.stops],
    )  # fmt: skip


@router.get("/rounds", response={200: list[RoundOut], **Errors})
def rounds(request: HttpRequest) -> list[RoundOut]:
    """Days of my range, the newest first, fifty at most."""
    found = {r.id: r for a in planners(actors(request)) for r in rounds_within(by=a)}
    return [_round(r) for r in found.values()]


@router.post("/rounds", response={201: dict[str, UUID], **Errors})
def start(request: HttpRequest, given: GoingIn = Body(...)) -> Status:
    """A day to plan."""
    by = under_whose_range(planners(in_person(request)), given.place)
    going = Going(
        given.place, given.on, given.name, given.base, given.base_lat, given.base_lon, given.factor, given.car_kmh,
        given.walk_kmh,
    )  # fmt: skip
    return Status(201, {"id": start_round(going=going, by=by, at=clock_now())})


@router.get("/rounds/{uuid:round_id}", response={200: DayOut, **Errors})
def one_round(request: HttpRequest, round_id: UUID) -> DayOut:
    """One day with its routes, and who is left out and why."""
    day = under_any(planners(actors(request)), lambda a: round_shown(round_id, by=a))
    return DayOut(
        round=_round(day.row), base=day.base, base_spot=day.base_spot, travel=day.travel, factor=day.factor,
        planned_at=day.planned_at, changed=day.changed, crews=[_crew(c) for c in day.crews],
        left=[_stop(s) for s in day.left],
    )  # fmt: skip


@router.post("/rounds/{uuid:round_id}/crews", response={201: dict[str, UUID], **Errors})
def crew(request: HttpRequest, round_id: UUID, given: CrewIn = Body(...)) -> Status:
    """Somebody goes that day."""
    said = CrewSaid(
        given.name, given.mode, given.unit, given.helper, given.starts_min, given.ends_min, given.room,
        frozenset(given.skills), given.rests,
    )  # fmt: skip
    made = under_any(
        planners(in_person(request)),
        lambda a: add_crew(round_id=round_id, crew=said, by=a, at=clock_now()),
    )
    return Status(201, {"id": made})


@router.post("/rounds/{uuid:round_id}/stops", response={201: dict[str, UUID], **Errors})
def stop(request: HttpRequest, round_id: UUID, given: StopIn = Body(...)) -> Status:
    """Somewhere to go that day."""
    said = StopSaid(
        given.kind, given.what, given.person, given.household, given.opens_min, given.closes_min, given.service_min,
        given.brings, frozenset(given.skills), given.priority,
    )  # fmt: skip
    made = under_any(
        planners(in_person(request)),
        lambda a: add_stop(round_id=round_id, stop=said, by=a, at=clock_now()),
    )
    return Status(201, {"id": made})


@router.post("/rounds/{uuid:round_id}/visits", response={200: dict[str, int], **Errors})
def visits(request: HttpRequest, round_id: UUID) -> dict[str, int]:
    """Visits that are due by that day come in."""
    many = under_any(
        planners(in_person(request)),
        lambda a: take_in_visits(round_id=round_id, by=a, at=clock_now()),
    )
    return {"new": many}


@router.post("/rounds/{uuid:round_id}/plan", response={202: None, **Errors})
def plan(request: HttpRequest, round_id: UUID, given: PlanIn = Body(...)) -> Status:
    """Let it be planned, or planned anew from where everybody is; the worker does it."""
    under_any(
        planners(in_person(request)),
        lambda a: ask_plan(round_id=round_id, seconds=given.seconds, by=a, at=clock_now()),
    )
    soon("plan_asked_rounds")
    return Status(202, None)


@router.get("/crews/{uuid:crew_id}", response={200: CrewOut, **Errors})
def way(request: HttpRequest, crew_id: UUID) -> CrewOut:
    """One crew's way, for its unit and whoever arranges there."""
    found = under_any(riders(actors(request)), lambda a: way_of(crew_id, by=a))
    return _crew(found.crew)


@router.post("/crews/{uuid:crew_id}/lost", response={204: None, **Errors})
def lost(request: HttpRequest, crew_id: UUID) -> Status:
    """A crew can't go on."""
    under_any(
        planners(in_person(request)), lambda a: lose_crew(crew_id=crew_id, by=a, at=clock_now())
    )
    return Status(204, None)


@router.put("/stops/{uuid:stop_id}/crew", response={204: None, **Errors})
def keep(request: HttpRequest, stop_id: UUID, given: KeepIn = Body(...)) -> Status:
    """A stop goes to this crew and no other."""
    under_any(
        planners(in_person(request)),
        lambda a: keep_with(stop_id=stop_id, crew_id=given.crew, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.delete("/stops/{uuid:stop_id}", response={204: None, **Errors})
def off(request: HttpRequest, stop_id: UUID) -> Status:
    """A stop is called off."""
    under_any(
        planners(in_person(request)), lambda a: drop_stop(stop_id=stop_id, by=a, at=clock_now())
    )
    return Status(204, None)


@router.post("/stops/{uuid:stop_id}/look", response={200: dict[str, str], **Errors})
def look(request: HttpRequest, stop_id: UUID) -> dict[str, str]:
    """Whose door it is and how to call them; who looked is written down."""
    return under_any(
        riders(in_person(request)), lambda a: look_at_stop(stop_id=stop_id, by=a, at=clock_now())
    )


@router.post("/stops/{uuid:stop_id}/came", response={204: None, **Errors})
def came(request: HttpRequest, stop_id: UUID, given: CameIn = Body(...)) -> Status:
    """What came of a stop; the same said twice is said once."""
    said = Came(stop_id, given.state, given.receipt, given.note)
    under_any(
        riders(actors(request)),
        lambda a: note_stop(came=said, by=a, at=clock_now(), done_at=given.at),
    )
    return Status(204, None)


@router.delete("/stops/{uuid:stop_id}/came", response={204: None, **Errors})
def back(request: HttpRequest, stop_id: UUID) -> Status:
    """It was said by mistake: the stop waits again."""
    under_any(riders(actors(request)), lambda a: take_back(stop_id=stop_id, by=a, at=clock_now()))
    return Status(204, None)
