"""Helpers as rows to be matched."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from shuoshi.helpers.models import Helper
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM


@dataclass(frozen=True, slots=True)
class Matchable:
    """A helper as matching reads them: no name; `spot` where they live, if it is known, in degrees."""

    id: UUID
    kind: str
    unit_id: UUID
    unit: str
    unit_kind: str
    unit_path: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    areas: tuple[str, ...]
    slots: int
    cleared_until: date | None
    most: int
    reach_m: int | None
    spot: tuple[float, float] | None


def matchable(path: str, *, on: date) -> tuple[Matchable, ...]:
    """Everybody of the district who helps on a day, for matching alone, read as engine. One statement in a scope."""
    bounds = bounds_of(path[:6])
    with acting(SYSTEM):
        found = Helper.objects.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=on), path__gte=bounds.lo, path__lt=bounds.hi
        ).order_by("id")
        rows = list(
            found.values_list(
                "id", "kind_id", "unit_id", "unit__name", "unit__kind", "unit__path", "skills", "languages", "areas",
                "slots", "cleared_until", "most", "reach_m", "person__household__lat", "person__household__lon",
            )
        )  # fmt: skip
    return tuple(
        Matchable(
            *row[:6],
            tuple(row[6]),
            tuple(row[7]),
            tuple(row[8]),
            *row[9:13],
            (row[13], row[14]) if row[13] is not None and row[14] is not None else None,
        )
        for row in rows
    )
