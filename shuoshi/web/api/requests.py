"""Requests about one's data: by oneself, through a worker; their answers."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Schema, Status
from pydantic import ConfigDict, Field

from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.privacy.asking import answer, ask, requests_of, requests_within
from shuoshi.privacy.terms import ANSWERERS, Asked
from shuoshi.reach.terms import Actor
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.api.own import own
from shuoshi.web.asking import finders, seen_by, under_any
from shuoshi.web.schemas import Moment

router = Router(tags=["requests"])


class RequestIn(Schema):
    """What I ask for about my data."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(max_length=20, description="see, correct, export, erase or explain")
    words: str = Field("", max_length=2000)


class RequestOut(Schema):
    """A request with its day and its answer."""

    id: UUID
    person: UUID | None = Field(description="None once the person was erased")
    place: str = Field(description="Path of the place")
    kind: str
    words: str
    asked_at: Moment
    due_on: date
    answered_at: Moment | None
    granted: bool | None
    answer: str


class RequestAnswerIn(Schema):
    """The answer to a request; a refusal says why."""

    model_config = ConfigDict(extra="forbid")

    granted: bool
    words: str = Field("", max_length=2000)
    sure: bool = Field(False, description="To grant an erasure, which can't be taken back")


def _request(r: Asked) -> RequestOut:
    return RequestOut(
        id=r.id, person=r.person_id, place=r.path, kind=r.kind, words=r.words, asked_at=r.asked_at, due_on=r.due_on,
        answered_at=r.answered_at, granted=r.granted, answer=r.answer,
    )  # fmt: skip


@router.get("/me/requests", response={200: list[RequestOut], **Errors})
def own_requests(request: HttpRequest) -> list[RequestOut]:
    """What I asked for, the newest first."""
    by, person_id = own(request)
    return [_request(r) for r in requests_of(person_id, by=by)]


@router.post("/me/requests", response={201: dict[str, UUID], **Errors})
def ask_for(request: HttpRequest, given: RequestIn = Body(...)) -> Status:
    """Ask for something about my data; due in fifteen working days."""
    by, person_id = own(request)
    made = ask(person_id=person_id, kind=given.kind, words=given.words, by=by, at=clock_now())
    return Status(201, {"id": made})


def _answerers(request: HttpRequest) -> list[Actor]:
    able = [a for a in actors(request) if a.role in ANSWERERS]
    if not able:
        raise NotAllowed("个人信息的申请由社区书记或街道审核员答复。")
    return able


@router.get("/requests", response={200: list[RequestOut], **Errors})
def requests_in_range(request: HttpRequest) -> list[RequestOut]:
    """Requests within my range, those that wait first."""
    rows = {r.id: r for by in _answerers(request) for r in requests_within(by=by)}
    return [_request(r) for r in rows.values()]


@router.post("/requests/{uuid:request_id}/answer", response={204: None, **Errors})
def answer_request(
    request: HttpRequest, request_id: UUID, given: RequestAnswerIn = Body(...)
) -> Status:
    """Answer a request, in person."""
    in_person(request)
    under_any(
        _answerers(request),
        lambda by: answer(
            request_id=request_id,
            granted=given.granted,
            words=given.words,
            sure=given.sure,
            by=by,
            at=clock_now(),
        ),
    )
    return Status(204, None)


@router.post("/people/{uuid:person_id}/requests", response={201: dict[str, UUID], **Errors})
def ask_for_person(request: HttpRequest, person_id: UUID, given: RequestIn = Body(...)) -> Status:
    """Write down what somebody at the desk asks for about their data."""
    by, _shown = seen_by(finders(actors(request)), person_id)
    made = ask(person_id=person_id, kind=given.kind, words=given.words, by=by, at=clock_now())
    return Status(201, {"id": made})
