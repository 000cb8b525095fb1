"""Households under a warning: what is said of them, how they are reached; plans of households at risk."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Status

from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import Actor, Reach
from shuoshi.warnings.calling import say_step, take_back_step
from shuoshi.warnings.planning import end_plan, make_plan, plan_of, plans_within
from shuoshi.warnings.queries import my_calls
from shuoshi.warnings.reading import call_shown, look_at_call, own_calls
from shuoshi.warnings.terms import MayNotCall, PlanNotFound
from shuoshi.web.api.base import Errors, in_person
from shuoshi.web.asking import keepers, under_any
from shuoshi.web.call_schemas import (
    CallStepIn,
    CallWholeOut,
    LeavingPlanIn,
    LeavingPlanOut,
    PlannedOut,
    ReachedOut,
    StandOut,
    WarnedCallOut,
    call_out,
    call_whole_out,
    leaving_plan_out,
    plan_said,
    planned_out,
    reached_out,
    step_said,
)
from shuoshi.web.warning import callers

router = Router(tags=["calls"])


def _any(given: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Whoever calls at households, or lives in one."""
    own = tuple(a for a in given if a.reach is Reach.RESIDENT)
    try:
        return (*callers(given), *own)
    except MayNotCall:
        if not own:
            raise
        return own


@router.get("/calls", response={200: list[WarnedCallOut], **Errors})
def calls_of_mine(request: HttpRequest) -> list[WarnedCallOut]:
    """The households at which I, or whoever is of my unit, am to call now, masked."""
    found = {c.id: c for a in _any(in_person(request)) for c in my_calls(by=a)}
    return [call_out(c) for c in found.values()]


@router.get("/my/warnings", response={200: list[CallWholeOut], **Errors})
def warnings_of_mine(request: HttpRequest) -> list[CallWholeOut]:
    """The warnings for my own household."""
    at = clock_now()
    own = [a for a in _any(in_person(request)) if a.reach is Reach.RESIDENT]
    return [call_whole_out(s) for a in own for s in own_calls(by=a, at=at)]


@router.get("/calls/{uuid:call_id}", response={200: CallWholeOut, **Errors})
def call_seen(request: HttpRequest, call_id: UUID) -> CallWholeOut:
    """One household under a warning, masked, with everything that was said of it."""
    at = clock_now()
    return call_whole_out(
        under_any(_any(in_person(request)), lambda a: call_shown(call_id, by=a, at=at))
    )


@router.post("/calls/{uuid:call_id}/look", response={200: ReachedOut, **Errors})
def call_looked(request: HttpRequest, call_id: UUID) -> ReachedOut:
    """Door, names and phones, for whoever has to reach them; who looked is written down first."""
    at = clock_now()
    return reached_out(
        under_any(callers(in_person(request)), lambda a: look_at_call(call_id, by=a, at=at))
    )


@router.post("/calls/{uuid:call_id}/steps", response={200: StandOut, **Errors})
def step_put(request: HttpRequest, call_id: UUID, given: CallStepIn = Body(...)) -> StandOut:
    """Say how a household stands: tried, answered, help, helped, stays, moved, arrived, home."""
    said, at = step_said(given, call_id), clock_now()
    return StandOut(
        stand=under_any(_any(in_person(request)), lambda a: say_step(said=said, by=a, at=at))
    )


@router.delete("/calls/{uuid:call_id}/steps/{uuid:step_id}", response={200: StandOut, **Errors})
def step_taken_back(request: HttpRequest, call_id: UUID, step_id: UUID) -> StandOut:
    """It was said by mistake."""
    at = clock_now()
    return StandOut(
        stand=under_any(
            _any(in_person(request)),
            lambda a: take_back_step(call_id=call_id, step_id=step_id, by=a, at=at),
        )
    )


@router.get("/plans", response={200: list[PlannedOut], **Errors})
def plans_there(
    request: HttpRequest, place: str = "", lacking: bool = False, after: UUID | None = None
) -> list[PlannedOut]:
    """Plans of my range by their number, masked, sixty a page; or those that lack somebody."""
    able = keepers(callers(in_person(request)))
    mine = [a for a in able if place and a.bounds.holds(place)] or list(able)
    return [
        planned_out(p)
        for p in plans_within(by=mine[0], path=place[:40], lacking=lacking, after=after)
    ]


@router.get("/households/{uuid:household_id}/plan", response={200: LeavingPlanOut, **Errors})
def plan_seen(request: HttpRequest, household_id: UUID) -> LeavingPlanOut:
    """What a household of my range does when it is warned."""
    able = keepers(callers(in_person(request)))
    found = next(filter(None, (plan_of(household_id, by=a) for a in able)), None)
    if found is None:
        raise PlanNotFound
    return leaving_plan_out(found)


@router.put("/households/{uuid:household_id}/plan", response={204: None, **Errors})
def plan_made(request: HttpRequest, household_id: UUID, given: LeavingPlanIn = Body(...)) -> Status:
    """What a household does when it is warned, in place of what was said before."""
    said, at = plan_said(given), clock_now()
    under_any(
        keepers(callers(in_person(request))),
        lambda a: make_plan(household_id=household_id, said=said, by=a, at=at),
    )
    return Status(204, None)


@router.delete("/households/{uuid:household_id}/plan", response={204: None, **Errors})
def plan_ended(request: HttpRequest, household_id: UUID) -> Status:
    """A household is not at risk any more."""
    at = clock_now()
    under_any(
        keepers(callers(in_person(request))),
        lambda a: end_plan(household_id=household_id, by=a, at=at),
    )
    return Status(204, None)
