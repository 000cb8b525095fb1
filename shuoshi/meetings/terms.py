"""Shares, choices, what a ballot came to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from shuoshi.kernel.texts import Bilingual


class Choice(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NO_QUORUM = "no_quorum"


class Way(StrEnum):
    """How a ballot is cast: by name, by show of hands (totals), secretly (totals)."""

    NAMED = "named"
    HANDS = "hands"
    SECRET = "secret"  # noqa: S105 - a way to vote


WAYS: dict[Way, Bilingual] = {
    Way.NAMED: Bilingual("记名", "By name"),
    Way.HANDS: Bilingual("举手", "By show of hands"),
    Way.SECRET: Bilingual("无记名", "Secret"),
}


class SittingState(StrEnum):
    """How far a meeting has come."""

    CALLED = "called"
    HELD = "held"
    NO_QUORUM = "no_quorum"
    CANCELLED = "cancelled"


SITTING_STATES: dict[SittingState, Bilingual] = {
    SittingState.CALLED: Bilingual("已通知", "Called"),
    SittingState.HELD: Bilingual("已召开", "Held"),
    SittingState.NO_QUORUM: Bilingual("到会人数不够", "No quorum"),
    SittingState.CANCELLED: Bilingual("已取消", "Cancelled"),
}
CHAIRS = ("village_secretary", "committee_member", "township_reviewer", "owners_committee")
"""Who calls a body together, leads its meeting and keeps its minutes."""
VOTERS = ("representative", "party_member")


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
class Count:
    """How many, and by how much area (hundredths of a square metre; 0 where it is not weighed)."""

    heads: int = 0
    area_dm2: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """A ballot as its readers see it: totals, and one's own vote.

    Shape:   `on_roll` may vote, `took_part` came to the sitting or voted; `advice` are votes by phone
             that the body's rules do not count. `mine` is the reader's own choice, '' when not voted,
             'cast' in a secret ballot, None when not on the roll. `waiting` are the voters with an
             account who have not voted (account, name), in a sitting those who came. `met` are the
             sitting's title and day; `counts` says whether the reader's vote counts, or is advice.
    """

    ballot_id: UUID
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    quorum: Share
    majority: Share
    of_members: bool
    way: Way
    phone: bool
    by_area: bool
    on_roll: Count
    took_part: Count
    voted: int
    choices: Mapping[Choice, Count]
    advice: Mapping[Choice, int]
    mine: str | None
    waiting: tuple[tuple[UUID, str], ...]
    sitting_id: UUID | None = None
    met: tuple[str, date] | None = None
    counts: bool = True

    @property
    def eligible(self) -> int:
        return self.on_roll.heads

    @property
    def yes(self) -> int:
        return self.choices[Choice.YES].heads

    @property
    def no(self) -> int:
        return self.choices[Choice.NO].heads

    @property
    def abstain(self) -> int:
        return self.choices[Choice.ABSTAIN].heads

    @property
    def cast(self) -> int:
        return sum(count.heads for count in self.choices.values())

    def has_quorum(self) -> bool:
        """Whether enough took part for the vote to count: by heads, and by area where it is weighed."""
        return self._met(self.quorum, self.took_part, self.on_roll)

    def is_over(self, at: datetime) -> bool:
        """Whether voting has ended: closed, out of time, or everybody has voted."""
        return self.closed_at is not None or at >= self.closes_at or self.voted >= self.eligible

    def outcome(self, at: datetime) -> Outcome | None:
        """What it came to, once it is over."""
        if not self.is_over(at):
            return None
        if not self.has_quorum():
            return Outcome.NO_QUORUM
        of = self.on_roll if self.of_members else self.took_part
        passed = self._met(self.majority, self.choices[Choice.YES], of)
        return Outcome.PASSED if passed else Outcome.FAILED

    def _met(self, share: Share, part: Count, whole: Count) -> bool:
        by_heads = share.is_met(part.heads, whole.heads)
        return by_heads and (not self.by_area or share.is_met(part.area_dm2, whole.area_dm2))


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of body decides, with the source that says so.

    Shape:   `meeting_days` are the days of the month on which it meets; `of_members` counts the
             majority of all members, not of those who took part; `notice_days` lie at least between
             the call and the meeting; `phone`: whether a vote by phone counts; `by_area`: whether
             area counts as well as heads.
    """

    kind: str
    quorum: Share
    majority: Share
    of_members: bool
    meeting_days: tuple[int, ...]
    source: str
    mark: str
    notice_days: int = 0
    phone: bool = False
    by_area: bool = False


class NoBallot(Conflict):
    """表决还没有开始。"""


class BallotOver(Conflict):
    """表决已经结束了。"""


class AlreadyVoted(Conflict):
    """已经投过票了，每人一票。"""


class NotOnTheRoll(NotAllowed):
    """您不在这次表决的名册上。"""


class NoQuorum(BadInput):
    """到会 %(came)s 人，不够 %(least)s 人，不能表决。"""

    code = "no_quorum"


class QuorumMet(BadInput):
    """到会人数够了，可以表决。"""


class SittingNotFound(NotFound):
    """没有这次会议，或者不在您的范围内。"""


class SittingOver(Conflict):
    """这次会议已经结束或取消了。"""


class PassOver(BadInput):
    """已经过了一刻钟，请重新要验证码。"""

    code = "pass_over"


class EmptyRoll(BadInput):
    """这个会议还没有名册，请先登记成员。"""
