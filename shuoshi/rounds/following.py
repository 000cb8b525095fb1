"""What follows people: waiting stops go along when they move, and are called off when they leave."""

from datetime import date, datetime, time
from uuid import UUID

from django.db.models import QuerySet

from shuoshi.kernel.clock import ZONE
from shuoshi.people.models import Person
from shuoshi.people.terms import Leaving, Moved
from shuoshi.reach.rules import bounds_of
from shuoshi.rounds.keeping import changed
from shuoshi.rounds.models import Stop
from shuoshi.rounds.terms import StopState


def follow(moved: Moved) -> None:
    """Stops that wait lie where people live now, and their days are to be planned anew; those whose day does not go
    there are called off."""
    waits = Stop.objects.filter(state=StopState.WAITS)
    for person in Person.objects.filter(id__in=moved.persons).select_related("household"):
        home = person.household
        spot = {"lat": home.lat if home else None, "lon": home.lon if home else None}
        mine = waits.filter(person_id=person.id)
        changed(set(mine.values_list("round_id", flat=True)))
        mine.update(path=moved.after, household=home, **spot)
        _leave_behind(mine, moved)
    of_homes = waits.filter(person__isnull=True, household_id__in=moved.households)
    changed(set(of_homes.values_list("round_id", flat=True)))
    of_homes.update(path=moved.after, lat=None, lon=None)
    _leave_behind(of_homes, moved)


def _leave_behind(stops: "QuerySet[Stop]", moved: Moved) -> None:
    """Call off those of the stops whose day is of another place than where people live now."""
    for stop in stops.select_related("round"):
        if not bounds_of(stop.round.path).holds(moved.after):
            Stop.objects.filter(id=stop.id).update(state=StopState.OFF, over_at=moved.at)


def wait_again(visit_id: UUID, at: datetime) -> None:
    """The visit that a stop was is taken back: the stop waits again. As engine in the caller's scope.

    Locks:   the day's row, the stop's.
    """
    of = Stop.objects.filter(id=visit_id, carer__isnull=False)
    rounds = list(of.values_list("round_id", flat=True))
    if rounds:
        changed(rounds)
        of.exclude(state__in=(StopState.WAITS, StopState.OFF)).update(
            state=StopState.WAITS, over_at=None, receipt="", note=None
        )


def call_off(person_id: UUID, why: Leaving, on: date) -> None:
    """Nobody goes to somebody who lives here no more."""
    waits = Stop.objects.filter(person_id=person_id, state=StopState.WAITS)
    changed(set(waits.values_list("round_id", flat=True)))
    waits.update(state=StopState.OFF, over_at=datetime.combine(on, time(12), ZONE))
