"""Secrets of second factors follow the newest key of logins, as every other sealed value does."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from shuoshi.sealing.cipher import open_text, seal_text, text_under
from shuoshi.sealing.keys import current
from shuoshi.sealing.terms import Purpose

BOUND = "mfa_authenticator.data"
_SECRETS = ("secret", "seed")


def reseal_factors(purpose: Purpose) -> int:
    """Seal the secrets of second factors under the newest key of logins; returns how many.

    Locks:   each factor's row, in a transaction of its own; safe to stop and to run again.
    """
    if purpose is not Purpose.LOGIN:
        return 0
    newest, moved = current(purpose).version, 0
    for key in Authenticator.objects.order_by("id").values_list("id", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(id=key).first()
            stale = _stale(row.data, newest) if row else []
            for name in stale:
                plain = open_text(row.data[name], bound_to=BOUND)
                row.data[name] = seal_text(plain, purpose=purpose, bound_to=BOUND)
            if stale:
                row.save(update_fields=["data"])
            moved += len(stale)
    return moved


def _stale(data: dict[str, Any], newest: int) -> list[str]:
    return [
        name
        for name in _SECRETS
        if (under := text_under(data.get(name, ""))) is not None and under[1] != newest
    ]
