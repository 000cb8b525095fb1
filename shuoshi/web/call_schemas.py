"""Households under a warning, and their plans, as the API says them."""

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.warnings.planning import Planned
from shuoshi.warnings.rows import CallRow, CallShown, PlanRow, Reached, StepRow
from shuoshi.warnings.terms import PlanSaid, Said
from shuoshi.web.schemas import Moment
from shuoshi.web.warning_schemas import WarningOut, warning_out

_Word = Annotated[str, Field(max_length=200)]
_Code = Annotated[str, Field(max_length=40)]
_Codes = Annotated[list[_Code], Field(max_length=20)]


class CallerOut(Schema):
    """Who is to call, masked."""

    role: str
    helper: str
    unit: str


class WarnedCallOut(Schema):
    """A household under a warning, masked."""

    id: UUID
    warning: UUID
    household: UUID
    place: str
    place_name: str
    name: str
    people: int
    stand: str
    settled: bool
    help: bool
    stays: str
    gone: int | None
    where: str
    tried: int
    due_at: Moment
    move_due_at: Moment | None
    answered_at: Moment | None
    callers: list[CallerOut]
    needs: list[str]
    headline: str
    drill: bool


class CallStepOut(Schema):
    """One thing that was said of a household."""

    id: UUID
    step: str
    way: str
    at: Moment
    recorded_at: Moment
    said_by: str
    people: int | None
    where: str
    why: str
    note: str


class LeavingPlanOut(Schema):
    """What a household does when it is warned."""

    household: UUID
    threats: list[str]
    route: str
    shelter: str
    needs: list[str]
    made_at: Moment


class CallWholeOut(Schema):
    """A household under a warning as a whole; `newer` its call under the warning that replaced this one."""

    newer: UUID | None
    warning: WarningOut
    call: WarnedCallOut
    steps: list[CallStepOut]
    plan: LeavingPlanOut | None


class ReachedOut(Schema):
    """Where a household lives and how it is reached."""

    door: str
    lives: list[dict[str, str]]
    contact: str


class CallStepIn(Schema):
    """A step of a household; `id` a UUIDv7 that the sender gives, so that one sent twice is one."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    step: _Code
    way: _Code = "door"
    at: AwareDatetime
    people: Annotated[int, Field(ge=0, le=99)] | None = None
    where: _Word = ""
    why: _Code = ""
    note: _Word = ""


class StandOut(Schema):
    """How a household stands now."""

    stand: str


class LeavingPlanIn(Schema):
    """What a household does when it is warned, as somebody says it."""

    model_config = ConfigDict(extra="forbid")
    threats: _Codes
    route: _Word
    shelter: _Word
    needs: _Codes = []


class PlannedOut(Schema):
    """A household's plan in a list, masked, with the roles that nobody took."""

    plan: LeavingPlanOut
    place: str
    place_name: str
    name: str
    pairing: UUID | None
    lacks: list[str]


def call_out(c: CallRow) -> WarnedCallOut:
    """A household under a warning."""
    return WarnedCallOut(
        id=c.id, warning=c.warning_id, household=c.household_id, place=c.path, place_name=c.place, name=c.name,
        people=c.people, stand=c.stand, settled=c.settled, help=c.help, stays=c.stays, gone=c.gone, where=c.where,
        tried=c.tried, due_at=c.due_at, move_due_at=c.move_due_at, answered_at=c.answered_at,
        callers=[CallerOut(role=k.role, helper=k.helper, unit=k.unit) for k in c.callers], needs=list(c.needs),
        headline=c.headline, drill=c.drill,
    )  # fmt: skip


def call_whole_out(s: CallShown) -> CallWholeOut:
    """A household under a warning as a whole."""
    return CallWholeOut(
        newer=s.newer_id, warning=warning_out(s.warning), call=call_out(s.call), steps=[_step_out(x) for x in s.steps],
        plan=leaving_plan_out(s.plan) if s.plan else None,
    )  # fmt: skip


def _step_out(s: StepRow) -> CallStepOut:
    return CallStepOut(
        id=s.id, step=s.step, way=s.way, at=s.at, recorded_at=s.recorded_at, said_by=s.said_by, people=s.people,
        where=s.where, why=s.why, note=s.note,
    )  # fmt: skip


def leaving_plan_out(p: PlanRow) -> LeavingPlanOut:
    """A household's plan."""
    return LeavingPlanOut(
        household=p.household_id, threats=list(p.threats), route=p.route, shelter=p.shelter, needs=list(p.needs),
        made_at=p.made_at,
    )  # fmt: skip


def planned_out(p: Planned) -> PlannedOut:
    """A household's plan in a list."""
    return PlannedOut(
        plan=leaving_plan_out(p.plan), place=p.plan.path, place_name=p.place, name=p.name, pairing=p.pairing_id,
        lacks=list(p.lacks),
    )  # fmt: skip


def reached_out(r: Reached) -> ReachedOut:
    """How a household is reached."""
    return ReachedOut(
        door=r.door, lives=[{"name": x.name, "phone": x.phone} for x in r.lives], contact=r.contact
    )


def step_said(given: CallStepIn, call_id: UUID) -> Said:
    """A step as a request says it."""
    return Said(
        given.id,
        call_id,
        given.step,
        given.way,
        given.at,
        given.people,
        given.where,
        given.why,
        given.note,
    )


def plan_said(given: LeavingPlanIn) -> PlanSaid:
    """A plan as a request says it."""
    return PlanSaid(frozenset(given.threats), given.route, given.shelter, frozenset(given.needs))
