"""Writing journal lines. Moves of matters write theirs inside the engine's own statement."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from shuoshi.journal.rules import FIRST, chain, within_one_month
from shuoshi.kernel.ids import new_id
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor

_INSERT = """
INSERT INTO journal_entry
    (id, recorded_at, happened_at, kind, subject_id, other_id, path, account_id, duty_id, role)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_SETTLED = timedelta(minutes=10)
_UNSEALED = """
SELECT id, recorded_at, happened_at, kind, subject_id, other_id, path, account_id, duty_id, role
FROM journal_entry
WHERE (recorded_at, id) > (%s, %s) AND recorded_at < %s
ORDER BY recorded_at, id LIMIT %s
"""


def record(
    *,
    kind: str,
    subject_id: UUID,
    path: str,
    by: Actor,
    at: datetime,
    happened_at: datetime | None = None,
    other_id: UUID | None = None,
) -> None:
    """Write one line, in the transaction of the caller's change.

    Shape:   `kind` is 'room.verb'; `path` the place's path, by which auditors see it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                new_id(at),
                at,
                happened_at or at,
                kind,
                subject_id,
                other_id,
                path,
                by.account_id,
                by.duty_id,
                by.role,
            ],
        )


def seal(*, at: datetime, most: int = 50_000) -> int:
    """Put the entries since the last seal under the next link of the chain; returns how many.

    Shape:   a link never reaches over the end of a month, so that a month can be dropped whole;
             only lines older than the longest life of a transaction (settings end it after a
             minute), so that none can slip in behind the seal.
    """
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "SELECT n, upto_at, upto_id, digest FROM journal_seal ORDER BY n DESC LIMIT 1"
        )
        last = cursor.fetchone() or (0, datetime.min.replace(tzinfo=at.tzinfo), UUID(int=0), FIRST)
        n, upto_at, upto_id, digest = last
        cursor.execute(_UNSEALED, [upto_at, upto_id, at - _SETTLED, most])
        rows = within_one_month(cursor.fetchall())
        if not rows:
            return 0
        end_id, end_at = rows[-1][0], rows[-1][1]
        cursor.execute(
            "INSERT INTO journal_seal (n, sealed_at, upto_at, upto_id, entries, digest) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            [n + 1, at, end_at, end_id, len(rows), chain(digest, rows)],
        )
    return len(rows)
