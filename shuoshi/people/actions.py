"""Writing people."""

from datetime import datetime
from uuid import UUID

from shuoshi.journal.actions import record
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Person
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor


def add_person(
    *,
    name: str,
    phone: str | None,
    path: str,
    by: Actor,
    at: datetime,
    identity_number: str | None = None,
) -> UUID:
    """Add a person who lives at, or speaks from, a place."""
    with acting(SYSTEM):
        person = Person(
            id=new_id(at),
            name=name,
            phone=phone,
            identity_number=identity_number,
            path=path,
            seen_at=at,
        )
        person.save(force_insert=True)
        record(kind="people.add", subject_id=person.id, path=path, by=by, at=at)
    return person.id
