"""What pages and API say of the register: where people may move, what a form means by it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.http import QueryDict

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.people.moving import Where
from shuoshi.people.terms import (
    BY_AGE,
    ENDINGS,
    GROUPS,
    LEAVINGS,
    SOURCES,
    TIES,
    Ending,
    Leaving,
    Source,
)
from shuoshi.places.queries import StreetRow, homes_under, streets_with_communities, way_to
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words
from shuoshi.web.answering import chosen_day

Options = list[tuple[str, str]]


def homes_of(able: Sequence[Actor]) -> list[StreetRow]:
    """Where these duties may register somebody, each place once, by community."""
    today = local_date(clock_now())
    found: dict[str, StreetRow] = {}
    for row in (row for a in able for row in homes_under(a.bounds.lo, today)):
        there = found.get(row.path)
        places = {p.path: p for p in (*(there.places if there else ()), *row.places)}
        found[row.path] = StreetRow(row.path, row.name, tuple(places[k] for k in sorted(places)))
    return [found[path] for path in sorted(found)]


def areas_of(able: Sequence[Actor]) -> list[tuple[str, str]]:
    """Areas of which something may be planned: one's own range, and the communities and grids below it."""
    found = {}
    for a in able:
        for p in way_to(a.bounds.lo)[-1:]:
            found[p.path] = p.name
    for group in homes_of(able) if able else []:
        found |= {
            p.path: p.name if p.name == group.name else f"{group.name} · {p.name}"
            for p in group.places if len(p.path) <= 15
        }  # fmt: skip
    return sorted(found.items())


def where_to(able: Sequence[Actor]) -> list[StreetRow]:
    """Where somebody may move: to a door of one's own range, or to any community of the district."""
    own = homes_of(able)
    return [*own, *streets_with_communities(settings.DISTRICT_CODE, local_date(clock_now()))]


def where_of(given: QueryDict) -> Where:
    """Where a form says that somebody moves. Raises BadInput."""
    return Where(
        given.get("place", ""), given.get("door", ""), chosen_day(given.get("on", ""), "on")
    )


def words_of_register() -> Mapping[str, Any]:
    """Options and names for the register's forms and lists."""
    groups = {g.value: in_words(n) for g, n in GROUPS.items()}
    return {
        "group_names": groups,
        "group_options": [(g, n) for g, n in groups.items() if g not in BY_AGE],
        "source_names": {s.value: in_words(n) for s, n in SOURCES.items()},
        "source_options": [
            (s.value, in_words(n)) for s, n in SOURCES.items() if s is not Source.AGE
        ],
        "ending_options": [(e.value, in_words(ENDINGS[e])) for e in (Ending.OVER, Ending.MISTAKEN)],
        "leaving_options": [
            (w.value, in_words(LEAVINGS[w])) for w in (Leaving.MOVED, Leaving.DIED)
        ],
        "leaving_names": {w.value: in_words(n) for w, n in LEAVINGS.items()},
        "tie_names": {t.value: in_words(n) for t, n in TIES.items()},
        "tie_options": [(t.value, in_words(n)) for t, n in TIES.items()],
        "today": local_date(clock_now()),
    }


def review_day(text: str) -> date | None:
    """The day that a form asks to look at something again; none where it is left open. Raises BadInput."""
    return chosen_day(text, "review_on") if text.strip() else None
