"""What is exceptional: emergencies by order, and glass broken for minutes."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Schema, Status
from pydantic import ConfigDict, Field

from shuoshi.accounts.glass import (
    REVIEWERS,
    GlassRow,
    break_glass,
    close_glass,
    glasses_of,
    may_break,
    review_glass,
)
from shuoshi.accounts.terms import NoDuty
from shuoshi.events.kinds import kinds_of_events
from shuoshi.kernel.clock import now as clock_now
from shuoshi.privacy.switching import (
    COMMAND,
    LOOKERS,
    delay_erasure,
    extend_switch,
    switch_off,
    switch_on,
)
from shuoshi.reach.queries import switches
from shuoshi.reach.terms import Actor, SwitchRow
from shuoshi.ui.words import in_words
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.schemas import Moment

router = Router(tags=["exceptional"])


class SwitchIn(Schema):
    """An order that switches an emergency on."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(max_length=40)
    order_number: str = Field(max_length=80)
    legal_basis: str = Field(max_length=200)
    purpose: str = Field(max_length=300)
    last_on: date
    keep_days: int = Field(ge=0, le=1000, description="Days after its end until all is erased")
    drill: bool = False


class ExtendIn(Schema):
    model_config = ConfigDict(extra="forbid")

    last_on: date
    order_number: str = Field(max_length=80)


class DelayIn(Schema):
    """A later day of erasure, after an assessment."""

    model_config = ConfigDict(extra="forbid")

    until: date
    assessment: str = Field(max_length=80)


class SwitchOut(Schema):
    """An emergency; after its erasure counts alone are left of it."""

    id: UUID
    kind: str
    order_number: str
    legal_basis: str
    purpose: str
    drill: bool
    starts_at: Moment
    last_on: date
    ended_at: Moment | None
    erase_on: date | None
    erased_at: Moment | None
    counts: dict[str, Any]


class EventKindOut(Schema):
    """A kind of emergency: by which law, for what, how many days at first, how long what it collects is kept."""

    kind: str
    name: str
    group: str
    law: list[str]
    purpose: str
    last_days: int
    keep_days: int
    opens: list[str]


class GlassIn(Schema):
    """Minutes in a community outside one's range, with a reason that a second person reviews."""

    model_config = ConfigDict(extra="forbid")

    place: str = Field(max_length=40, description="Path of a community or village")
    reason: str = Field(max_length=300)
    minutes: int = Field(ge=0, le=1000)


class GlassReviewIn(Schema):
    model_config = ConfigDict(extra="forbid")

    right: bool
    words: str = Field("", max_length=300)


class GlassOut(Schema):
    id: UUID
    by: str
    place: str = Field(description="Path of the place")
    reason: str
    begins_at: Moment
    ends_at: Moment
    reviewed_at: Moment | None
    right: bool | None
    words: str


def _commander(request: HttpRequest) -> Actor:
    return _one(in_person(request), frozenset({COMMAND}))


def _one(able: tuple[Actor, ...], roles: frozenset[str]) -> Actor:
    found = next((a for a in able if a.role in roles), None)
    if found is None:
        raise NoDuty
    return found


def _switch(row: SwitchRow) -> SwitchOut:
    return SwitchOut(
        id=row.id, kind=row.kind, order_number=row.order_number, legal_basis=row.legal_basis,
        purpose=row.purpose, drill=row.drill, starts_at=row.starts_at, last_on=row.last_on,
        ended_at=row.ended_at, erase_on=row.erase_on, erased_at=row.erased_at, counts=dict(row.counts),
    )  # fmt: skip


@router.get("/emergencies", response={200: list[SwitchOut], **Errors})
def emergencies(request: HttpRequest) -> list[SwitchOut]:
    """Every emergency that ever was, those that are on first."""
    _one(actors(request), frozenset(LOOKERS))
    return [_switch(row) for row in switches()]


@router.get("/emergency-kinds", response={200: list[EventKindOut], **Errors})
def event_kinds(request: HttpRequest) -> list[EventKindOut]:
    """The kinds of emergency, as their files say."""
    _one(actors(request), frozenset(LOOKERS))
    return [
        EventKindOut(
            kind=k.kind, name=in_words(k.name), group=k.group.value, law=[in_words(one.name) for one in k.law],
            purpose=in_words(k.purpose), last_days=k.last_days, keep_days=k.retention.days, opens=list(k.opens),
        )
        for k in kinds_of_events().values()
    ]  # fmt: skip


@router.post("/emergencies", response={201: dict[str, UUID], **Errors})
def begin(request: HttpRequest, given: SwitchIn = Body(...)) -> Status:
    """Switch an emergency on by an order."""
    made = switch_on(**given.model_dump(), by=_commander(request), at=clock_now())
    return Status(201, {"id": made})


@router.post("/emergencies/{uuid:switch_id}/extend", response={204: None, **Errors})
def extend(request: HttpRequest, switch_id: UUID, given: ExtendIn = Body(...)) -> Status:
    """Put the last day off."""
    by = _commander(request)
    extend_switch(switch_id=switch_id, **given.model_dump(), by=by, at=clock_now())
    return Status(204, None)


@router.post("/emergencies/{uuid:switch_id}/end", response={204: None, **Errors})
def end(request: HttpRequest, switch_id: UUID) -> Status:
    """End an emergency; what it collected is kept its days, then erased with its key."""
    switch_off(switch_id=switch_id, by=_commander(request), at=clock_now())
    return Status(204, None)


@router.post("/emergencies/{uuid:switch_id}/delay", response={204: None, **Errors})
def delay(request: HttpRequest, switch_id: UUID, given: DelayIn = Body(...)) -> Status:
    """Put the erasure off, after an assessment."""
    by = _commander(request)
    delay_erasure(switch_id=switch_id, **given.model_dump(), by=by, at=clock_now())
    return Status(204, None)


def _own(request: HttpRequest) -> list[Actor]:
    return [a for a in in_person(request) if a.glass_id is None and a.duty_id]


def _glass(row: GlassRow) -> GlassOut:
    return GlassOut(
        id=row.id, by=row.said_by, place=row.path, reason=row.reason, begins_at=row.begins_at,
        ends_at=row.ends_at, reviewed_at=row.reviewed_at, right=row.right, words=row.words,
    )  # fmt: skip


@router.get("/glass", response={200: list[GlassOut], **Errors})
def glasses(request: HttpRequest) -> list[GlassOut]:
    """My own break-glasses; for reviewers all in their range, those that wait first."""
    own = _own(request)
    able = [a for a in own if a.role in REVIEWERS] or [a for a in own if may_break(a)]
    if not able:
        raise NoDuty
    return [_glass(row) for row in glasses_of(able[0])]


@router.post("/glass", response={201: dict[str, UUID], **Errors})
def break_one(request: HttpRequest, given: GlassIn = Body(...)) -> Status:
    """See a community outside one's range for minutes; looking, not acting, and written down."""
    able = [a for a in _own(request) if may_break(a)]
    if not able:
        raise NoDuty
    made = break_glass(
        path=given.place, reason=given.reason, minutes=given.minutes, by=able[0], at=clock_now()
    )
    return Status(201, {"id": made})


@router.delete("/glass/{uuid:glass_id}", response={204: None, **Errors})
def close_one(request: HttpRequest, glass_id: UUID) -> Status:
    """End one's own break-glass early."""
    own = _own(request)
    if not own:
        raise NoDuty
    close_glass(glass_id=glass_id, by=own[0], at=clock_now())
    return Status(204, None)


@router.post("/glass/{uuid:glass_id}/review", response={204: None, **Errors})
def review_one(request: HttpRequest, glass_id: UUID, given: GlassReviewIn = Body(...)) -> Status:
    """A second person's word on whether it was right."""
    reviewer = next((a for a in _own(request) if a.role in REVIEWERS), None)
    if reviewer is None:
        raise NoDuty
    review_glass(
        glass_id=glass_id, right=given.right, words=given.words, by=reviewer, at=clock_now()
    )
    return Status(204, None)
