"""What a password must be: long, and none that others guess first."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from shuoshi.kernel.errors import BadInput

LEAST = 10
_LOCAL = (
    "shuoshi",
    "lishi",
    "lvliang",
    "shequ",
    "mima",
    "password",
    "woaini",
    "5201314",
    "1314520",
    "admin",
    "说事",
    "离石",
    "社区",
    "密码",
)
"""Words that somebody tries first here."""
_OWN_LEAST = 8
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GOOD_FOR = timedelta(days=7)
"""How long a password that the house made opens a login that was not used yet."""


class OwnWords:
    """Refuses a password that is little more than a word of this house, its district or its user's name."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError where less than eight characters are left without such words."""
        left = password.casefold()
        names = [getattr(user, name, "") or "" for name in ("username", "name")]
        for word in (*(n.casefold() for n in names if len(n) > 2), *_LOCAL):
            left = left.replace(word, "")
        if len(left) < _OWN_LEAST:
            raise ValidationError("too near", code="own_words")

    def get_help_text(self) -> str:
        """Shown nowhere: the refusal says it."""
        return _("密码里不要只有系统名、地名和用户名。")


def first_password() -> str:
    """A password that the house makes for somebody, who changes it at the first login: four groups of four
    signs that nobody mistakes for others, 79 bits."""
    return "-".join("".join(secrets.choice(_SIGNS) for _n in range(4)) for _group in range(4))


def judge(password: str, *, field: str, user: Any = None) -> None:
    """Look at a new password: ten characters or more of any kind, not among those that leaked most
    often, not one of the house's own words.

    Raises:  BadInput, with its field
    Source:  OWASP ASVS 5.0, 6.2
    """
    if len(password) < LEAST:
        raise BadInput("密码至少 %(least)s 位。", field=field, least=LEAST)
    try:
        validate_password(password, user=user, password_validators=_validators())
    except ValidationError:
        raise BadInput(
            "这个密码太常见，或者只是系统名、地名、用户名，别人会先试它。换一个。", field=field
        ) from None


def _validators() -> Sequence[Any]:
    from django.conf import settings

    return get_password_validators(settings.AUTH_PASSWORD_VALIDATORS)
