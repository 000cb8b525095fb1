"""Reading offers of help."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shuoshi.channels.models import Offer
from shuoshi.channels.terms import OFFER_STATES, OfferRow, OfferState
from shuoshi.kernel.texts import Bilingual
from shuoshi.matters.models import Published
from shuoshi.privacy.ports import Row
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import ANYBODY, Actor


@dataclass(frozen=True, slots=True)
class MyOffer:
    """An offer as whoever made it sees it."""

    id: UUID
    number: str
    words: str
    at: datetime
    state: OfferState

    @property
    def stands(self) -> Bilingual:
        """How it stands, in words."""
        return OFFER_STATES[self.state]


def offers_of(matter_id: UUID, *, by: Actor) -> tuple[OfferRow, ...]:
    """The offers to help with a matter within the reader's reach, oldest first. One statement in a scope."""
    with acting(by):
        rows = list(Offer.objects.filter(matter_id=matter_id).order_by("at", "id"))
    return tuple(OfferRow(o.id, o.matter_id, o.words, o.at, OfferState(o.state)) for o in rows)


def my_offers(*, by: Actor) -> tuple[MyOffer, ...]:
    """What somebody offered, the newest first. Two statements in a scope each."""
    if by.person_id is None:
        return ()
    with acting(by):
        rows = list(Offer.objects.filter(person_id=by.person_id).order_by("-at", "-id"))
    numbers = _numbers({o.matter_id for o in rows})
    return tuple(
        MyOffer(o.id, numbers.get(o.matter_id, ""), o.words, o.at, OfferState(o.state))
        for o in rows
    )


def _numbers(matters: set[UUID]) -> dict[UUID, str]:
    """The numbers of released matters."""
    if not matters:
        return {}
    with acting(ANYBODY):
        return dict(
            Published.objects.filter(matter_id__in=matters).values_list("matter_id", "number")
        )


def taken_along(person_id: UUID, by: Actor) -> list[Row]:
    """What somebody takes along of their offers."""
    return [
        [
            (Bilingual("编号", "Number"), o.number), (Bilingual("时间", "At"), o.at.isoformat()),
            (Bilingual("怎么帮", "How"), o.words), (Bilingual("状态", "State"), o.stands),
        ]
        for o in my_offers(by=by)
    ]  # fmt: skip
