"""Counts: planned, ended, who is missing, who comes again alone; the same actions as the
pages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Status

from shuoshi.counts.arranging import (
    end_count,
    go_on,
    plan_count,
)
from shuoshi.counts.boards import board
from shuoshi.counts.by_car import send_car
from shuoshi.counts.completeness import missing_in, singles_in
from shuoshi.counts.editions import editions
from shuoshi.counts.missing import say_missing, take_back
from shuoshi.counts.queries import counts_within, sees
from shuoshi.counts.siting import propose_sites
from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import Actor
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.asking import finders, under_any, under_whose_range
from shuoshi.web.count_schemas import (
    CountBoardOut,
    CountIn,
    CountRowOut,
    EditionOut,
    MissingIn,
    MissingOut,
    ProposedOut,
    SingleOut,
    StopsAnswer,
    board_out,
    count_out,
    count_said,
    edition_out,
    missing_out,
    proposed_out,
    single_out,
)
from shuoshi.web.counting import leaders, workers

router = Router(tags=["counts"])
Made = dict[str, UUID]


def led(request: HttpRequest, do: Callable[[Actor], Any]) -> Any:
    """Under a duty that plans."""
    return under_any(leaders(in_person(request)), do)


def worked(request: HttpRequest, do: Callable[[Actor], Any]) -> Any:
    """Under a duty that counts."""
    return under_any(workers(in_person(request)), do)


def looked(request: HttpRequest, do: Callable[[Actor], Any]) -> Any:
    """Under a duty that may look people up."""
    return under_any(finders(workers(in_person(request))), do)


@router.get("/counts/editions", response={200: list[EditionOut], **Errors})
def editions_there(request: HttpRequest) -> list[EditionOut]:
    """The editions of the rules, the newest of each kind of emergency first."""
    workers(actors(request))
    return [edition_out(e) for e in editions().values()]


@router.get("/counts", response={200: list[CountRowOut], **Errors})
def counts(request: HttpRequest) -> list[CountRowOut]:
    """Counts that concern my range or unit, the latest first."""
    found = {c.id: c for a in workers(actors(request)) for c in counts_within(by=a)}
    return [count_out(c) for c in found.values()]


@router.post("/counts", response={201: Made, **Errors})
def planned(request: HttpRequest, given: CountIn = Body(...)) -> Status:
    """Plan a count, while an emergency of its edition's kind is on."""
    by = under_whose_range(leaders(in_person(request)), given.place)
    return Status(201, {"id": plan_count(said=count_said(given), by=by, at=clock_now())})


@router.get("/counts/{uuid:count_id}", response={200: CountBoardOut, **Errors})
def shown(request: HttpRequest, count_id: UUID, place: str = "") -> CountBoardOut:
    """A count at one place of my range, by what lies below it; below a grid by building."""
    able = workers(actors(request))
    mine = [a for a in able if place and a.bounds.holds(place)] or able
    return board_out(under_any(mine, lambda a: board(count_id, by=a, path=place)))


@router.post("/counts/{uuid:count_id}/end", response={204: None, **Errors})
def ended(request: HttpRequest, count_id: UUID) -> Status:
    """A count is over: nothing that happens later is counted."""
    led(request, lambda a: end_count(count_id=count_id, by=a, at=clock_now()))
    return Status(204, None)


@router.delete("/counts/{uuid:count_id}/end", response={204: None, **Errors})
def went_on(request: HttpRequest, count_id: UUID) -> Status:
    """It was ended by mistake: it goes on, within a day."""
    led(request, lambda a: go_on(count_id=count_id, by=a, at=clock_now()))
    return Status(204, None)


@router.get("/counts/{uuid:count_id}/proposal", response={200: list[ProposedOut], **Errors})
def proposed(request: HttpRequest, count_id: UUID, place: str = "") -> list[ProposedOut]:
    """Sites that might be, by how many live where, how far they walk, how long they wait."""
    by = under_whose_range(leaders(actors(request)), place)
    return [proposed_out(p) for p in propose_sites(count_id, path=place, by=by)]


@router.get("/counts/{uuid:count_id}/missing", response={200: list[MissingOut], **Errors})
def missing(
    request: HttpRequest,
    count_id: UUID,
    place: str = "",
    reason: str = "",
    after: UUID | None = None,
) -> list[MissingOut]:
    """Who of a place is missing, masked, sixty a page."""
    able = finders(workers(in_person(request)))
    mine = [a for a in able if place and a.bounds.holds(place)] or able
    rows = under_any(
        mine, lambda a: missing_in(count_id, path=place, by=a, reason=reason[:40], after=after)
    )
    return [missing_out(m) for m in rows]


@router.put("/counts/{uuid:count_id}/missing", response={204: None, **Errors})
def missing_said(request: HttpRequest, count_id: UUID, given: MissingIn = Body(...)) -> Status:
    """Why somebody is missing."""

    def say(by: Actor) -> None:
        say_missing(
            count_id=count_id, subject_id=given.subject, reason=given.reason, note=given.note, by=by, at=clock_now()
        )  # fmt: skip

    looked(request, say)
    return Status(204, None)


@router.delete("/counts/{uuid:count_id}/missing/{uuid:subject_id}", response={204: None, **Errors})
def missing_taken_back(request: HttpRequest, count_id: UUID, subject_id: UUID) -> Status:
    """It was said by mistake."""
    looked(
        request,
        lambda a: take_back(count_id=count_id, subject_id=subject_id, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.post("/counts/{uuid:count_id}/car/{uuid:round_id}", response={200: StopsAnswer, **Errors})
def car_sent(request: HttpRequest, count_id: UUID, round_id: UUID) -> StopsAnswer:
    """Whoever can't come becomes a stop of a round; gives how many are new."""
    new = looked(
        request, lambda a: send_car(count_id=count_id, round_id=round_id, by=a, at=clock_now())
    )
    return StopsAnswer(stops=new)


@router.get("/counts/{uuid:count_id}/singles", response={200: list[SingleOut], **Errors})
def singles(request: HttpRequest, count_id: UUID) -> list[SingleOut]:
    """Who of my range is to be counted again alone, masked."""
    able = finders(workers(in_person(request)))
    under_any(able, lambda a: singles_in(count_id, by=a))
    found = {s.id: s for a in able if sees(count_id, a) for s in singles_in(count_id, by=a)}
    return [single_out(s) for s in found.values()]
