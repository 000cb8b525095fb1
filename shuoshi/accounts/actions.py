"""Writing accounts, duties and keys."""

import secrets
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from shuoshi.accounts.models import Account, ApiKey, Duty
from shuoshi.accounts.queries import digest_of
from shuoshi.accounts.terms import NOT_DUTIES, ROLES
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.places.models import Place
from shuoshi.places.queries import successions
from shuoshi.places.terms import PlaceNotFound
from shuoshi.reach.terms import Actor


@transaction.atomic
def open_account(
    *,
    username: str,
    name: str,
    password: str | None,
    by: Actor,
    at: datetime,
    path: str,
    person_id: UUID | None = None,
) -> UUID:
    """Make a login; without a password it can only be used by a program's key.

    Raises:  BadInput when the name is taken
    """
    if Account.objects.filter(username=username).exists():
        raise BadInput("这个用户名已经有人用了。", field="username")
    account = Account(id=new_id(at), username=username, name=name, person_id=person_id)
    if password is None:
        account.set_unusable_password()
    else:
        account.set_password(password)
    account.save(force_insert=True)
    record(kind="accounts.open", subject_id=account.id, path=path, by=by, at=at)
    return account.id


@transaction.atomic
def give_duty(
    *,
    account_id: UUID,
    role: str,
    path: str,
    unit_id: UUID,
    by: Actor,
    at: datetime,
    starts_on: date,
) -> UUID:
    """Give an account a role at a place, of a unit, from a day.

    Locks:   the account's row.
    Raises:  BadInput (no such role, or held already), PlaceNotFound
    """
    Account.objects.select_for_update().filter(id=account_id).first()
    if role not in ROLES or role in NOT_DUTIES:
        raise BadInput("没有这个岗位：%(role)s。", field="role", role=role)
    place = Place.objects.filter(path=path).first()
    if place is None:
        raise PlaceNotFound
    held = Duty.objects.filter(
        account_id=account_id, role=role, path=path, unit_id=unit_id, ends_on__isnull=True
    )
    if held.exists():
        raise BadInput("这个账号已经有这个岗位。", field="role")
    duty = Duty.objects.create(
        id=new_id(at),
        account_id=account_id,
        role=role,
        place=place,
        path=path,
        unit_id=unit_id,
        starts_on=starts_on,
    )
    record(
        kind="accounts.give_duty", subject_id=account_id, other_id=duty.id, path=path, by=by, at=at
    )
    return duty.id


@transaction.atomic
def end_duty(*, duty_id: UUID, by: Actor, at: datetime) -> None:
    """End a duty today, with those that followed it to older ranges; one that began today is taken
    back whole.

    Locks:   the duties' rows.
    Raises:  BadInput when it has ended already
    """
    open_ones = Duty.objects.select_for_update().filter(ends_on__isnull=True)
    duty = open_ones.filter(id=duty_id).first()
    if duty is None:
        raise BadInput("这个岗位已经结束了。")
    today = local_date(at)
    ending, edge = [duty], [duty.id]
    while edge:
        followers = list(open_ones.filter(follows_id__in=edge))
        ending += followers
        edge = [follower.id for follower in followers]
    for ended in ending:
        record(
            kind="accounts.end_duty", subject_id=ended.account_id, other_id=ended.id,
            path=ended.path, by=by, at=at,
        )  # fmt: skip
        if ended.starts_on >= today:
            ended.delete()
        else:
            Duty.objects.filter(id=ended.id).update(ends_on=today)


@transaction.atomic
def make_key(*, account_id: UUID, name: str, by: Actor, at: datetime, path: str) -> str:
    """Make a key for a program; it is shown this once and only its hash is kept.

    Raises:  BadInput when the account has a running key of this name: a form sent twice makes one
    """
    Account.objects.select_for_update().filter(id=account_id).first()
    if ApiKey.objects.filter(account_id=account_id, name=name, ended_at__isnull=True).exists():
        raise BadInput("这个账号已经有同名的密钥；要换，先停用旧的。", field="key_name")
    key = "sk_" + secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        id=new_id(at), account_id=account_id, name=name, digest=digest_of(key), made_at=at
    )
    record(
        kind="accounts.make_key", subject_id=account_id, other_id=row.id, path=path, by=by, at=at
    )
    return key


@transaction.atomic
def end_key(*, key_id: UUID, by: Actor, at: datetime, path: str) -> None:
    """Revoke a program's key, for good.

    Raises:  BadInput when it has ended already
    """
    ended = ApiKey.objects.filter(id=key_id, ended_at__isnull=True).update(ended_at=at)
    if not ended:
        raise BadInput("这个密钥已经停用了。")
    record(kind="accounts.end_key", subject_id=key_id, path=path, by=by, at=at)


@transaction.atomic
def follow_successions(*, by: Actor, at: datetime) -> int:
    """After a merger or a redrawn grid, let duties reach the old ranges too.

    Shape:   whoever holds a duty at the new place, now or later, gets one at the old, of the same
             role and unit, which ends with it; no matter's path changes. Returns how many duties
             were added. Safe to repeat.
    """
    added, today = 0, local_date(at)
    for succession in successions():
        if succession.on > today:
            continue
        held = Duty.objects.filter(path=succession.after.path, ends_on__isnull=True)
        there = Duty.objects.filter(path=succession.before.path)  # what was ended stays ended
        followed = set(there.values_list("follows_id", flat=True))
        for duty in held:
            if duty.id in followed:
                continue
            new = Duty.objects.create(
                id=new_id(at), account_id=duty.account_id, role=duty.role,
                place=succession.before, path=succession.before.path, unit_id=duty.unit_id,
                starts_on=max(succession.on, duty.starts_on), follows_id=duty.id,
            )  # fmt: skip
            record(
                kind="accounts.follow", subject_id=duty.account_id, other_id=new.id,
                path=succession.before.path, by=by, at=at,
            )  # fmt: skip
            added += 1
    return added
