"""A phone is proved by a code that was sent to it: to open a login, to change the phone of one, to show
once more who one is where there is no password."""

import hmac
import logging
import secrets
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.core.cache import cache

from shuoshi.accounts.ports import SENDERS
from shuoshi.accounts.terms import TooManyGuesses
from shuoshi.kernel.errors import BadInput
from shuoshi.sealing.cipher import open_text, seal_text
from shuoshi.sealing.terms import Purpose

LASTS_S, BETWEEN_S, GUESSES = 300, 60, 3
_DIGITS = 6
_security = logging.getLogger("shuoshi.security")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """A code that was sent and waits to be written."""

    phone: str


def send_code(*, person_id: UUID, phone: str) -> None:
    """Send a code to a phone that a person says is theirs; the newest counts, for five minutes.

    Shape:   one a minute for a person. What the gateway raises is logged, and another may be asked for.
    Raises:  BadInput without a phone, or too soon
    """
    if not phone:
        raise BadInput("还没有登记电话，先登记电话。", field="phone")
    if not cache.add(_key("wait", person_id), 1, BETWEEN_S):
        raise BadInput("刚刚发过验证码，请过一分钟再要。", field="code")
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    sealed = seal_text(phone, purpose=Purpose.LOGIN, bound_to=_bound(person_id))
    cache.set(_key("code", person_id), [sealed, _digest(person_id, code), 0], LASTS_S)
    try:
        SENDERS[-1].send(to=phone, code=code)
    except Exception:
        _log.exception("a one-time code was not sent")


def waiting(person_id: UUID) -> Sent | None:
    """The code that was sent and not yet written, if there is one."""
    kept = cache.get(_key("code", person_id))
    return Sent(open_text(kept[0], bound_to=_bound(person_id))) if kept else None


def check_code(*, person_id: UUID, code: str) -> str:
    """The phone that the code was sent to; a code is good once.

    Raises:  BadInput (wrong, too old, none was sent), TooManyGuesses after three
    """
    key = _key("code", person_id)
    kept = cache.get(key)
    if kept is None:
        raise BadInput("验证码过期了，请重新发一个。", field="code")
    sealed, digest, guesses = kept
    if guesses >= GUESSES:
        raise TooManyGuesses
    if not hmac.compare_digest(digest, _digest(person_id, code.strip())):
        cache.set(key, [sealed, digest, guesses + 1], LASTS_S)
        _security.warning("phone_code_failed", extra={"person": str(person_id)})
        raise BadInput("验证码不对，请核对后再输一次。", field="code")
    cache.delete(key)
    return open_text(sealed, bound_to=_bound(person_id))


def tell_old_phone(phone: str) -> None:
    """Tell the phone that was registered until now that another stands in its place."""
    try:
        SENDERS[-1].tell(
            to=phone, text="【说事】您登记的电话已换成别的号码。不是您本人的意思，请马上联系社区。"
        )
    except Exception:
        _log.exception("the old phone was not told")


def _key(what: str, person_id: UUID) -> str:
    return f"phone-{what}:{person_id}"


def _bound(person_id: UUID) -> str:
    return f"phone:{person_id}"


def _digest(person_id: UUID, code: str) -> str:
    said = f"{person_id}\x1f{code}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, sha256).hexdigest()
