"""Names of what is counted: by a keyed hash, since what is counted may be a phone's number."""

import hmac
from hashlib import sha256

from django.conf import settings
from django.db import connection


def keyed(key: str, key_prefix: str, version: int) -> str:
    """The name under which the cache keeps something."""
    text = f"{key_prefix}:{version}:{key}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, sha256).hexdigest()


def forget_counts() -> int:
    """Delete what has run out; how many. The cache itself does so only when it is full."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_cache WHERE expires < now()")
        return int(cursor.rowcount)
