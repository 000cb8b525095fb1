"""Lists of matters as pages show them: every word is chosen here, the template only writes it out.

A list is the hottest thing a page draws; see docs/adr/0007 for why no macro is called a cell.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shuoshi.matters.public import PublicMatter
from shuoshi.matters.queries import QueueRow
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.fields import Text
from shuoshi.programmes.ports import BLOCKS
from shuoshi.programmes.queries import definition
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import day, short


class QueueLine(NamedTuple):
    """One line of a staff list; `turn` says that it waits for the reader, and for what."""

    id: str
    number: str
    title: str
    tag: str
    place: str
    hidden: str
    stage: str
    state: str
    due: str
    turn: str


class BoardLine(NamedTuple):
    """One line of the public board."""

    number: str
    title: str
    tag: str
    place: str
    opened: str
    stage: str
    state: str


def tag_of(d: Definition, kind: str, language: str) -> str:
    """The kind of a matter, or its programme's name where it has none."""
    kinds = d.programme.kinds
    return kinds.get(kind, d.programme.name).says(language)


def for_all(m: PublicMatter) -> Text:
    """How everybody may know a matter: by its kind, or by its programme's public name."""
    return m.definition.programme.kinds.get(m.kind, m.definition.public_name)


@lru_cache(maxsize=4096)
def _turn(version_id: UUID, stage: str, role: str, there: frozenset[str]) -> str:
    """Whether a stage waits for a role: 'any' unit's, the 'holder' alone, in a 'block', or '' not.

    Shape:   it waits for whoever may bring it on: by a move of the file that leaves the stage, or
             by an act in a block of a body's stage. A move that opens a programme which is not
             among those `there` is hidden, and counts for nobody.
    """
    d = definition(version_id)
    own = [d.programme.moves[n] for n in d.moves_from[stage] if n in d.programme.moves]
    rule = d.stages[stage]
    ends_itself = any(
        d.upon(stage, f"{block}.{outcome}")
        for block in rule.blocks
        if not BLOCKS[block].acts
        for outcome in BLOCKS[block].outcomes
    )
    if rule.clock == "paused" or rule.owner == "raiser" or ends_itself:
        return ""  # it waits for others, or for time
    onward = [
        m
        for m in own
        if role in m.by
        and all(b.to != "=" for b in m.branches())
        and all(o.programme in there for o in m.opens)
    ]
    acts = [a for b in rule.blocks for a in BLOCKS[b].acts] if rule.owner == "body" else []
    if any(role in act.by for act in acts):
        return "block"
    if any(not m.of_holder for m in onward):
        return "any"
    return "holder" if onward else ""


@lru_cache(maxsize=4096)
def _callers(version_id: UUID, stage: str, lot: int) -> frozenset[str]:
    """The roles that are to call the raiser of such a matter back, where the lot drew it."""
    blocks = definition(version_id).stages[stage].blocks
    return frozenset(r for b, own in blocks.items() for r in BLOCKS[b].callers(own, lot))


def _to_call(row: QueueRow, actors: Sequence[Actor]) -> bool:
    """Whether the lot drew it for a call back by one of these duties: another unit than the one that did it."""
    callers = _callers(row.version_id, row.stage, row.lot)
    return any(a.role in callers and a.unit_id != row.holder_id for a in actors)


def _waits_for(row: QueueRow, actors: Sequence[Actor], waiting: "_Waiting") -> bool:
    for actor in actors:
        turn = _turn(row.version_id, row.stage, actor.role, waiting.there)
        if turn == "any" or (turn == "holder" and actor.unit_id == row.holder_id):
            return True
        if turn == "block" and waiting.holds(row, actor):
            return True
    return False


class _Waiting:
    """What a list needs to say what waits: the installed programmes, and where an act of a block waits
    for its reader in person, asked once a list and duty."""

    def __init__(self, at: datetime, there: frozenset[str]) -> None:
        self.at, self.there = at, there
        self._known: dict[tuple[str, UUID | None], frozenset[UUID] | None] = {}

    def holds(self, row: QueueRow, actor: Actor) -> bool:
        """Whether a block of the row's stage waits for this actor."""
        return any(self._in(block, row, actor) for block in row.definition.stages[row.stage].blocks)

    def _in(self, block: str, row: QueueRow, actor: Actor) -> bool:
        if not any(actor.role in act.by for act in BLOCKS[block].acts):
            return False
        key = (block, actor.duty_id)
        if key not in self._known:
            self._known[key] = BLOCKS[block].waiting(actor, self.at)
        own = self._known[key]
        return own is None or row.id in own


def queue_lines(
    rows: Iterable[QueueRow], at: datetime, actors: Sequence[Actor], there: frozenset[str]
) -> list[QueueLine]:
    """Lines of a staff list, with how urgent each is at `at`, and whether it waits for the reader."""
    language, private = get_language() or "zh", _("不公开")
    yours, call = _("等您办"), _("等您回访")
    dues = {"late": _("超时 %(when)s"), "near": _("快到期 %(when)s"), "intime": _("%(when)s 到期")}
    unhurried, waiting = _("不计时"), _Waiting(at, there)
    out = []
    for m in rows:
        d, due = m.definition, m.due_at
        state = (
            "waiting" if due is None else "late" if due < at else "near" if m.colour else "intime"
        )
        words = dues[state] % {"when": short(due)} if due else unhurried
        out.append(
            QueueLine(
                str(m.id), m.number, m.title, tag_of(d, m.kind, language), m.place,
                private if m.private else "", d.stages[m.stage].name.says(language), state, words,
                yours if _waits_for(m, actors, waiting) else call if _to_call(m, actors) else "",
            )
        )  # fmt: skip
    return out


def board_lines(rows: Iterable[PublicMatter]) -> list[BoardLine]:
    """Lines of the public board."""
    language = get_language() or "zh"
    return [
        BoardLine(
            m.number, m.title, for_all(m).says(language), f"{m.street} {m.place}",
            day(m.opened_at), m.definition.stages[m.stage].name.says(language),
            "done" if m.closed else "intime",
        )
        for m in rows
    ]  # fmt: skip
