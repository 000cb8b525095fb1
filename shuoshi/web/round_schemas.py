"""Rounds as the API says them."""

from datetime import date
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.rounds.queries import CrewRow, RoundRow, StopRow
from shuoshi.rounds.terms import CAR_KMH, FACTOR, WALK_KMH, CrewSaid, Spot, StopAsks, StopSaid
from shuoshi.web.schemas import Moment


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
    service_min: int
    brings: int
    skills: list[str]
    priority: int
    only: UUID | None
    state: str
    why_left: str
    over_at: Moment | None
    receipt: str
    note: str


class SpotIO(Schema):
    """A place that a crew starts from or ends at."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=60)
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class CrewOut(Schema):
    """A crew; `start` and `end` are the day's base where nothing else was said."""

    id: UUID
    name: str
    unit: UUID
    helper: UUID | None
    mode: str
    starts_min: int
    ends_min: int
    room: int | None
    skills: list[str]
    rests: bool
    start: SpotIO
    end: SpotIO
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
    off: list[StopOut]


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
    start: SpotIO | None = None
    end: SpotIO | None = None


class StopAsksIn(Schema):
    """What a stop asks for."""

    model_config = ConfigDict(extra="forbid")

    what: str = Field(max_length=100)
    opens_min: int = 480
    closes_min: int = 1020
    service_min: int = 10
    brings: int = 0
    skills: list[str] = Field([], max_length=30)
    priority: int = 1


class StopIn(StopAsksIn):
    kind: str = Field(max_length=10)
    person: UUID | None = None
    household: UUID | None = None


class CopyIn(Schema):
    model_config = ConfigDict(extra="forbid")

    on: date


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


def round_out(r: RoundRow) -> RoundOut:
    return RoundOut(
        id=r.id, place=r.path, on=r.on, name=r.name, state=r.state, stops=r.stops, over=r.over, left=r.left
    )  # fmt: skip


def stop_out(s: StopRow) -> StopOut:
    return StopOut(
        id=s.id, crew=s.crew_id, n=s.n, kind=s.kind, what=s.what, name=s.name, place=s.place, spot=s.spot,
        opens_min=s.opens_min, closes_min=s.closes_min, begins_s=s.begins_s, service_min=s.service_min,
        brings=s.brings, skills=list(s.skills), priority=s.priority, only=s.only_id, state=s.state,
        why_left=s.why_left, over_at=s.over_at, receipt=s.receipt, note=s.note,
    )  # fmt: skip


def crew_out(c: CrewRow) -> CrewOut:
    return CrewOut(
        id=c.id, name=c.name, unit=c.unit_id, helper=c.helper_id, skills=list(c.skills), rests=c.rests,
        start=_spot_out(c.start), end=_spot_out(c.end), mode=c.mode, starts_min=c.starts_min,
        ends_min=c.ends_min, room=c.room, lost=c.lost, leaves_s=c.leaves_s, returns_s=c.returns_s,
        metres=c.metres, drive_s=c.drive_s, stops=[stop_out(s) for s in c.stops],
    )  # fmt: skip


def crew_said(given: CrewIn) -> CrewSaid:
    return CrewSaid(
        given.name, given.mode, given.unit, given.helper, given.starts_min, given.ends_min, given.room,
        frozenset(given.skills), given.rests, _spot_said(given.start), _spot_said(given.end),
    )  # fmt: skip


def stop_asks(given: StopAsksIn) -> StopAsks:
    return StopAsks(
        given.what, given.opens_min, given.closes_min, given.service_min, given.brings, frozenset(given.skills),
        given.priority,
    )  # fmt: skip


def stop_said(given: StopIn) -> StopSaid:
    return StopSaid(
        given.what, given.opens_min, given.closes_min, given.service_min, given.brings, frozenset(given.skills),
        given.priority, kind=given.kind, person_id=given.person, household_id=given.household,
    )  # fmt: skip


def _spot_out(spot: Spot) -> SpotIO:
    return SpotIO(name=spot.name, lat=spot.lat, lon=spot.lon)


def _spot_said(spot: SpotIO | None) -> Spot | None:
    return Spot(spot.name, spot.lat, spot.lon) if spot else None
