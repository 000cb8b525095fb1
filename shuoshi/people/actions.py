"""Writing people."""

from datetime import datetime
from uuid import UUID

from shuoshi.journal.actions import record
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Household, Person
from shuoshi.places.queries import place_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor


def add_household(*, path: str, door: str, by: Actor, at: datetime) -> UUID:
    """Add a household behind a door (such as '2 单元 301') of the place at `path`.

    Raises:  PlaceNotFound
    """
    place = place_at(path)
    with acting(SYSTEM):
        home = Household(id=new_id(at), place_id=place.id, path=path, door=door, added_at=at)
        home.save(force_insert=True)
        record(kind="people.add_household", subject_id=home.id, path=path, by=by, at=at)
    return home.id


def add_person(
    *,
    name: str,
    phone: str | None,
    path: str,
    by: Actor,
    at: datetime,
    identity_number: str | None = None,
    household_id: UUID | None = None,
) -> UUID:
    """Add a person who lives at, or speaks from, a place."""
    with acting(SYSTEM):
        person = Person(
            id=new_id(at),
            name=name,
            phone=phone,
            identity_number=identity_number,
            household_id=household_id,
            path=path,
            seen_at=at,
        )
        person.save(force_insert=True)
        record(kind="people.add", subject_id=person.id, path=path, by=by, at=at)
    return person.id
