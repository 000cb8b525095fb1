"""What follows people while a count goes on: whoever leaves is expected no more, whoever moves is expected where they
live now. As engine in the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import F

from shuoshi.counts.editions import edition_called
from shuoshi.counts.models import Count, Counted, Expected
from shuoshi.counts.terms import Of
from shuoshi.people.models import Person
from shuoshi.people.terms import Leaving, Moved


def expect_no_more(person_id: UUID, why: Leaving, on: date) -> None:
    """Whoever lives here no more, and was not counted, is expected no more."""
    person = Person.objects.filter(id=person_id).first()
    if person is None:
        return
    for count in _running(Of.PERSON):
        if person.seen_at <= count.planned_at and _left(count, [person_id]):
            _shift(count, person.path, -1)


def follow(moved: Moved) -> None:
    """Whoever moved, and was not counted, is expected where they live now."""
    for count in _running(Of.PERSON):
        known = Person.objects.filter(id__in=moved.persons, seen_at__lte=count.planned_at)
        _follow(count, moved, list(known.values_list("id", flat=True)))
    for count in _running(Of.HOUSEHOLD):
        _follow(count, moved, moved.households)


def _follow(count: Count, moved: Moved, subjects: Sequence[UUID]) -> None:
    many = _left(count, subjects)
    if many:
        _shift(count, moved.before, -many)
        _shift(count, moved.after, many)


def _running(of: Of) -> Iterable[Count]:
    found = Count.objects.filter(ended_at__isnull=True)
    return [c for c in found if edition_called(c.edition).of is of]


def _left(count: Count, subjects: Sequence[UUID]) -> int:
    """How many of these were not counted."""
    there = Counted.objects.filter(count_id=count.id, subject_id__in=list(subjects)).count()
    return len(subjects) - there


def _shift(count: Count, path: str, many: int) -> None:
    """So many more (or fewer) are expected at a place of the count's area."""
    if not path.startswith(count.path):
        return
    row, _new = Expected.objects.get_or_create(count_id=count.id, path=path, defaults={"many": 0})
    many = max(many, -row.many)
    Expected.objects.filter(id=row.id).update(many=F("many") + many)
    Count.objects.filter(id=count.id).update(expected=F("expected") + many)
