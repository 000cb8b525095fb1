"""Boxes that a phone seals and only the house opens: to the house's public key, signed by the phone's own."""

import json
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shuoshi.sealing.keys import Key, current, key
from shuoshi.sealing.terms import Purpose, SealBroken

_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_INFO = b"shuoshi box 1"
_NONCE, _HALF = 12, 32
POINT_BYTES = 65
"""A public key: 4, then both coordinates of 32 bytes."""


@dataclass(frozen=True, slots=True)
class Box:
    """What a phone sends of one record: texts in base64url without padding.

    Shape:   `version` of the house's key; `epk` the public half of a key that was made for this box alone; `box` is 12
             bytes of nonce and the cipher text; `sig` the phone's signature over all of it (ECDSA, 64 bytes).
    """

    version: int
    epk: str
    box: str
    sig: str


def public_key() -> tuple[int, str]:
    """The version and public half of the key to which phones seal, 65 bytes in base64url."""
    own = current(Purpose.PHONE)
    return own.version, b64(_point(_private(own).public_key()))


def b64(value: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def un64(text: str) -> bytes:
    """The bytes of base64url without padding. Raises SealBroken."""
    try:
        return b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise SealBroken from None


def public_of(text: str) -> ec.EllipticCurvePublicKey:
    """A phone's public key as it was sent. Raises SealBroken where it is none."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, un64(text))
    except ValueError:
        raise SealBroken from None


def signed_part(bound_to: str, box: Box) -> bytes:
    """What a phone signs of a box."""
    return json.dumps([bound_to, box.version, box.epk, box.box], separators=(",", ":")).encode()


def open_box(box: Box, *, bound_to: str, signer: str) -> bytes:
    """Open a box that a phone with this public key sealed and signed for `bound_to`.

    Raises:  SealBroken where a byte, the binding, the signer or the key differs; KeyGone without the key
    """
    said = un64(box.sig)
    if len(said) != 2 * _HALF:
        raise SealBroken
    r, s = int.from_bytes(said[:_HALF]), int.from_bytes(said[_HALF:])
    try:
        public_of(signer).verify(
            utils.encode_dss_signature(r, s), signed_part(bound_to, box), ec.ECDSA(hashes.SHA256())
        )
    except InvalidSignature:
        raise SealBroken from None
    own, theirs, sealed = (
        _private(key(Purpose.PHONE, box.version)),
        public_of(box.epk),
        un64(box.box),
    )
    point = un64(box.epk) + _point(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    secret = HKDF(hashes.SHA256(), 32, salt=None, info=_INFO + point).derive(shared)
    try:
        return AESGCM(secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to.encode())
    except (InvalidTag, ValueError):
        raise SealBroken from None


@lru_cache(maxsize=8)
def _private(own: Key) -> ec.EllipticCurvePrivateKey:
    """The private half of a version: drawn from its root, so that a ring of files holds it like any other key."""
    drawn = HKDF(hashes.SHA256(), 48, salt=None, info=b"phone").derive(own.root)
    return ec.derive_private_key(int.from_bytes(drawn) % (_ORDER - 1) + 1, _CURVE)


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
