"""One's own data: seen, taken along; who looked."""

from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema

from shuoshi.kernel.errors import NotAllowed
from shuoshi.privacy.exporting import taken_along
from shuoshi.reach.terms import Actor
from shuoshi.sealing.queries import looks_at
from shuoshi.web.api.base import Errors, actors, limited
from shuoshi.web.schemas import Moment
from shuoshi.web.taking import taken_as_zip

router = Router(tags=["own data"])


class LookedOut(Schema):
    """Somebody looked behind a mask of mine."""

    at: Moment
    by: str
    fields: list[str]
    purpose: str
    why: str


def own(request: HttpRequest) -> tuple[Actor, UUID]:
    """The resident who asks. Raises NotAllowed for anybody else."""
    own = next((a for a in actors(request) if a.role == "resident"), None)
    if own is None or own.person_id is None:
        raise NotAllowed("这一页是居民账号的。")
    return own, own.person_id


@router.get("/me/data", response={200: dict[str, list[dict[str, str]]], **Errors})
def own_data(request: HttpRequest) -> dict[str, list[dict[str, str]]]:
    """All that is held of me, by room: rows of label and text."""
    by, person_id = own(request)
    held = taken_along(person_id, by=by, language=get_language() or "zh")
    return {room: [dict(row) for row in rows] for room, rows in held.items()}


@router.post("/me/export", response={**Errors})
def take_along(request: HttpRequest) -> FileResponse:
    """Everything as a zip of JSON and a page to read it in: application/zip."""
    limited(request, "list")
    by, person_id = own(request)
    return taken_as_zip(person_id, by)


@router.get("/me/looks", response={200: list[LookedOut], **Errors})
def own_looks(request: HttpRequest) -> list[LookedOut]:
    """Who looked behind my masks, when and why."""
    by, person_id = own(request)
    return [
        LookedOut(at=r.at, by=r.said_by, fields=list(r.fields), purpose=r.purpose, why=r.why)
        for r in looks_at(person_id, by=by)
    ]
