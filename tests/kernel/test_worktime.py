"""Working time on China's calendar."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuoshi.kernel.clock import ZONE
from shuoshi.kernel.limits import Limit, LimitUnit, parse_limit
from shuoshi.kernel.worktime import (
    WorkCalendar,
    add_limit,
    add_working_days,
    worked_between,
    worked_days_between,
)

# Qingming 2026: Saturday 4 to Monday 6 April off; no make-up day. May Day: Saturday 9 May is worked.
CALENDAR = WorkCalendar(
    exceptions={date(2026, 4, 6): False, date(2026, 5, 9): True, date(2026, 5, 1): False},
    years=frozenset({2026}),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("starts", "limit", "ends"),
    [
        ("2026-04-13T10:00", "5 working_days", "2026-04-20T18:00"),
        ("2026-04-03T10:00", "1 working_days", "2026-04-07T18:00"),
        ("2026-05-08T10:00", "1 working_days", "2026-05-09T18:00"),
        ("2026-04-13T10:00", "7 days", "2026-04-20T18:00"),
        ("2026-04-11T10:00", "7 days", "2026-04-20T18:00"),
        ("2026-04-13T10:00", "24 hours", "2026-04-14T10:00"),
        ("2026-04-13T17:00", "2 working_hours", "2026-04-14T09:30"),
        ("2026-04-13T11:30", "1 working_hours", "2026-04-13T15:00"),
        ("2026-01-31T10:00", "1 months", "2026-03-02T18:00"),
        ("2026-04-13T10:00", "-1 working_days", "2026-04-10T18:00"),
        ("2026-04-13T10:00", "90 minutes", "2026-04-13T11:30"),
    ],
)
def test_a_limit_ends_when_the_norm_says(starts: str, limit: str, ends: str) -> None:
    assert add_limit(CALENDAR, at(starts), parse_limit(limit)) == at(ends)


def test_office_time_leaves_out_noon_nights_and_weekends() -> None:
    assert worked_between(CALENDAR, at("2026-04-10T17:00"), at("2026-04-13T09:00")) == timedelta(
        hours=1.5
    )
    assert worked_between(CALENDAR, at("2026-04-13T09:00"), at("2026-04-10T17:00")) == timedelta()


def test_an_unpublished_year_is_said_to_be_so() -> None:
    assert CALENDAR.covers(at("2026-12-31T10:00"))
    assert not CALENDAR.covers(at("2027-01-04T10:00"))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 1)), st.integers(1, 40))
def test_n_working_days_later_are_n_working_days_away(naive: datetime, n: int) -> None:
    starts = naive.replace(tzinfo=ZONE)
    ends = add_working_days(CALENDAR, starts, n)
    assert worked_days_between(CALENDAR, starts, ends) == n
    assert CALENDAR.is_worked(ends.date())


@pytest.mark.parametrize(
    "text", ["", "7", "days", "7 moons", "seven days", "99999 days", "7 days; x"]
)
def test_what_is_no_limit_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="limit|unit|long"):
        parse_limit(text)


def test_a_singular_unit_is_understood() -> None:
    assert parse_limit("1 working_day") == Limit(1, LimitUnit.WORKING_DAYS)


def test_the_published_calendar_agrees_with_the_data(shared: Path, district: None) -> None:
    from shuoshi.units.queries import work_calendar

    calendar = work_calendar()
    with (shared / "calendars" / "china_workdays.csv").open(encoding="utf-8-sig") as lines:
        found = list(csv.DictReader(lines))
    day_key, *rest = found[0]
    worked_key = next(k for k in rest if "work" in k.lower())
    wrong = [
        row[day_key]
        for row in found
        if calendar.is_worked(date.fromisoformat(row[day_key]))
        != (row[worked_key].lower() in ("1", "true"))
    ]
    assert len(found) > 3000
    assert wrong == []
