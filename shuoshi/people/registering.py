"""Registering a resident at the desk or in the doorway, once: whoever is known already is shown instead."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.people.actions import read_values
from shuoshi.people.bulk import NewPerson, write_people
from shuoshi.people.homes import household_behind
from shuoshi.people.models import Person
from shuoshi.people.moving import bring
from shuoshi.people.rules import IDENTITY, NAME, PHONE, born_of, tokens_of
from shuoshi.people.settling import note_pair
from shuoshi.people.terms import KEEPERS, TIES, KnownAlready, KnownElsewhere, MayNotRegister, Tie
from shuoshi.places.queries import place_at
from shuoshi.places.terms import PlaceRow
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.sealing.actions import log_look
from shuoshi.sealing.cipher import index_tokens
from shuoshi.sealing.terms import Look

_ALIKE = """
SELECT person_id FROM people_foundby WHERE token = ANY(%s)
INTERSECT SELECT person_id FROM people_foundby WHERE token = ANY(%s) ORDER BY 1 LIMIT 5
"""
_NAMESAKES = "SELECT DISTINCT person_id FROM people_foundby WHERE token = ANY(%s) AND path = %s ORDER BY 1 LIMIT 5"


def register_person(
    *,
    given: Mapping[str, str],
    path: str,
    sure: bool,
    by: Actor,
    at: datetime,
    tie: str = Tie.OTHER,
    moved_here: bool = False,
) -> UUID:
    """Register a resident of a place, and the household behind their door, if it is new.

    Shape:   `given` by field, as in `correct`; an identity number tells the day of birth. Whoever has
             the same identity number is the same person; the same name with the same phone, or at the same
             place, probably is, until the worker says that they are `sure`: then the two wait to be looked at
             side by side. Whoever is registered elsewhere is told to be so, and comes along with all that hangs on
             them once the worker says that they `moved_here`.
    Locks:   the name, or the identity number, so that one registered twice at once is one.
    Raises:  MayNotRegister, NotAllowed outside one's range, PlaceNotFound, KnownAlready with those
             who are alike, KnownElsewhere, BadInput with the field at fault
    """
    if by.role not in KEEPERS or by.reach is not Reach.TERRITORIAL:
        raise MayNotRegister
    if not by.bounds.holds(path):
        raise NotAllowed("这里不在您的范围内。")
    if tie not in TIES:
        raise BadInput("请从选项里选。", field="tie")
    place, values = place_at(path), read_values(given, local_date(at))
    if not values["born_on"]:
        values["born_on"] = str(born_of(values["identity_number"]) or "")
    with acting(by) as scope:
        alike = _alone(values, path, sure=sure, moved_here=moved_here)
        scope.write_as_engine()
        there = _elsewhere(values)
        if there is not None:
            return _moved(there, values, place, Tie(tie), moved_here, by, at)
        home = household_behind(values["door"], path, place.id, by, at) if values["door"] else None
        person = NewPerson(
            new_id(at), values, place.id, path, home.id if home else None, Tie(tie),
            phone_by=by.account_id if values["phone"] else None,
        )  # fmt: skip
        write_people([person], at)
        record(kind="people.add", subject_id=person.id, path=path, by=by, at=at)
        for one in Person.objects.filter(id__in=alike):
            note_pair(Person.objects.get(id=person.id), one, at)
    return person.id


def _elsewhere(values: Mapping[str, str]) -> Person | None:
    """Whoever has the number anywhere in the district, their row locked, as engine in the caller's scope."""
    number = values["identity_number"]
    tokens = index_tokens(IDENTITY, number) if number else []
    same = _shared(tokens, tokens)
    return Person.objects.select_for_update().get(id=same[0]) if same else None


def _moved(
    person: Person,
    values: Mapping[str, str],
    place: PlaceRow,
    tie: Tie,
    moved_here: bool,
    by: Actor,
    at: datetime,
) -> UUID:
    """Bring whoever is registered elsewhere to this door: only who knows number and name may."""
    if str(person.name) != values["name"]:
        raise BadInput(
            "这个身份证号登记的是另一个名字，请核对号码和姓名。", field="identity_number"
        )
    if not moved_here:
        raise KnownElsewhere
    if not values["door"]:
        raise BadInput("请写门牌，如“2 单元 301”。", field="door")
    log_look(
        fields=["identity_number"], purpose=Look.VERIFY, why="搬来，核对身份证号", path=person.path,
        by=by, at=at, person_id=person.id,
    )  # fmt: skip
    home = household_behind(values["door"], place.path, place.id, by, at)
    bring(person, home, place, tie, local_date(at), by, at)
    return person.id


def _alone(values: Mapping[str, str], path: str, *, sure: bool, moved_here: bool) -> list[UUID]:
    """Those within reach who may be this person, where the worker is sure that they are not. Raises KnownAlready
    where somebody is this person, or may be."""
    tokens: dict[str, list[bytes]] = {}
    for sought in tokens_of(values):
        tokens.setdefault(sought.kind, []).extend(index_tokens(sought.kind, sought.text))
    with connection.cursor() as cursor:
        for kind in (NAME, IDENTITY):  # always in this order
            for token in tokens.get(kind, [])[:1]:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [token.hex()])
    same = _shared(tokens.get(IDENTITY, []), tokens.get(IDENTITY, []))
    if same and not moved_here:
        raise KnownAlready(same, same=True)
    if same:
        return []
    alike = _shared(tokens[NAME], tokens.get(PHONE, [])) or _there(tokens[NAME], path)
    if alike and not sure:
        raise KnownAlready(alike, same=False)
    return alike


def _shared(one: list[bytes], other: list[bytes]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [one, other])
        return [row[0] for row in cursor.fetchall()]


def _there(name: list[bytes], path: str) -> list[UUID]:
    """Those of a name who are registered at this very place."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMESAKES, [name, path])
        return [row[0] for row in cursor.fetchall()]
