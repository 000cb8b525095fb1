"""Checking the chain."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from shuoshi.journal.partitions import months_there, start_of
from shuoshi.journal.rules import FIRST, chain
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

_BETWEEN = """
SELECT id, recorded_at, happened_at, kind, subject_id, other_id, path, account_id, duty_id, role
FROM journal_entry WHERE (recorded_at, id) > (%s, %s) AND (recorded_at, id) <= (%s, %s)
ORDER BY recorded_at, id
"""


def verify_chain() -> int | None:
    """The number of the first link that does not fit its entries, or nothing when all do.

    Shape:   links over months whose partition was dropped can't be looked at any more; the last of
             them is the anchor of those after it. Lines that are gone from a month that is there are
             missed.
    """
    at, row, digest = datetime.min.replace(tzinfo=UTC), UUID(int=0), FIRST
    with acting(SYSTEM), connection.cursor() as cursor:
        oldest = min(months_there(using="default"), default=None)
        cursor.execute("SELECT n, upto_at, upto_id, entries, digest FROM journal_seal ORDER BY n")
        for n, upto_at, upto_id, entries, sealed in cursor.fetchall():
            if oldest is not None and upto_at < start_of(oldest):
                at, row, digest = upto_at, upto_id, sealed
                continue
            cursor.execute(_BETWEEN, [at, row, upto_at, upto_id])
            rows = cursor.fetchall()
            digest = chain(digest, rows)
            if len(rows) != entries or digest != sealed:
                return int(n)
            at, row = upto_at, upto_id
    return None
