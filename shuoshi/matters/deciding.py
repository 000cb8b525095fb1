"""From a situation and answers to a change: everything that one move will write. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from shuoshi.kernel.bigrams import lexemes
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.limits import parse_limit
from shuoshi.kernel.worktime import add_working_days
from shuoshi.matters.changes import Change, Deciding, iso
from shuoshi.matters.clocks import (
    Clocking,
    after_pause,
    credited,
    enter_stage,
    limit_ends,
    limit_text,
    timers_of,
)
from shuoshi.matters.consequences import notices_of, rings_of, watched
from shuoshi.matters.holding import holder_in
from shuoshi.matters.openness import notice_waits, seen_since
from shuoshi.matters.publishing import publish, release
from shuoshi.matters.rules import APPROVAL, approvals_so_far, pending_extension, target
from shuoshi.matters.sealed import key_of, plain_words, seal_fields, without_sealed
from shuoshi.matters.situation import Situation
from shuoshi.matters.terms import Clockwork, Snapshot
from shuoshi.programmes.schema import Move, Opens
from shuoshi.programmes.standard import EXTENDED, FIELDS

_RETIMING = frozenset({EXTENDED, "release"})


def clocking_of(d: Deciding, answers: Mapping[str, Any]) -> Clocking:
    """What the due times after this decision depend on."""
    m = d.now.matter
    return Clocking(
        definition=d.now.definition,
        calendar=d.now.calendar,
        names=d.now.names(answers),
        site=m.limits,
        opened_at=m.opened_at,
        anchor=d.anchor,
        due_before=m.due_at,
        overall_due=m.overall_due_at,
    )


def _kept(m: Snapshot) -> Clockwork:
    return Clockwork(m.due_at, m.overall_due_at)


def _clockwork(d: Deciding, name: str, to: str, answers: Mapping[str, Any]) -> Clockwork | None:
    """The new times, or nothing where the clock is kept as it is."""
    now, m, at = d.now, d.now.matter, d.now.at
    move = now.definition.move(name)
    c = clocking_of(d, answers)
    if name == EXTENDED:
        return _extended(d, c)
    if name == "release" and notice_waits(now):
        return _begun(d, c)
    if to == m.stage and move.clock != "restart":
        return None
    left = now.definition.stages[m.stage]
    if left.clock == "paused" and m.overall_due_at and to != m.stage:
        overall = after_pause(now.calendar, m.overall_due_at, m.stage_since, at)
        c = replace(c, overall_due=overall)
    clockwork = enter_stage(c, to, at)
    if move.clock == "credit":
        due = credited(c, m.steps, to, at) or clockwork.due_at
        return Clockwork(
            due, clockwork.overall_due_at, timers_of(c, to, at, due, clockwork.overall_due_at)
        )
    return clockwork


def _begun(d: Deciding, c: Clocking) -> Clockwork:
    """The times of a stage whose public notice begins with this release."""
    m, at, within = d.now.matter, d.now.at, d.now.definition.stages[d.now.matter.stage].within
    due, text = (limit_ends(c, within, at), limit_text(c, within, at)) if within else (m.due_at, "")
    rings = timers_of(c, m.stage, at, due, m.overall_due_at, at)
    return Clockwork(due, m.overall_due_at, rings, text)


def _extended(d: Deciding, c: Clocking) -> Clockwork:
    m, extend = d.now.matter, d.now.definition.programme.builtin.extend
    asked = pending_extension(m)
    wished = int((asked.answers if asked else {}).get("days", 0))
    most = parse_limit(extend.most).n if extend else 0
    due = add_working_days(d.now.calendar, m.due_at or d.now.at, min(wished, most))
    rings = timers_of(c, m.stage, m.stage_since, due, m.overall_due_at, seen_since(d.now))
    kept = tuple(t for t in rings if t.still_matters(d.now.at))
    return Clockwork(due, m.overall_due_at, kept)


def _sets(now: Situation, move: Move, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Marks that a move sets: a text as it stands, or 'form.<field>'."""
    names = now.names(answers)["form"]
    return {
        mark: names.get(value.removeprefix("form."), "") if value.startswith("form.") else value
        for mark, value in move.sets.items()
    }


def _assignee(d: Deciding, name: str, to: str, holder: UUID) -> UUID | None:
    m, by = d.now.matter, d.by
    if d.now.definition.stages[to].final is not None:
        return None
    if name == "claim" or (to != m.stage and by.account_id and by.unit_id == holder):
        return by.account_id
    return m.assignee_id if holder == m.holder_id else None


def _helper(m: Snapshot, holder: UUID, final: bool, answers: Mapping[str, Any]) -> UUID | None:
    """Who takes it: whom the move names, else whoever did while the unit stays the same or it is over."""
    if "helper" in answers:
        return UUID(answers["helper"])
    return m.helper_id if holder == m.holder_id or final else None


def _step(
    d: Deciding, name: str, to: str, holder: UUID, due: datetime | None, answers: Mapping[str, Any]
) -> Change:
    m, by, at = d.now.matter, d.by, d.now.at
    return {
        "id": str(new_id(at)),
        "move": name,
        "from_stage": m.stage,
        "to_stage": to,
        "at": iso(at),
        "recorded_at": iso(at),
        "role": by.role,
        "said_by": by.said,
        "account_id": by.account_id and str(by.account_id),
        "unit_id": by.unit_id and str(by.unit_id),
        "holder_id": str(holder),
        "due_before_at": iso(m.due_at),
        "due_at": iso(due),
        "paused": d.now.definition.stages[to].clock == "paused",
        "answers": dict(answers) | dict(d.told),
    }


def _journal(d: Deciding, name: str, step: Change) -> Change:
    by = d.by
    return {
        "id": str(new_id(d.now.at)),
        "recorded_at": step["at"],
        "happened_at": step["at"],
        "kind": f"matters.{name}"[:60],
        "other_id": None,
        "account_id": step["account_id"],
        "duty_id": by.duty_id and str(by.duty_id),
        "role": by.role,
    }


def decide(d: Deciding, name: str, answers: Mapping[str, Any], opens: list[Change]) -> Change:
    """What the move will write, for `matters_apply`. The move was found allowed before.

    Shape:   a move that needs more approvals than it has becomes an approval and stays where it is.
    """
    now, m = d.now, d.now.matter
    move = now.definition.move(name)
    if move.approvals and approvals_so_far(now, name) + 1 < move.approvals.n:
        return _approval(d, name, answers)
    to = target(now, name, answers)
    change = written(d, name, to, _clockwork(d, name, to, answers), answers, opens)
    if name == "release":
        change["release"] = release(d, answers, m.due_at)
        wished = [row["id"] for row in answers.get("pictures", ())]
        change["pictures"] = [] if m.private else wished
    elif m.published is not None:
        change["publish"] = publish(d, name, to, change["matter"], answers)
        if change["publish"]["hide"]:
            change["pictures"] = []
    return change


def _approval(d: Deciding, name: str, answers: Mapping[str, Any]) -> Change:
    """One of several approvals: a step and a journal line; what the move does waits for the last."""
    change = written(d, name + APPROVAL, d.now.matter.stage, None, {}, [])
    change["step"]["answers"] = {k: v for k, v in answers.items() if k in ("reason", "words")}
    change["matter"]["marks"] = dict(d.now.matter.marks)
    change["notices"] = []
    return change


def written(
    d: Deciding,
    name: str,
    to: str,
    clockwork: Clockwork | None,
    answers: Mapping[str, Any],
    opens: list[Change],
) -> Change:
    """Everything that a step to `to` writes, with new times or the old ones."""
    now, m, at = d.now, d.now.matter, d.now.at
    stage, entry = now.definition.stages[to], m.entry
    times = clockwork or _kept(m)
    retimed = name in _RETIMING  # votes, answers and approvals stay with their entry
    if clockwork is not None and not retimed:
        entry = m.revision + 1
    holder = holder_in(d, to, answers) if to != m.stage or "holder" in answers else m.holder_id
    kept = seal_fields(now.definition, answers, key_of(m.marks))
    step = _step(d, name, to, holder, times.due_at, without_sealed(kept))
    own = {k: v for k, v in kept.items() if k not in FIELDS}
    return {
        "matter": {
            "stage": to,
            "entry": entry,
            "holder_id": str(holder),
            "assignee_id": _text_or_none(_assignee(d, name, to, holder)),
            "helper_id": _text_or_none(_helper(m, holder, stage.final is not None, answers)),
            "kind": answers.get("kind", m.kind),
            "private": _private(d, answers.get("kind", m.kind)),
            "stage_since": iso(at if to != m.stage else m.stage_since),
            "due_at": iso(times.due_at),
            "first_due_at": iso(m.first_due_at or times.due_at),
            "overall_due_at": iso(times.overall_due_at),
            "colour": _colour(d, name, clockwork, stage.final is not None),
            "marks": _marks(d, name, to, answers) | _limit_mark(d, clockwork, retimed),
            "closed_at": iso(m.closed_at or at) if stage.final is not None else None,
            "outcome": stage.final or "",
            "version_id": str(m.version_id),
        },
        "step": step,
        "text": own or None,
        "words": "" if key_of(m.marks) else lexemes(plain_words(now.definition, own)),
        "journal": _journal(d, name, step),
        "notices": notices_of(d, name.removesuffix(APPROVAL)),
        "timers": watched(d, name, to, entry)
        + (rings_of(clockwork, entry, d) if clockwork else []),
        "timer": d.timer_id and str(d.timer_id),
        "parent_timer": str(new_id(at)) if stage.final is not None and m.parent_id else None,
        "retimed": retimed and clockwork is not None,
        "opens": opens,
        "publish": None,
        "release": None,
        "pictures": None,
        "me_too": None,
    }


def _text_or_none(value: UUID | None) -> str | None:
    return str(value) if value else None


def _private(d: Deciding, kind: str) -> bool:
    public = d.now.definition.programme.public
    return d.now.matter.private or bool(public and kind in public.private_kinds)


def _colour(d: Deciding, name: str, clockwork: Clockwork | None, final: bool) -> str:
    if name == "climb" and d.climb is not None:
        what = d.now.definition.programme.climb[d.climb].do
        return next((c for c in ("red", "yellow") if c in what), d.now.matter.colour)
    return "" if clockwork is not None or final else d.now.matter.colour


def _limit_mark(d: Deciding, clockwork: Clockwork | None, retimed: bool) -> Change:
    """What the page explains the due time with: the limit's text and the moment it ran from."""
    if clockwork is None or (retimed and not clockwork.limit):
        return {}
    return {"limit": [clockwork.limit, iso(d.now.at)] if clockwork.limit else None}


def _marks(d: Deciding, name: str, to: str, answers: Mapping[str, Any]) -> Change:
    m = d.now.matter
    marks = dict(m.marks) | _sets(
        d.now, d.now.definition.moves[name.removesuffix(APPROVAL)], answers
    )
    if to != m.stage:
        marks["held"] = {**m.marks.get("held", {}), m.stage: str(m.holder_id)}
    if name == "merge":
        marks["merged_into"] = answers["into"]
    elif name == "unmerge":
        marks.pop("merged_into", None)
    if d.shown:
        marks["votes"] = {**m.marks.get("votes", {}), **d.shown}
    if d.climb is not None:
        marks["climbed"] = [*m.marks.get("climbed", []), d.climb]
    return marks


def opened_by(
    now: Situation, move: Move, answers: Mapping[str, Any]
) -> list[tuple[Opens, dict[str, Any]]]:
    """The matters that a move opens: one each, or one for each row of a list, with copied fields and the unit
    that is to hold it."""
    form = now.names(answers)["form"]
    out: list[tuple[Opens, dict[str, Any]]] = []
    for opens in move.opens:
        goes = (*opens.copied, *((opens.holder,) if opens.holder else ()))
        copied = {k: form[k] for k in goes if form.get(k)}
        rows = [{}] if opens.for_each is None else form.get(opens.for_each) or []
        out += [(opens, copied | dict(row)) for row in rows]
    return out
