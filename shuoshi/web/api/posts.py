"""Posts: set up, passages brought in batches, who waits, handovers; the same actions as the pages."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Status

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.posts.cases import end_case, hand_over, object_to, reopen_case, take_over
from shuoshi.posts.checks import every_checks
from shuoshi.posts.passing import pass_through
from shuoshi.posts.queries import post_shown, posts_within, registered_at, registered_opened
from shuoshi.posts.setting_up import close_post, mend_post, open_post, report_incident
from shuoshi.posts.terms import Outcome
from shuoshi.reach.terms import Actor
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.asking import under_any, under_whose_range
from shuoshi.web.post_schemas import (
    CaseEndIn,
    ChecksOut,
    HandoverWordsIn,
    IncidentIn,
    PassagesIn,
    PassedAnswer,
    PostIn,
    PostMendIn,
    PostOut,
    PostWholeOut,
    RegisteredLookIn,
    RegisteredOut,
    checks_out,
    passed_answer,
    passing_said,
    post_mended,
    post_out,
    post_said,
    registered_out,
    whole_post,
)
from shuoshi.web.posting import incident_of, leaders, workers

router = Router(tags=["posts"])
Made = dict[str, UUID]


def _led(request: HttpRequest, do: Callable[[Actor], Any]) -> Any:
    return under_any(leaders(in_person(request)), do)


def _worked(request: HttpRequest, do: Callable[[Actor], Any]) -> Any:
    return under_any(workers(in_person(request)), do)


@router.get("/checks", response={200: list[ChecksOut], **Errors})
def checks(request: HttpRequest) -> list[ChecksOut]:
    """The editions of checks, the newest of each kind of emergency first, each with its table of decisions."""
    workers(actors(request))
    return [checks_out(c) for c in every_checks().values()]


@router.get("/posts", response={200: list[PostOut], **Errors})
def posts(request: HttpRequest, on: date | None = None, closed: bool = False) -> list[PostOut]:
    """Posts of my range or unit with the figures of a day, today's unless said otherwise."""
    day = on or local_date(clock_now())
    able = workers(actors(request))
    found = {r.id: r for a in able for r in posts_within(by=a, on=day, closed=closed)}
    return [post_out(r) for r in found.values()]


@router.post("/posts", response={201: Made, **Errors})
def opened(request: HttpRequest, given: PostIn = Body(...)) -> Status:
    """Set a post up; it counts while an emergency of its kind is on."""
    by = under_whose_range(leaders(in_person(request)), given.place)
    return Status(201, {"id": open_post(said=post_said(given), by=by, at=clock_now())})


@router.get("/posts/{uuid:post_id}", response={200: PostWholeOut, **Errors})
def whole(request: HttpRequest, post_id: UUID) -> PostWholeOut:
    """One post with the checks in force, what came last, who waits."""
    able, at = workers(actors(request)), clock_now()
    return whole_post(under_any(able, lambda a: post_shown(post_id, by=a, at=at)))


@router.put("/posts/{uuid:post_id}", response={204: None, **Errors})
def mended(request: HttpRequest, post_id: UUID, given: PostMendIn = Body(...)) -> Status:
    """A post is otherwise than was said."""

    def mend(by: Actor) -> None:
        row = post_shown(post_id, by=by, at=clock_now()).row
        mend_post(post_id=post_id, said=post_mended(given, row), by=by, at=clock_now())

    _led(request, mend)
    return Status(204, None)


@router.delete("/posts/{uuid:post_id}", response={204: None, **Errors})
def closed(request: HttpRequest, post_id: UUID) -> Status:
    """A post is closed: nothing is counted there from now on; what it counted stays."""
    _led(request, lambda a: close_post(post_id=post_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/posts/{uuid:post_id}/passages", response={200: list[PassedAnswer], **Errors})
def passed(
    request: HttpRequest, post_id: UUID, given: PassagesIn = Body(...)
) -> list[PassedAnswer]:
    """What passed at a post; an answer each in their order. One that is wrong refuses the batch by its field."""
    items = [passing_said(p) for p in given.passages]
    do = _led if any(i.decided for i in items) else _worked
    came = do(request, lambda a: pass_through(post_id=post_id, items=items, by=a, at=clock_now()))
    return [passed_answer(c) for c in came]


@router.post("/posts/{uuid:post_id}/handovers", response={201: Made, **Errors})
def handed(request: HttpRequest, post_id: UUID, given: HandoverWordsIn = Body(...)) -> Status:
    """The shift gives the post to the next."""
    made = _worked(
        request, lambda a: hand_over(post_id=post_id, words=given.words, by=a, at=clock_now())
    )
    return Status(201, {"id": made})


@router.post("/handovers/{uuid:handover_id}/take", response={204: None, **Errors})
def taken(request: HttpRequest, handover_id: UUID) -> Status:
    """The next shift takes it; not whoever gave it."""
    _worked(request, lambda a: take_over(handover_id=handover_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/passages/{uuid:passage_id}/objection", response={204: None, **Errors})
def objected(request: HttpRequest, passage_id: UUID) -> Status:
    """Whoever was turned back or diverted objects: the leader looks again."""
    _worked(request, lambda a: object_to(passage_id=passage_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/cases/{uuid:case_id}/end", response={204: None, **Errors})
def ended(request: HttpRequest, case_id: UUID, given: CaseEndIn = Body(...)) -> Status:
    """What came of somebody who waited; on an objection the leader decides, by name."""
    came = Outcome(given.ended)

    def end(by: Actor) -> None:
        end_case(case_id=case_id, ended=came, who=given.who, why=given.why, by=by, at=clock_now())

    _worked(request, end)
    return Status(204, None)


@router.delete("/cases/{uuid:case_id}/end", response={204: None, **Errors})
def reopened(request: HttpRequest, case_id: UUID) -> Status:
    """It was ended by mistake: they wait again, the same day."""
    _worked(request, lambda a: reopen_case(case_id=case_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/posts/{uuid:post_id}/incidents", response={201: Made, **Errors})
def happened(request: HttpRequest, post_id: UUID, given: IncidentIn = Body(...)) -> Status:
    """What happened at a post becomes a matter of its place; gives the matter."""

    def report(by: Actor) -> UUID:
        row = post_shown(post_id, by=by, at=clock_now()).row
        said = incident_of(row, given.kind, given.body, given.key)
        return report_incident(post_id=post_id, said=said, by=by, at=clock_now()).matter_id

    return Status(201, {"id": _worked(request, report)})


@router.get("/posts/{uuid:post_id}/registered", response={200: list[RegisteredOut], **Errors})
def registered(request: HttpRequest, post_id: UUID) -> list[RegisteredOut]:
    """Who registered at a post, masked, the newest first, fifty at most."""
    able = workers(actors(request))
    return [registered_out(r) for r in under_any(able, lambda a: registered_at(post_id, by=a))]


@router.post("/registered/{uuid:registered_id}/look", response={200: dict[str, str], **Errors})
def looked(
    request: HttpRequest, registered_id: UUID, given: RegisteredLookIn = Body(...)
) -> dict[str, str]:
    """What somebody registered, in full; the look is written down with its purpose."""
    found: dict[str, str] = _worked(
        request,
        lambda a: registered_opened(registered_id, purpose=given.purpose, by=a, at=clock_now()),
    )
    return found
