"""What something is told of, whom it is for, how a text that left the house fared."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.texts import Bilingual


@dataclass(frozen=True, slots=True)
class About:
    """What something is told of: a matter, a sitting, a pairing, or a warning."""

    matter_id: UUID | None = None
    sitting_id: UUID | None = None
    pairing_id: UUID | None = None
    warning_id: UUID | None = None

    @property
    def kind(self) -> str:
        """The name under which it is resolved."""
        if self.warning_id is not None:
            return "warning"
        if self.pairing_id is not None:
            return "pairing"
        return "matter" if self.sitting_id is None else "sitting"

    @property
    def id(self) -> UUID:
        """Which one it is."""
        found = self.matter_id or self.sitting_id or self.pairing_id or self.warning_id
        if found is None:
            raise ValueError("told of nothing")
        return found


@dataclass(frozen=True, slots=True)
class Told:
    """Whom an outbox row is for: accounts in the house, a phone, a unit's own addresses, another house.

    Shape:   `title` and `number` fill every template; `number` of a sitting says when and where. `outside`
             is the title as it may stand where others read along, a group or a lock screen. `order` is the
             city's number of what it asked for, `answer` what it is answered; what is `urgent` waits for no
             office hours.
    """

    accounts: tuple[UUID, ...]
    phone: str | None
    number: str
    title: str
    unit_id: UUID | None = None
    outside: str = ""
    order: str | None = None
    answer: str = ""
    urgent: bool = False


class Way(StrEnum):
    """Ways out of the house."""

    SMS = "sms"
    EMAIL = "email"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    PUSH = "push"
    CITY = "city"


UNIT_WAYS: dict[Way, Bilingual] = {
    Way.WECOM: Bilingual("企业微信群机器人", "WeChat Work group robot"),
    Way.DINGTALK: Bilingual("钉钉群机器人", "DingTalk group robot"),
    Way.EMAIL: Bilingual("电子邮件", "E-mail"),
}
"""By which a unit is told: its work group, its mailbox. Cards go there, to no person."""


class Sent(StrEnum):
    """How a text that leaves the house fares; `unclear`: it may have been taken, and is not sent twice."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"


class NotSent(Exception):
    """对方没有收下。"""

    def __init__(self, answer: str = "") -> None:
        self.answer = answer[:80]
        super().__init__(self.answer)


class Refused(NotSent):
    """对方不收，再发也没有用。"""


class Gone(Refused):
    """这个地址已经没有了。"""


class Later(NotSent):
    """对方忙，或者连不上：过一会儿再发。"""

    def __init__(self, answer: str = "", after_s: float | None = None) -> None:
        self.after_s = after_s
        super().__init__(answer)


class Unclear(NotSent):
    """发出去了，没有回音：收没收下不知道。"""


class BadAddress(BadInput):
    """这个地址不对，请照页面上的样子填。"""
