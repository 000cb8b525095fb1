"""A phone as its browser does it: makes its keys, seals a record to the house, signs it. For tests."""

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shuoshi.devices.taking_in import Envelope
from shuoshi.kernel.ids import new_id
from shuoshi.sealing.boxes import Box, b64, public_key, public_of, signed_part


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


class Phone:
    """Its own signing key, and what it sealed last."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.id: UUID | None = None
        self.digests: dict[UUID, str] = {}

    @property
    def public(self) -> str:
        return b64(_point(self._key.public_key()))

    def seal(
        self, kind: str, subject: UUID, at: datetime, values: Any, /, *, number: UUID | None = None, **odd: Any
    ) -> Envelope:  # fmt: skip
        number = number or new_id(at)
        said = {
            "kind": kind, "subject": str(subject), "captured_at": at.isoformat(), "values": values,
            "salt": secrets.token_hex(16),
        } | odd  # fmt: skip
        plain = json.dumps(said).encode()
        self.digests[number] = hashlib.sha256(plain).hexdigest()
        return Envelope(number, self.box(plain, f"{self.id}|{number}"))

    def box(self, plain: bytes, bound_to: str) -> Box:
        version, house = public_key()
        once, nonce = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(12)
        point = _point(once.public_key()) + _point(public_of(house))
        shared = once.exchange(ec.ECDH(), public_of(house))
        secret = HKDF(hashes.SHA256(), 32, salt=None, info=b"shuoshi box 1" + point).derive(shared)
        sealed = nonce + AESGCM(secret).encrypt(nonce, plain, bound_to.encode())
        unsigned = Box(version, b64(_point(once.public_key())), b64(sealed), "")
        der = self._key.sign(signed_part(bound_to, unsigned), ec.ECDSA(hashes.SHA256()))
        r, s = utils.decode_dss_signature(der)
        return Box(version, unsigned.epk, unsigned.box, b64(r.to_bytes(32) + s.to_bytes(32)))
