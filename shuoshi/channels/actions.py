"""Offering help with what stands on the wall; the community takes it up or declines."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from shuoshi.channels.models import Offer
from shuoshi.channels.terms import (
    ANSWERERS,
    WORDS_MOST,
    Helper,
    OfferAnswered,
    OfferedAlready,
    OfferNotFound,
    OfferState,
)
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.matters.forms import clean, private_numbers
from shuoshi.matters.models import Matter
from shuoshi.matters.public import public_matter
from shuoshi.notices.actions import tell
from shuoshi.notices.terms import About
from shuoshi.people.queries import known_of
from shuoshi.reach.scope import Scope, acting
from shuoshi.reach.terms import Actor
from shuoshi.sealing.actions import log_look
from shuoshi.sealing.terms import Look


def offer_help(*, number: str, words: str, by: Actor, at: datetime) -> UUID:
    """Say that one can help with something on the wall; the community is told, nobody else.

    Raises:  MatterNotFound, NotAllowed (no verified account), Conflict (it is over, one's own, or one has
             offered already), BadInput
    """
    if by.person_id is None:
        raise NotAllowed("请先用手机号登录，社区才能联系您。")
    said = clean(words)
    if len(said) > WORDS_MOST:
        raise BadInput("最多 %(most)s 个字。", field="words", most=WORDS_MOST)
    if private_numbers(said):
        raise BadInput("不用写电话，社区从您的账号联系您。", field="words")
    shown = public_matter(number)
    if not shown.wall or shown.closed:
        raise Conflict("这件事已经不等人帮了。")
    try:
        with acting(by) as scope:
            scope.write_as_engine()
            if Matter.objects.filter(id=shown.matter_id, raiser_id=by.person_id).exists():
                raise Conflict("这是您自己说的事。")
            offer = Offer.objects.create(
                id=new_id(at), matter_id=shown.matter_id, path=shown.path, person_id=by.person_id,
                words=said, at=at,
            )  # fmt: skip
            for role in sorted(ANSWERERS):  # not the holder: a department can't answer
                tell(about=About(shown.matter_id), template="offered", audience=role, at=at)
            record(
                kind="channels.offer",
                subject_id=shown.matter_id,
                other_id=offer.id,
                path=shown.path,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        if "offer_once_a_person" not in str(error):
            raise
        raise OfferedAlready from None
    return offer.id


def withdraw_offer(*, offer_id: UUID, by: Actor, at: datetime) -> None:
    """Take an offer back that nobody has answered.

    Locks:   the offer's row.
    Raises:  OfferNotFound, OfferAnswered
    """
    with acting(by) as scope:
        _answered(_held(offer_id, None, scope), OfferState.WITHDRAWN, by, at)


def take_up(*, offer_id: UUID, matter_id: UUID, by: Actor, at: datetime) -> Helper:
    """Take up an offer: name and phone of whoever made it, and a line in their access log, in one
    transaction. What was taken up may be looked at again, with another line: a call may have to wait.

    Locks:   the offer's row.
    Raises:  OfferNotFound, OfferAnswered, NotAllowed
    """
    with acting(_may_answer(by)) as scope:
        offer = _held(offer_id, matter_id, scope)
        if offer.state != OfferState.TAKEN:
            _answered(offer, OfferState.TAKEN, by, at)
        log_look(
            fields=["name", "phone"], purpose=Look.CALL_BACK, path=offer.path, by=by, at=at,
            person_id=offer.person_id, matter_id=matter_id,
        )  # fmt: skip
        known = known_of(offer.person_id)
        if known is None:
            raise OfferNotFound
    return Helper(known.values["name"], known.values["phone"])


def decline(*, offer_id: UUID, matter_id: UUID, by: Actor, at: datetime) -> None:
    """Decline an offer with thanks; nothing of whoever made it is shown.

    Locks:   the offer's row.
    Raises:  OfferNotFound, OfferAnswered, NotAllowed
    """
    with acting(_may_answer(by)) as scope:
        _answered(_held(offer_id, matter_id, scope), OfferState.DECLINED, by, at)


def _may_answer(by: Actor) -> Actor:
    if by.role not in ANSWERERS:
        raise NotAllowed
    return by


def _held(offer_id: UUID, matter_id: UUID | None, scope: Scope) -> Offer:
    """An offer (of this matter) that was seen under the reach, locked, as engine from here on."""
    seen = Offer.objects.filter(id=offer_id)
    if not (seen.filter(matter_id=matter_id) if matter_id else seen).exists():
        raise OfferNotFound
    scope.write_as_engine()
    return Offer.objects.select_for_update().get(id=offer_id)


def _answered(offer: Offer, state: OfferState, by: Actor, at: datetime) -> None:
    """Answer an open offer that is held. Raises OfferAnswered."""
    if offer.state != OfferState.OPEN:
        raise OfferAnswered
    Offer.objects.filter(id=offer.id).update(state=state, answered_at=at, answered_by=by.account_id)
    record(
        kind=f"channels.offer_{state}", subject_id=offer.matter_id, other_id=offer.id,
        path=offer.path, by=by, at=at,
    )  # fmt: skip


def go_with(person_id: UUID, at: datetime) -> None:
    """Let somebody's offers go with them; as engine, in the caller's scope."""
    Offer.objects.filter(person_id=person_id).delete()
