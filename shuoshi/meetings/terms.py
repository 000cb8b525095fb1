"""Shares, choices, what a ballot came to."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed


class Choice(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NO_QUORUM = "no_quorum"


_SHARE = re.compile(r"^(>=|>)\s*(\d{1,3})/(\d{1,3})$")


@dataclass(frozen=True, slots=True)
class Share:
    """'>=2/3' or '>1/2' of something."""

    strict: bool
    num: int
    den: int

    def is_met(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` is enough; of nothing, nothing is enough."""
        if whole <= 0:
            return False
        left, right = part * self.den, whole * self.num
        return left > right if self.strict else left >= right

    def least(self, whole: int) -> int:
        """The smallest part of `whole` that is enough."""
        return next((n for n in range(whole + 1) if self.is_met(n, whole)), whole + 1)

    def __str__(self) -> str:
        return f"{'>' if self.strict else '>='}{self.num}/{self.den}"


def parse_share(text: str) -> Share:
    """Read '>=2/3' or '>1/2'. Raises ValueError."""
    found = _SHARE.match(text.strip())
    if not found or int(found[3]) == 0 or int(found[2]) > int(found[3]):
        raise ValueError(f"'{text}' is no share: write >=2/3 or >1/2")
    return Share(found[1] == ">", int(found[2]), int(found[3]))


@dataclass(frozen=True, slots=True)
class Tally:
    """A ballot as its readers see it: totals, and one's own vote.

    Shape:   `mine` is the reader's own choice, '' when not voted, None when not on the roll.
             `waiting` are the voters who have not voted (account, name), for the hall.
    """

    ballot_id: UUID
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    quorum: Share
    majority: Share
    of_members: bool
    eligible: int
    yes: int
    no: int
    abstain: int
    mine: str | None
    waiting: tuple[tuple[UUID, str], ...]

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.abstain

    def has_quorum(self) -> bool:
        """Whether enough have voted for the vote to count."""
        return self.quorum.is_met(self.cast, self.eligible)

    def is_over(self, at: datetime) -> bool:
        """Whether voting has ended: closed, out of time, or everybody has voted."""
        return self.closed_at is not None or at >= self.closes_at or self.cast >= self.eligible

    def outcome(self, at: datetime) -> Outcome | None:
        """What it came to, once it is over."""
        if not self.is_over(at):
            return None
        if not self.has_quorum():
            return Outcome.NO_QUORUM
        of = self.eligible if self.of_members else self.cast
        return Outcome.PASSED if self.majority.is_met(self.yes, of) else Outcome.FAILED


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of body decides, with the source that says so.

    Shape:   `meeting_days` are the days of the month on which it meets; `of_members` counts the
             majority of all members, not of those who voted.
    """

    kind: str
    quorum: Share
    majority: Share
    of_members: bool
    meeting_days: tuple[int, ...]
    source: str
    mark: str


class NoBallot(Conflict):
    """表决还没有开始。"""


class BallotOver(Conflict):
    """表决已经结束了。"""


class AlreadyVoted(Conflict):
    """已经投过票了，每人一票。"""


class NotOnTheRoll(NotAllowed):
    """您不在这次表决的名册上。"""


class EmptyRoll(BadInput):
    """这个会议还没有名册，请先登记成员。"""
