"""Reading counts: which there are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from shuoshi.counts.keeping import concerns, counts_of_mine
from shuoshi.counts.models import Count
from shuoshi.counts.rules import may_count
from shuoshi.places.queries import names_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.units.models import Unit

_COUNTS = 100


@dataclass(frozen=True, slots=True)
class CountRow:
    """A count: its area, edition, time, and how many the register had."""

    id: UUID
    path: str
    place: str
    name: str
    edition: str
    unit_id: UUID
    unit: str
    lab_id: UUID | None
    lab: str
    drill: bool
    n: int
    before_id: UUID | None
    expected: int
    counted: int
    starts_at: datetime
    until: datetime
    ended_at: datetime | None


def counts_within(*, by: Actor) -> tuple[CountRow, ...]:
    """The counts that concern an actor's range or unit, those that go on first; of a drill only while it runs. Raises
    MayNotCount for nobody who works anywhere."""
    may_count(by)
    with acting(by) as scope:
        mine = counts_of_mine()
        scope.write_as_engine()
        found = Count.objects.filter(Q(drill=False) | Q(ended_at__isnull=True))
        rows = list(
            found.order_by(F("ended_at").desc(nulls_first=True), "-starts_at", "-id")[:_COUNTS]
        )
        return count_rows([r for r in rows if concerns(by, r, mine) or by.unit_id == r.lab_id])


def sees(count_id: UUID, by: Actor) -> bool:
    """Whether a count is an actor's affair. Three statements in a scope."""
    with acting(by) as scope:
        mine = counts_of_mine()
        scope.write_as_engine()
        count = Count.objects.filter(id=count_id).first()
        return count is not None and concerns(by, count, mine)


def count_rows(counts: list[Count]) -> tuple[CountRow, ...]:
    """In any scope. Three statements, however many counts."""
    units = dict(
        Unit.objects.filter(id__in=[u for c in counts for u in (c.unit_id, c.lab_id)])
        .values_list("id", "name")
    )  # fmt: skip
    places = names_of({c.path for c in counts})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count_id, sum(counted) FROM counts_tally WHERE count_id = ANY(%s) GROUP BY 1",
            [[c.id for c in counts]],
        )
        counted = dict(cursor.fetchall())
    return tuple(
        CountRow(
            c.id, c.path, places.get(c.path, ""), c.name, c.edition, c.unit_id, units.get(c.unit_id, ""), c.lab_id,
            units.get(c.lab_id, "") if c.lab_id else "", c.drill, c.n, c.before_id, c.expected,
            int(counted.get(c.id, 0)), c.starts_at, c.until, c.ended_at,
        )
        for c in counts
    )  # fmt: skip
