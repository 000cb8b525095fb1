"""The secret of a receipt: what opens a matter for whoever raised it, without an account.

Twenty-eight letters of Crockford's base 32 (140 bits), written in groups of four, so that it can be noted
down and read out on the phone; made again from the installation's key, never stored.
"""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 28
_GROUP = 4
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None, "　": None})


def secret_of(matter_id: UUID) -> str:
    """The secret of a matter's receipt, as it stands in addresses: without groups."""
    key = settings.RECEIPT_KEY.encode()
    n = int.from_bytes(hmac.new(key, matter_id.bytes, hashlib.sha256).digest())
    return "".join(_LETTERS[n >> (5 * k) & 31] for k in range(_LENGTH))


def read_out(secret: str) -> str:
    """A secret as it is shown: in groups of four."""
    return "-".join(secret[k : k + _GROUP] for k in range(0, len(secret), _GROUP))


def as_written(text: str) -> str:
    """A secret as somebody typed it: in any case, with or without groups, o for 0 and l for 1."""
    return text.strip().lower().translate(_MISREAD)


def hash_of(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(as_written(secret).encode()).hexdigest()
