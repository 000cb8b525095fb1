"""What a change sets off: whom it tells, and what has to ring. Pure."""

from collections.abc import Iterable
from datetime import datetime

from shuoshi.kernel.ids import new_id
from shuoshi.kernel.worktime import in_office
from shuoshi.matters.changes import Change, Deciding, iso
from shuoshi.matters.terms import Clockwork, NewTimer
from shuoshi.notices.rules import always_told
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import BLOCKS

_CARDS = frozenset({"yellow", "red"})


def told_at(d: Definition, name: str, *, replies: bool) -> list[tuple[str, str, str]]:
    """(template, audience, way) at a move: what the file says, then the house's own rules."""
    own = [
        (n.template, audience, by)
        for n in d.programme.notices
        if n.at == name
        for audience in n.to
        for by in n.by
    ]
    return own + always_told(name, replies=replies)


def outbox(told: Iterable[tuple[str, str, str]], at: datetime) -> list[Change]:
    """Rows of the outbox, each once."""
    return [
        {"id": str(new_id(at)), "template": t, "audience": a, "by": b, "at": iso(at)}
        for t, a, b in dict.fromkeys(told)
    ]


def notices_of(d: Deciding, name: str) -> list[Change]:
    """Whom a move tells; a climb tells whom its rule names."""
    definition = d.now.definition
    told = told_at(definition, name, replies=definition.move(name).reply)
    builtin, public = definition.programme.builtin, definition.programme.public
    if name == "ask_extension" and builtin.extend:
        told += [("extension_asked", role, "app") for role in builtin.extend.approve]
    if (
        builtin.release
        and public
        and d.now.matter.published
        and d.by.role not in builtin.release.by
    ):
        asked = set(definition.move(name).asked()) if name != "climb" else set()
        if asked & set(public.shows):  # what everybody may see, and no reviewer has released yet
            told += [("to_release", role, "app") for role in builtin.release.by]
    if name == "climb" and d.climb is not None:
        rule = definition.programme.climb[d.climb]
        for what in rule.do:
            told += _climbs(what, rule.to)
    return outbox(told, _when_told(d, name))


def _climbs(what: str, to: str | None) -> list[tuple[str, str, str]]:
    """Whom a climb tells, and by which way: a card goes to the unit that holds the matter, in its work group
    too; what is asked of somebody above goes to them."""
    if what in _CARDS:
        return [(f"climb_{what}", "holder", way) for way in ("app", "unit")]
    return [(f"climb_{what}", "parent_unit" if what == "to_parent_unit" else to or "holder", "app")]


def _when_told(d: Deciding, name: str) -> datetime:
    """When somebody is told: at once what a person did and what an emergency asks for, in office hours what
    time alone brought about."""
    if name != "climb" or is_urgent(d.now.definition):
        return d.now.at
    return in_office(d.now.calendar, d.now.at)


def is_urgent(d: Definition) -> bool:
    """Whether a programme is an emergency's, which waits for no office hours."""
    return d.programme.emergency is not None


def rings_of(clockwork: Clockwork, entry: int, d: Deciding) -> list[Change]:
    """Timers of new times; what climbed on the whole clock already does not climb again."""
    rung = set(d.now.matter.marks.get("climbed", []))
    fresh = [
        t
        for t in clockwork.timers
        if t.climb is None or t.climb not in rung or not _is_overall(d, t.climb)
    ]
    return timer_rows(fresh, entry, d.now.at)


def timer_rows(timers: Iterable[NewTimer], entry: int, at: datetime) -> list[Change]:
    """Rows of timers that belong to an entry of a stage."""
    return [
        {
            "id": str(new_id(at)),
            "entry": entry,
            "due_at": iso(t.due_at),
            "outcome": t.outcome,
            "climb": t.climb,
        }
        for t in timers
    ]


def watched(d: Deciding, name: str, to: str, entry: int) -> list[Change]:
    """Timers for a move that may bring an outcome of a block: one that is due now rings if we can't."""
    blocks = d.now.definition.stages[to].blocks if to == d.now.matter.stage else {}
    at, rings = d.now.at, list[NewTimer]()
    for block in blocks:
        if BLOCKS[block].watches_moves:
            rings.append(NewTimer(at, "settle"))
    return timer_rows(rings, entry, at)


def _is_overall(d: Deciding, climb: int) -> bool:
    return d.now.definition.programme.climb[climb].clock == "overall"
