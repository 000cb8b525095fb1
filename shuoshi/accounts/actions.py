"""Writing accounts, duties and keys."""

import logging
import re
import secrets
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from shuoshi.accounts.models import Account, ApiKey, Duty
from shuoshi.accounts.passwords import judge
from shuoshi.accounts.queries import digest_of
from shuoshi.accounts.terms import NOT_DUTIES, ROLES, SERVED, incompatible
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.places.models import Place, Succession
from shuoshi.places.queries import successions
from shuoshi.places.terms import PlaceNotFound, SuccessionKind
from shuoshi.reach.terms import Actor, Reach
from shuoshi.units.models import Unit

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{1,39}")
_log = logging.getLogger(__name__)


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
    given: bool = False,
) -> UUID:
    """Make a login; without a password it can only be used by a program's key.

    Shape:   a user name has 2 to 40 letters, digits, dots or hyphens, a password at least ten
             characters. `given`: the password is one that the house made, to be changed at once.
    Raises:  BadInput (the name is taken or malformed, the password short or common)
    """
    if not _USERNAME.fullmatch(username):
        raise BadInput("用户名用 2 到 40 个字母和数字。", field="new_username")
    if password is not None:
        judge(password, field="password", user=Account(username=username, name=name))
    if Account.objects.filter(username=username).exists():
        raise BadInput("这个用户名已经有人用了。", field="new_username")
    account = Account(id=new_id(at), username=username, name=name, person_id=person_id)
    account.given_at = at if given else None
    if password is None:
        account.set_unusable_password()
    else:
        account.set_password(password)
    account.save(force_insert=True)
    record(kind="accounts.open", subject_id=account.id, path=path, by=by, at=at)
    return account.id


def give_one_password(*, account_ids: Collection[UUID], password: str) -> None:
    """Give the logins of a demonstration the one password that its first page prints, hashed once for all of them.

    Raises:  NotAllowed where no demonstration runs
    """
    if not settings.DEMO:
        raise NotAllowed
    Account.objects.filter(id__in=account_ids).update(password=make_password(password))


@transaction.atomic
def close_account(*, account_id: UUID, by: Actor, at: datetime) -> None:
    """Close an account for good: its duties and keys end today, nobody logs in with it, and it keeps no person.

    Locks:   the account's row.
    Raises:  NotAllowed outside the giver's range, and for one's own
    """
    Account.objects.select_for_update().get(id=account_id)
    keeps(by, account_id)
    if account_id == by.account_id:
        raise NotAllowed("不能停用自己的账号，请另一位管理员来办。")
    path = path_of(account_id)
    followed = Duty.objects.filter(account_id=account_id, ends_on__isnull=True)
    for duty in followed.filter(follows_id__isnull=True):
        end_duty(duty_id=duty.id, by=by, at=at)
    ApiKey.objects.filter(account_id=account_id, ended_at__isnull=True).update(ended_at=at)
    Account.objects.filter(id=account_id).update(is_active=False, person_id=None)
    record(kind="accounts.close", subject_id=account_id, path=path, by=by, at=at)


def path_of(account_id: UUID) -> str:
    """Where an account's journal lines stand: at its widest duty, else at the district."""
    paths = Duty.objects.filter(account_id=account_id).values_list("path", flat=True)
    return min(paths, key=len, default=settings.DISTRICT_CODE)


def keeps(by: Actor, account_id: UUID) -> None:
    """Raises NotAllowed where somebody has a duty outside the administrator's own range; who has
    none is kept by the district's."""
    held = Duty.objects.filter(account_id=account_id, ends_on__isnull=True)
    paths = list(held.values_list("path", flat=True)) or [settings.DISTRICT_CODE]
    if by.reach is not Reach.ENGINE and not all(by.bounds.holds(path) for path in paths):
        raise NotAllowed("这个账号在您的范围以外还有岗位，请上一级管理员来办。")


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
    Raises:  BadInput (no such role, one of another kind of unit, held already, or one that may not
             meet another of theirs), PlaceNotFound, NotAllowed where the place or the unit lies
             outside the giver's own range, and for oneself
    """
    if role not in ROLES or role in NOT_DUTIES:
        raise BadInput("没有这个岗位：%(role)s。", field="role", role=role)
    of = Unit.objects.filter(id=unit_id).first()
    if of is None or of.kind not in SERVED.get(role, {of.kind}):
        raise BadInput("这个岗位不属于这一类单位。", field="unit")
    if account_id == by.account_id:
        raise NotAllowed("不能给自己岗位，请另一位安全管理员来办。")
    for given in (path, of.path):
        if by.reach is not Reach.ENGINE and not by.bounds.holds(given):
            raise NotAllowed("只能给自己范围内的地点和单位的岗位。")
    Account.objects.select_for_update().filter(id=account_id).first()
    place = Place.objects.filter(path=path).first()
    if place is None:
        raise PlaceNotFound
    held = Duty.objects.filter(account_id=account_id, ends_on__isnull=True)
    other = incompatible(role, held.values_list("role", flat=True))
    if other is not None:
        raise BadInput(
            "“%(role)s”和“%(other)s”不能是同一个人。", field="role", role=ROLES[role].name,
            other=ROLES[other].name,
        )  # fmt: skip
    if held.filter(role=role, path=path, unit_id=unit_id).exists():
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

    Shape:   an administrator makes keys for programs' accounts alone (no password, no person), so
             that nobody acts in somebody else's name.
    Raises:  BadInput when the account has a running key of this name: a form sent twice makes one;
             NotAllowed for a person's account
    """
    account = Account.objects.get(id=account_id)
    if by.reach is not Reach.ENGINE and (account.has_usable_password() or account.person_id):
        raise NotAllowed("只能给程序专用的账号做密钥，不能用别人的账号。")
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


def follow_successions(*, by: Actor, at: datetime) -> int:
    """After a merger or a redrawn grid, let duties reach the old ranges too.

    Shape:   whoever holds a duty at the new place, now or later, gets one at the old, of the same
             role and unit, which ends with it; no matter's path changes. Returns how many duties
             were added. Safe to repeat; one succession that fails holds up no other.
    """
    added = 0
    for succession in successions():
        if succession.on > local_date(at) or succession.kind == SuccessionKind.SPLIT:
            continue
        try:
            added += _follow(succession, by, at)
        except IntegrityError:
            _log.exception("succession %s was not followed", succession.id)
    return added


@transaction.atomic
def _follow(succession: Succession, by: Actor, at: datetime) -> int:
    """The duties of one succession."""
    old, added = succession.before, 0
    there = Duty.objects.filter(path=old.path)
    followed = set(there.values_list("follows_id", flat=True))  # what was ended stays ended
    held_there = set(
        there.filter(ends_on__isnull=True).values_list("account_id", "role", "unit_id")
    )
    for duty in Duty.objects.filter(path=succession.after.path, ends_on__isnull=True):
        if duty.id in followed or (duty.account_id, duty.role, duty.unit_id) in held_there:
            continue
        new = Duty.objects.create(
            id=new_id(at), account_id=duty.account_id, role=duty.role, place=old, path=old.path,
            unit_id=duty.unit_id, starts_on=max(succession.on, duty.starts_on), follows_id=duty.id,
        )  # fmt: skip
        record(
            kind="accounts.follow", subject_id=duty.account_id, other_id=new.id, path=old.path,
            by=by, at=at,
        )  # fmt: skip
        added += 1
    return added
