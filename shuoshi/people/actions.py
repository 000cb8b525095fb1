"""Writing people, and looking at what is sealed of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from shuoshi.accounts.codes import tell_old_phone
from shuoshi.accounts.proving import doubt_phone
from shuoshi.accounts.queries import with_proved_phones
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.people.bulk import NewPerson, write_people
from shuoshi.people.homes import DOOR_MOST, household_behind
from shuoshi.people.indexing import index_person
from shuoshi.people.models import Household, Person
from shuoshi.people.moving import bring
from shuoshi.people.queries import known_of
from shuoshi.people.risks import set_ages
from shuoshi.people.rules import born, fits, is_mobile, read_identity, read_phone
from shuoshi.people.terms import KEEPERS, UNMASKERS, VALUES, Known, PersonNotFound, Tie
from shuoshi.places.queries import place_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.sealing.actions import log_look
from shuoshi.sealing.rules import posted

_NAME_MOST = 60


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
    """Add a person who lives at, or speaks from, a place; they can be found from now on.

    Raises:  PlaceNotFound
    """
    values = {"name": name, "phone": phone or "", "identity_number": identity_number or "",
              "born_on": born_on.isoformat() if born_on else ""}  # fmt: skip
    place = place_at(path)
    with acting(SYSTEM):
        person = NewPerson(new_id(at), values, place.id, path, household_id)
        write_people([person], at)
        record(kind="people.add", subject_id=person.id, path=path, by=by, at=at)
    return person.id


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
        if person.same_as_id is not None:
            raise Conflict("这是重复的登记，请改留下的那一份。")
        known = (
            known_of(person_id) or known
        )  # as it is now: another correction may have come between
        _write(person, {name: wished[name] for name in changed}, None if own else by.account_id)
        if "door" in changed and person.household_id is None and person.place_id is not None:
            home = household_behind(wished["door"], person.path, person.place_id, by, at)
            bring(person, home, place_at(person.path), Tie.OTHER, local_date(at), by, at)
        now = Known(person_id, known.path, {**known.values, **wished})
        index_person(now)
        if (day := born(now.values)) is not None and person.left_on is None:
            set_ages({person_id: (known.path, day)}, at)
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


def _short(text: str, most: int = DOOR_MOST) -> str:
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
