"""Months of the journal. The owner makes them ahead; the app's login never touches one directly."""

import itertools
from datetime import date

from django.db import connections

from shuoshi.reach.terms import APP_LOGIN


def _months(first: date, last: date) -> list[date]:
    span = (last.year - first.year) * 12 + last.month - first.month
    starts = first.year * 12 + first.month - 1
    return [date((starts + n) // 12, (starts + n) % 12 + 1, 1) for n in range(span + 2)]


def ensure_months(first: date, last: date, *, using: str = "owner") -> int:
    """Make the partitions from the month of `first` to that of `last`; returns how many were new.

    Locks:   the journal, for a moment a partition.
    """
    edges, made = _months(first, last), 0
    with connections[using].cursor() as cursor:
        for starts, ends in itertools.pairwise(edges):
            name = f"journal_entry_{starts:%Y_%m}"
            cursor.execute("SELECT to_regclass(%s)", [name])
            if cursor.fetchone()[0]:
                continue
            cursor.execute(
                f"CREATE TABLE {name} PARTITION OF journal_entry "
                f"FOR VALUES FROM ('{starts}T00:00:00Z') TO ('{ends}T00:00:00Z')"
            )
            cursor.execute(f"REVOKE ALL ON {name} FROM {APP_LOGIN}")
            made += 1
    return made
