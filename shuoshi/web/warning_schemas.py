"""Warnings as the API says them."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.warnings.cap import Alert
from shuoshi.warnings.ladders import Ladder
from shuoshi.warnings.planning import Planned
from shuoshi.warnings.rows import (
    Board,
    CallRow,
    CallShown,
    Figures,
    PlanRow,
    Reached,
    StepRow,
    WarningRow,
)
from shuoshi.warnings.terms import PlanSaid, Relayed, Said
from shuoshi.web.schemas import Moment

_Word = Annotated[str, Field(max_length=200)]
_Text = Annotated[str, Field(max_length=2_000)]
_Code = Annotated[str, Field(max_length=40)]
_Codes = Annotated[list[_Code], Field(max_length=20)]


class LadderOut(Schema):
    """A ladder: what each colour asks for, within how many minutes; what a plan may need; why somebody may stay."""

    ladder: str
    name: dict[str, str]
    kind: str
    scheme: str
    levels: dict[str, dict[str, Any]]
    rungs: list[dict[str, Any]]
    needs: dict[str, dict[str, str]]
    stays: dict[str, dict[str, str]]


class RelayIn(Schema):
    """A warning as somebody relays it; `before` the one that it replaces."""

    model_config = ConfigDict(extra="forbid")
    place: _Code
    ladder: _Code
    level: _Code
    whom: _Code = "planned"
    source: _Word
    reference: _Word = ""
    issued_at: AwareDatetime
    headline: _Word
    text: _Text
    until: AwareDatetime
    before: UUID | None = None


class WarningOut(Schema):
    """A warning."""

    id: UUID
    place: str
    place_name: str
    ladder: str
    level: str
    wants: str
    whom: str
    source: str
    reference: str
    issued_at: Moment
    headline: str
    text: str
    until: Moment
    drill: bool
    sent_at: Moment
    ended_at: Moment | None
    ended_why: str
    before: UUID | None
    after: UUID | None
    households: int
    people: int
    waiting: int


class StoodOut(Schema):
    """How far the households of a place have come, in numbers."""

    households: int
    people: int
    stands: dict[str, int]
    gone: int
    help: int
    late: int
    staying: int
    settled: int


class StoodAtOut(StoodOut):
    """The same of one place below."""

    place: str
    place_name: str


class WarningBoardOut(Schema):
    """A warning at one place of my range."""

    warning: WarningOut
    place: str
    figures: StoodOut
    below: list[StoodAtOut]
    kept: bool


class CallerOut(Schema):
    """Who is to call, masked."""

    role: str
    helper: str
    unit: str


class CallOut(Schema):
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
    """A household under a warning as a whole."""

    warning: WarningOut
    call: CallOut
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


class EndIn(Schema):
    """Why a warning is over: clear or wrong."""

    model_config = ConfigDict(extra="forbid")
    why: _Code


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


class AlertIn(Schema):
    """A CAP 1.2 message as its source sent it."""

    model_config = ConfigDict(extra="forbid")
    cap: Annotated[str, Field(max_length=262_144)]


class AlertOut(Schema):
    """What a message says, for a person to look at and relay."""

    message: str
    exercise: bool
    source: str
    reference: str
    refers: list[str]
    sent_at: Moment
    until: Moment
    event: str
    ladder: str
    level: str
    headline: str
    text: str
    areas: list[str]
    codes: list[str]


def ladder_out(r: Ladder) -> LadderOut:
    """A ladder."""
    return LadderOut(
        ladder=r.ladder, name=r.name.model_dump(), kind=r.kind, scheme=r.scheme,
        levels={k: v.model_dump() for k, v in r.levels.items()}, rungs=[x.model_dump() for x in r.rungs],
        needs={k: v.model_dump() for k, v in r.needs.items()},
        stays={k: v.name.model_dump() for k, v in r.stays.items()},
    )  # fmt: skip


def relayed(given: RelayIn) -> Relayed:
    """A warning as a request says it."""
    return Relayed(
        given.place, given.ladder, given.level, given.whom, given.source, given.reference, given.issued_at,
        given.headline, given.text, given.until, given.before,
    )  # fmt: skip


def warning_out(w: WarningRow) -> WarningOut:
    """A warning."""
    return WarningOut(
        id=w.id, place=w.path, place_name=w.place, ladder=w.ladder.ladder, level=w.level, wants=w.wants, whom=w.whom,
        source=w.source, reference=w.reference, issued_at=w.issued_at, headline=w.headline, text=w.text,
        until=w.until, drill=w.drill, sent_at=w.sent_at, ended_at=w.ended_at, ended_why=w.ended_why,
        before=w.before_id, after=w.after_id, households=w.households, people=w.people, waiting=w.waiting,
    )  # fmt: skip


def _stood(f: Figures) -> dict[str, Any]:
    return {
        "households": f.households, "people": f.people, "stands": dict(f.stands), "gone": f.gone, "help": f.help,
        "late": f.late, "staying": f.staying, "settled": f.settled,
    }  # fmt: skip


def board_out(b: Board) -> WarningBoardOut:
    """A warning at one place."""
    return WarningBoardOut(
        warning=warning_out(b.row), place=b.path, figures=StoodOut(**_stood(b.figures)),
        below=[StoodAtOut(place=p.path, place_name=p.name, **_stood(p.figures)) for p in b.below], kept=b.kept,
    )  # fmt: skip


def call_out(c: CallRow) -> CallOut:
    """A household under a warning."""
    return CallOut(
        id=c.id, warning=c.warning_id, household=c.household_id, place=c.path, place_name=c.place, name=c.name,
        people=c.people, stand=c.stand, settled=c.settled, help=c.help, stays=c.stays, gone=c.gone, where=c.where,
        tried=c.tried, due_at=c.due_at, move_due_at=c.move_due_at, answered_at=c.answered_at,
        callers=[CallerOut(role=k.role, helper=k.helper, unit=k.unit) for k in c.callers], needs=list(c.needs),
    )  # fmt: skip


def call_whole_out(s: CallShown) -> CallWholeOut:
    """A household under a warning as a whole."""
    return CallWholeOut(
        warning=warning_out(s.warning), call=call_out(s.call), steps=[_step_out(x) for x in s.steps],
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


def alert_out(a: Alert) -> AlertOut:
    """What a message says."""
    return AlertOut(
        message=a.message, exercise=a.exercise, source=a.source, reference=a.reference, refers=list(a.refers),
        sent_at=a.sent_at, until=a.until, event=a.event, ladder=a.ladder, level=a.level, headline=a.headline,
        text=a.text, areas=list(a.areas), codes=list(a.codes),
    )  # fmt: skip


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
