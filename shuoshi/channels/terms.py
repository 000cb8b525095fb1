"""Offers of help: their states, what can go wrong."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import Conflict, NotFound
from shuoshi.kernel.texts import Bilingual

WORDS_MOST = 500
ANSWERERS = frozenset({"grid_worker", "village_secretary", "committee_member"})
"""The posts of a community that stand between whoever offers and whoever is helped."""


class OfferState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OFFER_STATES: dict[OfferState, Bilingual] = {
    OfferState.OPEN: Bilingual("等社区联系", "Waiting for the community"),
    OfferState.TAKEN: Bilingual("社区已联系", "The community has been in touch"),
    OfferState.DECLINED: Bilingual("已有人帮了", "Somebody else helps"),
    OfferState.WITHDRAWN: Bilingual("已收回", "Taken back"),
}


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer as the community sees it: its words, never who, until it is taken up."""

    id: UUID
    matter_id: UUID
    words: str
    at: datetime
    state: OfferState


@dataclass(frozen=True, slots=True)
class Helper:
    """Whom to call: shown for one look that is written down."""

    name: str
    phone: str


class OfferNotFound(NotFound):
    """没有这份心意，或者不在您的范围内。"""


class OfferAnswered(Conflict):
    """这份心意已经答复过了。"""


class OfferedAlready(Conflict):
    """您已经说过能帮了，社区会联系您。"""
