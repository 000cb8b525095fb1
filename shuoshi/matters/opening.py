"""Opening matters from what somebody said."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from shuoshi.accounts.terms import LOOKERS
from shuoshi.kernel.errors import NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.texts import marked
from shuoshi.matters.changes import Change, iso
from shuoshi.matters.forms import clean
from shuoshi.matters.ground import answers_there, ground_at
from shuoshi.matters.newcomer import Newcomer, switched_on, written
from shuoshi.matters.raising import worded
from shuoshi.matters.receipts import secret_of
from shuoshi.matters.requests import digest, once, recurs, scoped
from shuoshi.matters.terms import BadAnswers, KnownOutside, Raised, Receipt, SameKeyOther
from shuoshi.people.models import Person
from shuoshi.people.rules import tokens_of
from shuoshi.people.terms import PersonNotFound
from shuoshi.programmes.conditions import holds
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.queries import current
from shuoshi.reach.scope import Scope, acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.sealing.cipher import index_token, seal
from shuoshi.sealing.terms import Purpose

_OPEN = "SELECT matters_open(%s)"
_OUTSIDE = "SELECT number FROM matters_matter WHERE channel = %s AND outside_id = %s"
OUTSIDE_MOST, IMPORT, WALL = 80, "import", "wall"


def may_open(d: Definition, by: Actor, path: str | None = None) -> bool:
    """Whether this actor may open a matter of the programme (at a place): anybody where residents
    may, else the roles that the file names, inside their own territory."""
    if by.role in LOOKERS:
        return False
    if "resident" in d.programme.open_to:
        return True
    inside = path is None or by.reach is not Reach.TERRITORIAL or by.bounds.holds(path)
    return by.role in d.programme.open_to and inside


def open_matter(*, said: Raised, by: Actor, at: datetime) -> Receipt:
    """Open a matter: two statements, whatever the programme.

    Shape:   with `said.key` the same request gives the same receipt (`again` is true).
    Raises:  ProgrammeNotFound, PlaceNotFound, NotAllowed, BadAnswers, SameKeyOther
    """
    change, _version = opening_change(said=said, by=by, at=at)
    return opened_as(change)


def opened_as(change: Change) -> Receipt:
    """Write what `opening_change` gave; the receipt of what stands. One statement.

    Raises:  NotAllowed (once only), SameKeyOther, KnownOutside
    """
    matter_id = UUID(change["matter"]["id"])
    stands = _written(change)
    found: dict[str, str] = json.loads(stands) if isinstance(stands, str) else stands
    if "once" in found:
        raise NotAllowed("已经办过一次了，期限内不能再提交。")
    if found["id"] != str(matter_id) and found["digest"] != change["digest"]:
        raise SameKeyOther
    opened = UUID(found["id"])
    return Receipt(
        opened, found["number"], secret_of(opened), datetime.fromisoformat(found["opened_at"]),
        again=opened != matter_id,
    )  # fmt: skip


def _written(change: Change) -> Any:
    """What the statement gives. Raises KnownOutside where the number of another house stands already."""
    outside = change["matter"]["outside_id"]
    if outside is None:
        return _ran(change)
    try:
        with transaction.atomic():
            return _ran(change)
    except IntegrityError as error:
        if "matter_outside_once" not in str(error):
            raise
    raise KnownOutside(outside=outside, number=_number_of(change["matter"]["channel"], outside))


def _ran(change: Change) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [json.dumps(change)])
        return cursor.fetchone()[0]


def _number_of(channel: str, outside_id: str) -> str:
    """Our number of what has this number in another house. One statement, as engine."""
    with transaction.atomic(), connection.cursor() as cursor:  # a caller's transaction may be open
        scope = Scope()
        scope.write_as_engine()
        cursor.execute(_OUTSIDE, [channel, outside_id])
        number = str(cursor.fetchone()[0])
        scope.write_as_login()
    return number


def opening_change(
    *, said: Raised, by: Actor, at: datetime, anywhere: bool = False
) -> tuple[Change, str]:
    """What opening a matter will write, with the version's id. One statement, one more for a
    programme of an emergency.

    Shape:   `anywhere` lets a place stand for which nobody of the first stage answers: for what
             comes in finished.
    Raises:  ProgrammeNotFound, PlaceNotFound, NotAllowed, BadAnswers, EmergencyOff
    """
    d = current(said.programme)
    if not may_open(d, by, said.path):
        raise NotAllowed("您的岗位不能在这个程序里提交。")
    said = _from_outside(d, said)
    if said.channel == WALL:
        _fit_for_wall(said, by)
    switched = switched_on(d, said.path, at)
    title, body, form = worded(d, said, at, switched.key if switched else None)
    shaped = replace(said, title=title, body=body)
    ground = ground_at(d.key, said.path, at)
    new = Newcomer(new_id(at), d, ground, shaped, by, at, form, switched)
    names = new.names()
    if not holds(d.programme.open_when, names):
        raise NotAllowed("现在不能提交这一类。")
    answers_there(d, ground, anywhere)
    own = by.person_id if by.reach is Reach.RESIDENT else _registered(said, by)
    change = written(new, names)
    person = None if own else _person(said, by, at, new.key)
    change["matter"]["raiser_id"] = str(own) if own else person and person["id"]
    change |= {
        "person": person,
        "key": scoped(said, by),
        "digest": digest(shaped, new.key),
        "once": once(d, said, by, at),
        "recurs": recurs(d, said, at),
    }
    return change, str(d.version_id)


def _fit_for_wall(said: Raised, by: Actor) -> None:
    """On the wall writes who has a verified account, or staff for somebody; nothing private.

    Raises:  NotAllowed, BadAnswers
    """
    if by.reach in (Reach.PUBLIC, Reach.TOKEN):
        raise NotAllowed("请先用手机号登录，再往墙上写。")
    if said.private:
        raise BadAnswers({"body": marked("不想公开的事不上墙，请到“说一件事”里说。")})


def _from_outside(d: Definition, said: Raised) -> Raised:
    """What came from another house keeps its number there, and the channel by which it comes."""
    outside = clean(said.outside_id or "") or None
    if outside is None or said.channel == IMPORT:
        return replace(said, outside_id=outside)
    if d.programme.outside is None or len(outside) > OUTSIDE_MOST:
        raise BadAnswers({"outside_id": marked("这一类没有外面的编号，或者编号太长。")})
    return replace(said, outside_id=outside, channel=d.programme.outside.channel)


def _registered(said: Raised, by: Actor) -> UUID | None:
    """The registered person for whom a worker says it, within the worker's own reach. Raises PersonNotFound."""
    if said.person_id is None:
        return None
    if by.reach is not Reach.TERRITORIAL:
        raise PersonNotFound
    with acting(by):
        there = Person.objects.filter(id=said.person_id, same_as__isnull=True)
        if not there.exists():
            raise PersonNotFound
    return said.person_id


def _person(said: Raised, by: Actor, at: datetime, key: str | None) -> Change | None:
    """The raiser as a sealed row, if they left a name or a phone; in an emergency under its key, and
    found by nobody."""
    name, phone = clean(said.name)[:60], clean(said.phone)[:30]
    if not (name or phone):
        return None
    tokens = tokens_of({"name": name, "phone": phone}) if key is None else ()
    return {
        "id": str(new_id(at)),
        "name": _sealed(name, "name", key),
        "phone": _sealed(phone, "phone", key) if phone else None,
        "phone_by": str(by.account_id) if phone and by.account_id else None,
        "path": said.path,
        "seen_at": iso(at),
        "found_by": sorted({index_token(s.kind, s.text).hex() for s in tokens}),
    }


def _sealed(value: str, column: str, key: str | None) -> str:
    return seal(value, purpose=key or Purpose.CONTACT, bound_to=f"people_person.{column}").hex()
