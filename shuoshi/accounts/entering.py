"""How django-allauth logs people in here: no sign-up, codes to phones, sealed second factors."""

import io
import logging
import re
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.hashers import make_password
from django.contrib.messages import ERROR
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shuoshi.accounts.actions import keeps, path_of
from shuoshi.accounts.factors import BOUND
from shuoshi.accounts.logins import end_logins
from shuoshi.accounts.models import Account, Session
from shuoshi.accounts.ports import PHONES, SENDERS
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.kernel.texts import marked
from shuoshi.reach.terms import Actor, Reach
from shuoshi.sealing.cipher import open_text, seal_text
from shuoshi.sealing.terms import Purpose

BACKEND = "shuoshi.accounts.backends.DutyBackend"
METHODS = "account_authentication_methods"
"""Where allauth notes in a session how it was opened."""
PASSKEY_FAILED = "passkey_failed"
"""Where a session notes until the next login page that a passkey was refused."""
_PHONE_MOST = 20
_PHONE = re.compile(r"(?:\+?86)?([0-9]{11})")
_SAID = {
    "incorrect_code": marked("验证码不对，请核对后再输一次。"),
    "incorrect_password": marked("密码不对，请再试一次。"),
    "too_many_codes": marked("刚刚发过验证码，请过一分钟再要；一天最多十次。"),
    "too_many_login_attempts": marked("试得太多了，请过十五分钟再来。"),
    "rate_limited": marked("要得太快了，请过几分钟再来。"),
}
"""What allauth refuses, in the reader's words."""
_log = logging.getLogger(__name__)
_security = logging.getLogger("shuoshi.security")


class PhoneField(forms.CharField):
    """A mobile phone as people here write it; gives its eleven digits."""

    def clean(self, value: Any) -> str:
        written = _PHONE.fullmatch(re.sub(r"[\s-]", "", super().clean(value)))
        if not written:
            raise forms.ValidationError(_("手机号写 11 位数字。"), code="phone")
        return written[1]


def _wrong(code: str) -> forms.ValidationError | None:
    said = _SAID.get(code)
    return forms.ValidationError(_(said), code=code) if said else None


class Entry(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Accounts are opened by the administrator; residents may have a code sent to their phone."""

    def add_message(self, request: HttpRequest, level: int, *_given: Any, **_named: Any) -> None:
        """Pages say what happened themselves, in both languages; the login has to be told of a passkey
        that the house does not know, for allauth goes back there."""
        if level == ERROR and request.path == reverse("account_confirm_login_code"):
            messages.error(request, _("验证码错了三次，或者过了五分钟，请重新发一个。"))
        if level == ERROR and request.path == reverse("mfa_login_webauthn"):
            request.session[PASSKEY_FAILED] = True
            _security.warning("passkey_failed")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Account) -> None:
        login(request, user, backend=BACKEND)
        _journal("accounts.login", user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        person: Any = getattr(request.user, "person_id", None)
        return "/my" if person else "/staff"

    def phone_form_field(self, **kwargs: Any) -> forms.CharField:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        return PhoneField(max_length=_PHONE_MOST, widget=widget, **kwargs)

    def validation_error(self, code: str, *args: Any) -> forms.ValidationError:
        asked = context.request.path == reverse("account_request_login_code")
        if code == "too_many_login_attempts" and asked:
            code = "too_many_codes"
        error: forms.ValidationError = _wrong(code) or super().validation_error(code, *args)
        return error

    def get_phone(self, user: Account) -> tuple[str, bool] | None:
        phone = PHONES.phone_of(user.person_id) if user.person_id else None
        return (phone, True) if phone else None

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        """A phone is corrected in the person's own data, nowhere else."""

    def set_phone_verified(self, user: Account, phone: str) -> None:
        """A code that came back proves the phone; nothing more is kept of it."""

    def get_user_by_phone(self, phone: str) -> Account | None:
        person = PHONES.person_with(phone)
        if person is None:
            return None
        # Not by a phone that somebody else wrote down, until its owner says that it is theirs.
        return Account.objects.filter(
            person_id=person, is_active=True, phone_unproved=False
        ).first()

    def send_verification_code_sms(
        self, user: Account, phone: str, code: str, **_named: Any
    ) -> None:
        try:
            SENDERS[-1].send(to=phone, code=code)
        except Exception:
            _log.exception("a one-time code was not sent")

    def send_unknown_account_sms(self, phone: str, **_named: Any) -> None:
        """Nothing is sent, and the page says the same as for a known one."""

    def send_notification_mail(self, *_given: Any, **_named: Any) -> None:
        """Nobody has an e-mail address here."""

    def generate_phone_verification_code(self, *, user: Account, phone: str) -> str:
        code: str = self.generate_login_code()
        return code


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """Secrets of second factors are sealed; the QR code is drawn without another library."""

    def encrypt(self, text: str) -> str:
        return seal_text(text, purpose=Purpose.LOGIN, bound_to=BOUND)

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(encrypted_text, bound_to=BOUND)

    def validation_error(self, code: str) -> forms.ValidationError:
        """What is wrong with a code; that one was wrong is written down."""
        if code == "incorrect_code":
            _security.warning("second_factor_failed")
        error: forms.ValidationError = _wrong(code) or super().validation_error(code)
        return error

    def build_totp_svg(self, url: str) -> str:
        out = io.BytesIO()
        segno.make(url, error="m").save(out, kind="svg", scale=5, border=2, xmldecl=False)
        return out.getvalue().decode()


def _journal(kind: str, account: Account) -> None:
    """A line of the journal about a login, by the account itself."""
    by = Actor(reach=Reach.PUBLIC, role="anybody", account_id=account.id)
    record(kind=kind, subject_id=account.id, path=path_of(account.id), by=by, at=now())


def note_failure(sender: Any, credentials: Mapping[str, Any], **_named: Any) -> None:
    """A login that failed, where there is such an account: nothing is kept of other names."""
    account = Account.objects.filter(username=credentials.get("username", "")).first()
    if account is not None:
        _journal("accounts.login_failed", account)
    else:
        _security.warning("login_failed", extra={"why": "no such name"})


def note_logout(user: Any) -> None:
    """Somebody goes out."""
    if isinstance(user, Account):
        _journal("accounts.logout", user)


def note_wrong_code(sender: Any, user: Account | None = None, **_named: Any) -> None:
    """A code that came back was wrong."""
    _security.warning("login_code_failed", extra={"account": str(user.id) if user else ""})


def note_factor(sender: Any, user: Account, **_named: Any) -> None:
    """A second factor was shown."""
    _journal("accounts.second_factor", user)


def end_others(sender: Any, request: HttpRequest, user: Account, **_named: Any) -> None:
    """Whoever changes a second factor is out everywhere else."""
    end_logins(user.id, keep=request.session.session_key or "")


def forget_accounts(person_id: UUID) -> None:
    """Blank the logins of a person who goes out of the records, in the caller's transaction: nobody comes in
    by them any more, and they name nobody."""
    for account_id in Account.objects.filter(person_id=person_id).values_list("id", flat=True):
        Account.objects.filter(id=account_id).update(
            is_active=False, person_id=None, name="", username=f"gone-{account_id.hex}",
            password=make_password(None),
        )  # fmt: skip
        forget_factors(account_id)


def forget_factors(account_id: UUID) -> int:
    """Delete second factors and logins of an account, in the caller's transaction; how many factors."""
    gone, _each = Authenticator.objects.filter(user_id=account_id).delete()
    Session.objects.filter(account_id=account_id).delete()
    return int(gone)


@transaction.atomic
def remove_factors(*, account_id: UUID, by: Actor, at: datetime) -> int:
    """Take somebody's second factors away, who lost them: they set new ones up at the next login.

    Raises:  NotAllowed outside the keeper's range, and for one's own
    """
    keeps(by, account_id)
    if account_id == by.account_id:
        raise NotAllowed("不能去掉自己的第二道验证，请另一位安全管理员来办。")
    gone = forget_factors(account_id)
    path = path_of(account_id)
    record(kind="accounts.remove_factors", subject_id=account_id, path=path, by=by, at=at)
    return gone


def prove_by_adding(
    sender: Any, request: HttpRequest, authenticator: Authenticator, **_named: Any
) -> None:
    """Whoever has just set a second factor up, and confirmed it, has shown it in this session."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        said = {"method": "mfa", "at": time.time(), "type": authenticator.type}
        request.session[METHODS] = [*request.session.get(METHODS, ()), said]
