"""Doing what the site's administrators do, through their pages."""

import re
from typing import Any

from django.test import Client

from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.units.models import Unit
from tests.web.using import client, text

PLACE, POSTS = f"/staff/site/places/{YONGNING}", f"/staff/site/posts/{LONGSHAN}"
OWN_PASSWORD = "a-long-pass-word"
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


def opened(admin: Client, name: str = "新人", username: str = "xinren") -> str:
    """Open an account; the password that the house made for it, shown this once."""
    c = keeper(admin, POSTS, "account")
    answer = c.post(POSTS, {"do": "account", "new_username": username, "account_name": name})
    assert answer.status_code == 200, text(answer)
    return shown_password(answer)


def shown_password(answer: Any) -> str:
    found = re.search(r"<code>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>", text(answer))
    assert found, text(answer)
    return found[1]


def settled(first: str, username: str = "xinren", own: str = OWN_PASSWORD) -> Client:
    """Whoever was given a password signs in with it and changes it at once."""
    c = Client()
    assert c.post("/login", {"username": username, "password": first}).status_code == 302
    assert c.get("/staff").get("Location") == "/password"
    assert c.post("/password", {"old": first, "new": own}).status_code == 302
    return c


def of_longshan(admin: Client, role: str = "administrator") -> Client:
    """The administrator of one community, signed in."""
    first = opened(admin, "龙山管理员")
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
    return settled(first)
