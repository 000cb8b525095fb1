"""Matters: raised, listed, read, moved, acted on; files; the raiser's own."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from ninja import Body, File, Header, Router, Status
from ninja.files import UploadedFile

from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, NotAllowed, Refusal
from shuoshi.matters.actions import attach, served
from shuoshi.matters.alike import alike
from shuoshi.matters.engine import act, move
from shuoshi.matters.looking import open_fields
from shuoshi.matters.opening import may_open, open_matter
from shuoshi.matters.pictures import receive
from shuoshi.matters.queries import QueueRow, around, holder_of_receipt, queue
from shuoshi.matters.rules import RAISERS, may_attach
from shuoshi.matters.sealed import readable
from shuoshi.matters.searching import search
from shuoshi.matters.situation import Situation
from shuoshi.matters.terms import MatterNotFound, Moved, Raised
from shuoshi.programmes.ports import BLOCKS
from shuoshi.programmes.queries import current
from shuoshi.reach.terms import ANYBODY, Actor
from shuoshi.web.api.base import Errors, actors, ask_of, in_person, limited
from shuoshi.web.api.base import signed as signed_in
from shuoshi.web.api.reading import alike_out
from shuoshi.web.asking import duty_for, seeing
from shuoshi.web.due import due_in_words
from shuoshi.web.limiting import limit
from shuoshi.web.public_schemas import AlikeOut
from shuoshi.web.schemas import (
    ActOut,
    AskOut,
    FilesOut,
    FoundOut,
    FoundRowOut,
    MatterIn,
    MatterOut,
    MovedOut,
    MoveIn,
    MoveOut,
    QueueOut,
    ReceiptOut,
    RowOut,
    SpanIn,
    StepOut,
    WordsIn,
)
from shuoshi.web.serving import serve
from shuoshi.web.sheets import listed
from shuoshi.web.showing import buttons, candidates

Seen = list[tuple[Actor, Situation, Any]]
router = Router(tags=["matters"])
_KEY_MOST = 64


def _out(made: Moved) -> MovedOut:
    return MovedOut(
        id=made.matter_id, number=made.number, move=made.move, stage=made.stage,
        revision=made.revision, due_at=made.due_at, opened=list(made.opened),
    )  # fmt: skip


@router.post("/matters", response={201: ReceiptOut, 200: ReceiptOut, **Errors}, by_alias=True)
def raise_matter(
    request: HttpRequest,
    said_now: MatterIn = Body(...),
    idempotency_key: str | None = Header(
        None,
        alias="Idempotency-Key",
        max_length=_KEY_MOST,
        min_length=8,
        description="8 to 64 characters, new for each thing that is said",
    ),
) -> Status:
    """Say something. The same Idempotency-Key with the same content gives the same receipt."""
    signed = signed_in(request)
    if signed is None:
        limit(request, "say")
    else:
        limited(request, "say")
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


@router.get("/matters", response={200: QueueOut, **Errors})
def my_queue(request: HttpRequest, after: str | None = None) -> QueueOut:
    """Open matters within reach, the most urgent first."""
    page = queue(actors(request), after=after)
    return QueueOut(rows=[_row(r) for r in page.rows], after=page.after)


def _row(r: QueueRow) -> RowOut:
    return RowOut(
        id=r.id, number=r.number, stage=r.stage, kind=r.kind, title=r.title, place=r.place,
        due_at=r.due_at,
    )  # fmt: skip


@router.post("/matters/list", response={**Errors})
def take_list(request: HttpRequest, given: SpanIn = Body(...)) -> StreamingHttpResponse:
    """Matters raised within my range in a span of days, as a sheet: text/csv."""
    in_person(request)
    limited(request, "list")
    found = signed_in(request)
    if found is None:
        raise NotAllowed
    return listed(found, given.since, given.until)


@router.post("/matters/find", response={200: FoundOut, **Errors})
def find_matters(request: HttpRequest, given: WordsIn = Body(...)) -> FoundOut:
    """Matters within reach, open and closed, in which every word stands, the newest first."""
    limited(request, "find")
    page = search(given.words, actors(request), after=given.after)
    rows = [
        FoundRowOut(row=_row(f.row), piece=f.piece, opened_at=f.row.opened_at, closed=f.closed)
        for f in page.rows
    ]
    return FoundOut(rows=rows, after=page.after)


@router.get("/matters/{uuid:matter_id}/alike", response={200: list[AlikeOut], **Errors})
def alike_matters(request: HttpRequest, matter_id: UUID) -> list[AlikeOut]:
    """What may be the same matter, within the reach of the caller's duty that sees this one."""
    at = clock_now()
    actor, now, _states = seeing(actors(request), matter_id, at)[0]
    return [alike_out(a) for a in alike(now.matter, actor, at)]


@router.get("/matters/{uuid:matter_id}", response={200: MatterOut, **Errors})
def one_matter(request: HttpRequest, matter_id: UUID) -> MatterOut:
    """A matter with the moves that the caller may make now."""
    seen = seeing(actors(request), matter_id, clock_now())
    actor, now, _states = seen[0]
    m, beside, units = now.matter, around(matter_id, by=actor), candidates(seen, now.at)
    moves = [
        MoveOut(
            name=b.name, zh=b.label.zh, en=b.label.en, asks=[ask_of(a, units) for a in b.asks],
            duty=b.actor.duty_id,
        )
        for b in buttons(seen)
    ]  # fmt: skip
    return MatterOut(
        id=m.id, number=m.number, programme=m.programme, stage=m.stage, kind=m.kind, title=m.title,
        body=m.body, place=beside.place, holder=beside.holder, revision=m.revision,
        opened_at=m.opened_at, due_at=m.due_at, closed_at=m.closed_at,
        steps=[StepOut(move=s.move, stage=s.to_stage, at=s.at, by=s.said_by, due_at=s.due_at) for s in beside.steps],
        files=[f.id for f in beside.files], moves=moves, why=due_in_words(now).why,
        form=readable(now.definition, m.form, actor.role), acts=_acts(seen),
        sealed=list(dict.fromkeys(f for a, n, _s in seen for f in open_fields(n, a))),
    )  # fmt: skip


def _acts(seen: Seen) -> list[ActOut]:
    """The acts of the present stage's blocks that one of these duties has."""
    out: dict[tuple[str, str], ActOut] = {}
    for actor, now, states in seen:
        roles = {actor.role, "raiser"} if actor.reach in RAISERS else {actor.role}
        for block, (stage, state) in states.items() if now.matter.closed_at is None else ():
            options = BLOCKS[block].options(stage, state)
            for act_ in BLOCKS[block].acts:
                if roles & set(act_.by):
                    asks = [
                        AskOut(
                            name=a,
                            type="text",
                            required=False,
                            suggested=[],
                            options=list(options.get(a, ())),
                        )
                        for a in act_.asks
                    ]
                    out[block, act_.name] = ActOut(
                        block=block, name=act_.name, zh=act_.label.zh, en=act_.label.en, asks=asks
                    )
    return list(out.values())


@router.post("/matters/{uuid:matter_id}/moves/{name}", response={200: MovedOut, **Errors})
def make_move(
    request: HttpRequest, matter_id: UUID, name: str, given: MoveIn = Body(...)
) -> MovedOut:
    """Make one move, under the one duty that it needs."""
    at, chosen = clock_now(), str(given.duty) if given.duty else None
    actor = duty_for(actors(request), name, matter_id, at, chosen)
    made = move(
        matter_id=matter_id,
        name=name,
        answers=given.answers,
        by=actor,
        at=at,
        revision=given.revision,
    )
    return _out(made)


@router.post(
    "/matters/{uuid:matter_id}/acts/{block}/{name}", response={200: list[MovedOut], **Errors}
)
def make_act(
    request: HttpRequest, matter_id: UUID, block: str, name: str, answers: dict[str, Any] = Body({})
) -> list[MovedOut]:
    """Do something inside a block's stage: vote, answer, report. Gives the moves it set off."""
    able, at = actors(request), clock_now()
    if set(answers) == {"answers"} and isinstance(answers["answers"], dict):
        answers = answers["answers"]  # wrapped as a move's are
    refusal: Refusal = MatterNotFound()
    for actor in able:
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


@router.post("/matters/{uuid:matter_id}/files", response={201: FilesOut, **Errors})
def add_files(
    request: HttpRequest, matter_id: UUID, files: list[UploadedFile] = File(...)
) -> Status:
    """Attach pictures or PDFs."""
    at = clock_now()
    actor, now, _states = seeing(actors(request), matter_id, at)[0]
    if not may_attach(now, actor):
        raise NotAllowed
    if len(files) > settings.UPLOAD_MOST_FILES:
        raise BadInput(
            "一次最多传 %(most)s 个文件。", field="files", most=settings.UPLOAD_MOST_FILES
        )
    received = [receive(f.read(settings.UPLOAD_MOST_BYTES + 1)) for f in files]
    kept = attach(matter_id=matter_id, received=received, by=actor, at=at)
    return Status(201, FilesOut(files=list(kept)))


@router.get("/matters/{uuid:matter_id}/files/{uuid:file_id}", response={**Errors}, url_name="file")
def one_file(request: HttpRequest, matter_id: UUID, file_id: UUID) -> FileResponse:
    """A file of a matter within reach: image/jpeg or application/pdf."""
    return serve(served(file_id, actors(request)))


@router.get("/receipts/mine", response={200: MatterOut, **Errors})
def by_receipt(
    request: HttpRequest, x_secret: str = Header("", alias="X-Secret", max_length=64)
) -> MatterOut:
    """A matter as its raiser follows it."""
    limit(request, "follow")
    _actor, matter_id = holder_of_receipt(x_secret)
    return one_matter(request, matter_id)
