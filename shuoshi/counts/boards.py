"""How far a count is: its figures by place, and its sites."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.counts.keeping import concerns, count_there, gone
from shuoshi.counts.models import Count, Single, Site
from shuoshi.counts.queries import CountRow, count_rows
from shuoshi.counts.rules import may_count
from shuoshi.counts.sites import SiteRow, site_rows
from shuoshi.counts.terms import CountNotFound
from shuoshi.events.areas import LEVELS, level_below, place_within
from shuoshi.places.queries import names_of
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Bounds, Reach

_EXPECTED = """
SELECT left(path, %s), sum(many) FROM counts_expected WHERE count_id = %s AND path >= %s AND path < %s GROUP BY 1
"""
_TALLIED = """
SELECT left(path, %s), sum(counted), sum(again), sum(guests), sum(more) FROM counts_tally
WHERE count_id = %s AND path >= %s AND path < %s GROUP BY 1
"""
_COUNTED = """
SELECT path, count(*), 0, 0, 0 FROM counts_counted WHERE count_id = %s AND path >= %s AND path < %s GROUP BY 1
"""
_MISSING = """
SELECT left(path, %s), reason, count(*) FROM counts_missing
WHERE count_id = %s AND path >= %s AND path < %s AND NOT EXISTS (
    SELECT FROM counts_counted c
    WHERE c.count_id = counts_missing.count_id AND c.subject_id = counts_missing.subject_id)
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """How far a place is: expected by the register, with whoever came whom the plan did not have; counted for the first
    time, missing, brought again, guests; why missing, by reason."""

    expected: int = 0
    counted: int = 0
    missing: int = 0
    again: int = 0
    guests: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def unsaid(self) -> int:
        """Of how many nobody knows why."""
        return max(self.missing - sum(self.reasons.values()), 0)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with its figures in a count, and how many of it the round before counted, where there was one."""

    path: str
    name: str
    figures: Figures
    before: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """A count at one place: its figures, those of what lies below, its sites, how many are to come again alone,
    whether it is still known who was counted."""

    row: CountRow
    path: str
    figures: Figures
    below: tuple[PlaceRow, ...]
    sites: tuple[SiteRow, ...]
    singles: int
    kept: bool


def board(count_id: UUID, *, by: Actor, path: str = "") -> Board:
    """A count at one place of an actor's range, by what lies below it. Raises MayNotCount, CountNotFound.

    Shape:   below a grid, by building; of a unit's people the whole area, in figures alone.
    """
    may_count(by)
    with acting(by) as scope:
        own = set(Site.objects.filter(count_id=count_id).values_list("id", flat=True))
        scope.write_as_engine()
        count = count_there(count_id)
        if not concerns(by, count, {count_id} if own else ()):
            raise CountNotFound
        (row,) = count_rows([count])
        inside = by.reach is Reach.TERRITORIAL
        here = place_within(by, row.path, path) if inside else row.path
        level = level_below(here)
        figures = _figures(row.id, here, level or LEVELS[-1])
        kept = not gone(count)
        below = figures if level else _figures(row.id, here, 0) if kept else {}
        before = _before(count, here, level)
        names = names_of(below)
        return Board(
            row, here, _seen(added(figures.values()), inside),
            tuple(
                PlaceRow(p, names.get(p, p), _seen(below[p], inside), before[p].counted if p in before else None)
                for p in sorted(below)
            ),
            site_rows(Site.objects.filter(id__in=own)),
            _singles(row.id, here) if inside else 0,
            kept,
        )  # fmt: skip


def _singles(count_id: UUID, here: str) -> int:
    bounds = bounds_of(here)
    found = Single.objects.filter(count_id=count_id, path__gte=bounds.lo, path__lt=bounds.hi)
    return found.count()


def _before(count: Count, here: str, level: int) -> dict[str, Figures]:
    """The round before at the same places, where there was one and it is not erased."""
    if count.before_id is None:
        return {}
    before = count_there(count.before_id)
    return {} if gone(before) and not level else _figures(before.id, here, level)


def _seen(figures: Figures, inside: bool) -> Figures:
    """Figures as whoever asks may see them: why people are missing is for those who look for them."""
    return figures if inside else replace(figures, reasons={})


def _figures(count_id: UUID, here: str, level: int) -> dict[str, Figures]:
    """By place of the next level below, as engine; by building below a grid. Three statements."""
    bounds: Bounds = bounds_of(here)
    digits = level or 40
    of: list[Any] = [count_id, bounds.lo, bounds.hi]
    with connection.cursor() as cursor:
        cursor.execute(_EXPECTED, [digits, *of])
        expected = dict(cursor.fetchall())
        cursor.execute(_TALLIED if level else _COUNTED, [digits, *of] if level else of)
        counted = {row[0]: tuple(map(int, row[1:])) for row in cursor.fetchall()}
        cursor.execute(_MISSING, [digits, *of])
        reasons = defaultdict[str, dict[str, int]](dict)
        for p, reason, n in cursor.fetchall():
            reasons[p][reason] = n
    return {
        p: _made(int(expected.get(p, 0)), counted.get(p, (0, 0, 0, 0)), reasons.get(p, {}))
        for p in {*expected, *counted, *reasons}
    }


def _made(planned: int, tallied: tuple[int, ...], reasons: Mapping[str, int]) -> Figures:
    counted, again, guests, more = tallied
    expected = planned + more
    return Figures(expected, counted, max(expected - counted, 0), again, guests, reasons)


def added(figures: Iterable[Figures]) -> Figures:
    """Several places' figures as one."""
    all_ = list(figures)
    reasons = defaultdict[str, int](int)
    for f in all_:
        for reason, n in f.reasons.items():
            reasons[reason] += n
    return Figures(
        sum(f.expected for f in all_), sum(f.counted for f in all_), sum(f.missing for f in all_),
        sum(f.again for f in all_), sum(f.guests for f in all_), dict(reasons),
    )  # fmt: skip
