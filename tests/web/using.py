"""What tests of pages share: a reader at a browser, a photo, one matter raised."""

import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.db import connections
from django.test import Client
from PIL import Image

from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD, YONGNING
from tests.conftest import AT

KEY = "0123456789abcdef"
NOW = AT + timedelta(days=20)


def client(username: str | None = None) -> Client:
    c = Client(raise_request_exception=True)
    if username:
        assert (
            c.post("/login", {"username": username, "password": DEMO_PASSWORD}).status_code == 302
        )
    return c


def at_once(do: Callable[[Client], Any], clients: Sequence[Client]) -> list[int]:
    """What each of several browsers is answered that ask at once: the status codes, sorted."""

    def one(c: Client) -> int:
        try:
            return int(do(c).status_code)
        finally:
            connections.close_all()  # each thread has its own

    with ThreadPoolExecutor(len(clients)) as pool:
        return sorted(pool.map(one, clients))


def photo(fmt: str = "JPEG", size: tuple[int, int] = (40, 30), **save: Any) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, fmt, **save)
    out.seek(0)
    out.name = "a.jpg"
    return out


def raise_one(c: Client, **given: Any) -> str:
    answer = c.post("/say", {"body": "楼道灯坏了三天。", "place": YONGNING, "key": KEY} | given)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer.headers["Location"])


def text(answer: Any) -> str:
    return str(answer.content.decode())
