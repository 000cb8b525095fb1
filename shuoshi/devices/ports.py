"""What the rooms above bring: kinds of records that a phone may write without a network."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from shuoshi.devices.terms import About, Ask, Candidate, Item, Written
from shuoshi.kernel.texts import Bilingual
from shuoshi.reach.terms import Actor


class Kind(Protocol):
    """One kind of record, by the room whose noun it is."""

    name: str
    title: Bilingual
    order: int
    """Which kind comes first on a list: what has an hour before what has a day."""
    arrangers: Collection[str]
    """Roles that may say, within their range, what becomes of somebody's record that was refused."""

    def candidates(self, able: Sequence[Actor], at: datetime) -> list[Candidate]:
        """What somebody goes out for today, the most urgent first; nothing is looked at yet."""

    def item(self, candidate: Candidate, at: datetime) -> Item | None:
        """One line with the values that it takes, the look written down; None where nobody goes there any more."""

    def sees(self, subject_id: UUID, by: Actor) -> bool:
        """Whether an actor sees a subject where it lies now, under their own reach."""

    def about(self, subject_id: UUID) -> About | None:
        """Where a subject lies now and whom it is about, as engine in the caller's scope; None where it is gone."""

    def asks(self, subject_id: UUID) -> tuple[Ask, ...]:
        """The fields of a record of this subject, as engine in the caller's scope; none where it is gone."""

    def take(
        self, written: Written, able: Sequence[Actor], given: Actor | None, at: datetime
    ) -> None:
        """Write a record down; the same taken twice is one.

        Shape:   `able` acted when it was captured; `given` is the one of them whose list carried the subject on this
                 phone: it may come home even where the subject lies elsewhere by now.
        Raises:  a Refusal; OverForGood where what it was collected for is erased: then nothing of it is kept
        """

    def kept(self, written: Written) -> bool:
        """Whether the house holds it as it was written, read anew; as engine in the caller's scope."""

    def theirs(self, written: Written) -> Mapping[str, Any]:
        """What the house holds in its place by the same fields, as engine in the caller's scope; empty if nothing."""

    def settle(self, written: Written, able: Sequence[Actor], at: datetime) -> None:
        """Somebody decided, who sees the subject today: these values hold, whatever the house held. As `take`. Raises a
        Refusal."""


KINDS: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Let phones write this kind, once."""
    KINDS[kind.name] = kind
