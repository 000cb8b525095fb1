"""How often somebody unknown may post: counted in the database, for all processes, without Redis."""

import hashlib
import hmac
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from shuoshi.kernel.errors import Refusal
from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.ports import Rule
from shuoshi.web.asking import who

STRETCH_S = 600
_GUESSED = frozenset({"login", "follow"})
_COUNT = """
INSERT INTO web_posted AS p (key, n, ends_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET n = p.n + 1 RETURNING n
"""


class TooFast(Refusal):
    """您提交得太快了，请过 %(s)s 秒再来；写的内容还在。"""

    status = 429
    code = "too_fast"


def address_of(request: HttpRequest, *_: Any) -> str:
    """The reader's address: as the last of the site's own proxies saw it, else the connection's."""
    proxies = settings.PROXIES
    seen = request.headers.get("X-Forwarded-For", "").split(",") if proxies else []
    if len(seen) >= proxies > 0:
        return seen[-proxies].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def limit_account(request: HttpRequest, what: str) -> None:
    """Count what an account asks for that costs much or shows many people. One statement.

    Raises:  TooFast beyond so many in ten minutes (LOOKS_MOST; 0 counts nothing)
    """
    found = who(request)
    if found is not None:
        limit_of(found.account_id, what)


def limit_of(account_id: UUID, what: str) -> None:
    """As `limit_account`, for a program's account. One statement."""
    if settings.LOOKS_MOST:
        _count(f"{what}\x1f{account_id}", settings.LOOKS_MOST)


def limit(request: HttpRequest, what: str) -> None:
    """Count a post: by the account of whoever is signed in, else by the address; guesses at names and
    receipts always by the address. One statement.

    Raises:  TooFast beyond so many in ten minutes (POSTS_MOST; 0 counts nothing)
    """
    most = settings.POSTS_MOST
    if not most:
        return
    found = None if what in _GUESSED else who(request)
    _count(f"{what}\x1f{found.account_id if found else address_of(request)}", most)


def _count(whose: str, most: int) -> None:
    now = time.time()
    stretch = int(now // STRETCH_S)
    said = f"{whose}\x1f{stretch}"
    key = hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()
    ends = (stretch + 1) * STRETCH_S
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, datetime.fromtimestamp(ends, UTC)])
        (n,) = cursor.fetchone()
    if n > most:
        raise TooFast(s=int(ends - now) + 1)


def _forget(at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM web_posted WHERE ends_at < %s", [at - timedelta(hours=1)])
        return int(cursor.rowcount)


RETENTION = (
    Rule(
        "posted", Bilingual("提交次数（地址的指纹）", "Counts of posts (hashed addresses)"),
        Bilingual("当天", "the same day"), "P", "PIPL art 19: shortest necessary", _forget,
    ),
)  # fmt: skip
