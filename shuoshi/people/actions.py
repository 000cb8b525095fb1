"""Writing people, and looking at what is sealed of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from shuoshi.accounts.codes import tell_old_phone
from shuoshi.accounts.proving import doubt_phone
from shuoshi.accounts.queries import with_proved_phones
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import FoundBy, Household, Person
from shuoshi.people.queries import known_as, known_of
from shuoshi.people.rules import fits, is_mobile, read_identity, read_phone, tokens_of
from shuoshi.people.terms import KEEPERS, UNMASKERS, VALUES, Known, PersonNotFound
from shuoshi.places.queries import place_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.sealing.actions import log_look
from shuoshi.sealing.cipher import index_token, index_version
from shuoshi.sealing.rules import posted
from shuoshi.sealing.terms import Purpose

_NAME_MOST, _DOOR_MOST, _BATCH = 60, 60, 500


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
    born_on: date | None = None,
    household_id: UUID | None = None,
) -> UUID:
    """Add a person who lives at, or speaks from, a place; they can be found from now on."""
    with acting(SYSTEM):
        person = Person(
            id=new_id(at),
            name=name,
            phone=phone,
            identity_number=identity_number,
            born_on=born_on and born_on.isoformat(),
            household_id=household_id,
            path=path,
            seen_at=at,
        )
        person.save(force_insert=True)
        index_person(known_as(person))
        record(kind="people.add", subject_id=person.id, path=path, by=by, at=at)
    return person.id


def index_person(known: Known) -> None:
    """Write the tokens by which a person is found, in place of the old ones, as engine."""
    FoundBy.objects.filter(person_id=known.id).delete()
    FoundBy.objects.bulk_create(
        FoundBy(person_id=known.id, path=known.path, token=token)
        for token in sorted({index_token(s.kind, s.text) for s in tokens_of(known.values)})
    )


_OLDER = """
SELECT p.id FROM people_person p
WHERE p.id > %s AND substring(p.name FROM 3 FOR 10) <> 'emergency-'::bytea AND NOT EXISTS (
    SELECT FROM people_foundby f
    WHERE f.person_id = p.id AND substring(f.token FROM 1 FOR 2) = %s)
ORDER BY p.id LIMIT %s
"""


def reindex(purpose: Purpose) -> int:
    """Find everybody by the newest index key who has only older tokens, or none; returns how many.

    Shape:   batches of 500 in transactions of their own; does nothing for other purposes. Who is
             sealed under an emergency's key is found by nobody, and stays so.
    """
    if purpose is not Purpose.INDEX:
        return 0
    newest, moved, after = index_version(), 0, UUID(int=0)
    while True:
        with acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute(_OLDER, [after, newest, _BATCH])
            ids = [row[0] for row in cursor.fetchall()]
            for person in Person.objects.select_related("household").filter(id__in=ids):
                known = known_as(person)
                index_person(known)
                moved += bool(tokens_of(known.values))
        if not ids:
            return moved
        after = ids[-1]


def unmask(
    *, person_id: UUID, fields: Sequence[str], purpose: str, why: str, by: Actor, at: datetime
) -> Mapping[str, str]:
    """The whole values of a person's fields, for a purpose; who looked is written down first.

    Raises:  NotAllowed, PersonNotFound outside the reach, NoPurpose, BadInput for unknown fields
    """
    if by.role not in UNMASKERS:
        raise NotAllowed
    if not fields or not set(fields) <= set(VALUES):
        raise BadInput("没有这一项。", field="fields")
    with acting(by) as scope:
        known = known_of(person_id)
        if known is None:
            raise PersonNotFound
        scope.write_as_engine()
        log_look(
            fields=fields, purpose=purpose, why=why, path=known.path, by=by, at=at,
            person_id=person_id,
        )  # fmt: skip
    return {name: known.values[name] for name in fields}


def correct(*, person_id: UUID, given: Mapping[str, str], by: Actor, at: datetime) -> list[str]:
    """Correct what is registered of a person; a mask that comes back unchanged keeps the real value.

    Shape:   `given` by field; what is left out stays. Gives the fields that changed.
             A phone that somebody else wrote down opens no login before its owner says it is theirs.
    Locks:   the person's row.
    Raises:  NotAllowed, PersonNotFound, BadInput, StillMasked, with the field at fault
    """
    own = by.person_id == person_id and by.role == "resident"
    if by.role not in KEEPERS and not own:
        raise NotAllowed
    with acting(by) as scope:
        known = known_of(person_id)
        if known is None:
            raise PersonNotFound
        wished = {name: _read(name, given[name], known) for name in given if name in VALUES}
        fits({**known.values, **wished}, local_date(at))
        changed = [name for name, value in wished.items() if value != known.values[name]]
        if not changed:
            return []
        scope.write_as_engine()
        person = Person.objects.select_for_update().get(id=person_id)
        known = (
            known_of(person_id) or known
        )  # as it is now: another correction may have come between
        _write(person, {name: wished[name] for name in changed}, None if own else by.account_id)
        if "door" in changed and person.household_id is None and person.place_id is not None:
            home = household_behind(wished["door"], person.path, person.place_id, by, at)
            Person.objects.filter(id=person_id).update(household=home)
        index_person(Known(person_id, known.path, {**known.values, **wished}))
        record(kind="people.correct", subject_id=person_id, path=known.path, by=by, at=at)
        if "phone" in changed:
            scope.write_as_login()
            _another_phone(known)
    return changed


def _another_phone(before: Known) -> None:
    """Where codes to the old phone opened a login: tell it, and send none to the new one before a code to it
    came back."""
    if with_proved_phones([before.id]) and is_mobile(before.values["phone"]):
        transaction.on_commit(lambda: tell_old_phone(before.values["phone"]))
    doubt_phone(person_id=before.id)


def _write(person: Person, changed: Mapping[str, str], phone_by: UUID | None) -> None:
    own = [name for name in changed if name != "door"]
    for name in own:
        setattr(person, name, changed[name] if changed[name] or name == "name" else None)
    if "phone" in own:
        person.phone_by = phone_by
        own.append("phone_by")
    if own:
        person.save(update_fields=own)
    if "door" not in changed or person.household_id is None:
        return
    Household.objects.filter(id=person.household_id).update(door=changed["door"])


def read_values(given: Mapping[str, str], today: date) -> dict[str, str]:
    """Every value of somebody who is not registered yet, as it is to be kept; '' where none is given.

    Raises:  BadInput with its field: an unknown one too
    """
    unknown = next((name for name in given if name not in VALUES), None)
    if unknown:
        raise BadInput("没有这一项。", field=unknown)
    nobody = Known(UUID(int=0), "", dict.fromkeys(VALUES, ""))
    values = {name: _read(name, given.get(name, ""), nobody) for name in VALUES}
    values["name"] = _name(values["name"])
    fits(values, today)
    return values


def household_behind(door: str, path: str, place_id: UUID, by: Actor, at: datetime) -> Household:
    """The household behind a door of a place, made if there is none, as engine in the caller's scope.

    Locks:   the place's doors.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"doors:{path}"])
    there = Household.objects.filter(path=path)
    found = next((h for h in there if str(h.door) == door), None)
    if found is not None:
        return found
    home = Household(id=new_id(at), place_id=place_id, path=path, door=door, added_at=at)
    home.save(force_insert=True)
    record(kind="people.add_household", subject_id=home.id, path=path, by=by, at=at)
    return home


def _read(name: str, given: str, known: Known) -> str:
    """One value as it is to be kept. Raises BadInput or StillMasked, with its field."""
    try:
        value = posted(VALUES[name][0], given, known.values[name])
        if value == known.values[name]:
            return value
        return _READERS[name](value)
    except BadInput as error:
        error.field = name
        raise


def _name(text: str) -> str:
    if not text:
        raise BadInput("姓名不能空着。", field="name")
    return _short(text, _NAME_MOST)


def _short(text: str, most: int = _DOOR_MOST) -> str:
    if len(text) > most:
        raise BadInput("最多 %(most)s 个字，现在有 %(n)s 个。", most=most, n=len(text))
    return text


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise BadInput("请按 2026-01-31 的样子填日期。") from None


_READERS = {
    "name": _name,
    "phone": read_phone,
    "identity_number": read_identity,
    "born_on": _day,
    "door": _short,
}
