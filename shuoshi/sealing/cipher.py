"""Seal and open one value."""

import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_FORM = b"\x01"
_NONCE = 12


class SealBroken(Exception):
    """这个值打不开：密钥不对，或者内容被移动、改动过。"""


@lru_cache(maxsize=4)
def _aead(file: Path) -> AESGCM:
    return AESGCM(bytes.fromhex(file.read_text().strip()))


def seal(plain: str, *, bound_to: str) -> bytes:
    """Seal `plain` for the column `bound_to` ('people_person.name').

    Shape:   one byte of form, 12 of nonce, then the cipher text with its tag.
    """
    nonce = secrets.token_bytes(_NONCE)
    sealed = _aead(settings.SEAL_KEY_FILE).encrypt(nonce, plain.encode(), bound_to.encode())
    return _FORM + nonce + sealed


def unseal(sealed: bytes, *, bound_to: str) -> str:
    """Open what `seal` made.

    Raises:  SealBroken when the key, the column or a byte differs
    """
    if sealed[:1] != _FORM:
        raise SealBroken
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return _aead(settings.SEAL_KEY_FILE).decrypt(nonce, body, bound_to.encode()).decode()
    except InvalidTag:
        raise SealBroken from None
