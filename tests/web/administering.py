"""Doing what the site's administrators do, through their pages."""

from typing import Any

from django.test import Client

from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.units.models import Unit
from tests.web.using import client, text

PLACE, POSTS = f"/staff/site/places/{YONGNING}", f"/staff/site/posts/{LONGSHAN}"
KEEPING = frozenset({"account", "give", "end", "reset", "factor", "close", "make"})
"""What the security administrator does: accounts, duties, keys."""


def keeper(c: Client, page: str, what: str) -> Client:
    """Who does it: the administrator whose client it is, or the one who keeps accounts and keys."""
    keeps = what in KEEPING and (page == POSTS or page.endswith("/keys"))
    return client("anquan") if keeps else c


def does(c: Client, page: str, what: str, **given: Any) -> Any:
    c = keeper(c, page, what)
    answer = c.post(page, {"do": what} | given)
    assert answer.status_code == 302, text(answer)
    return c.get(page)


def faults(c: Client, page: str, what: str, **given: Any) -> str:
    answer = keeper(c, page, what).post(page, {"do": what} | given)
    assert 400 <= answer.status_code < 500
    return text(answer)


def of_longshan(admin: Client, role: str = "administrator") -> Client:
    """The administrator of one community, signed in."""
    does(
        admin,
        POSTS,
        "account",
        new_username="xinren",
        account_name="龙山管理员",
        password="a-long-pass-word",
    )
    own = str(Unit.objects.get(kind="community", path=LONGSHAN).id)
    does(
        admin,
        POSTS,
        "give",
        username="xinren",
        role=role,
        unit=own,
        starts_on="2026-04-01",
    )
    c = Client()
    c.post("/login", {"username": "xinren", "password": "a-long-pass-word"})
    return c
