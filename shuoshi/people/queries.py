"""Reading people, under the reader's reach. Pages get masks; a whole value comes from `unmask` alone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.accounts.queries import with_proved_phones
from shuoshi.kernel.phones import digits_of
from shuoshi.people.models import Membership, Person
from shuoshi.people.rules import PHONE, sought
from shuoshi.people.terms import (
    FINDERS,
    VALUES,
    Known,
    MayNotFind,
    PersonNotFound,
    Shown,
    Tie,
)
from shuoshi.places.queries import names_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach
from shuoshi.sealing.cipher import index_token, index_tokens
from shuoshi.sealing.rules import mask

_FOUND = """
SELECT DISTINCT f.person_id FROM people_foundby f WHERE f.token = ANY(%s) ORDER BY 1 LIMIT %s
"""
MOST = 50
_PHONE_LEAST = 7


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


def known_of(person_id: UUID) -> Known | None:
    """A person's values inside the caller's scope, or nothing outside its reach. One statement."""
    person = Person.objects.select_related("household").filter(id=person_id).first()
    return known_as(person) if person else None


def known_by(person_id: UUID, *, by: Actor) -> Known:
    """A person's values in a scope of their own, for whoever may have them whole: the person. One
    statement in a scope.

    Raises:  PersonNotFound
    """
    with acting(by):
        known = known_of(person_id)
    if known is None:
        raise PersonNotFound
    return known


def known_as(person: Person) -> Known:
    """A person's row, its household read along, as values."""
    values = {name: str(getattr(person, name, None) or "") for name in VALUES if name != "door"}
    home: Any = person.household
    return Known(person.id, person.path, values | {"door": str(home.door) if home else ""})


def heads_of(households: Collection[UUID]) -> Mapping[UUID, Person]:
    """Who is said to be the head of each household, their household read along, in the caller's scope. No statement for
    none, else one."""
    if not households:
        return {}
    now = Membership.objects.filter(
        household_id__in=households, tie=Tie.HEAD, until_on__isnull=True, person__left_on__isnull=True
    )  # fmt: skip
    found = now.select_related("person__household").order_by("-since_on", "-id")
    return {m.household_id: m.person for m in found}


def person_shown(person_id: UUID, *, by: Actor) -> Shown:
    """A person with masks. Two statements, one in a scope.

    Raises:  MayNotFind, PersonNotFound
    """
    _may_find(by)
    with acting(by):
        person = Person.objects.select_related("household").filter(id=person_id).first()
    if person is None:
        raise PersonNotFound
    return _shown([person])[0]


def people_shown(ids: Iterable[UUID], *, by: Actor) -> tuple[Shown, ...]:
    """Those of these persons within reach, with masks. Two statements, one in a scope.

    Raises:  MayNotFind
    """
    _may_find(by)
    with acting(by):
        people = list(Person.objects.select_related("household").filter(id__in=list(ids)))
    return _shown(people)


def find_people(text: str, *, by: Actor) -> tuple[Shown, ...]:
    """Those within reach whom a text fits: full name, surname with birth year, pinyin, the last four
    of a phone, a phone, an identity number. At most 50. Three statements, two in a scope.

    Raises:  MayNotFind, TooLittle
    """
    _may_find(by)
    tokens = [token for s in sought(text) for token in index_tokens(s.kind, s.text)]
    with acting(by):
        with connection.cursor() as cursor:
            cursor.execute(_FOUND, [tokens, MOST])
            ids = [row[0] for row in cursor.fetchall()]
        people = list(Person.objects.select_related("household").filter(id__in=ids))
    return _shown(sorted(people, key=lambda p: (p.path, p.id)))


def _may_find(by: Actor) -> None:
    if by.role not in FINDERS or by.reach is not Reach.TERRITORIAL:
        raise MayNotFind


def _shown(people: Iterable[Person]) -> tuple[Shown, ...]:
    known = [(p, known_as(p)) for p in people]
    names = names_of(k.path for _p, k in known)
    return tuple(
        Shown(k.id, k.path, names.get(k.path, ""), masked(k), p.household_id, p.left_on, p.left_why)
        for p, k in known
    )


def masked(known: Known) -> dict[str, str]:
    """A person's values behind their masks."""
    return {name: mask(VALUES[name][0], value) for name, value in known.values.items()}


_WITH_PHONE = """
SELECT p.id FROM people_foundby f JOIN people_person p ON p.id = f.person_id
WHERE f.token = ANY(%s) ORDER BY p.id
"""


def registered_with(phone: str) -> list[UUID]:
    """Whoever has this phone registered, inside the caller's scope. One statement."""
    digits = digits_of(phone)
    if len(digits) < _PHONE_LEAST:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_WITH_PHONE, [index_tokens(PHONE, digits)])
        return [row[0] for row in cursor.fetchall()]


def phones_token(phone: str) -> str:
    """A word for a phone by which it can be locked, and which says nothing without the key."""
    return index_token(PHONE, digits_of(phone)).hex()


def person_with_phone(phone: str) -> UUID | None:
    """The person whose login this phone's codes open. Two statements, one in a scope.

    Shape:   of those who registered it only one has proved it; none where two did.
    """
    with acting(SYSTEM):
        persons = registered_with(phone)
    proved = with_proved_phones(persons)
    return proved[0] if len(proved) == 1 else None


def phone_of(person_id: UUID) -> str | None:
    """A person's phone, for a one-time code. One statement in a scope."""
    known = contact(person_id, by=SYSTEM)
    return known.phone if known else None
