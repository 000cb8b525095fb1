"""The public row: what a release shows, and what follows a move by itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shuoshi.kernel.bigrams import lexemes
from shuoshi.matters.changes import Change, Deciding, iso
from shuoshi.matters.terms import PastStep
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.standard import EXTENDED


def kind_for_all(d: Definition, kind: str) -> str:
    """The kind as everybody may know it: none where the file gives the whole a public name."""
    public = d.programme.public
    return "" if public and public.public_name else kind


def publish(d: Deciding, name: str, to: str, now_is: Change, answers: Mapping[str, Any]) -> Change:
    """The part of the public row that follows a move by itself: stage, dates, released fields.

    Shape:   a matter that turns private is taken down; a reviewer may release a summary again.
    """
    now, m = d.now, d.now.matter
    public, rule = now.definition.programme.public, now.definition.programme.builtin.release
    reviewer = bool(rule and d.by.role in rule.by)
    shows = set(public.shows) if public and reviewer else set()
    shown = {k: v for k, v in answers.items() if k in shows} | dict(d.shown)
    moved = [{"stage": to, "at": iso(now.at)}] if to != m.stage else []
    if name == EXTENDED:
        moved = [_later(to, now.at, m.due_at, datetime.fromisoformat(now_is["due_at"]))]
    return {
        "stage": to,
        "kind": kind_for_all(now.definition, now_is["kind"]),
        "due_at": now_is["due_at"],
        "version_id": now_is["version_id"],
        "changed_at": iso(now.at),
        "closed": now.definition.stages[to].final is not None,
        "shown": shown,
        "timeline": moved,
        "hide": name == "hide" or (now_is["private"] and not m.private),
    }


def _later(stage: str, at: datetime, was: datetime | None, due: datetime | None) -> Change:
    """An entry of the public timeline that says that a stage got more time, and until when it had it."""
    return {"stage": stage, "at": iso(at), "was": iso(was), "due": iso(due)}


def _way(steps: Iterable[PastStep]) -> list[Change]:
    """The public timeline of what was done so far: each stage as it was entered, each extension."""
    out: list[Change] = []
    for s in steps:
        if s.to_stage != s.from_stage:
            out.append({"stage": s.to_stage, "at": iso(s.at)})
        elif s.move == EXTENDED:
            out.append(_later(s.to_stage, s.at, s.due_before_at, s.due_at))
    return out


def release(d: Deciding, answers: Mapping[str, Any], due: datetime | None) -> Change:
    """The public row as a reviewer releases it: their words, the fields and the way so far."""
    now, m = d.now, d.now.matter
    public = now.definition.programme.public
    shows = public.shows if public else ()
    return {
        "number": m.number,
        "version_id": str(m.version_id),
        "place_name": d.place_name,
        "street_name": d.street_name,
        "kind": kind_for_all(now.definition, m.kind),
        "stage": m.stage,
        "title": answers["public_title"],
        "text": answers["public_text"],
        "words": lexemes((answers["public_title"], answers["public_text"], d.place_name)),
        "shown": {k: v for k, v in m.form.items() if k in shows} | dict(m.marks.get("votes", {})),
        "timeline": _way(m.steps),
        "opened_at": iso(m.opened_at),
        "due_at": iso(due),
        "changed_at": iso(now.at),
        "closed": m.closed_at is not None,
        "hidden_at": None,
        "wall": m.channel == "wall" or bool(public and public.wall),
    }
