"""Reading units and the working calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shuoshi.kernel.worktime import WorkCalendar
from shuoshi.places.queries import answering_path
from shuoshi.reach.rules import bounds_of
from shuoshi.units.models import CalendarDay, CalendarRevision, CalendarYear, Unit
from shuoshi.units.terms import UnitKind, UnitNotFound, UnitRow

_known: dict[int, WorkCalendar] = {}


def _row(unit: Unit) -> UnitRow:
    return UnitRow(unit.id, UnitKind(unit.kind), unit.name, unit.path)


def work_calendar(revision: int | None = None) -> WorkCalendar:
    """The working calendar; kept by the process until its revision changes.

    Shape:   with the `revision` that another read brought along, no statement when it is known;
             else one, and two more when it is new.
    """
    if revision is None:
        row = CalendarRevision.objects.filter(id=1).first()
        revision = row.revision if row else 0
    if revision not in _known:
        _known.clear()
        _known[revision] = WorkCalendar(
            exceptions=dict(CalendarDay.objects.values_list("on", "worked")),
            years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
            revision=revision,
        )
    return _known[revision]


def unit(unit_id: UUID) -> UnitRow:
    """One unit. One statement.

    Raises:  UnitNotFound
    """
    found = Unit.objects.filter(id=unit_id).first()
    if found is None:
        raise UnitNotFound
    return _row(found)


def units_at(path: str, on: date, kinds: tuple[UnitKind, ...] = ()) -> tuple[UnitRow, ...]:
    """Units of these kinds (or all) that answer for a place on a day: its own, or those of the place
    that took it over, and those above, nearest first. Two statements.
    """
    path = answering_path(path, on)
    above = [path[:n] for n in (6, 9, 12, 15, 20) if n <= len(path)]
    found = Unit.objects.filter(path__in=[*above, path], ended_on__isnull=True)
    if kinds:
        found = found.filter(kind__in=kinds)
    return tuple(_row(u) for u in found.order_by("-path", "kind", "name", "id"))


def estates_with(kinds: Iterable[str]) -> frozenset[UUID]:
    """The housing estates that have a unit of one of these kinds. One statement."""
    found = Unit.objects.filter(kind__in=list(kinds), estate__isnull=False, ended_on__isnull=True)
    return frozenset(found.values_list("estate_id", flat=True))


def units_of(path: str) -> tuple[UnitRow, ...]:
    """The units at a place itself. One statement."""
    found = Unit.objects.filter(path=path, ended_on__isnull=True)
    return tuple(_row(u) for u in found.order_by("kind", "name", "id"))


def units_under(path: str) -> tuple[UnitRow, ...]:
    """The units at a place and below it, nearest first. One statement."""
    bounds = bounds_of(path)
    found = Unit.objects.filter(path__gte=bounds.lo, path__lt=bounds.hi, ended_on__isnull=True)
    return tuple(_row(u) for u in found.order_by("path", "kind", "name", "id"))


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day on which work differs from Monday to Friday."""

    on: date
    worked: bool
    name: str


def days_of(year: int) -> tuple[tuple[DayRow, ...], bool]:
    """The days of a year that differ, and whether the year is published. Two statements."""
    days = CalendarDay.objects.filter(on__year=year).order_by("on")
    rows = tuple(DayRow(*row) for row in days.values_list("on", "worked", "name"))
    return rows, CalendarYear.objects.filter(year=year).exists()
