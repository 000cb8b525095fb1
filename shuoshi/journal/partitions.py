"""Months of the journal. The owner makes them ahead; the app's login never touches one directly."""

import itertools
import logging
import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connections

from shuoshi.reach.terms import APP_LOGIN

_log = logging.getLogger(__name__)


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


_NAME = re.compile(r"journal_entry_(\d{4})_(\d{2})")
_PARTS = (
    "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'journal_entry'::regclass"
)


def months_there(*, using: str = "owner") -> dict[date, str]:
    """The months that have a partition, each with its name, oldest first. One statement."""
    with connections[using].cursor() as cursor:
        cursor.execute(_PARTS)
        found = {m: name for (name,) in cursor.fetchall() if (m := _month_of(name))}
    return dict(sorted(found.items()))


def _month_of(name: str) -> date | None:
    found = _NAME.fullmatch(name.rpartition(".")[2])
    return date(int(found[1]), int(found[2]), 1) if found else None


def drop_months(before: date, *, using: str = "owner") -> int:
    """Drop the months that end before a day, oldest first; returns how many.

    Shape:   only a month whose every line lies under a link of the chain, which ends with it: the link
             stays and anchors what comes after. The first that is not so ends the dropping.
    Locks:   the journal, for a moment a month.
    """
    dropped = 0
    with connections[using].cursor() as cursor:
        for month, name in months_there(using=using).items():
            ends = _months(month, month)[1]
            if ends > before:
                break
            if _unsealed(cursor, month, ends):
                _log.warning("a month of the journal is not sealed whole and stays: %s", name)
                break
            cursor.execute(f"DROP TABLE {name}")
            dropped += 1
    return dropped


def _unsealed(cursor: Any, month: date, ends: date) -> bool:
    """Whether a line of a month lies behind the last link that ends within it."""
    cursor.execute(
        "SELECT upto_at, upto_id FROM journal_seal WHERE upto_at < %s ORDER BY n DESC LIMIT 1",
        [start_of(ends)],
    )
    last = cursor.fetchone() or (start_of(date(1970, 1, 1)), UUID(int=0))
    cursor.execute(
        "SELECT EXISTS (SELECT FROM journal_entry WHERE recorded_at >= %s AND recorded_at < %s "
        "AND (recorded_at, id) > (%s, %s))",
        [start_of(month), start_of(ends), *last],
    )
    return bool(cursor.fetchone()[0])


def start_of(day: date) -> datetime:
    """The moment at which a month begins, in UTC as the partitions are cut."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
