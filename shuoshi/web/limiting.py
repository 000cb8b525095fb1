"""How often somebody unknown may post: counted in the database, for all processes, without Redis."""

import hashlib
import hmac
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from shuoshi.kernel.errors import Refusal
from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.ports import Rule
from shuoshi.web.asking import who

STRETCH_S = 600
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


def limit(request: HttpRequest, what: str) -> None:
    """Count a post of somebody who is not signed in. One statement.

    Raises:  TooFast beyond so many in ten minutes from one address (POSTS_MOST; 0 counts nothing)
    """
    most = settings.POSTS_MOST
    if not most or who(request) is not None:
        return
    now = time.time()
    stretch = int(now // STRETCH_S)
    said = f"{what}\x1f{address_of(request)}\x1f{stretch}"
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
