"""Warnings as pages and the API read them: masked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from shuoshi.warnings.ladders import Ladder
from shuoshi.warnings.terms import Level, Stand, Step, Wants


@dataclass(frozen=True, slots=True)
class WarningRow:
    """A warning, to how many households and people it went, how many have not answered."""

    id: UUID
    path: str
    place: str
    ladder: Ladder
    level: Level
    whom: str
    source: str
    reference: str
    issued_at: datetime
    headline: str
    text: str
    until: datetime
    drill: bool
    sent_at: datetime
    ended_at: datetime | None
    ended_why: str
    before_id: UUID | None
    after_id: UUID | None
    households: int
    people: int
    waiting: int

    @property
    def wants(self) -> Wants:
        """What it asks of a household."""
        return self.ladder.levels[self.level].wants


@dataclass(frozen=True, slots=True)
class Figures:
    """How far the households of a place have come.

    Shape:   `households` by how they stand, `people` of all of them, `gone` people who have left; `help` need help,
             `late` should have answered or left by now, `staying` stay where it is not
             safe, `settled` need nobody to come any more.
    """

    households: int = 0
    people: int = 0
    stands: Mapping[Stand, int] = field(default_factory=dict)
    gone: int = 0
    help: int = 0
    late: int = 0
    staying: int = 0
    settled: int = 0

    def at(self, stand: Stand) -> int:
        """How many households stand so."""
        return self.stands.get(stand, 0)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with its figures."""

    path: str
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Board:
    """A warning at one place: its figures, those of what lies below."""

    row: WarningRow
    path: str
    figures: Figures
    below: tuple[PlaceRow, ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class CallerRow:
    """Who is to call at a household: in which role, masked."""

    role: str
    helper: str
    unit: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What a household does when it is warned."""

    household_id: UUID
    path: str
    threats: tuple[str, ...]
    route: str
    shelter: str
    needs: tuple[str, ...]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class CallRow:
    """A household under a warning, masked, and how it stands."""

    id: UUID
    warning_id: UUID
    household_id: UUID
    path: str
    place: str
    name: str
    people: int
    stand: Stand
    settled: bool
    help: bool
    stays: str
    gone: int | None
    where: str
    tried: int
    tried_at: datetime | None
    due_at: datetime
    move_due_at: datetime | None
    answered_at: datetime | None
    callers: tuple[CallerRow, ...]
    needs: tuple[str, ...]
    headline: str
    drill: bool
    over: bool

    def late(self, at: datetime) -> bool:
        """Whether it should have answered by now, or left."""
        left = self.minutes(at)
        return left is not None and left < 0

    def minutes(self, at: datetime) -> int | None:
        """How many minutes are left to answer, or to leave; fewer than none where it is overdue, None where nothing
        is due."""
        if self.over:
            return None
        due = self.due_at if self.stand is Stand.WAITING else None
        if self.stand is Stand.ANSWERED and not self.settled:
            due = self.move_due_at
        return None if due is None else int((due - at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class StepRow:
    """One thing that was said of a household; `mine` where the reader may take it back."""

    id: UUID
    step: Step
    way: str
    at: datetime
    recorded_at: datetime
    said_by: str
    people: int | None
    where: str
    why: str
    note: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Lives:
    """Somebody of a household, as whoever has to reach them sees them."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a household lives and how it is reached, for whoever looked."""

    door: str
    lives: tuple[Lives, ...]
    contact: str


@dataclass(frozen=True, slots=True)
class CallShown:
    """A household under a warning as a whole; `newer_id`: its call under the warning that replaced this one."""

    warning: WarningRow
    call: CallRow
    steps: tuple[StepRow, ...]
    plan: PlanRow | None
    over: bool
    newer_id: UUID | None
