"""The hash chain over lines of the journal. Pure."""

import hashlib
from datetime import UTC
from typing import Any

FIRST = "0" * 64


def within_one_month(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Those rows, ordered by their second value, a time, that lie in the month of the first (in UTC)."""
    if not rows:
        return rows
    first = rows[0][1].astimezone(UTC)
    return [
        row
        for row in rows
        if (at := row[1].astimezone(UTC)).year == first.year and at.month == first.month
    ]


def chain(before: str, rows: list[tuple[object, ...]]) -> str:
    """The digest of `rows` after `before`: SHA-256 over each row's text in order."""
    digest = before
    for row in rows:
        line = "\x1f".join("" if value is None else str(value) for value in row)
        digest = hashlib.sha256(f"{digest}\x1e{line}".encode()).hexdigest()
    return digest
