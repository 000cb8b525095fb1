"""What follows people: whoever moves is called where they live now and has no plan there yet; whoever leaves has none.
As engine in the caller's transaction."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from shuoshi.people.models import Person
from shuoshi.people.terms import Leaving, Moved
from shuoshi.warnings.models import Call, Caller, CallStep, Plan


def follow(moved: Moved) -> None:
    """A plan is of a place: it ends. Calls of warnings that stand lie where people live now."""
    Plan.objects.filter(household_id__in=moved.households).delete()
    lived_in = Person.objects.filter(household_id=OuterRef("household_id"), left_on__isnull=True)
    Plan.objects.filter(~Exists(lived_in), path=moved.before).delete()
    calls = Call.objects.filter(household_id__in=moved.households, warning__ended_at__isnull=True)
    ids = list(calls.values_list("id", flat=True))
    Call.objects.filter(id__in=ids).update(path=moved.after)
    Caller.objects.filter(call_id__in=ids).update(path=moved.after)
    CallStep.objects.filter(call_id__in=ids).update(path=moved.after)


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
