"""Working time on China's calendar: weekends, holidays, make-up days, office hours.

A `WorkCalendar` is a value: the days that differ from Monday to Friday, and the office hours.
Where a year is not published yet, weekdays count, and `covers` says so.
"""

import calendar as months
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from shuoshi.kernel.clock import ZONE, local
from shuoshi.kernel.limits import Limit, LimitUnit

OFFICE_HOURS = ((time(8, 30), time(12, 0)), (time(14, 30), time(18, 0)))
_SATURDAY = 5
_LOOKAHEAD_DAYS = 4000


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked, and when.

    Shape:   `exceptions` maps a local date to whether it is worked; `years` are those published;
             `hours` are (opens, closes) in local time, in order, within one day.
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    hours: tuple[tuple[time, time], ...] = OFFICE_HOURS
    revision: int = 0

    def is_worked(self, on: date) -> bool:
        """Whether `on` is a working day."""
        return self.exceptions.get(on, on.weekday() < _SATURDAY)

    def covers(self, until: datetime) -> bool:
        """Whether the year of `until` is published; if not, weekdays were counted."""
        return local(until).year in self.years

    @property
    def closes(self) -> time:
        """When the office closes."""
        return self.hours[-1][1]


def _days_from(on: date) -> Iterator[date]:
    for ahead in range(_LOOKAHEAD_DAYS):
        yield on + timedelta(days=ahead)


def _spans(calendar: WorkCalendar, on: date) -> list[tuple[datetime, datetime]]:
    if not calendar.is_worked(on):
        return []
    return [
        (datetime.combine(on, opens, ZONE), datetime.combine(on, closes, ZONE))
        for opens, closes in calendar.hours
    ]


def next_worked(calendar: WorkCalendar, on: date) -> date:
    """`on`, or the first working day after it."""
    return next(day for day in _days_from(on) if calendar.is_worked(day))


def _end_of(calendar: WorkCalendar, on: date) -> datetime:
    return datetime.combine(on, calendar.closes, ZONE)


def add_working_days(calendar: WorkCalendar, at: datetime, n: int) -> datetime:
    """The close of the n-th working day after the day of `at`; before it when `n` is negative."""
    step = 1 if n >= 0 else -1
    day = local(at).date()
    left = abs(n)
    while left:
        day += timedelta(days=step)
        left -= calendar.is_worked(day)
    if n == 0:
        day = next_worked(calendar, day)
    return _end_of(calendar, day)


def add_worked(calendar: WorkCalendar, at: datetime, left: timedelta) -> datetime:
    """`at` plus so much office time.

    Raises:  ValueError when `left` is negative: office time is only counted onward
    """
    if left < timedelta():
        raise ValueError("working hours are counted onward")
    for day in _days_from(local(at).date()):
        for opens, closes in _spans(calendar, day):
            starts = max(opens, at)
            if starts >= closes:
                continue
            if closes - starts >= left:
                return starts + left
            left -= closes - starts
    raise ValueError(f"so much office time does not fit into {_LOOKAHEAD_DAYS} days")


def in_office(calendar: WorkCalendar, at: datetime) -> datetime:
    """The moment itself in office hours, else when the office opens next."""
    return local(add_worked(calendar, at, timedelta()))


def _add_months(on: date, n: int) -> date:
    index = on.year * 12 + on.month - 1 + n
    year, month = divmod(index, 12)
    return date(year, month + 1, min(on.day, months.monthrange(year, month + 1)[1]))


def _close_of_day(calendar: WorkCalendar, on: date) -> datetime:
    """The close of `on`; a last day that is not worked moves on to the next one that is.

    Source:  Civil Code art. 203 [K]
    """
    return _end_of(calendar, next_worked(calendar, on))


def add_limit(calendar: WorkCalendar, at: datetime, limit: Limit) -> datetime:
    """When a limit that starts at `at` is over.

    Shape:   hours and minutes run on the clock; working hours in office time; days and months end
             at the close of their last day, moved on to a working day; working days at the close
             of the n-th after the day of `at`. The result is in the district's zone.
    """
    match limit.unit:
        case LimitUnit.MINUTES:
            return local(at + timedelta(minutes=limit.n))
        case LimitUnit.HOURS:
            return local(at + timedelta(hours=limit.n))
        case LimitUnit.WORKING_HOURS:
            return local(add_worked(calendar, at, timedelta(hours=limit.n)))
        case LimitUnit.WORKING_DAYS:
            return add_working_days(calendar, at, limit.n)
        case LimitUnit.DAYS:
            return _close_of_day(calendar, local(at).date() + timedelta(days=limit.n))
        case LimitUnit.MONTHS:
            return _close_of_day(calendar, _add_months(local(at).date(), limit.n))


def worked_between(calendar: WorkCalendar, starts: datetime, ends: datetime) -> timedelta:
    """Office time between two moments; zero when `ends` is not after `starts`."""
    total = timedelta()
    day = local(starts).date()
    while day <= local(ends).date():
        for opens, closes in _spans(calendar, day):
            total += max(timedelta(), min(closes, ends) - max(opens, starts))
        day += timedelta(days=1)
    return total


def worked_days_between(calendar: WorkCalendar, starts: datetime, ends: datetime) -> int:
    """Working days after the day of `starts` up to the day of `ends`."""
    day, last, n = local(starts).date(), local(ends).date(), 0
    while day < last:
        day += timedelta(days=1)
        n += calendar.is_worked(day)
    return n
