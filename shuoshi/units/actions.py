"""Writing units and the working calendar."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import chinese_calendar
from django.db import IntegrityError, transaction
from django.db.models import F

from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.places.actions import add_place
from shuoshi.places.models import Estate, Place
from shuoshi.places.terms import PlaceKind, PlaceNotFound, PlaceRow
from shuoshi.reach.terms import Actor
from shuoshi.units.models import CalendarDay, CalendarRevision, CalendarYear, Unit
from shuoshi.units.rules import answering_units, stands_at
from shuoshi.units.terms import OF_ESTATES, UnitKind, UnitRow

_SOURCE = "chinese-calendar 1.11"
_NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节", "Dragon Boat Festival": "端午节", "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节", "Anti-Fascist 70th Day": "抗战胜利纪念日",
}  # fmt: skip
_FIRST, _LAST = 2018, 2026
_SATURDAY = 5


@transaction.atomic
def add_unit(
    *, kind: UnitKind, name: str, path: str, by: Actor, at: datetime, estate_id: UUID | None = None
) -> UnitRow:
    """Add a unit at a place, or that of one of its housing estates.

    Raises:  PlaceNotFound, BadInput (a kind that does not stand at such a place, or is there once; no
             estate of the place, or one for a kind that is no estate's)
    """
    place = Place.objects.filter(path=path).first()
    if place is None:
        raise PlaceNotFound
    if not stands_at(kind, PlaceKind(place.kind)):
        raise BadInput("这一类单位不能设在这里。", field="unit_kind")
    if estate_id is not None:
        there = Estate.objects.filter(id=estate_id, community=place).exists()
        if kind not in OF_ESTATES or not there:
            raise BadInput("没有这个小区。", field="estate")
    elif kind is UnitKind.OWNERS:
        raise BadInput("请选是哪个小区的业主大会。", field="estate")
    try:
        with transaction.atomic():
            unit = Unit.objects.create(
                id=new_id(at), kind=kind, name=name, place=place, path=path, estate_id=estate_id
            )
    except IntegrityError:
        raise BadInput("这里已经有这一类单位，只能有一个。", field="unit_kind") from None
    record(kind="units.add", subject_id=unit.id, path=path, by=by, at=at)
    return UnitRow(unit.id, kind, name, path)


@transaction.atomic
def add_answered_place(
    *, parent_path: str, kind: PlaceKind, name: str, part: str | None, by: Actor, at: datetime
) -> PlaceRow:
    """Add a place together with the units that answer there, so that something can be said in it.

    Raises:  as `add_place`
    """
    made = add_place(parent_path=parent_path, kind=kind, name=name, part=part, by=by, at=at)
    rows = [(unit, name + said, made.path) for unit, said in answering_units(kind)]
    add_units(rows=rows, by=by, at=at)
    return made


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
                detail = str(chinese_calendar.get_holiday_detail(day)[1] or "")
                days.append(CalendarDay(on=day, worked=worked, name=_NAMES.get(detail, detail)))
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


@transaction.atomic
def publish_year(*, year: int, source: str, by: Actor, at: datetime, path: str) -> None:
    """Say that all days of a year that differ are recorded, with the notice that says so.

    Raises:  BadInput (no source, or said already)
    """
    if not source.strip():
        raise BadInput("请写出处：哪个文件、哪次会议定的。", field="source")
    _row, fresh = CalendarYear.objects.get_or_create(
        year=year, defaults={"source": source.strip()[:80]}
    )
    if not fresh:
        raise BadInput("这一年已经登记过了。", field="source")
    _bumped()
    record(kind="units.calendar", subject_id=new_id(at), path=path, by=by, at=at)
