"""Registering a resident at the desk or in the doorway, once: whoever is known already is shown instead."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.people.actions import household_behind, index_person, read_values
from shuoshi.people.models import Person
from shuoshi.people.queries import known_as
from shuoshi.people.rules import IDENTITY, NAME, PHONE, born_of, tokens_of
from shuoshi.people.terms import KEEPERS, KnownAlready, MayNotRegister
from shuoshi.places.queries import place_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.sealing.cipher import index_tokens

_ALIKE = """
SELECT person_id FROM people_foundby WHERE token = ANY(%s)
INTERSECT SELECT person_id FROM people_foundby WHERE token = ANY(%s) ORDER BY 1 LIMIT 5
"""
_NAMESAKES = "SELECT DISTINCT person_id FROM people_foundby WHERE token = ANY(%s) AND path = %s ORDER BY 1 LIMIT 5"


def register_person(
    *, given: Mapping[str, str], path: str, sure: bool, by: Actor, at: datetime
) -> UUID:
    """Register a resident of a place, and the household behind their door, if it is new.

    Shape:   `given` by field, as in `correct`; an identity number tells the day of birth. Whoever has
             the same identity number within reach is the same person; the same name with the same phone, or at the same
             place, probably is, until the worker says that they are `sure`.
    Locks:   the name, or the identity number, so that one registered twice at once is one.
    Raises:  MayNotRegister, NotAllowed outside one's range, PlaceNotFound, KnownAlready with those
             who are alike, BadInput with the field at fault
    """
    if by.role not in KEEPERS or by.reach is not Reach.TERRITORIAL:
        raise MayNotRegister
    if not by.bounds.holds(path):
        raise NotAllowed("这里不在您的范围内。")
    place, values = place_at(path), read_values(given, local_date(at))
    if not values["born_on"]:
        values["born_on"] = str(born_of(values["identity_number"]) or "")
    with acting(by) as scope:
        _alone(values, path, sure=sure)
        scope.write_as_engine()
        home = household_behind(values["door"], path, place.id, by, at) if values["door"] else None
        person = Person(
            id=new_id(at), name=values["name"], phone=values["phone"] or None,
            identity_number=values["identity_number"] or None, born_on=values["born_on"] or None,
            phone_by=by.account_id if values["phone"] else None, household=home,
            place_id=place.id, path=path, seen_at=at,
        )  # fmt: skip
        person.save(force_insert=True)
        index_person(known_as(person))
        record(kind="people.add", subject_id=person.id, path=path, by=by, at=at)
    return person.id


def _alone(values: Mapping[str, str], path: str, *, sure: bool) -> None:
    """Raises KnownAlready where somebody within reach is this person, or may be."""
    tokens: dict[str, list[bytes]] = {}
    for sought in tokens_of(values):
        tokens.setdefault(sought.kind, []).extend(index_tokens(sought.kind, sought.text))
    with connection.cursor() as cursor:
        for kind in (NAME, IDENTITY):  # always in this order
            for token in tokens.get(kind, [])[:1]:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [token.hex()])
    same = _shared(tokens.get(IDENTITY, []), tokens.get(IDENTITY, []))
    if same:
        raise KnownAlready(same, same=True)
    alike = (
        [] if sure else _shared(tokens[NAME], tokens.get(PHONE, [])) or _there(tokens[NAME], path)
    )
    if alike:
        raise KnownAlready(alike, same=False)


def _shared(one: list[bytes], other: list[bytes]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [one, other])
        return [row[0] for row in cursor.fetchall()]


def _there(name: list[bytes], path: str) -> list[UUID]:
    """Those of a name who are registered at this very place."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMESAKES, [name, path])
        return [row[0] for row in cursor.fetchall()]
