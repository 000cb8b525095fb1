"""The one clock. Interfaces read it once and pass `at` down; nothing below them asks for the time.

A demo or a test may move it: the file named by SHUOSHI_CLOCK holds a number of seconds to add.
Web server and worker read the same file, so both live on the same day.
"""

import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def _clock_file() -> Path | None:
    name = os.environ.get("SHUOSHI_CLOCK")
    return Path(name) if name else None


def offset() -> timedelta:
    """How far the clock was moved; zero when it was not."""
    path = _clock_file()
    if path is None:
        return timedelta()
    try:
        return timedelta(seconds=float(path.read_text()))
    except (FileNotFoundError, ValueError):
        return timedelta()


def move_clock(by: timedelta) -> timedelta:
    """Move the clock onward for every process that reads the same file; returns the new offset.

    Raises:  RuntimeError when no clock file is set (a real site's clock can't be moved),
             ValueError when `by` is negative: time does not run back
    """
    path = _clock_file()
    if path is None:
        raise RuntimeError("this site's clock cannot be moved")
    if by < timedelta():
        raise ValueError("time does not run back")
    total = offset() + by
    part = path.with_suffix(".part")
    part.write_text(str(total.total_seconds()))
    part.replace(path)
    return total


def now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC) + offset()


def local(at: datetime) -> datetime:
    """`at` as the district's wall clocks show it."""
    return at.astimezone(ZONE)


def midnight(day: date) -> datetime:
    """The first moment of a day in the district."""
    return datetime.combine(day, time(), ZONE)


def local_date(at: datetime) -> date:
    """The district's calendar day at `at`."""
    return local(at).date()
