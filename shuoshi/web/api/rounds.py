"""Rounds: a day put together, planned and driven; the same actions as the pages."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Status

from shuoshi.kernel.clock import now as clock_now
from shuoshi.rounds.arranging import ask_plan, copy_round, drop_round, start_round
from shuoshi.rounds.crews import add_crew, lose_crew, mend_crew, restore_crew
from shuoshi.rounds.driving import look_at_crew, look_at_stop, note_stop, take_back
from shuoshi.rounds.queries import round_shown, rounds_within, way_of
from shuoshi.rounds.stops import (
    add_stop,
    drop_stop,
    keep_with,
    mend_stop,
    restore_stop,
    take_in_visits,
)
from shuoshi.rounds.terms import Came, Going
from shuoshi.web.administering import soon
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.asking import under_any, under_whose_range
from shuoshi.web.riding import planners, riders
from shuoshi.web.round_schemas import (
    CameIn,
    CopyIn,
    CrewIn,
    CrewOut,
    DayOut,
    GoingIn,
    KeepIn,
    PlanIn,
    RoundOut,
    StopAsksIn,
    StopIn,
    crew_out,
    crew_said,
    round_out,
    stop_asks,
    stop_out,
    stop_said,
)

router = Router(tags=["rounds"])


@router.get("/rounds", response={200: list[RoundOut], **Errors})
def rounds(request: HttpRequest) -> list[RoundOut]:
    """Days of my range, the newest first, fifty at most."""
    found = {r.id: r for a in planners(actors(request)) for r in rounds_within(by=a)}
    return [round_out(r) for r in found.values()]


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
        round=round_out(day.row), base=day.base.name, base_spot=day.base.degrees, travel=day.travel, factor=day.factor,
        planned_at=day.planned_at, changed=day.changed, crews=[crew_out(c) for c in day.crews],
        left=[stop_out(s) for s in day.left], off=[stop_out(s) for s in day.off],
    )  # fmt: skip


@router.post("/rounds/{uuid:round_id}/crews", response={201: dict[str, UUID], **Errors})
def crew(request: HttpRequest, round_id: UUID, given: CrewIn = Body(...)) -> Status:
    """Somebody goes that day."""
    made = under_any(
        planners(in_person(request)),
        lambda a: add_crew(round_id=round_id, crew=crew_said(given), by=a, at=clock_now()),
    )
    return Status(201, {"id": made})


@router.post("/rounds/{uuid:round_id}/stops", response={201: dict[str, UUID], **Errors})
def stop(request: HttpRequest, round_id: UUID, given: StopIn = Body(...)) -> Status:
    """Somewhere to go that day."""
    made = under_any(
        planners(in_person(request)),
        lambda a: add_stop(round_id=round_id, stop=stop_said(given), by=a, at=clock_now()),
    )
    return Status(201, {"id": made})


@router.post("/rounds/{uuid:round_id}/copy", response={201: dict[str, UUID], **Errors})
def copy(request: HttpRequest, round_id: UUID, given: CopyIn = Body(...)) -> Status:
    """The same on another day: its crews, and its stops that are no visits."""
    made = under_any(
        planners(in_person(request)),
        lambda a: copy_round(round_id=round_id, on=given.on, by=a, at=clock_now()),
    )
    return Status(201, {"id": made})


@router.delete("/rounds/{uuid:round_id}", response={204: None, **Errors})
def dropped(request: HttpRequest, round_id: UUID) -> Status:
    """A day of which no crew has said anything is not gone after all."""
    under_any(
        planners(in_person(request)), lambda a: drop_round(round_id=round_id, by=a, at=clock_now())
    )
    return Status(204, None)


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
    return crew_out(found.crew)


@router.put("/crews/{uuid:crew_id}", response={204: None, **Errors})
def crew_mended(request: HttpRequest, crew_id: UUID, given: CrewIn = Body(...)) -> Status:
    """A crew is otherwise than was said."""
    under_any(
        planners(in_person(request)),
        lambda a: mend_crew(crew_id=crew_id, crew=crew_said(given), by=a, at=clock_now()),
    )
    return Status(204, None)


@router.post("/crews/{uuid:crew_id}/look", response={200: dict[UUID, dict[str, str]], **Errors})
def look_at_all(request: HttpRequest, crew_id: UUID) -> dict[UUID, dict[str, str]]:
    """Doors and phones of a crew's stops, for a sheet to take along; each look is written down."""
    return under_any(
        planners(in_person(request)), lambda a: look_at_crew(crew_id=crew_id, by=a, at=clock_now())
    )


@router.post("/crews/{uuid:crew_id}/lost", response={204: None, **Errors})
def lost(request: HttpRequest, crew_id: UUID) -> Status:
    """A crew can't go on."""
    under_any(
        planners(in_person(request)), lambda a: lose_crew(crew_id=crew_id, by=a, at=clock_now())
    )
    return Status(204, None)


@router.delete("/crews/{uuid:crew_id}/lost", response={204: None, **Errors})
def goes(request: HttpRequest, crew_id: UUID) -> Status:
    """A crew can go after all."""
    under_any(
        planners(in_person(request)), lambda a: restore_crew(crew_id=crew_id, by=a, at=clock_now())
    )
    return Status(204, None)


@router.put("/stops/{uuid:stop_id}", response={204: None, **Errors})
def stop_mended(request: HttpRequest, stop_id: UUID, given: StopAsksIn = Body(...)) -> Status:
    """A stop asks for something else than was said; while it waits."""
    under_any(
        planners(in_person(request)),
        lambda a: mend_stop(stop_id=stop_id, asks=stop_asks(given), by=a, at=clock_now()),
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


@router.post("/stops/{uuid:stop_id}/again", response={204: None, **Errors})
def again(request: HttpRequest, stop_id: UUID) -> Status:
    """A stop that was called off is gone to after all."""
    under_any(
        planners(in_person(request)), lambda a: restore_stop(stop_id=stop_id, by=a, at=clock_now())
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
