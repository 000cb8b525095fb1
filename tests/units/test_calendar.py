"""The calendar is a table that can be edited; a process notices by its revision."""

from collections.abc import Callable
from datetime import date
from typing import Any

from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import DISTRICT
from shuoshi.units.actions import set_day
from shuoshi.units.queries import work_calendar
from tests.conftest import AT


def test_make_up_days_are_worked_and_an_edit_is_seen_at_once(
    world: None, rows: Callable[..., Any]
) -> None:
    assert not work_calendar().is_worked(date(2026, 10, 1))
    saturday = date(2026, 4, 18)
    assert not work_calendar().is_worked(saturday)
    set_day(on=saturday, worked=True, name="区里补班", by=SYSTEM, at=AT, path=DISTRICT)
    try:
        assert work_calendar().is_worked(saturday)
    finally:
        rows('DELETE FROM units_calendarday WHERE "on" = %s', saturday)
        rows("UPDATE units_calendarrevision SET revision = revision + 1")
    assert not work_calendar().is_worked(saturday)
