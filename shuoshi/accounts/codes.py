"""A phone is proved by a code that was sent to it: to open a login, to change the phone of one, to show
once more who one is where there is no password.

A code fits what it was sent for (`Use`) and who asked for it, and no other. Counts are kept in one row a
code, each guess and each spending in one statement of its own, outside any transaction of the caller's.
"""

import hmac
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from shuoshi.accounts.ports import SENDERS
from shuoshi.accounts.terms import CodeSpent, TooManyCodes
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.phones import digits_of
from shuoshi.kernel.texts import marked
from shuoshi.sealing.cipher import open_text, seal_text
from shuoshi.sealing.terms import Purpose

LASTS, BETWEEN, GUESSES, DAILY = timedelta(minutes=5), timedelta(minutes=1), 3, 10
"""How long a code is good, how soon another may be asked for, wrong guesses, codes a day to a phone and of
an asker."""
_DIGITS = 6
_security = logging.getLogger("shuoshi.security")
_log = logging.getLogger(__name__)


class Use(StrEnum):
    """What a code is for."""

    DESK = "desk"  # a worker proves a resident's registered phone
    CHANGE = "change"  # a resident's new phone, or the registered one that is not proved yet
    PROOF = "proof"  # a resident shows that it is they
    VOTE = "vote"  # somebody on a body's roll votes by phone


@dataclass(frozen=True, slots=True)
class Code:
    """Whose phone, for what, asked for by which account; of a phone without an account, its token twice."""

    person_id: UUID
    use: Use
    account_id: UUID

    @property
    def key(self) -> str:
        return f"{self.use}:{self.person_id}:{self.account_id}"


_COUNT = """
INSERT INTO accounts_code AS c (key, phone, digest, guesses, sent_at, ends_at) VALUES (%s, '', '', 1, %s, %s)
ON CONFLICT (key) DO UPDATE SET guesses = CASE WHEN c.ends_at <= excluded.sent_at THEN 1 ELSE c.guesses + 1 END,
    ends_at = CASE WHEN c.ends_at <= excluded.sent_at THEN excluded.ends_at ELSE c.ends_at END
RETURNING guesses
"""
_SEND = """
INSERT INTO accounts_code AS c (key, phone, digest, guesses, sent_at, ends_at) VALUES (%s, %s, %s, 0, %s, %s)
ON CONFLICT (key) DO UPDATE SET phone = excluded.phone, digest = excluded.digest, guesses = 0,
    sent_at = excluded.sent_at, ends_at = excluded.ends_at
WHERE c.sent_at <= %s RETURNING key
"""
_SOON = "SELECT key FROM accounts_code WHERE key = %s AND sent_at > %s"
_GUESS = """
UPDATE accounts_code SET guesses = guesses + 1 WHERE key = %s AND ends_at > %s RETURNING phone, digest, guesses
"""
_SPEND = "DELETE FROM accounts_code WHERE key = %s AND digest = %s RETURNING key"


def send_code(of: Code, phone: str, *, at: datetime, really: bool = True) -> None:
    """Send a code to a phone; the newest counts, for five minutes.

    Shape:   one a minute, ten a day of an asker and to a phone. What the gateway raises is logged, and
             another may be asked for. Where it is not `really` sent, all else happens as if it were.
    Raises:  BadInput without a phone, or too soon; TooManyCodes beyond the day's ten
    """
    if not phone:
        raise BadInput("还没有登记电话，先登记电话。", field="phone")
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    sealed = seal_text(phone, purpose=Purpose.LOGIN, bound_to=of.key)
    if _one(_SOON, [of.key, at - BETWEEN]):
        raise BadInput(_TOO_SOON, field="code")
    there = f"phone:{_counted_as(of.use)}{_digest(of, digits_of(phone), day=True)}"
    for whose in (f"asker:{of.account_id}", there):  # refused here, the code of before still holds
        _count(f"{whose}:{local_date(at)}", at)
    if not _one(_SEND, [of.key, sealed, _digest(of, code), at, at + LASTS, at - BETWEEN]):
        raise BadInput(_TOO_SOON, field="code")
    if not really:
        return
    try:
        SENDERS[-1].send(to=phone, code=code)
    except Exception:
        _log.exception("a one-time code was not sent")


def _counted_as(use: Use) -> str:
    """What counts to a phone's day together: a vote, which anybody may begin with anybody's number, apart, so
    that nobody is kept from their login by it."""
    return "vote:" if use is Use.VOTE else ""


_TOO_SOON = marked("刚刚发过验证码，请过一分钟再要。")


def _count(key: str, at: datetime) -> None:
    found = _one(_COUNT, [key, at, at + timedelta(days=1)])
    if found and found[0] > DAILY:
        raise TooManyCodes(field="code")


def count_guess(key: str, *, lasts: timedelta) -> int:
    """Count a guess before it is judged; how many there were within `lasts` from the first. One statement."""
    at = clock_now()
    found = _one(_COUNT, [key, at, at + lasts])
    return int(found[0])


def forget_guesses(key: str) -> None:
    """Whoever guessed right begins anew."""
    _one("DELETE FROM accounts_code WHERE key = %s RETURNING key", [key])


def waiting(of: Code, *, at: datetime) -> str | None:
    """The phone to which a code went that was not written yet. One statement."""
    found = _one("SELECT phone FROM accounts_code WHERE key = %s AND ends_at > %s", [of.key, at])
    return open_text(found[0], bound_to=of.key) if found else None


def check_code(of: Code, code: str, *, at: datetime) -> str:
    """The phone that the code was sent to; a code is good once.

    Raises:  BadInput (wrong, too old, none was sent, spent meanwhile), CodeSpent at the third wrong one
    """
    found = _one(_GUESS, [of.key, at])
    gone = BadInput("验证码过期了，请重新发一个。", field="code")
    if not found:
        raise gone
    sealed, digest, guesses = found
    if guesses > GUESSES:
        raise CodeSpent(field="code")
    if not hmac.compare_digest(digest, _digest(of, code.strip())):
        _security.warning("phone_code_failed", extra={"person": str(of.person_id)})
        if guesses == GUESSES:
            raise CodeSpent(field="code")
        raise BadInput("验证码不对，请核对后再输一次。", field="code")
    if not _one(_SPEND, [of.key, digest]):
        raise gone
    return open_text(sealed, bound_to=of.key)


def tell_old_phone(phone: str) -> None:
    """Tell the phone that was registered until now that another stands in its place."""
    try:
        SENDERS[-1].tell(
            to=phone, text="【说事】您登记的电话已换成别的号码。不是您本人的意思，请马上联系社区。"
        )
    except Exception:
        _log.exception("the old phone was not told")


def forget_codes(at: datetime) -> int:
    """Delete codes and counts that are over; how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_code WHERE ends_at < %s", [at])
        return int(cursor.rowcount)


def _one(sql: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def _digest(of: Code, said: str, *, day: bool = False) -> str:
    text = said if day else f"{of.key}\x1f{said}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), sha256).hexdigest()
