"""What everybody may read: places, the public board, programmes."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.matters.alike import Alike, alike_shown
from shuoshi.matters.public import board, public_matter
from shuoshi.matters.searching import search_board
from shuoshi.matters.too import me_too, not_me, who_is
from shuoshi.places.queries import place_page, streets_with_communities
from shuoshi.places.terms import PlaceNotFound
from shuoshi.programmes.ports import fields_at_first
from shuoshi.programmes.queries import installed
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import ANYBODY
from shuoshi.web.api.base import Errors, ask_of
from shuoshi.web.limiting import limit
from shuoshi.web.public_schemas import (
    AlikeIn,
    AlikeOut,
    BoardOut,
    CountOut,
    PassedOut,
    PlaceOut,
    PlacePageOut,
    ProgrammeOut,
    PublicOut,
    TooIn,
)
from shuoshi.web.showing import asks_of

router = Router(tags=["public"])


def alike_out(a: Alike) -> AlikeOut:
    """What may be the same, as the API shows it."""
    return AlikeOut(
        id=a.id, number=a.number, title=a.title, stage=a.stage, kind=a.kind, place=a.place,
        opened_at=a.opened_at, closed=a.closed, likeness=round(a.likeness, 3),
    )  # fmt: skip


@router.get("/places", response={200: list[PlaceOut]}, auth=None)
def places(request: HttpRequest) -> list[PlaceOut]:
    """The communities and villages of the district."""
    return [
        PlaceOut(path=place.path, name=place.name, street=street.name)
        for street in streets_with_communities(settings.DISTRICT_CODE, local_date(clock_now()))
        for place in street.places
    ]


@router.get("/places/{path}", response={200: PlacePageOut, **Errors}, auth=None)
def one_place(request: HttpRequest, path: str) -> PlacePageOut:
    """A place with all that is known of it."""
    page = place_page(path[:40], local_date(clock_now()))
    under = {"path": page.place.path, "name": page.place.name, "kind": page.place.kind}
    return PlacePageOut.model_validate(
        under
        | {n: getattr(page, n) for n in ("closed_on", "way", "codes", "names", "children")}
        | {n: getattr(page, n) for n in ("estates", "sites", "successions")}
    )


def public_out(m: Any) -> PublicOut:
    """What everybody may see of a matter, as the API shows it."""
    timeline = [
        PassedOut(stage=p.stage, at=p.at, was_due_at=p.was_due_at, due_at=p.due_at)
        for p in m.timeline
    ]
    return PublicOut(
        number=m.number, title=m.title, text=m.text, kind=m.kind, stage=m.stage, place=m.place,
        street=m.street, holder=m.holder, shown=dict(m.shown), timeline=timeline, pictures=list(m.pictures),
        opened_at=m.opened_at, due_at=m.due_at, closed=m.closed, me_too=m.me_too,
        waited=m.waited(clock_now()),
    )  # fmt: skip


@router.get("/public/matters", response={200: BoardOut, **Errors}, auth=None)
def public_board(
    request: HttpRequest, kind: str = "", after: str | None = None, words: str = ""
) -> BoardOut:
    """The public board, the newest first; with `words` only what was released with them in it."""
    bounds = bounds_of(settings.DISTRICT_CODE)
    where: Any = {"lo": bounds.lo, "hi": bounds.hi, "kind": kind, "after": after}
    page = search_board(words[:60], **where) if words.strip() else board(**where)
    return BoardOut(rows=[public_out(m) for m in page.rows], after=page.after)


@router.get("/public/matters/{number}", response={200: PublicOut, **Errors}, auth=None)
def public_one(request: HttpRequest, number: str) -> PublicOut:
    """The public page of a matter."""
    return public_out(public_matter(number[:20]))


@router.post("/public/alike", response={200: list[AlikeOut], **Errors}, auth=None)
def public_alike(request: HttpRequest, given: AlikeIn) -> list[AlikeOut]:
    """Released matters of a place that may be what somebody is about to say, the likest first."""
    limit(request, "alike")
    path = given.place if given.place.isdigit() else ""
    if len(path) not in (12, 15, 20):
        raise PlaceNotFound
    found = alike_shown(given.body, path[:12], clock_now(), kind=given.kind)
    return [alike_out(a) for a in found]


@router.post("/public/matters/{number}/me-too", response={200: CountOut, **Errors}, auth=None)
def public_me_too(request: HttpRequest, number: str, given: TooIn) -> CountOut:
    """The same thing troubles me too: counted once a `browser`, a random text that the caller keeps;
    `back` takes it back."""
    limit(request, "too")
    says = not_me if given.back else me_too
    return CountOut(n=says(number[:20], who_is(ANYBODY, given.browser), clock_now()))


@router.get("/programmes", response={200: list[ProgrammeOut]}, auth=None)
def programmes(request: HttpRequest) -> list[ProgrammeOut]:
    """The installed programmes."""
    return [
        ProgrammeOut(
            key=d.key, version=d.n, zh=d.programme.name.zh, en=d.programme.name.en,
            stages=list(d.programme.stages), kinds=list(d.programme.kinds),
            asks=[ask_of(a) for a in asks_of(d, {n: d.fields[n].required for n in fields_at_first(d)})],
        )
        for d in installed()
    ]  # fmt: skip
