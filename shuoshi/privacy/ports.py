"""What rooms tell of what they keep: rules of retention, erasers, kinds of emergency, activities that
need a consent, what a person may take along."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.terms import Activity
from shuoshi.reach.terms import Actor

Row = Sequence[tuple[Bilingual, str | Bilingual]]
"""Something that a room holds of a person: labels, each with what stands there."""
Exporter = Callable[[UUID, Actor], list[Row]]
"""Gives what a room holds of a person, under the reader's reach."""
FileExporter = Callable[[UUID, Actor], Iterator[tuple[str, bytes]]]
"""Gives the files that a room holds of a person: a name for each, and its bytes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How long something is kept, and what ends it.

    Shape:   `limit` as on a page, such as '3 years after it was closed'; `erase` takes the moment and
             says how many rows it erased, safe to repeat; `mark` is C, S, K or P as everywhere.
    """

    name: str
    what: Bilingual
    limit: Bilingual
    mark: str
    source: str
    erase: Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class EmergencyKind:
    """A kind of emergency, with what its switch opens: the gates that programmes and rooms wait for, and what these are
    called. Whoever waits for a gate that no kind names makes it a kind of its own."""

    kind: str
    opens: tuple[Bilingual, ...]
    gates: tuple[str, ...] = ()
    name: Bilingual | None = None


RULES: dict[str, Rule] = {}
ACTIVITIES: dict[str, Activity] = {}
EXPORTERS: dict[str, tuple[Bilingual, Exporter]] = {}
FILE_EXPORTERS: list[FileExporter] = []
PERSON_ERASERS: list[Callable[[UUID, datetime], None]] = []
"""Each lets a person go out of its room's records, as engine inside the caller's scope, or raises
BadInput with the reason why it may not yet."""
SWITCH_ERASERS: list[Callable[[UUID, datetime], Mapping[str, int]]] = []
"""Each erases what its room collected under a switch and gives what is left: numbers by name."""
KINDS: list[Callable[[], tuple[EmergencyKind, ...]]] = []
"""Each says which kinds of emergency its room knows."""


def register_rule(rule: Rule) -> None:
    """Add a rule of retention, once."""
    RULES[rule.name] = rule


def register_activity(activity: Activity) -> None:
    """Add something that people may be asked for, once."""
    ACTIVITIES[activity.code] = activity


def register_exporter(name: str, title: Bilingual, exporter: Exporter) -> None:
    """Add a room's part of what a person may take along, once."""
    EXPORTERS[name] = (title, exporter)


def kinds() -> dict[str, EmergencyKind]:
    """Every kind of emergency that can be switched on, with all that it opens."""
    waiting: dict[str, tuple[Bilingual, ...]] = {}
    named: dict[str, EmergencyKind] = {}
    for kind in (kind for known in KINDS for kind in known()):
        if kind.gates:
            named[kind.kind] = kind
        else:
            waiting[kind.kind] = (*waiting.get(kind.kind, ()), *kind.opens)
    for kind in named.values():
        opens = tuple(text for gate in kind.gates for text in waiting.get(gate, ()))
        named[kind.kind] = replace(kind, opens=opens)
    alone = {g: EmergencyKind(g, texts, (g,)) for g, texts in waiting.items() if g not in named}
    return named | alone
