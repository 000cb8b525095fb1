"""Seal and open one value; make the tokens by which a sealed value is found."""

import secrets
from base64 import b64decode, b64encode
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from shuoshi.sealing.keys import Key, current, key, ring
from shuoshi.sealing.terms import KeyGone, Purpose, SealBroken

_FIRST_FORM, _FORM = 1, 2
SEALED_FORM = bytes((_FORM,))
"""How every sealed value begins."""
_NONCE = 12


def _header(of: Key) -> bytes:
    """Form, length of the purpose's name, the name, two bytes of version."""
    name = of.purpose.encode()
    return bytes((_FORM, len(name))) + name + of.version.to_bytes(2)


def seal(plain: str, *, purpose: str, bound_to: str) -> bytes:
    """Seal `plain` for the column `bound_to` ('people_person.name') under its purpose's newest key.

    Shape:   the header (form, purpose, version), 12 bytes of nonce, the cipher text with its tag;
             header and column are authenticated along.
    Raises:  KeyGone when an emergency's key was destroyed
    """
    return seal_bytes(plain.encode(), purpose=purpose, bound_to=bound_to)


def seal_bytes(plain: bytes, *, purpose: str, bound_to: str) -> bytes:
    """The same for what is no text, such as a picture."""
    own = current(purpose)
    header, nonce = _header(own), secrets.token_bytes(_NONCE)
    return header + nonce + own.encrypt(nonce, plain, header + bound_to.encode())


def sealed_under(sealed: bytes) -> tuple[str, int]:
    """The purpose and version of a value's key; ('', 0) for the first form.

    Raises:  SealBroken where it is no sealed value
    """
    if sealed[:1] == bytes((_FIRST_FORM,)):
        return "", 0
    if sealed[:1] != bytes((_FORM,)) or len(sealed) < 4:
        raise SealBroken
    end = 2 + sealed[1]
    return sealed[2:end].decode("ascii", "replace"), int.from_bytes(sealed[end : end + 2])


def unseal(sealed: bytes, *, bound_to: str) -> str:
    """Open what `seal` made.

    Raises:  SealBroken when the key, the column or a byte differs, KeyGone without the key
    """
    return unseal_bytes(sealed, bound_to=bound_to).decode()


def unseal_bytes(sealed: bytes, *, bound_to: str) -> bytes:
    """Open what `seal_bytes` made. Raises SealBroken, KeyGone."""
    purpose, version = sealed_under(sealed)
    if not version:
        return _first_form(sealed, bound_to)
    start = 4 + len(purpose)
    header, nonce, body = sealed[:start], sealed[start : start + _NONCE], sealed[start + _NONCE :]
    try:
        return key(purpose, version).decrypt(nonce, body, header + bound_to.encode())
    except (InvalidTag, ValueError):
        raise SealBroken from None


_TEXT = "\x01"


def seal_text(plain: str, *, purpose: str, bound_to: str) -> str:
    """A sealed value as a text, for a column that holds plain texts too: marked by a control
    character, which no input can have."""
    return _TEXT + b64encode(seal(plain, purpose=purpose, bound_to=bound_to)).decode()


def open_text(text: str, *, bound_to: str) -> str:
    """A text as it reads: a plain one as it is.

    Raises:  SealBroken, KeyGone
    """
    if not text.startswith(_TEXT):
        return text
    return unseal(b64decode(text[1:]), bound_to=bound_to)


def text_under(text: str) -> tuple[str, int] | None:
    """Purpose and version of the key under which a text is sealed; none for a plain one."""
    return sealed_under(b64decode(text[1:])) if text.startswith(_TEXT) else None


@lru_cache(maxsize=4)
def _aead(file: Path) -> AESGCM:
    return AESGCM(bytes.fromhex(file.read_text().strip()))


def _first_form(sealed: bytes, bound_to: str) -> bytes:
    """Values from before there were purposes: one key for all, until a rotation seals them anew."""
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return _aead(settings.SEAL_KEY_FILE).decrypt(nonce, body, bound_to.encode())
    except FileNotFoundError:
        raise KeyGone from None
    except InvalidTag:
        raise SealBroken from None


def index_token(kind: str, text: str) -> bytes:
    """The token under which a value is kept for finding: 16 bytes, the first two its key's version."""
    return current(Purpose.INDEX).token(f"{kind}\x1f{text}")


def index_tokens(kind: str, text: str) -> list[bytes]:
    """The tokens under which a value may be found: one for each index key that still stands."""
    current(Purpose.INDEX)
    return [own.token(f"{kind}\x1f{text}") for own in ring()[Purpose.INDEX].values()]


def index_version() -> bytes:
    """How tokens of the newest index key begin: its version in two bytes."""
    return current(Purpose.INDEX).version.to_bytes(2)
