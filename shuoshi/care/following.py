"""What follows people: pairings go along when they move, end when they leave, look again when something changed."""

from datetime import date, datetime, time
from uuid import UUID

from shuoshi.care.models import Carer, Contract, Due, Pairing, Pause
from shuoshi.care.pairing import let_go, set_tier
from shuoshi.care.terms import CarerState, Ending
from shuoshi.kernel.clock import ZONE
from shuoshi.people.models import Person
from shuoshi.people.terms import Leaving, Moved

_NOW = (CarerState.ASKED, CarerState.AGREED)


def follow(moved: Moved) -> None:
    """Open pairings, their carers, contracts and pauses lie where people live now."""
    of_people = Pairing.objects.filter(ended_on__isnull=True, person_id__in=moved.persons)
    of_homes = Pairing.objects.filter(ended_on__isnull=True, household_id__in=moved.households)
    _rebind(moved)
    ids = [*of_people.values_list("id", flat=True), *of_homes.values_list("id", flat=True)]
    Pause.objects.filter(person_id__in=moved.persons).update(path=moved.after)
    Pause.objects.filter(household_id__in=moved.households).update(path=moved.after)
    if not ids:
        return
    Pairing.objects.filter(id__in=ids).update(path=moved.after)
    Carer.objects.filter(pairing_id__in=ids, state__in=_NOW).update(path=moved.after)
    now = Contract.objects.filter(pairing_id__in=ids, ended_on__isnull=True)
    Due.objects.filter(contract__in=now, done_on__isnull=True).update(path=moved.after)
    now.update(path=moved.after)
    for pairing in Pairing.objects.select_for_update().filter(id__in=ids):
        set_tier(pairing, moved.at, changed=True)


def _rebind(moved: Moved) -> None:
    """Pairings of a household that moved in with another are the other's, where it has none of its own; else over."""
    if not moved.persons:
        return
    home = Person.objects.filter(id=moved.persons[0]).values_list("household_id", flat=True).first()
    if home is None or home in moved.households:
        return
    left = Pairing.objects.select_for_update().filter(
        household_id__in=moved.households, ended_on__isnull=True
    )
    for pairing in left:
        own = Pairing.objects.filter(
            scheme=pairing.scheme, household_id=home, ended_on__isnull=True
        )
        if own.exists():
            let_go(pairing, Ending.MOVED, moved.at)
        else:
            Pairing.objects.filter(id=pairing.id).update(household_id=home, path=moved.after)
            Carer.objects.filter(pairing_id=pairing.id, state__in=_NOW).update(path=moved.after)


def end_with(person_id: UUID, why: Leaving, on: date) -> None:
    """Pairings of somebody who lives here no more are over, and of their household once nobody is left in it."""
    ending = Ending.DIED if why is Leaving.DIED else Ending.MOVED
    at = datetime.combine(on, time(12), ZONE)
    open_ = Pairing.objects.select_for_update().filter(ended_on__isnull=True)
    for pairing in open_.filter(person_id=person_id):
        let_go(pairing, ending, at)
    home = Person.objects.filter(id=person_id).values_list("household_id", flat=True).first()
    if home and not Person.objects.filter(household_id=home, left_on__isnull=True).exists():
        for pairing in open_.filter(household_id=home):
            let_go(pairing, ending, at)


def look_again(person_id: UUID, at: datetime) -> None:
    """Why somebody needs looking after has changed: the tier follows, and somebody comes soon."""
    for pairing in Pairing.objects.select_for_update().filter(
        person_id=person_id, ended_on__isnull=True
    ):
        set_tier(pairing, at, changed=True)
