"""What follows people: whoever moves is called where they live now and has no plan there yet; whoever leaves has none.
As engine in the caller's transaction."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from shuoshi.people.models import Person
from shuoshi.people.terms import Leaving, Moved
from shuoshi.reach.rules import bounds_of
from shuoshi.warnings.models import Call, Caller, CallStep, Plan


def follow(moved: Moved) -> None:
    """A plan is of a place: it ends. Calls of warnings that stand lie where people live now."""
    Plan.objects.filter(household_id__in=moved.households).delete()
    lived_in = Person.objects.filter(household_id=OuterRef("household_id"), left_on__isnull=True)
    Plan.objects.filter(~Exists(lived_in), path=moved.before).delete()
    for call in Call.objects.filter(
        household_id__in=moved.households, warning__ended_at__isnull=True
    ).select_related("warning"):
        _go_along(call, moved)


def _go_along(call: Call, moved: Moved) -> None:
    """A household that moves within the area is called where it lives now, under whoever lives there already; one that
    leaves the area stays where it was called."""
    if not bounds_of(call.warning.path).holds(moved.after):
        return
    if not Person.objects.filter(household_id=call.household_id, left_on__isnull=True).exists():
        home = Person.objects.get(id=moved.persons[0]).household_id if moved.persons else None
        if home is None:
            return
        if Call.objects.filter(warning_id=call.warning_id, household_id=home).exists():
            call.delete()
            return
        Call.objects.filter(id=call.id).update(household_id=home)
    Call.objects.filter(id=call.id).update(path=moved.after)
    Caller.objects.filter(call_id=call.id).update(path=moved.after)
    CallStep.objects.filter(call_id=call.id).update(path=moved.after)


def plan_no_more(person_id: UUID, why: Leaving, on: date) -> None:
    """Where nobody lives any more there is no plan."""
    home = alone_in(person_id)
    if home is not None:
        Plan.objects.filter(household_id=home).delete()


def alone_in(person_id: UUID) -> UUID | None:
    """The household in which somebody lives alone; None where others do too. As engine."""
    home = Person.objects.filter(id=person_id).values_list("household_id", flat=True).first()
    if home is None:
        return None
    others = Person.objects.filter(household_id=home, left_on__isnull=True).exclude(id=person_id)
    return None if others.exists() else home
