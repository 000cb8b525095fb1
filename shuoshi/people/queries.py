"""Reading people, under the reader's reach."""

from dataclasses import dataclass
from uuid import UUID

from shuoshi.people.models import Person
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call back."""

    name: str
    phone: str | None


def contact(person_id: UUID, *, by: Actor) -> Contact | None:
    """A person's name and phone, if the reader's reach holds them. One statement in a scope."""
    with acting(by):
        person = Person.objects.filter(id=person_id).first()
    return Contact(str(person.name), person.phone and str(person.phone)) if person else None
