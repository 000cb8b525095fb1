"""Forms of passkeys: whatever a browser sends that is no good passkey is refused, and never a fault of ours.

The library under allauth raises what its parser happens to meet on nonsense.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms

_NONSENSE = (
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    struct.error,
)


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except _NONSENSE as error:
        raise get_adapter().validation_error("incorrect_code") from error


class _Proving:
    """Forms in which somebody proves that they hold the passkey."""

    def clean_credential(self) -> Any:
        with _refused():
            return super().clean_credential()  # type: ignore[misc]


class AddPasskey(forms.AddWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """A passkey that is added."""

    def clean(self) -> dict[str, Any]:
        with _refused():
            cleaned: dict[str, Any] = super().clean()
            return cleaned


class ComeIn(_Proving, forms.LoginWebAuthnForm):  # type: ignore[misc]
    """The login by passkey alone."""


class SecondAfterPassword(_Proving, forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey as a second factor."""


class ProveAgain(_Proving, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey before something that needs a proof again."""
