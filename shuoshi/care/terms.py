"""How far a pairing, a carer and a visit have come, what is said of them, what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import Conflict, NotAllowed, NotFound
from shuoshi.kernel.texts import Bilingual
from shuoshi.people.terms import Tie

ARRANGERS = frozenset({"village_secretary", "committee_member", "grid_worker", "township_reviewer"})
"""Roles that pair, replace, end and pause within their range."""
OVERSEERS = frozenset({"village_secretary", "township_reviewer"})
"""Roles that are told when two visits in a row were missed."""
CARER_ROLES = frozenset({"unit_handler", "provider", "branch_secretary"})
"""Roles that speak for the helpers of their unit."""
HEADS = frozenset({Tie.HEAD, Tie.SPOUSE})
"""Who of a household says for all of it that it is to be looked after no more."""
WORDS_MOST, CONTACT_MOST, WHY_MOST = 2_000, 60, 200
MISSES = 2
"""After so many in a row it climbs the same day. Source: FEATURES 2.07"""
HANDOVER_DAYS = 7
"""Within how many days whoever takes over comes along with whoever leaves [P]."""
PAUSE_MOST_DAYS = 180
RENEW_DAYS = 30


class CarerState(StrEnum):
    """How far a helper's part in a pairing has come."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    OVER = "over"


CARER_STATES: Mapping[CarerState, Bilingual] = {
    CarerState.ASKED: Bilingual("等本人同意", "Asked"),
    CarerState.AGREED: Bilingual("同意了", "Agreed"),
    CarerState.REFUSED: Bilingual("没有同意", "Refused"),
    CarerState.OVER: Bilingual("换下了", "Replaced"),
}


class AgreedBy(StrEnum):
    """Who said yes for the one who is looked after."""

    SELF = "self"
    FAMILY = "family"
    GUARDIAN = "guardian"


AGREED_BY: Mapping[AgreedBy, Bilingual] = {
    AgreedBy.SELF: Bilingual("本人", "The person"),
    AgreedBy.FAMILY: Bilingual("家人", "The family"),
    AgreedBy.GUARDIAN: Bilingual("监护人", "The guardian"),
}


class Ending(StrEnum):
    """Why a pairing is over."""

    REFUSED = "refused"
    OVER = "over"
    MOVED = "moved"
    DIED = "died"


ENDINGS: Mapping[Ending, Bilingual] = {
    Ending.REFUSED: Bilingual("本人不要了", "The person wants it no more"),
    Ending.OVER: Bilingual("不再需要", "No longer needed"),
    Ending.MOVED: Bilingual("搬走了", "Moved away"),
    Ending.DIED: Bilingual("去世", "Died"),
}


class By(StrEnum):
    """By which way somebody was visited."""

    HOME = "home"
    PHONE = "phone"
    VIDEO = "video"


WAYS: Mapping[By, Bilingual] = {
    By.HOME: Bilingual("上门", "At home"),
    By.PHONE: Bilingual("打电话", "By phone"),
    By.VIDEO: Bilingual("视频", "By video"),
}


class Outcome(StrEnum):
    """What came of a visit; everything but `met` is an honest exit."""

    MET = "met"
    NOT_HOME = "not_home"
    NO_ANSWER = "no_answer"
    AWAY = "away"
    HOSPITAL = "hospital"
    REFUSED = "refused"
    NO_WAY = "no_way"


OUTCOMES: Mapping[Outcome, Bilingual] = {
    Outcome.MET: Bilingual("见到了、说上话了", "Met or spoke with them"),
    Outcome.NOT_HOME: Bilingual("家里没人", "Nobody at home"),
    Outcome.NO_ANSWER: Bilingual("没有人应、电话没人接", "No answer"),
    Outcome.AWAY: Bilingual("出门一段时间了", "Away for some time"),
    Outcome.HOSPITAL: Bilingual("住院了", "In hospital"),
    Outcome.REFUSED: Bilingual("不想被打扰", "Did not want to be disturbed"),
    Outcome.NO_WAY: Bilingual("我没能去", "I could not go"),
}
PAUSES = frozenset({Outcome.AWAY, Outcome.HOSPITAL})
"""Outcomes after which nobody is missed until a day."""


class Finding(StrEnum):
    """What somebody noticed on a visit, in a tick; the words say the rest."""

    WELL = "well"
    NEEDS_HELP = "needs_help"
    UNWELL = "unwell"
    HARDSHIP = "hardship"
    HOME_HAZARD = "home_hazard"
    LONELY = "lonely"
    WISH = "wish"
    OPINION = "opinion"


FINDINGS: Mapping[Finding, Bilingual] = {
    Finding.WELL: Bilingual("都好", "All well"),
    Finding.NEEDS_HELP: Bilingual("有事要人帮", "Needs a hand"),
    Finding.UNWELL: Bilingual("身体不舒服，要联系医生", "Unwell, to see a doctor"),
    Finding.HARDSHIP: Bilingual("生活困难", "Hard times"),
    Finding.HOME_HAZARD: Bilingual("家里有隐患", "A hazard at home"),
    Finding.LONELY: Bilingual("想有人说说话", "Would like company"),
    Finding.WISH: Bilingual("有个小心愿", "A small wish"),
    Finding.OPINION: Bilingual("有意见、有事要说", "Has something to say"),
}


class PauseWhy(StrEnum):
    """Why nobody is missed for a while."""

    HOSPITAL = "hospital"
    AWAY = "away"
    ASKED = "asked"


PAUSE_WHY: Mapping[PauseWhy, Bilingual] = {
    PauseWhy.HOSPITAL: Bilingual("住院", "In hospital"),
    PauseWhy.AWAY: Bilingual("出门了", "Away"),
    PauseWhy.ASKED: Bilingual("本人要求停一阵", "Asked for a pause"),
}


class Sees(StrEnum):
    """What a role of a scheme needs to know of somebody."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    CONTACT = "contact"
    AGE = "age"
    HEALTH = "health"
    HARDSHIP = "hardship"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who or what is looked after: a person, a household, or a place (by its path alone)."""

    path: str = ""
    person_id: UUID | None = None
    household_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Yes:
    """How the one looked after agreed: who said so, on which day."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit as whoever made it says.

    Shape:   `id` is given by the phone, so that one sent twice is one; `at` when it was; `until_on` until when
             somebody is away or in hospital; `handover` where whoever leaves came along.
    """

    id: UUID
    carer_id: UUID
    way: str
    outcome: str
    at: datetime
    words: str = ""
    findings: tuple[str, ...] = ()
    until_on: date | None = None
    handover: bool = False


class PairingNotFound(NotFound):
    """没有这个结对，或者不在您的范围内。"""


class CarerNotFound(NotFound):
    """没有这位结对的帮手，或者不在您的范围内。"""


class ContractNotFound(NotFound):
    """没有这份签约，或者不在您的范围内。"""


class MayNotArrange(NotAllowed):
    """结对由社区、网格或者街道来安排。"""


class PairedAlready(Conflict):
    """已经按这个办法结过对了。"""


class CaseloadFull(Conflict):
    """这位帮手已经带满了 %(most)s 户，请另选一位。"""

    code = "caseload_full"


class NotCleared(NotAllowed):
    """这一位还没有核实过，不能单独进有孩子的家。"""

    code = "not_cleared"


class VisitNotFound(NotFound):
    """没有这次走访，或者不在您的范围内。"""


class MayNotTakeBack(NotAllowed):
    """只有记这次走访的人，或者管这一片的人，才能收回。"""


class NotAgreed(Conflict):
    """本人和帮手都同意以后才能走访。"""
