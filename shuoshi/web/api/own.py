"""One's own data: seen, corrected, taken along; consents; who looked; requests, and their answers by staff."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Body, Router, Schema, Status
from pydantic import ConfigDict, Field

from shuoshi.accounts.proving import prove_password
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.people.actions import correct
from shuoshi.privacy.asking import answer, ask, requests_of, requests_within, taken_along
from shuoshi.privacy.consenting import consents_of, give_consent, told_now, withdraw_consent
from shuoshi.privacy.ports import ACTIVITIES
from shuoshi.privacy.terms import ANSWERERS, Asked
from shuoshi.reach.terms import Actor
from shuoshi.sealing.queries import looks_at
from shuoshi.web.api.base import Errors, actors
from shuoshi.web.api.people import CorrectedOut
from shuoshi.web.asking import under_any
from shuoshi.web.schemas import Moment
from shuoshi.web.taking import CORRECTED_BY_ONESELF, taken_as_zip

router = Router(tags=["own data"])


class OwnCorrectIn(Schema):
    """A new phone, with the password: whoever sits at somebody's screen changes none."""

    model_config = ConfigDict(extra="forbid")

    phone: str = Field(max_length=30)
    password: str = Field(max_length=128)


class LookedOut(Schema):
    """Somebody looked behind a mask of mine."""

    at: Moment
    by: str
    fields: list[str]
    purpose: str
    why: str


class ActivityOut(Schema):
    """Something that may be asked of me, what I am told of it, and whether I agreed."""

    code: str
    version: int = Field(description="Version of the text that holds today; send it along to agree")
    zh: str
    en: str
    agreed_at: Moment | None
    agreed_version: int | None


class AgreeIn(Schema):
    """Consent to an activity, as its text was shown."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=100_000)
    guardian: str = Field("", max_length=60, description="For a child below fourteen")


class RequestIn(Schema):
    """What I ask for about my data."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(max_length=20, description="see, correct, export, erase or explain")
    words: str = Field("", max_length=2000)


class RequestOut(Schema):
    """A request with its day and its answer."""

    id: UUID
    kind: str
    words: str
    asked_at: Moment
    due_on: date
    answered_at: Moment | None
    granted: bool | None
    answer: str


class AnswerIn(Schema):
    """The answer to a request; a refusal says why."""

    model_config = ConfigDict(extra="forbid")

    granted: bool
    words: str = Field("", max_length=2000)


def _own(request: HttpRequest) -> tuple[Actor, UUID]:
    """The resident who asks. Raises NotAllowed for anybody else."""
    own = next((a for a in actors(request) if a.role == "resident"), None)
    if own is None or own.person_id is None:
        raise NotAllowed("这一页是居民账号的。")
    return own, own.person_id


def _request(r: Asked) -> RequestOut:
    return RequestOut(
        id=r.id, kind=r.kind, words=r.words, asked_at=r.asked_at, due_on=r.due_on,
        answered_at=r.answered_at, granted=r.granted, answer=r.answer,
    )  # fmt: skip


@router.get("/me/data", response={200: dict[str, list[dict[str, str]]], **Errors})
def own_data(request: HttpRequest) -> dict[str, list[dict[str, str]]]:
    """All that is held of me, by room: rows of label and text."""
    by, person_id = _own(request)
    held = taken_along(person_id, by=by)
    return {room: [dict(row) for row in rows] for room, rows in held.items()}


@router.patch("/me/data", response={200: CorrectedOut, **Errors})
def correct_own(request: HttpRequest, given: OwnCorrectIn = Body(...)) -> CorrectedOut:
    """Correct my phone; the rest is asked for."""
    by, person_id = _own(request)
    if by.account_id is None:
        raise NotAllowed
    prove_password(account_id=by.account_id, password=given.password)
    wished = {n: getattr(given, n) for n in CORRECTED_BY_ONESELF}
    return CorrectedOut(changed=correct(person_id=person_id, given=wished, by=by, at=clock_now()))


@router.post("/me/export", response={**Errors})
def take_along(request: HttpRequest) -> HttpResponse:
    """Everything as a zip of JSON and a page to read it in: application/zip."""
    by, person_id = _own(request)
    return taken_as_zip(person_id, by)


@router.get("/me/looks", response={200: list[LookedOut], **Errors})
def own_looks(request: HttpRequest) -> list[LookedOut]:
    """Who looked behind my masks, when and why."""
    by, person_id = _own(request)
    return [
        LookedOut(at=r.at, by=r.said_by, fields=list(r.fields), purpose=r.purpose, why=r.why)
        for r in looks_at(person_id, by=by)
    ]


@router.get("/me/consents", response={200: list[ActivityOut], **Errors})
def own_consents(request: HttpRequest) -> list[ActivityOut]:
    """What I may be asked for, and what I agreed to."""
    by, person_id = _own(request)
    today = local_date(clock_now())
    running = {c.activity: c for c in consents_of(person_id, by=by) if c.withdrawn_at is None}
    out = []
    for code in ACTIVITIES:
        told, agreed = told_now(code, today), running.get(code)
        out.append(
            ActivityOut(
                code=code, version=told.version, zh=told.text.zh, en=told.text.en,
                agreed_at=agreed.given_at if agreed else None, agreed_version=agreed.version if agreed else None,
            )
        )  # fmt: skip
    return out


@router.put("/me/consents/{activity}", response={204: None, **Errors})
def agree(request: HttpRequest, activity: str, given: AgreeIn = Body(...)) -> Status:
    """Consent to an activity; as easy to take back."""
    by, person_id = _own(request)
    give_consent(
        person_id=person_id, activity=activity, version=given.version, guardian=given.guardian, by=by,
        at=clock_now(),
    )  # fmt: skip
    return Status(204, None)


@router.delete("/me/consents/{activity}", response={204: None, **Errors})
def take_back(request: HttpRequest, activity: str) -> Status:
    """Take a consent back."""
    by, person_id = _own(request)
    withdraw_consent(person_id=person_id, activity=activity, by=by, at=clock_now())
    return Status(204, None)


@router.get("/me/requests", response={200: list[RequestOut], **Errors})
def own_requests(request: HttpRequest) -> list[RequestOut]:
    """What I asked for, the newest first."""
    by, person_id = _own(request)
    return [_request(r) for r in requests_of(person_id, by=by)]


@router.post("/me/requests", response={201: dict[str, UUID], **Errors})
def ask_for(request: HttpRequest, given: RequestIn = Body(...)) -> Status:
    """Ask for something about my data; due in fifteen working days."""
    by, person_id = _own(request)
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
def answer_request(request: HttpRequest, request_id: UUID, given: AnswerIn = Body(...)) -> Status:
    """Answer a request."""
    under_any(
        _answerers(request),
        lambda by: answer(
            request_id=request_id, granted=given.granted, words=given.words, by=by, at=clock_now()
        ),
    )
    return Status(204, None)
