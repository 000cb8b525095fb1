"""Writing units and the working calendar."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import chinese_calendar
from django.db import transaction
from django.db.models import F

from shuoshi.journal.actions import record
from shuoshi.kernel.ids import new_id
from shuoshi.places.models import Place
from shuoshi.places.terms import PlaceNotFound
from shuoshi.reach.terms import Actor
from shuoshi.units.models import CalendarDay, CalendarRevision, CalendarYear, Unit
from shuoshi.units.terms import UnitKind, UnitRow

_SOURCE = "chinese-calendar 1.11"
_FIRST, _LAST = 2018, 2026
_SATURDAY = 5


@transaction.atomic
def add_unit(*, kind: UnitKind, name: str, path: str, by: Actor, at: datetime) -> UnitRow:
    """Add a unit at a place.

    Raises:  PlaceNotFound
    """
    place = Place.objects.filter(path=path).first()
    if place is None:
        raise PlaceNotFound
    unit = Unit.objects.create(id=new_id(at), kind=kind, name=name, place=place, path=path)
    record(kind="units.add", subject_id=unit.id, path=path, by=by, at=at)
    return UnitRow(unit.id, kind, name, path)


@transaction.atomic
def add_units(
    *, rows: Sequence[tuple[UnitKind, str, str]], by: Actor, at: datetime
) -> dict[tuple[UnitKind, str], UUID]:
    """Add many units (kind, name, path) at once; returns their ids by kind and path.

    Raises:  PlaceNotFound when a path is no place's
    """
    places = dict(
        Place.objects.filter(path__in={path for _, _, path in rows}).values_list("path", "id")
    )
    if any(path not in places for _, _, path in rows):
        raise PlaceNotFound
    units = [
        Unit(id=new_id(at), kind=kind, name=name, place_id=places[path], path=path)
        for kind, name, path in rows
    ]
    Unit.objects.bulk_create(units, batch_size=500)
    if units:
        record(kind="units.add", subject_id=units[0].id, path=units[0].path, by=by, at=at)
    return {(UnitKind(unit.kind), unit.path): unit.id for unit in units}


def _bumped() -> None:
    CalendarRevision.objects.get_or_create(id=1, defaults={"revision": 0})
    CalendarRevision.objects.filter(id=1).update(revision=F("revision") + 1)


@transaction.atomic
def seed_calendar(*, first: int = _FIRST, last: int = _LAST) -> int:
    """Fill the published years from the package; days that are there stay as edited.

    Shape:   returns how many days differ from Monday to Friday. The package ends with 2026.
    """
    days: list[CalendarDay] = []
    for year in range(first, last + 1):
        day = date(year, 1, 1)
        while day.year == year:
            worked = chinese_calendar.is_workday(day)
            if worked != (day.weekday() < _SATURDAY):
                detail = chinese_calendar.get_holiday_detail(day)[1]
                days.append(CalendarDay(on=day, worked=worked, name=str(detail or "")))
            day += timedelta(days=1)
    CalendarDay.objects.bulk_create(days, ignore_conflicts=True)
    CalendarYear.objects.bulk_create(
        [CalendarYear(year=y, source=_SOURCE) for y in range(first, last + 1)],
        ignore_conflicts=True,
    )
    _bumped()
    return len(days)


@transaction.atomic
def set_day(*, on: date, worked: bool, name: str, by: Actor, at: datetime, path: str) -> UUID:
    """Say whether a day is worked. Open deadlines are stored anew by a job afterwards."""
    CalendarDay.objects.update_or_create(on=on, defaults={"worked": worked, "name": name})
    _bumped()
    change = new_id(at)
    record(kind="units.calendar", subject_id=change, path=path, by=by, at=at)
    return change
