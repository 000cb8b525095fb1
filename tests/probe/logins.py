"""Browsers that are signed in: each logs in once through the page, and the same session is put back for every test."""

import functools

from django.test import Client

from shuoshi.accounts.models import Session
from shuoshi.accounts.sessions import SessionStore
from shuoshi.accounts.terms import SignedIn
from tests.web.using import client


@functools.cache
def _logged_in(username: str) -> tuple[dict[str, str], Session]:
    """The cookies of a login, and the session's row."""
    cookies = {name: cookie.value for name, cookie in client(username).cookies.items()}
    return cookies, Session.objects.get(session_key=cookies["sessionid"])


def _put_back(c: Client, username: str) -> SignedIn | None:
    """Give a browser the session of a login; gives who it is."""
    cookies, row = _logged_in(username)
    for name, value in cookies.items():
        c.cookies[name] = value
    Session.objects.bulk_create([row], ignore_conflicts=True)
    return SessionStore(row.session_key).trusted()


def browser(username: str | None) -> Client:
    """Somebody at a browser, signed in as if through the page."""
    c = Client(raise_request_exception=True)
    if username is None:
        return c
    found = _put_back(c, username)
    if found is None:  # another test changed the keys or the password since
        _logged_in.cache_clear()
        found = _put_back(c, username)
    assert found, f"{username} would be nobody, and every refusal empty"
    assert found.username == username
    return c
