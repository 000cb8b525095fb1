"""The API: the same actions as the pages, under /api/v1. Refusals are RFC 9457 problem details."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DataError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Body, File, Header, NinjaAPI, Status
from ninja.errors import HttpError, ValidationError
from ninja.files import UploadedFile
from ninja.utils import check_csrf

from shuoshi import __version__
from shuoshi.accounts.queries import by_key
from shuoshi.accounts.terms import KeyMissing, SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, NotAllowed, Refusal
from shuoshi.kernel.texts import marked
from shuoshi.matters.actions import attach, served
from shuoshi.matters.engine import act, move
from shuoshi.matters.forms import MISSING
from shuoshi.matters.opening import may_open, open_matter
from shuoshi.matters.pictures import receive
from shuoshi.matters.public import board, public_matter
from shuoshi.matters.queries import around, holder_of_receipt, queue
from shuoshi.matters.rules import may_attach
from shuoshi.matters.terms import BadAnswers, MatterNotFound, Moved, Raised
from shuoshi.places.queries import place_page, streets_with_communities
from shuoshi.programmes.queries import current, installed
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import ANYBODY, Actor
from shuoshi.ui.words import in_words, said
from shuoshi.units.terms import UnitRow
from shuoshi.web.asking import duty_for, seeing, who
from shuoshi.web.schemas import (
    AskOut,
    BoardOut,
    FilesOut,
    MatterIn,
    MatterOut,
    MovedOut,
    MoveIn,
    MoveOut,
    PassedOut,
    PlaceOut,
    PlacePageOut,
    Problem,
    ProgrammeOut,
    PublicOut,
    QueueOut,
    ReceiptOut,
    RowOut,
    StepOut,
)
from shuoshi.web.serving import serve
from shuoshi.web.showing import Ask, buttons, candidates

_PROBLEM = "application/problem+json"
_KEY_MOST = 64

_DESCRIPTION = """The same actions as the pages, at the same speed and under the same reaches.

**Who asks.** A program sends `Authorization: Bearer <key>`; a site's administrator makes the key with
`shuoshi site key USERNAME NAME`, and the program then acts as that account. Whoever raised a matter sends
the receipt's secret as `X-Secret`. Raising, the public board, places and programmes need neither.

**Twice the same.** `Idempotency-Key` on `POST /matters`: the same key with the same content gives the
same receipt, with other content 409. Keys belong to the account that sends them.

**Errors** are RFC 9457 problems (`application/problem+json`): `title` in the reader's language
(cookie `language`), `code` for programs, `errors` by field.

**A matter's way.** `GET /matters/{id}` lists the moves that may be made now, with what each asks;
`POST …/moves/{name}` makes one; `POST …/acts/{block}/{name}` votes (`ballot/convene | vote | record |
close`, answers `choice`: yes, no, abstain), reports (`progress/report`) or evaluates (`survey/answer`,
answers `solved`: yes or no, `rating`: 1 to 5, `words`)."""

api = NinjaAPI(
    title="说事 Shuoshi",
    version=__version__,
    urls_namespace="api",
    docs_url="docs",
    description=_DESCRIPTION,
    openapi_extra={
        "components": {
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "secret": {"type": "apiKey", "in": "header", "name": "X-Secret"},
            }
        },
        "security": [{"key": []}, {"secret": []}, {}],
    },
)


def _problem(
    status: int, title: str, code: str, errors: dict[str, str] | None = None
) -> HttpResponse:
    body = Problem(title=title, status=status, code=code, errors=errors or {})
    return HttpResponse(body.model_dump_json(), status=status, content_type=_PROBLEM)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    errors = {}
    if isinstance(error, BadAnswers):
        errors = {name: in_words(text) for name, text in error.faults.items()}
    elif isinstance(error, BadInput) and error.field:
        errors = {error.field: said(error)}
    return _problem(error.status, said(error), error.code, errors)


@api.exception_handler(DataError)
@api.exception_handler(UnicodeError)
def _unheld(request: HttpRequest, error: Exception) -> HttpResponse:
    """What no column can hold: NUL, half a character."""
    return _problem(422, said(BadInput()), "bad_input")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = {str(e["loc"][-1]): _fault(e) for e in error.errors}
    return _problem(422, said(BadInput()), "bad_input", errors)


def _fault(error: dict[str, Any]) -> str:
    """What is wrong with one value, in the reader's words where we have them."""
    return gettext(_WORDED[error["type"]]) if error["type"] in _WORDED else str(error["msg"])


@api.exception_handler(HttpError)
def _unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What is no request at all, such as a body that is no JSON."""
    return _problem(error.status_code, gettext(_NO_REQUEST), "bad_request")


_WORDED = {
    "missing": MISSING,
    "string_too_long": marked("太长了。"),
    "string_pattern_mismatch": marked("请从选项里选。"),
    "extra_forbidden": marked("没有这一项。"),
}
_NO_REQUEST = marked("请求的内容读不懂。")


def _signed(request: HttpRequest) -> SignedIn | None:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return by_key(header.removeprefix("Bearer ").strip(), local_date(clock_now()))
    found = who(request)
    if (
        found is not None
        and request.method not in ("GET", "HEAD")
        and check_csrf(request) is not None
    ):
        raise NotAllowed("这个请求没有带上页面的令牌。")
    return found


def _actors(request: HttpRequest) -> tuple[Actor, ...]:
    """Everybody that the caller may act as. Raises KeyRefused when nobody."""
    secret = request.headers.get("X-Secret")
    if secret:
        return (holder_of_receipt(secret)[0],)
    signed = _signed(request)
    if signed is None:
        raise KeyMissing
    return signed.actors()


def _out(made: Moved) -> MovedOut:
    return MovedOut(
        id=made.matter_id, number=made.number, move=made.move, stage=made.stage,
        revision=made.revision, due_at=made.due_at, opened=list(made.opened),
    )  # fmt: skip


def _ask(a: Ask, units: Iterable[UnitRow]) -> AskOut:
    """A field as programs read it."""
    options = [str(u.id) for u in units] if a.rule.type == "unit" else list(a.options)
    return AskOut(name=a.name, type=a.rule.type, required=a.required, options=options)


Errors = {
    400: Problem,
    401: Problem,
    403: Problem,
    404: Problem,
    409: Problem,
    413: Problem,
    422: Problem,
}


@api.post("/matters", response={201: ReceiptOut, 200: ReceiptOut, **Errors}, by_alias=True)
def raise_matter(
    request: HttpRequest,
    said_now: MatterIn = Body(...),
    idempotency_key: str | None = Header(
        None, alias="Idempotency-Key", max_length=_KEY_MOST, min_length=8
    ),
) -> Status:
    """Say something. The same Idempotency-Key with the same content gives the same receipt."""
    signed = _signed(request)
    able = (signed.actors() if signed else ()) or (ANYBODY,)
    given = said_now.model_dump()
    raised = Raised(path=given.pop("place"), key=idempotency_key, **given)
    d = current(raised.programme)
    by = next((actor for actor in able if may_open(d, actor, raised.path)), able[0])
    receipt = open_matter(said=raised, by=by, at=clock_now())
    out = ReceiptOut(
        id=receipt.matter_id,
        number=receipt.number,
        secret=receipt.secret,
        opened_at=receipt.opened_at,
    )
    return Status(200 if receipt.again else 201, out)


@api.get("/matters", response={200: QueueOut, **Errors})
def my_queue(request: HttpRequest, after: str | None = None) -> QueueOut:
    """Open matters within reach, the most urgent first."""
    page = queue(_actors(request), after=after)
    rows = [
        RowOut(
            id=r.id,
            number=r.number,
            stage=r.stage,
            kind=r.kind,
            title=r.title,
            place=r.place,
            due_at=r.due_at,
        )
        for r in page.rows
    ]
    return QueueOut(rows=rows, after=page.after)


@api.get("/matters/{uuid:matter_id}", response={200: MatterOut, **Errors})
def one_matter(request: HttpRequest, matter_id: UUID) -> MatterOut:
    """A matter with the moves that the caller may make now."""
    seen = seeing(_actors(request), matter_id, clock_now())
    actor, now, _states = seen[0]
    m, beside, units = now.matter, around(matter_id, by=actor), candidates(seen, now.at)
    moves = [
        MoveOut(
            name=b.name, zh=b.label.zh, en=b.label.en, asks=[_ask(a, units) for a in b.asks],
            duty=b.actor.duty_id,
        )
        for b in buttons(seen)
    ]  # fmt: skip
    return MatterOut(
        id=m.id, number=m.number, programme=m.programme, stage=m.stage, kind=m.kind, title=m.title,
        body=m.body, place=beside.place, holder=beside.holder, revision=m.revision,
        opened_at=m.opened_at, due_at=m.due_at, closed_at=m.closed_at,
        steps=[StepOut(move=s.move, stage=s.to_stage, at=s.at, by=s.said_by, due_at=s.due_at) for s in beside.steps],
        files=[f.id for f in beside.files], moves=moves,
    )  # fmt: skip


@api.post("/matters/{uuid:matter_id}/moves/{name}", response={200: MovedOut, **Errors})
def make_move(
    request: HttpRequest, matter_id: UUID, name: str, given: MoveIn = Body(...)
) -> MovedOut:
    """Make one move, under the one duty that it needs."""
    at, chosen = clock_now(), str(given.duty) if given.duty else None
    actor = duty_for(_actors(request), name, matter_id, at, chosen)
    made = move(
        matter_id=matter_id,
        name=name,
        answers=given.answers,
        by=actor,
        at=at,
        revision=given.revision,
    )
    return _out(made)


@api.post("/matters/{uuid:matter_id}/acts/{block}/{name}", response={200: list[MovedOut], **Errors})
def make_act(
    request: HttpRequest, matter_id: UUID, block: str, name: str, answers: dict[str, Any] = Body({})
) -> list[MovedOut]:
    """Do something inside a block's stage: vote, answer, report. Gives the moves it set off."""
    actors, at = _actors(request), clock_now()
    refusal: Refusal = MatterNotFound()
    for actor in actors:
        try:
            made = act(
                matter_id=matter_id, block=block, name=name, answers=answers, by=actor, at=at
            )
            return [_out(m) for m in made]
        except Refusal as error:
            if error.status not in (403, 404):
                raise
            refusal = refusal if isinstance(error, MatterNotFound) else error
    raise refusal


@api.post("/matters/{uuid:matter_id}/files", response={201: FilesOut, **Errors})
def add_files(
    request: HttpRequest, matter_id: UUID, files: list[UploadedFile] = File(...)
) -> Status:
    """Attach pictures or PDFs."""
    at = clock_now()
    actor, now, _states = seeing(_actors(request), matter_id, at)[0]
    if not may_attach(now, actor):
        raise NotAllowed
    if len(files) > settings.UPLOAD_MOST_FILES:
        raise BadInput(
            "一次最多传 %(most)s 个文件。", field="files", most=settings.UPLOAD_MOST_FILES
        )
    received = [receive(f.read(settings.UPLOAD_MOST_BYTES + 1)) for f in files]
    kept = attach(matter_id=matter_id, received=received, by=actor, at=at)
    return Status(201, FilesOut(files=list(kept)))


@api.get("/matters/{uuid:matter_id}/files/{uuid:file_id}", response={**Errors}, url_name="file")
def one_file(request: HttpRequest, matter_id: UUID, file_id: UUID) -> FileResponse:
    """A file of a matter within reach: image/jpeg or application/pdf."""
    return serve(served(file_id, _actors(request)))


@api.get("/places", response={200: list[PlaceOut]}, auth=None)
def places(request: HttpRequest) -> list[PlaceOut]:
    """The communities and villages of the district."""
    return [
        PlaceOut(path=place.path, name=place.name, street=street.name)
        for street in streets_with_communities(settings.DISTRICT_CODE)
        for place in street.places
    ]


@api.get("/places/{path}", response={200: PlacePageOut, **Errors}, auth=None)
def one_place(request: HttpRequest, path: str) -> PlacePageOut:
    """A place with all that is known of it."""
    page = place_page(path[:40])
    under = {"path": page.place.path, "name": page.place.name, "kind": page.place.kind}
    return PlacePageOut.model_validate(
        under
        | {n: getattr(page, n) for n in ("closed_on", "way", "codes", "names", "children")}
        | {n: getattr(page, n) for n in ("estates", "sites", "successions")}
    )


def _public(m: Any) -> PublicOut:
    timeline = [PassedOut(stage=stage, at=at) for stage, at in m.timeline]
    return PublicOut(
        number=m.number, title=m.title, text=m.text, kind=m.kind, stage=m.stage, place=m.place,
        street=m.street, holder=m.holder, shown=dict(m.shown), timeline=timeline, pictures=list(m.pictures),
        opened_at=m.opened_at, due_at=m.due_at, closed=m.closed,
    )  # fmt: skip


@api.get("/public/matters", response={200: BoardOut, **Errors}, auth=None)
def public_board(request: HttpRequest, kind: str = "", after: str | None = None) -> BoardOut:
    """The public board, the newest first."""
    bounds = bounds_of(settings.DISTRICT_CODE)
    page = board(lo=bounds.lo, hi=bounds.hi, kind=kind, after=after)
    return BoardOut(rows=[_public(m) for m in page.rows], after=page.after)


@api.get("/public/matters/{number}", response={200: PublicOut, **Errors}, auth=None)
def public_one(request: HttpRequest, number: str) -> PublicOut:
    """The public page of a matter."""
    return _public(public_matter(number[:20]))


@api.get("/receipts/mine", response={200: MatterOut, **Errors})
def by_receipt(
    request: HttpRequest, x_secret: str = Header("", alias="X-Secret", max_length=64)
) -> MatterOut:
    """A matter as its raiser follows it."""
    _actor, matter_id = holder_of_receipt(x_secret)
    return one_matter(request, matter_id)


@api.get("/programmes", response={200: list[ProgrammeOut]}, auth=None)
def programmes(request: HttpRequest) -> list[ProgrammeOut]:
    """The installed programmes."""
    return [
        ProgrammeOut(
            key=d.key, version=d.n, zh=d.programme.name.zh, en=d.programme.name.en,
            stages=list(d.programme.stages), kinds=list(d.programme.kinds),
        )
        for d in installed()
    ]  # fmt: skip
