"""What rooms above tell this one: what follows people who move, leave or come to need more, and what points at a
person who was registered twice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from shuoshi.people.terms import Leaving, Moved

MOVERS: list[Callable[[Moved], None]] = []
"""Each lets its room's rows follow, as engine in the caller's transaction: tasks, devices, what counts by place."""
LEAVERS: list[Callable[[UUID, Leaving, date], None]] = []
"""Each ends what its room does for somebody who lives here no more, as engine in the caller's transaction."""
CHANGED: list[Callable[[UUID, datetime], None]] = []
"""Each hears that why somebody needs looking after has changed, as engine in the caller's transaction."""


@dataclass(frozen=True, slots=True)
class Points:
    """A column of a room above that names a person: `table` has a uuid key `id`."""

    table: str
    column: str


POINTS: list[Points] = []
"""Every column that is to name the one registration that stays."""


def point_at(kept: UUID, gone: UUID) -> dict[str, list[str]]:
    """Let what points at one registration point at another, as engine; gives by column the rows that changed.

    Shape:   a row that may stand only once (a consent each, a pairing of a kind each) stays as it is where the other
             has one of its own.
    """
    changed: dict[str, list[str]] = {}
    for points in POINTS:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM {points.table} WHERE {points.column} = %s ORDER BY id", [gone]
            )
            found = [row[0] for row in cursor.fetchall()]
        ids = [str(i) for i in found if _points(points, i, kept)]
        if ids:
            changed[f"{points.table}.{points.column}"] = ids
    return changed


def _points(points: Points, row: UUID, kept: UUID) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {points.table} SET {points.column} = %s WHERE id = %s", [kept, row]
            )
    except IntegrityError:
        return False
    return True


def tell_movers(moved: Moved) -> None:
    """Let every room follow people who live elsewhere now, as engine in the caller's transaction."""
    if moved.before == moved.after:
        return
    for follow in MOVERS:
        follow(moved)


def point_back(kept: UUID, gone: UUID, changed: Mapping[str, Sequence[str]]) -> None:
    """Take that back, for rows that still point where they were pointed."""
    for points in POINTS:
        ids = changed.get(f"{points.table}.{points.column}")
        if ids:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {points.table} SET {points.column} = %s WHERE {points.column} = %s AND id = ANY(%s)",
                    [gone, kept, [UUID(i) for i in ids]],
                )
