"""A second factor for a test: what an authenticator shows, and setting one up."""

import base64
import hashlib
import hmac
import re
import struct
import time

from django.test import Client

from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD
from tests.web.using import text

_SOON_S = 3


def totp(secret: str, at: float | None = None) -> str:
    """What an authenticator shows: RFC 6238, six digits, thirty seconds. Like somebody who types it in, wait
    for the next one where this is about to end."""
    left = 30 - time.time() % 30
    if at is None and left < _SOON_S:
        time.sleep(left)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int((at or time.time()) // 30))
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def with_factor(c: Client) -> str:
    """Set a second factor up, proved by the password; its secret."""
    c.post("/account/again/", {"password": DEMO_PASSWORD})
    page = text(c.get("/account/second/totp/activate/"))
    secret = re.search(r"<code>([A-Z2-7]{16,})</code>", page)
    assert secret, page
    done = c.post("/account/second/totp/activate/", {"code": totp(secret[1])})
    assert done.status_code == 302, text(done)
    return secret[1]
