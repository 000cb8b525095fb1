"""The message wall and offers to help; several matters that were said at one door."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Header, Router, Schema, Status
from pydantic import ConfigDict, Field

from shuoshi.channels.actions import decline, offer_help, take_up, withdraw_offer
from shuoshi.channels.queries import offers_of
from shuoshi.channels.terms import ANSWERERS
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.matters.public import wall
from shuoshi.matters.several import open_several
from shuoshi.matters.terms import Raised
from shuoshi.web.api.base import Errors, actors, in_person, limited
from shuoshi.web.api.own import own
from shuoshi.web.api.reading import public_out
from shuoshi.web.asking import limits_of, seeing, under_any, under_whose_range
from shuoshi.web.offering import between
from shuoshi.web.public_schemas import BoardOut
from shuoshi.web.schemas import MatterIn, Moment, ReceiptOut

router = Router(tags=["channels"])
_MOST = 12


class HelpIn(Schema):
    """What one would do; an unknown key is refused."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field("", max_length=500)


class OfferIdOut(Schema):
    id: UUID


class WallOfferOut(Schema):
    """An offer to help: its words, never who made it."""

    id: UUID
    words: str
    at: Moment
    state: str


class WallAnswerIn(Schema):
    """Take an offer up, or decline it with thanks."""

    model_config = ConfigDict(extra="forbid")

    take: bool


class WallHelperOut(Schema):
    """Whom to call, told this once; both empty where the offer was declined."""

    name: str = ""
    phone: str = ""


@router.get("/public/wall", response={200: BoardOut, **Errors}, auth=None)
def public_wall(request: HttpRequest, place: str = "", after: str | None = None) -> BoardOut:
    """What stands on the message wall, the newest first."""
    lo, hi = limits_of(place)
    page = wall(lo=lo, hi=hi, after=after)
    return BoardOut(rows=[public_out(m) for m in page.rows], after=page.after)


@router.post("/public/matters/{number}/offers", response={201: OfferIdOut, **Errors})
def offer(request: HttpRequest, number: str, given: HelpIn = Body(...)) -> Status:
    """ "I can help" with what stands on the wall; the community gets in touch."""
    limited(request, "say")
    by, _person = own(request)
    made = offer_help(number=number[:20], words=given.words, by=by, at=clock_now())
    return Status(201, OfferIdOut(id=made))


@router.delete("/me/offers/{uuid:offer_id}", response={204: None, **Errors})
def take_back(request: HttpRequest, offer_id: UUID) -> Status:
    """Take an offer back that nobody has answered."""
    by, _person = own(request)
    withdraw_offer(offer_id=offer_id, by=by, at=clock_now())
    return Status(204, None)


@router.get("/matters/{uuid:matter_id}/offers", response={200: list[WallOfferOut], **Errors})
def offers(request: HttpRequest, matter_id: UUID) -> list[WallOfferOut]:
    """Who offered to help with a matter: words alone, for the posts that stand between."""
    seen = seeing(actors(request), matter_id, clock_now())
    able = [a for a, _now, _states in seen if a.role in ANSWERERS]
    found = offers_of(matter_id, by=able[0]) if able else ()
    return [WallOfferOut(id=o.id, words=o.words, at=o.at, state=o.state) for o in found]


@router.post(
    "/matters/{uuid:matter_id}/offers/{uuid:offer_id}", response={200: WallHelperOut, **Errors}
)
def answer_offer(
    request: HttpRequest, matter_id: UUID, offer_id: UUID, given: WallAnswerIn = Body(...)
) -> WallHelperOut:
    """Take an offer up, which tells whom to call and is written down, or decline it."""
    in_person(request)
    able, at = actors(request), clock_now()
    seeing(able, matter_id, at)
    if not given.take:
        under_any(
            between(able), lambda a: decline(offer_id=offer_id, matter_id=matter_id, by=a, at=at)
        )
        return WallHelperOut()
    known = under_any(
        between(able), lambda a: take_up(offer_id=offer_id, matter_id=matter_id, by=a, at=at)
    )
    return WallHelperOut(name=known.name, phone=known.phone)


@router.post("/matters/several", response={201: list[ReceiptOut], **Errors}, by_alias=True)
def raise_several(
    request: HttpRequest,
    given: list[MatterIn] = Body(..., description="At most twelve, all at one place"),
    idempotency_key: str | None = Header(
        None, alias="Idempotency-Key", max_length=60, min_length=8
    ),
) -> Status:
    """What was said at one door: all of it, or nothing. A fault names its place: "2-body"."""
    limited(request, "say")
    if not 0 < len(given) <= _MOST or len({one.place for one in given}) > 1:
        raise BadInput("一次一到 %(most)s 件，都在同一个地方。", most=_MOST)
    able = actors(request)
    if not able:
        raise NotAllowed
    by = under_whose_range(able, given[0].place)
    said = [
        Raised(path=rest.pop("place"), key=idempotency_key and f"{idempotency_key}-{n}", **rest)
        for n, rest in enumerate(one.model_dump() for one in given)
    ]
    return Status(
        201,
        [
            ReceiptOut(id=r.matter_id, number=r.number, secret=r.secret, opened_at=r.opened_at)
            for r in open_several(said=said, by=by, at=clock_now())
        ],
    )
