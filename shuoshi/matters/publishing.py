"""The public row: what a release shows, and what follows a move by itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shuoshi.kernel.bigrams import lexemes
from shuoshi.matters.changes import Change, Deciding, iso
from shuoshi.programmes.definition import Definition


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


def release(d: Deciding, answers: Mapping[str, Any], due: datetime | None) -> Change:
    """The public row as a reviewer releases it: their words, the fields and the way so far."""
    now, m = d.now, d.now.matter
    public = now.definition.programme.public
    shows = public.shows if public else ()
    entered = [s for s in m.steps if s.to_stage != s.from_stage]
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
        "timeline": [{"stage": s.to_stage, "at": iso(s.at)} for s in entered],
        "opened_at": iso(m.opened_at),
        "due_at": iso(due),
        "changed_at": iso(now.at),
        "closed": m.closed_at is not None,
        "hidden_at": None,
        "wall": m.channel == "wall" or bool(public and public.wall),
    }
