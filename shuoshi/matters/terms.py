"""Values of matters: what was read, what a move will change, why it was refused."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from shuoshi.kernel.texts import Worded
from shuoshi.programmes.ports import Makers


@dataclass(frozen=True, slots=True)
class PastStep:
    """One move that was made."""

    move: str
    from_stage: str
    to_stage: str
    at: datetime
    account_id: UUID | None
    unit_id: UUID | None
    role: str
    due_before_at: datetime | None
    due_at: datetime | None
    paused: bool
    revision: int
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A matter as one actor read it, with all that a decision needs.

    Shape:   `units` maps a kind of unit to the one that answers for the place; `limits` are the
             site's own; `published` is None (never released), True (shown) or False (taken down).
    """

    id: UUID
    number: str
    version_id: UUID
    programme: str
    stage: str
    entry: int
    revision: int
    place_id: UUID
    path: str
    holder_id: UUID
    assignee_id: UUID | None
    helper_id: UUID | None
    raiser_id: UUID | None
    kind: str
    channel: str
    private: bool
    opened_at: datetime
    stage_since: datetime
    due_at: datetime | None
    first_due_at: datetime | None
    overall_due_at: datetime | None
    colour: str
    lot: int
    marks: Mapping[str, Any]
    closed_at: datetime | None
    outcome: str
    parent_id: UUID | None
    link: str
    place_kind: str
    title: str
    body: str
    form: Mapping[str, Any]
    steps: tuple[PastStep, ...]
    children: tuple[Mapping[str, Any], ...]
    limits: Mapping[str, str]
    units: Mapping[str, UUID]
    published: bool | None
    programmes: frozenset[str]
    calendar_revision: int
    erased: bool = False
    outside_id: str | None = None

    def counts(self) -> dict[str, int]:
        """How often each move was made."""
        out: dict[str, int] = {}
        for step in self.steps:
            out[step.move] = out.get(step.move, 0) + 1
        return out

    def counts_here(self) -> dict[str, int]:
        """How often each move was made since the present stage was entered."""
        out: dict[str, int] = {}
        for step in self.in_this_entry():
            out[step.move] = out.get(step.move, 0) + 1
        return out

    def shown_since(
        self, fields: Collection[str] = (), reviewers: Collection[str] = ()
    ) -> datetime | None:
        """Since when everybody may see it: the first release after it was last taken down, and after one of
        these fields was filled in by somebody whose role is no reviewer's."""
        since: datetime | None = None
        for step in self.steps:
            filled = not step.answers.keys().isdisjoint(fields)
            if step.move == "hide" or (filled and step.role not in reviewers):
                since = None
            elif step.move == "release" and since is None:
                since = step.at
        return since if self.published else None

    def made_by(self, move: str) -> Makers:
        """Who made this move so far."""
        own = [s for s in self.steps if s.move == move]
        accounts = frozenset(s.account_id for s in own if s.account_id)
        return Makers(accounts, frozenset(s.unit_id for s in own if s.unit_id))

    def in_this_entry(self) -> tuple[PastStep, ...]:
        """Steps since the present stage was entered."""
        return tuple(step for step in self.steps if step.revision > self.entry)


@dataclass(frozen=True, slots=True)
class Clockwork:
    """The times that a new entry of a stage sets, and the limit's text that the due time came from."""

    due_at: datetime | None
    overall_due_at: datetime | None
    timers: tuple["NewTimer", ...] = ()
    limit: str = ""


@dataclass(frozen=True, slots=True)
class NewTimer:
    """Something that has to ring."""

    due_at: datetime
    outcome: str
    climb: int | None = None

    def still_matters(self, at: datetime) -> bool:
        """Whether it has to ring although times were set anew at `at`: outcomes always have to."""
        return self.due_at > at or self.outcome not in ("climb", "remind")


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did."""

    matter_id: UUID
    number: str
    move: str
    stage: str
    revision: int
    due_at: datetime | None
    version_id: UUID
    opened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a raiser gets: the number, and the secret that opens the matter for them."""

    matter_id: UUID
    number: str
    secret: str
    opened_at: datetime
    again: bool = False


@dataclass(frozen=True, slots=True)
class Raised:
    """What somebody says, shaped by a channel; `person_id` the registered person for whom a worker says it."""

    programme: str
    path: str
    title: str
    body: str
    kind: str = ""
    channel: str = "needs_form"
    private: bool = False
    name: str = ""
    phone: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    outside_id: str | None = None
    person_id: UUID | None = None


class MatterNotFound(NotFound):
    """没有这件事，或者不在您的范围内。"""


class Erased(NotAllowed):
    """这件事的内容已经按期限销毁，不能再办。"""

    code = "erased"


class WrongStage(Conflict):
    """这件事现在在“%(stage)s”阶段，不能“%(move)s”。"""

    code = "wrong_stage"


class NotYourMove(NotAllowed):
    """“%(move)s”要由这些岗位来办：%(roles)s。"""

    code = "not_your_move"


class NotYourUnit(NotAllowed):
    """这件事现在不在您的单位手里。"""

    code = "not_your_unit"


class OwnWork(NotAllowed):
    """自己办的事不能由自己来“%(move)s”，请换一位同事。"""

    code = "own_work"


class NotYet(Refusal):
    """现在还不能“%(move)s”：条件还没有满足。"""

    code = "not_yet"


class KnownOutside(Conflict):
    """“%(outside)s”已经登记过了，编号是 %(number)s。"""

    code = "known_outside"


class Stale(Conflict):
    """刚刚有人先办了这件事，请看最新的内容再办。"""

    code = "stale"


class SameKeyOther(Conflict):
    """这个请求编号已经用过，内容却不一样。"""

    code = "same_key_other"


class BadAnswers(BadInput):
    """还有没填好的地方。"""

    def __init__(self, faults: Mapping[str, Worded | str]) -> None:
        self.faults = {k: w if isinstance(w, Worded) else Worded(w) for k, w in faults.items()}
        super().__init__()
