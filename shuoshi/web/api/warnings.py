"""Warnings: relayed, how far everybody has come, ended; the same actions as the pages."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Status

from shuoshi.kernel.clock import now as clock_now
from shuoshi.warnings.cap import read_cap
from shuoshi.warnings.ending import end_warning, resume_warning
from shuoshi.warnings.ladders import ladders
from shuoshi.warnings.queries import board, calls_in, warnings_within
from shuoshi.warnings.relaying import relay_warning
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.asking import under_any, under_whose_range
from shuoshi.web.call_schemas import WarnedCallOut, call_out
from shuoshi.web.warning import callers, lookers, warners
from shuoshi.web.warning_schemas import (
    AlertIn,
    AlertOut,
    EndIn,
    LadderOut,
    RelayIn,
    WarningBoardOut,
    WarningOut,
    alert_out,
    board_out,
    ladder_out,
    relayed,
    warning_out,
)

router = Router(tags=["warnings"])


@router.get("/warnings/ladders", response={200: list[LadderOut], **Errors})
def ladders_there(request: HttpRequest) -> list[LadderOut]:
    """The ladders: what each colour asks for, within how many minutes, who hears when nobody answers."""
    lookers(actors(request))
    return [ladder_out(r) for r in ladders().values()]


@router.post("/warnings/read", response={200: AlertOut, **Errors})
def alert_read(request: HttpRequest, given: AlertIn = Body(...)) -> AlertOut:
    """What a CAP 1.2 message says. Nothing is sent: a person looks at it and relays it."""
    warners(actors(request))
    return alert_out(read_cap(given.cap.encode()))


@router.get("/warnings", response={200: list[WarningOut], **Errors})
def warnings(request: HttpRequest) -> list[WarningOut]:
    """The warnings that concern my range, or in which I or my unit call."""
    found = {w.id: w for a in lookers(actors(request)) for w in warnings_within(by=a)}
    return [warning_out(w) for w in found.values()]


@router.post("/warnings", response={201: dict[str, UUID], **Errors})
def warning_relayed(request: HttpRequest, given: RelayIn = Body(...)) -> Status:
    """Relay a warning, while an emergency of its kind is on: every household that it is for is called."""
    by = under_whose_range(warners(in_person(request)), given.place)
    return Status(201, {"id": relay_warning(said=relayed(given), by=by, at=clock_now())})


@router.get("/warnings/{uuid:warning_id}", response={200: WarningBoardOut, **Errors})
def warning_shown(request: HttpRequest, warning_id: UUID, place: str = "") -> WarningBoardOut:
    """A warning at one place of my range, by what lies below it."""
    able = lookers(actors(request))
    mine = [a for a in able if place and a.bounds.holds(place)] or list(able)
    at = clock_now()
    return board_out(under_any(mine, lambda a: board(warning_id, by=a, at=at, path=place[:40])))


@router.post("/warnings/{uuid:warning_id}/end", response={204: None, **Errors})
def warning_ended(request: HttpRequest, warning_id: UUID, given: EndIn = Body(...)) -> Status:
    """All clear, or sent by mistake."""
    why, at = given.why, clock_now()
    under_any(
        warners(in_person(request)),
        lambda a: end_warning(warning_id=warning_id, why=why, by=a, at=at),
    )
    return Status(204, None)


@router.delete("/warnings/{uuid:warning_id}/end", response={204: None, **Errors})
def warning_resumed(request: HttpRequest, warning_id: UUID) -> Status:
    """It was ended by mistake: it stands again, within a day."""
    at = clock_now()
    under_any(
        warners(in_person(request)), lambda a: resume_warning(warning_id=warning_id, by=a, at=at)
    )
    return Status(204, None)


@router.get("/warnings/{uuid:warning_id}/calls", response={200: list[WarnedCallOut], **Errors})
def warning_calls(
    request: HttpRequest,
    warning_id: UUID,
    place: str = "",
    only: str = "",
    at_place: str = "",
    after: UUID | None = None,
) -> list[WarnedCallOut]:
    """Households of a place under a warning, masked, sixty a page: `at_place` and `after` are the last one's."""
    able = callers(in_person(request))
    mine: Any = [a for a in able if place and a.bounds.holds(place)] or list(able)
    last = (at_place[:40], after) if after else None
    rows = under_any(
        mine, lambda a: calls_in(warning_id, by=a, path=place[:40], only=only, after=last)
    )
    return [call_out(c) for c in rows]
