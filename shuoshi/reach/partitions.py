"""Tables cut into days by their UUIDv7 keys: days made ahead and dropped by the owner, ids of other days refused.

The app's login never touches a day directly: it writes through the table.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import connections, transaction

from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import least_id, made_at
from shuoshi.reach.terms import APP_LOGIN

OLDEST, NEWEST = timedelta(days=7), timedelta(hours=1)
"""How old an id may be, and by how much a phone's clock may run ahead of it."""
_BACK, _AHEAD = timedelta(days=8), timedelta(days=14)
BY_DAY: list[str] = []
"""The tables that are cut so; rooms add theirs."""
_PARTS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass"
_NAME = re.compile(r"_(\d{4})_(\d{2})_(\d{2})$")


class NotNow(BadInput):
    """这个编号太旧，或者手机的时间不对，请刷新以后再记。"""

    code = "not_now"


def id_in_time(row_id: UUID, at: datetime) -> None:
    """Raises NotNow for an id that is no UUIDv7 of the last seven days, an hour ahead at most."""
    made = made_at(row_id)
    if made is None or not at - OLDEST <= made <= at + NEWEST:
        raise NotNow


def ensure_days(
    first: date, last: date, *, tables: Sequence[str] = (), using: str = "owner"
) -> int:
    """Make the days from `first` to `last` of each table; returns how many were new.

    Locks:   each table, for a moment a day.
    """
    made = 0
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for table in tables or BY_DAY:
            for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
                name = f"{table}_{day:%Y_%m_%d}"
                cursor.execute("SELECT to_regclass(%s)", [name])
                if cursor.fetchone()[0]:
                    continue
                low, high = (least_id(start_of(d)) for d in (day, day + timedelta(days=1)))
                cursor.execute(
                    f"CREATE TABLE {name} PARTITION OF {table} FOR VALUES FROM ('{low}') TO ('{high}')"
                )
                cursor.execute(f"REVOKE ALL ON {name} FROM {APP_LOGIN}")
                made += 1
    return made


def days_there(table: str, *, using: str = "owner") -> dict[date, str]:
    """The days that have a partition, each with its name, oldest first. One statement."""
    with connections[using].cursor() as cursor:
        cursor.execute(_PARTS, [table])
        names = [name.rpartition(".")[2] for (name,) in cursor.fetchall()]
    found = {date(*map(int, m.groups())): n for n in names if (m := _NAME.search(n))}
    return dict(sorted(found.items()))


def drop_days(table: str, before: date, *, using: str = "owner") -> int:
    """Drop the days of a table that ended before a day; returns how many.

    Locks:   the table, for a moment a day.
    """
    gone = [name for day, name in days_there(table, using=using).items() if day < before]
    with connections[using].cursor() as cursor:
        for name in gone:
            cursor.execute(f"DROP TABLE {name}")
    return len(gone)


def make_days(at: datetime) -> int:
    """Make the days of every such table from a week back to two weeks ahead; returns how many were new."""
    return ensure_days((at - _BACK).date(), (at + _AHEAD).date())


def start_of(day: date) -> datetime:
    """The moment at which a day begins, in UTC as the partitions are cut."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
