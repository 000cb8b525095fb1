"""Web push: a text to one browser through its own push service, sealed for that browser alone.

Source:  RFC 8030 (push), 8188 and 8291 (encryption), 8292 (VAPID)
"""

import base64
import json
import os
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

import http_ece
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from shuoshi.channels.webhooks import send
from shuoshi.notices.terms import BadAddress

_KEEP_S, _ENDPOINT_MOST, _AUTH_BYTES, _POINT_BYTES = 24 * 3600, 1000, 16, 65


@dataclass(frozen=True, slots=True)
class Push:
    """A text to a browser: `to` is its subscription as JSON ({"endpoint", "keys": {"p256dh", "auth"}}).

    Shape:   the topic is the key, so that a text that is sent again takes the place of the first where the
             service still holds it; `contact` is whom a push service may write to.
    """

    key: Vapid02
    contact: str
    inside: bool = False
    repeats: bool = False

    def send(self, *, key: UUID, to: str, text: str) -> None:
        """Raises Later, Unclear, Refused, Gone"""
        told = json.loads(to)
        parts = urlsplit(told["endpoint"])
        ephemeral = ec.generate_private_key(ec.SECP256R1())
        body = http_ece.encrypt(
            text.encode(), salt=os.urandom(16), private_key=ephemeral, dh=_bytes(told["keys"]["p256dh"]),
            auth_secret=_bytes(told["keys"]["auth"]), version="aes128gcm",
        )  # fmt: skip
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": self.contact}
        headers = {
            "Content-Type": "application/octet-stream", "Content-Encoding": "aes128gcm",
            "TTL": str(_KEEP_S), "Topic": base64.urlsafe_b64encode(key.bytes).decode().rstrip("="),
            **self.key.sign(claims),
        }  # fmt: skip
        send(told["endpoint"], body, headers, inside=self.inside)

    def public_key(self) -> str:
        """What a browser subscribes with."""
        point = self.key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).decode().rstrip("=")

    def taken(self, to: str) -> str:
        """A subscription with what is needed of it and nothing else. Raises BadAddress"""
        try:
            told = json.loads(to)
            endpoint, keys = str(told["endpoint"]), told["keys"]
            p256dh, auth = str(keys["p256dh"]), str(keys["auth"])
            point = _bytes(p256dh)
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            fits = len(point) == _POINT_BYTES and len(_bytes(auth)) == _AUTH_BYTES
            parts = urlsplit(endpoint)
        except (ValueError, KeyError, TypeError, UnsupportedAlgorithm):
            raise BadAddress from None
        allowed = ("https", "http") if self.inside else ("https",)
        if not fits or parts.scheme not in allowed or len(endpoint) > _ENDPOINT_MOST:
            raise BadAddress
        return json.dumps({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}})


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
