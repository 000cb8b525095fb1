"""Entries of the knowledge base: how long they are, who keeps them, what can go wrong."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from shuoshi.kernel.errors import NotAllowed, NotFound

QUESTION_MOST, ANSWER_MOST, SOURCE_MOST = 80, 2000, 200
KEEPERS = frozenset(
    {
        "desk_worker", "village_secretary", "committee_member", "township_reviewer",
        "supervision_office",
    }
)  # fmt: skip
"""Posts that write entries for their place."""
GOOD_FOR = timedelta(days=366)
"""The longest time until an entry must be looked at again. Ours (mark P)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A question as people ask it, with its answer; `review_on` is the day from which it is doubtful."""

    id: UUID
    path: str
    question: str
    answer: str
    source: str
    review_on: date

    def is_doubtful(self, on: date) -> bool:
        """Whether somebody should look at it again before it is said."""
        return on >= self.review_on


class EntryNotFound(NotFound):
    """没有这一条，或者已经换成新的了。"""


class MayNotKeep(NotAllowed):
    """这个地方的知识库不归您的岗位管。"""
