"""How somebody proves who they are: passwords that are changed and reset, phones that are doubted and proved."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from shuoshi.accounts.actions import keeps, path_of
from shuoshi.accounts.codes import count_guess, forget_guesses
from shuoshi.accounts.models import Account
from shuoshi.accounts.passwords import first_password, judge
from shuoshi.accounts.terms import TooManyGuesses
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.reach.terms import Actor

_GUESSES, _STRETCH = 10, timedelta(minutes=15)
_security = logging.getLogger("shuoshi.security")


def change_password(*, account_id: UUID, old: str, new: str, by: Actor, at: datetime) -> Account:
    """Let somebody change their own password; sessions made with the old one end.

    Locks:   the account's row.
    Raises:  BadInput (the old one is wrong, the new one too short or the same), TooManyGuesses
    """
    proved = _prove(account_id, old, BadInput("原来的密码不对。", field="old"))
    judge(new, field="new", user=proved)
    if old == new:
        raise BadInput("新密码要和原来的不一样。", field="new")
    with transaction.atomic():
        account = Account.objects.select_for_update().get(id=account_id)
        if account.password != proved.password:  # reset meanwhile
            raise BadInput("原来的密码不对。", field="old")
        account.set_password(new)
        account.given_at = None
        account.save(update_fields=["password", "given_at"])
        path = path_of(account_id)
        record(kind="accounts.password", subject_id=account_id, path=path, by=by, at=at)
    return account


@transaction.atomic
def set_password(*, account_id: UUID, new: str, by: Actor, at: datetime) -> Account:
    """Give oneself a password, after showing by a code who one is: the first, or in place of one that is
    forgotten. Other sessions end.

    Locks:   the account's row.
    Raises:  BadInput (too short or common)
    """
    account = Account.objects.select_for_update().get(id=account_id)
    judge(new, field="new", user=account)
    account.set_password(new)
    account.given_at = None
    account.save(update_fields=["password", "given_at"])
    record(kind="accounts.password", subject_id=account_id, path=path_of(account_id), by=by, at=at)
    return account


@transaction.atomic
def reset_password(*, account_id: UUID, by: Actor, at: datetime) -> str:
    """Make a new password for somebody who forgot theirs; their sessions end. It is good for seven days
    and changed at the first login.

    Locks:   the account's row.
    Raises:  BadInput for a program's account or a resident's, NotAllowed outside the giver's range, and for one's own
    """
    account = Account.objects.select_for_update().get(id=account_id)
    keeps(by, account_id)
    if account_id == by.account_id:
        raise NotAllowed("自己的密码在“登录和密码”里换。")
    if account.person_id is not None:
        raise BadInput("居民用手机验证码登录，再自己设密码，不用重设。", field="reset_username")
    if not account.has_usable_password():
        raise BadInput("这是程序用的账号，没有密码。", field="reset_username")
    new = first_password()
    account.set_password(new)
    account.given_at = at
    account.save(update_fields=["password", "given_at"])
    record(kind="accounts.reset", subject_id=account_id, path=path_of(account_id), by=by, at=at)
    return new


def prove_password(*, account_id: UUID, password: str) -> None:
    """Let somebody who is signed in show once more that it is they, before something that matters.

    Raises:  BadInput, TooManyGuesses
    """
    _prove(account_id, password, BadInput("密码不对，请再试一次。", field="password"))


def _prove(account_id: UUID, password: str, wrong: BadInput) -> Account:
    """The account, if this is its password. Wrong ones are counted outside any transaction, as those at
    the login are: whoever sits down at an open screen guesses no better than elsewhere."""
    key = f"proof:{account_id}"
    if count_guess(key, lasts=_STRETCH) > _GUESSES:
        raise TooManyGuesses
    account = Account.objects.get(id=account_id)
    if not account.check_password(password):
        _security.warning("proof_failed", extra={"account": str(account_id)})
        raise wrong
    forget_guesses(key)
    return account


def doubt_phone(*, person_id: UUID) -> None:
    """Send no code to a person's phone, which somebody else wrote down, until they say it is theirs."""
    Account.objects.filter(person_id=person_id).update(phone_unproved=True)


@transaction.atomic
def phone_proved(*, person_id: UUID, by: Actor, at: datetime) -> None:
    """A code came back from a person's registered phone: codes go to it again."""
    for account_id in Account.objects.filter(person_id=person_id).values_list("id", flat=True):
        Account.objects.filter(id=account_id).update(phone_unproved=False)
        path = path_of(account_id)
        record(kind="accounts.prove_phone", subject_id=account_id, path=path, by=by, at=at)
