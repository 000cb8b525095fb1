"""What a matter's page shows staff of the matter itself, whatever they may do with it."""

from datetime import datetime
from typing import Any

from shuoshi.matters.forms import without_numbers
from shuoshi.matters.openness import hangs_after_release
from shuoshi.matters.parts import parts_of
from shuoshi.matters.queries import Around, around
from shuoshi.matters.rules import pending_extension
from shuoshi.matters.situation import Situation
from shuoshi.places.queries import names_of
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words
from shuoshi.web.due import clocks_of, due_in_words
from shuoshi.web.showing import bar, channel_name, entered_at, form_lines, shown, timeline


def facts_of(now: Situation, actor: Actor, at: datetime) -> dict[str, Any]:
    """What the page shows of the matter itself."""
    m, d = now.matter, now.definition
    beside = around(m.id, by=actor)
    return {
        "now": now, "d": d, "around": beside, "actor": actor, "at": at,
        "bar": bar(d, m.stage, entered_at(beside.steps), m.closed_at is not None),
        "due": due_in_words(now), "clocks": clocks_of(now),
        "lines": timeline(d, beside, actor.role),
        "form": form_lines(d, m, actor.role, at_first=True),
        "handled": form_lines(d, m, actor.role, at_first=False),
        "said_files": [f for f in beside.files if f.stage == d.programme.first],
        "later_files": [f for f in beside.files if f.stage != d.programme.first],
        "asked_days": _asked_days(now), "shows": _shows(now),
        "prefill": _prefill(now, beside), "unreleased": _unreleased(now, beside),
        "channel": channel_name(m.channel), "unhung": hangs_after_release(now),
        "parts": parts_of(m), "where": names_of([m.path]).get(m.path, ""),
    }  # fmt: skip


def _asked_days(now: Situation) -> int:
    """How much more time is asked for and not answered yet, in working days."""
    asked = pending_extension(now.matter)
    return int(asked.answers.get("days", 0)) if asked else 0


def _shows(now: Situation) -> list[tuple[str, str]]:
    """The fields that a release shows to everybody, as they are filled in."""
    public, d = now.definition.programme.public, now.definition
    names = [n for n in (public.shows if public else ()) if now.matter.form.get(n)]
    return [(in_words(d.fields[n].name), shown(d, d.fields[n], now.matter.form[n])) for n in names]


def _prefill(now: Situation, beside: Around) -> dict[str, str]:
    """What the form of a release starts from: what is public now, or the raiser's words without
    the numbers in them; nothing for what is private."""
    m = now.matter
    if beside.public:
        return {"public_title": beside.public["title"], "public_text": beside.public["text"]}
    if m.private:
        return {}
    return {"public_title": without_numbers(m.title), "public_text": without_numbers(m.body)}


def _unreleased(now: Situation, beside: Around) -> list[str]:
    """Fields that the file shows to everybody and that were filled in since the last release."""
    public, shown = now.definition.programme.public, (beside.public or {}).get("shown", {})
    names = public.shows if public and beside.public else ()
    form = now.matter.form
    return [
        in_words(now.definition.fields[n].name)
        for n in names
        if form.get(n) and shown.get(n) != form[n]
    ]
