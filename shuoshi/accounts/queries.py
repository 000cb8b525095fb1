"""Reading accounts and duties."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from shuoshi.accounts.models import Account, ApiKey, Duty
from shuoshi.accounts.sessions import DUTIES, signed_in_from
from shuoshi.accounts.terms import KeyRefused, SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput

_BY_KEY = f"""
SELECT a.id, a.username, a.name, a.person_id, ({DUTIES})
FROM accounts_apikey k JOIN accounts_account a ON a.id = k.account_id AND a.is_active
WHERE k.digest = %s AND k.ended_at IS NULL
"""
_AS_OF = f"""
SELECT a.id, a.username, a.name, a.person_id, ({DUTIES}) FROM accounts_account a WHERE a.id = %s
"""
_BY_ID = f"{_AS_OF} AND a.is_active"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a duty, for rolls and notices."""

    account_id: UUID
    name: str
    role: str
    unit_id: UUID


def digest_of(key: str) -> str:
    """The hash under which a program's key is kept."""
    return hashlib.sha256(key.encode()).hexdigest()


def by_key(key: str, at: datetime) -> SignedIn:
    """Whose program key this is, with the duties that hold at a time. One statement.

    Raises:  KeyRefused
    """
    with connection.cursor() as cursor:
        cursor.execute(_BY_KEY, [*_moment(at), digest_of(key)])
        row = cursor.fetchone()
    if row is None:
        raise KeyRefused
    return signed_in_from(row)


def _moment(at: datetime) -> tuple[date, date, datetime, datetime, date, date]:
    today = local_date(at)
    return today, today, at, at, today, today


def by_account(account_id: UUID, at: datetime) -> SignedIn | None:
    """An account with the duties that hold at a time. One statement."""
    return _with_duties(_BY_ID, account_id, at)


def as_of(account_id: UUID, at: datetime) -> SignedIn | None:
    """The same, even of one that was closed since: for what a phone brings home later. One statement."""
    return _with_duties(_AS_OF, account_id, at)


def _with_duties(sql: str, account_id: UUID, at: datetime) -> SignedIn | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_moment(at), account_id])
        row = cursor.fetchone()
    return signed_in_from(row) if row else None


def holders(
    on: date, *, unit_id: UUID | None = None, role: str | None = None, path: str | None = None
) -> tuple[Holder, ...]:
    """Who holds a duty on a day: of a unit, in a role, at a place (exactly). One statement."""
    held = Duty.objects.filter(starts_on__lte=on, account__is_active=True)
    held = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    if unit_id is not None:
        held = held.filter(unit_id=unit_id)
    if role is not None:
        held = held.filter(role=role)
    if path is not None:
        held = held.filter(path=path)
    rows = held.order_by("account__username", "id")
    return tuple(
        Holder(*row) for row in rows.values_list("account_id", "account__name", "role", "unit_id")
    )


def responsible(on: date, *, role: str, path: str) -> tuple[Holder, ...]:
    """Who holds `role` for a place: at the place itself or the nearest one above it.

    One statement.
    """
    above = [path[:n] for n in (6, 9, 12, 15, 20) if n <= len(path)]
    held = Duty.objects.filter(starts_on__lte=on, role=role, path__in=above)
    held = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), account__is_active=True)
    order = held.order_by("-path", "account__username", "id")
    rows = list(order.values_list("path", "account_id", "account__name", "role", "unit_id"))
    return tuple(Holder(*row[1:]) for row in rows if row[0] == rows[0][0])


def staffed(unit_ids: Iterable[UUID], on: date) -> frozenset[UUID]:
    """Those of these units in which somebody is on duty. One statement."""
    found = Duty.objects.filter(unit_id__in=list(unit_ids), starts_on__lte=on)
    found = found.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    return frozenset(found.values_list("unit_id", flat=True))


def accounts_of(person_id: UUID) -> list[UUID]:
    """The accounts that a person signs in with. One statement."""
    found = Account.objects.filter(person_id=person_id, is_active=True)
    return list(found.values_list("id", flat=True))


@dataclass(frozen=True, slots=True)
class LoginHeld:
    """A login of a person: its name, whether a password or codes to the phone open it."""

    id: UUID
    username: str
    has_password: bool
    phone_proved: bool
    is_active: bool


def logins_held(person_id: UUID) -> list[LoginHeld]:
    """The logins of a person. One statement."""
    found = Account.objects.filter(person_id=person_id, is_active=True)
    return [_held(account) for account in found]


def login_of_person(person_id: UUID) -> LoginHeld | None:
    """The one login of a person, closed or not. One statement."""
    found = Account.objects.filter(person_id=person_id).first()
    return _held(found) if found else None


def login_of(account_id: UUID) -> LoginHeld:
    """A login as its owner sees it. One statement."""
    return _held(Account.objects.get(id=account_id))


def _held(a: Account) -> LoginHeld:
    return LoginHeld(a.id, a.username, a.has_usable_password(), not a.phone_unproved, a.is_active)


def with_proved_phones(person_ids: Iterable[UUID]) -> list[UUID]:
    """Those of these persons who have a login that codes to their phone open. One statement."""
    found = Account.objects.filter(
        person_id__in=list(person_ids), is_active=True, phone_unproved=False
    )
    return [person for person in found.values_list("person_id", flat=True) if person]


@dataclass(frozen=True, slots=True)
class Held:
    """A duty as the site's administrator sees it."""

    id: UUID
    username: str
    name: str
    role: str
    unit_name: str
    starts_on: date


def duties_at(path: str, on: date) -> tuple[Held, ...]:
    """The duties at a place itself that hold on a day, or begin later. One statement."""
    held = Duty.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), path=path)
    rows = held.order_by("role", "account__username", "id").values_list(
        "id", "account__username", "account__name", "role", "unit__name", "starts_on"
    )
    return tuple(Held(*row) for row in rows)


def account_called(username: str) -> UUID:
    """The account of this user name. One statement.

    Raises:  BadInput when there is none
    """
    found = Account.objects.filter(username=username.strip(), is_active=True)
    account_id = found.values_list("id", flat=True).first()
    if account_id is None:
        raise BadInput("没有这个用户名：%(name)s。", field="username", name=username)
    return account_id


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A program's key, without the key."""

    id: UUID
    username: str
    name: str
    made_at: datetime
    ended_at: datetime | None


def keys() -> tuple[KeyRow, ...]:
    """Every key that was made, the newest first. One statement."""
    rows = ApiKey.objects.order_by("-made_at", "-id")
    return tuple(
        KeyRow(*row)
        for row in rows.values_list("id", "account__username", "name", "made_at", "ended_at")
    )
