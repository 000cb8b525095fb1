"""Keys of rows: UUIDv7, whose order follows the time that the caller gives."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END_MS = 253_402_300_800_000
"""The end of the year 9999."""


def new_id(at: datetime) -> UUID:
    """Make a UUIDv7 whose timestamp is `at`.

    Shape:   48 bits of milliseconds, 74 random bits; ids of one millisecond have no order.
    Raises:  ValueError when `at` carries no timezone
    Source:  RFC 9562, section 5.7
    """
    milliseconds = _milliseconds(at)
    high = (milliseconds << 16) | 0x7000 | secrets.randbits(12)
    low = (0b10 << 62) | secrets.randbits(62)
    return UUID(int=(high << 64) | low)


def least_id(at: datetime) -> UUID:
    """The UUID below every id that is made at `at` or later: a bound for keys by time.

    Raises:  ValueError when `at` carries no timezone
    """
    return UUID(int=_milliseconds(at) << 80)


def made_at(row_id: UUID) -> datetime | None:
    """The moment that a UUIDv7 carries, to the millisecond; none of another id, or after the year 9999."""
    milliseconds = row_id.int >> 80
    if row_id.version != 7 or milliseconds >= _END_MS:
        return None
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _milliseconds(at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError("an id needs a time with a zone")
    return int(at.timestamp() * 1000)
