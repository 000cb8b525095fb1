"""What may come of a check."""

from collections.abc import Mapping
from enum import StrEnum

from shuoshi.kernel.errors import BadInput, NotFound
from shuoshi.kernel.texts import Bilingual


class Outcome(StrEnum):
    """What comes of a check."""

    PASS = "pass"  # noqa: S105 - to let through
    CHECK_HERE = "check_here"
    REGISTER = "register"
    DIVERT = "divert"
    TURN_BACK = "turn_back"
    REFER = "refer"


OUTCOMES: Mapping[Outcome, Bilingual] = {
    Outcome.PASS: Bilingual("放行", "Let through"),
    Outcome.CHECK_HERE: Bilingual("现场再查", "Checked here"),
    Outcome.REGISTER: Bilingual("登记后放行", "Registered"),
    Outcome.DIVERT: Bilingual("分流", "Diverted"),
    Outcome.TURN_BACK: Bilingual("劝返", "Turned back"),
    Outcome.REFER: Bilingual("移交", "Handed over"),
}
REASONED = frozenset(Outcome) - {Outcome.PASS}
"""Outcomes of which the person hears the reason."""


class ChecksNotFound(NotFound):
    """没有这一版查验办法。"""


class NotAnswered(BadInput):
    """这一项没有选。"""

    code = "not_answered"
