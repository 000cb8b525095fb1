"""What programmes ask of rooms above: blocks, anchors of limits.

A room registers in its AppConfig.ready(); a name is registered once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel

from shuoshi.kernel.texts import Bilingual
from shuoshi.programmes.definition import Definition
from shuoshi.reach.terms import Actor

Ends = Callable[[str, datetime], datetime | None]
"""When a limit of the file, by its name, ends for what began at a moment: the site's own limits hold,
and so does the working calendar; nothing where its anchor is absent."""


@dataclass(frozen=True, slots=True)
class Makers:
    """Who made a move of a matter so far: the accounts, and the units in which they did."""

    accounts: frozenset[UUID]
    units: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class InStage:
    """What a block gets to know of the matter whose stage carries it.

    Shape:   `at` is now; `ends` counts the limits that settings name; `moves` counts the moves of
             this entry; `for_all` says whether everybody may see the matter once a reviewer releases
             it, `shown_since` since when they can; `did` says who made a move that its settings exclude,
             by name; `key` is the emergency's key under which texts are kept sealed.
    """

    matter_id: UUID
    programme: str
    stage: str
    entry: int
    path: str
    holder_id: UUID
    stage_since: datetime
    due_at: datetime | None
    form: Mapping[str, Any]
    moves: Mapping[str, int]
    is_raiser: bool
    settings: Any
    at: datetime
    ends: Ends
    for_all: bool = False
    shown_since: datetime | None = None
    did: Mapping[str, Makers] = field(default_factory=dict)
    key: str | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A timer that a block wants: an outcome to try, or somebody to remind."""

    due_at: datetime
    outcome: str | None = None
    remind: bool = False


@dataclass(frozen=True, slots=True)
class ActRule:
    """Something that people do inside a block's stage (vote, answer), which is not a move."""

    name: str
    label: Bilingual
    by: tuple[str, ...]
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """What a block shows on a matter's page: a template, its rows, the acts open to this actor."""

    template: str
    rows: Mapping[str, Any] = field(default_factory=dict)


class Block(Protocol):
    """What a stage may carry. A block without state of its own costs no statement."""

    @property
    def name(self) -> str: ...

    @property
    def settings(self) -> type[BaseModel]: ...

    @property
    def outcomes(self) -> tuple[str, ...]: ...

    @property
    def acts(self) -> tuple[ActRule, ...]: ...

    @property
    def watches_moves(self) -> bool:
        """Whether a move that stays in the stage can bring an outcome."""

    @property
    def for_raiser(self) -> bool:
        """Whether its panel is for the raiser's page too."""

    @property
    def hands_over(self) -> bool:
        """Whether a move of its stage may name another holder."""

    @property
    def invites_objections(self) -> bool:
        """Whether everybody is asked for objections while its stage runs."""

    def fields(self, settings: Mapping[str, Any]) -> tuple[str, ...]:
        """The fields that it asks for when its stage is entered by opening."""

    def body(self, settings: Mapping[str, Any]) -> str | None:
        """The kind of body that owns its stage, if it is a body's."""

    def faults(self, settings: Any, d: Definition) -> Iterable[str]:
        """What these settings name that the file does not have."""

    def load(self, stage: InStage, by: Actor) -> Any:
        """The block's state for this entry, read under the actor's reach."""

    def guard(
        self, stage: InStage, state: Any, move: str, answers: Mapping[str, Any]
    ) -> str | None:
        """Why the move can't be made now, or nothing."""

    def completes(self, stage: InStage, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        """What follows from answers as they were given, such as a helper's unit; as given otherwise."""

    def outcome(self, stage: InStage, state: Any, at: datetime) -> str | None:
        """The outcome that has come, or nothing."""

    def timers(self, settings: Any, since: datetime, ends: Ends) -> tuple[Wish, ...]:
        """The timers that a new entry of the stage needs."""

    def waiting(self, by: Actor, at: datetime) -> frozenset[UUID] | None:
        """The matters in which an act waits for this very person; nothing where it waits for
        whoever holds the post."""

    def makes_public(self, settings: Mapping[str, Any]) -> tuple[str, ...]:
        """The fields that everybody must be able to read while its stage runs."""

    def excludes(self, settings: Any) -> tuple[str, ...]:
        """The moves whose makers may not do its acts: `InStage.did` says who they are."""

    def speaks_with(self, settings: Mapping[str, Any]) -> tuple[str, ...]:
        """The roles that speak with the raiser while its stage runs, and so need to know how to reach them."""

    def callers(self, settings: Mapping[str, Any], lot: int) -> tuple[str, ...]:
        """The roles that are to call the raiser back about a matter of this lot (0 to 99)."""

    def act(
        self, stage: InStage, act: str, answers: Mapping[str, Any], by: Actor, at: datetime
    ) -> None:
        """Do an act: one transaction, one journal line. Raises a Refusal."""

    def options(self, stage: InStage, state: Any) -> Mapping[str, tuple[str, ...]]:
        """The values that its acts take now, by the name of what they ask."""

    def public(self, stage: InStage, state: Any) -> Mapping[str, Any]:
        """What the outcome adds to the public page: totals, never who."""

    def told(self, stage: InStage, state: Any) -> Mapping[str, Any]:
        """What the outcome adds to the timeline of staff and raiser: totals and words, never who."""

    def panel(self, stage: InStage, state: Any, by: Actor, at: datetime) -> Panel | None:
        """What to show, or nothing."""


BLOCKS: dict[str, Block] = {}
ANCHORS: dict[str, Callable[[str, datetime], datetime | None]] = {}


def register_block(block: Block) -> None:
    """Make a block known by its name."""
    BLOCKS[block.name] = block


def register_anchor(name: str, finds: Callable[[str, datetime], datetime | None]) -> None:
    """Make an event known that limits may end at: (place's path, from when) -> when."""
    ANCHORS[name] = finds


def fields_at_first(d: Definition) -> tuple[str, ...]:
    """The fields that are asked for when a matter of this programme is opened."""
    blocks = d.stages[d.programme.first].blocks
    return tuple(f for name, settings in blocks.items() for f in BLOCKS[name].fields(settings))


def body_of(blocks: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The kind of body that these blocks of a stage give it to."""
    kinds = (BLOCKS[name].body(settings) for name, settings in blocks.items() if name in BLOCKS)
    return next((kind for kind in kinds if kind), None)


def hands_over(blocks: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a move of a stage with these blocks may name another holder."""
    return any(BLOCKS[name].hands_over for name in blocks if name in BLOCKS)


def unknown_limits(d: Definition, *names: str | None) -> Iterator[str]:
    """What is wrong with the limits that a block's settings name: each has its source and mark there,
    and a site may set its own."""
    for name in names:
        if name and name not in d.programme.limits:
            yield f"'{name}' is no limit; name one under limits, with its mark"
