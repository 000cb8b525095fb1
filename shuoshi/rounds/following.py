"""What follows people: waiting stops go along when they move, and are called off when they leave."""

from datetime import date, datetime, time
from uuid import UUID

from shuoshi.kernel.clock import ZONE
from shuoshi.people.models import Person
from shuoshi.people.terms import Leaving, Moved
from shuoshi.rounds.keeping import changed
from shuoshi.rounds.models import Stop
from shuoshi.rounds.terms import StopState


def follow(moved: Moved) -> None:
    """Stops that wait lie where people live now; their days are to be planned anew."""
    waits = Stop.objects.filter(state=StopState.WAITS)
    for person in Person.objects.filter(id__in=moved.persons).select_related("household"):
        home = person.household
        spot = {"lat": home.lat if home else None, "lon": home.lon if home else None}
        mine = waits.filter(person_id=person.id)
        changed(set(mine.values_list("round_id", flat=True)))
        mine.update(path=moved.after, household=home, **spot)
    of_homes = waits.filter(person__isnull=True, household_id__in=moved.households)
    changed(set(of_homes.values_list("round_id", flat=True)))
    of_homes.update(path=moved.after)


def call_off(person_id: UUID, why: Leaving, on: date) -> None:
    """Nobody goes to somebody who lives here no more."""
    waits = Stop.objects.filter(person_id=person_id, state=StopState.WAITS)
    changed(set(waits.values_list("round_id", flat=True)))
    waits.update(state=StopState.OFF, over_at=datetime.combine(on, time(12), ZONE))
