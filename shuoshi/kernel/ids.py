"""Keys of rows: UUIDv7, whose order follows the time that the caller gives."""

import secrets
from datetime import datetime
from uuid import UUID


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


def _milliseconds(at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError("an id needs a time with a zone")
    return int(at.timestamp() * 1000)
