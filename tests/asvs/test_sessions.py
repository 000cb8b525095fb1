"""ASVS V7: a session is a row of the house, begun by a deed of one's own, ended on the server."""

import json
import re

from django.conf import settings
from django.test import Client

from shuoshi.accounts.sessions import BOUND
from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD, LONGSHAN, RESIDENT
from shuoshi.sealing.cipher import open_text, seal_text
from shuoshi.sealing.terms import Purpose
from tests.conftest import Rows
from tests.web.using import client, text

POSTS = f"/staff/site/posts/{LONGSHAN}"


def name_of(c: Client) -> str:
    return str(c.cookies["sessionid"].value)


def with_name(name: str) -> Client:
    """A browser that brings this session's name."""
    c = client()
    c.cookies["sessionid"] = name
    return c


def is_in(c: Client) -> bool:
    answer = c.get("/staff")
    return answer.status_code == 200 or not answer.get("Location", "").startswith("/login")


def test_a_session_is_a_row_and_nothing_else_is_one(world: None, rows: Rows) -> None:
    c = client("wangge")
    assert is_in(with_name(name_of(c)))
    for made_up in ("0" * 32, name_of(c)[:-1], name_of(c) + "0", name_of(c).upper(), "%", ""):
        assert not is_in(with_name(made_up)), made_up
    rows("DELETE FROM accounts_session")
    assert not is_in(c)


def test_a_sessions_name_is_long_random_and_used_once(world: None) -> None:
    names = [name_of(client("wangge")) for _ in range(4)]
    assert len(set(names)) == 4
    for name in names:
        assert re.fullmatch(r"[a-z0-9]{32}", name), "36 letters to the power of 32: 165 bits"
        assert len(set(name)) > 8


def test_a_login_ends_after_its_whole_time_however_much_it_is_used(world: None, rows: Rows) -> None:
    c = client("wangge")
    (data,) = rows("SELECT session_data FROM accounts_session")[0]
    old = json.loads(open_text(str(data), bound_to=BOUND))
    old["began"] -= settings.SESSION_COOKIE_AGE - 1200
    rows(
        "UPDATE accounts_session SET session_data = %s, expire_date = now() + interval '1 minute'",
        seal_text(json.dumps(old), purpose=Purpose.LOGIN, bound_to=BOUND),
    )
    assert c.get("/staff").status_code == 200
    (left,) = rows("SELECT extract(epoch FROM expire_date - now()) FROM accounts_session")[0]
    assert 600 < float(str(left)) <= 1200, "put off, but not beyond its twelve hours"


def test_going_out_ends_the_session_for_whoever_copied_its_name(world: None, rows: Rows) -> None:
    c = client("wangge")
    copied = with_name(name_of(c))
    assert is_in(copied)
    assert c.post("/logout").status_code == 302
    assert not is_in(copied)
    assert rows("SELECT count(*) FROM accounts_session") == [(0,)]


def test_every_page_behind_a_login_has_the_way_out(world: None) -> None:
    for username, pages in (
        ("shuji", ("/staff", "/staff/mine", "/staff/notices", "/staff/people", "/staff/glass",
                   "/staff/new/shuoshi_yishi", "/password", "/account/second/", "/")),
        (RESIDENT[0], ("/my", "/my/data", "/say", "/password")),
        ("anquan", (POSTS, "/staff/site/keys")),
        ("shenji", ("/staff/looks", "/staff/emergency")),
    ):  # fmt: skip
        c = client(username)
        for page in pages:
            answer = c.get(page)
            assert answer.status_code == 200, page
            assert re.search(r'<form method="post" action="/logout">.*?<button>', text(answer)), (
                page
            )


def test_the_keeper_of_accounts_ends_somebodys_sessions(world: None) -> None:
    here, elsewhere, other = client("wangge"), client("wangge"), client("shuji")
    done = client("anquan").post(POSTS, {"do": "factor", "factor_username": "wangge"})
    assert done.status_code == 302
    assert not is_in(here)
    assert not is_in(elsewhere)
    assert is_in(other)


def test_nobody_is_logged_in_but_by_the_houses_own_form(world: None, rows: Rows) -> None:
    c = Client(enforce_csrf_checks=True)
    given = {"username": "wangge", "password": DEMO_PASSWORD}
    for page in ("/", "/board", "/say", "/my"):
        assert c.get(page).status_code == 200
    assert c.get("/login", given).status_code == 200, "an address logs nobody in"
    assert c.post("/login", given).status_code == 403, "nor does a form of another house"
    assert rows("SELECT count(*) FROM accounts_session") == [(0,)]
    given["csrfmiddlewaretoken"] = c.cookies["csrftoken"].value
    assert c.post("/login", given).status_code == 302
    assert rows("SELECT count(*) FROM accounts_session") == [(1,)]
