"""ASVS V16: what is written down, what is not, and what a reader is told when something breaks."""

import io
import logging
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client

from shuoshi.accounts.ports import SENDERS
from shuoshi.scenarios.lishi.cast import CAST, YONGNING
from shuoshi.server.logs import JsonLines
from tests.conftest import AT, Rows
from tests.demo import ROOT
from tests.web.using import client, text

PHONE = "00000000000"


def test_a_line_says_when_where_who_and_what(say: Callable[..., Any], rows: Rows) -> None:
    c = client("wangge")
    assert c.post("/password", {"old": "wrong", "new": "x"}).status_code == 422
    client("anquan").post(
        f"/staff/site/posts/{YONGNING}", {"do": "factor", "factor_username": "wangge"}
    )
    found = rows(
        "SELECT kind, path, role, account_id, subject_id, recorded_at FROM journal_entry"
        " WHERE kind LIKE 'accounts.%%' ORDER BY recorded_at, id"
    )
    assert [line[0] for line in found] == [
        "accounts.login", "accounts.login", "accounts.remove_factors",
    ]  # fmt: skip
    assert all(value for line in found for value in line), "no line leaves one out"
    ids = dict(rows("SELECT username, id FROM accounts_account"))  # type: ignore[arg-type]
    assert [line[3] for line in found] == [ids["wangge"], ids["anquan"], ids["anquan"]]
    assert found[2][4] == ids["wangge"]
    assert found[2][2] == "security_administrator"


def test_everybody_who_comes_in_is_in_the_journal(world: None, rows: Rows) -> None:
    for post in CAST:
        client(post.username)
    noted = rows("SELECT DISTINCT account_id FROM journal_entry WHERE kind = 'accounts.login'")
    assert len(noted) == len({post.username for post in CAST})


def test_a_lines_time_carries_its_zone(say: Callable[..., Any], rows: Rows) -> None:
    say()
    lines = rows("SELECT pg_typeof(recorded_at)::text, recorded_at FROM journal_entry")
    assert lines
    assert all(line == ("timestamp with time zone", AT) for line in lines)


def test_no_password_is_written_down(
    world: None, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    tried = "nur-ein-versuch-77"
    assert client().post("/login", {"username": "wangge", "password": tried}).status_code == 422
    kept = ""
    for (table,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        kept += str(rows(f"SELECT t::text FROM {table} t"))
    rows("DELETE FROM axes_accessattemptexpiration")
    rows("DELETE FROM axes_accessattempt")
    assert "accounts.login_failed" in kept
    assert tried not in kept
    assert tried not in caplog.text


def broken_answers(rows: Rows) -> list[Any]:
    """Two requests while the app may not count posts: something that nobody foresaw."""
    c = Client(raise_request_exception=False)
    said = {"place": YONGNING, "body": "灯"}
    rows("REVOKE ALL ON web_posted FROM shuoshi_app")
    try:
        return [
            c.post("/follow", {"code": "0" * 20}),
            c.post("/api/v1/matters", said, content_type="application/json"),
        ]
    finally:
        rows("GRANT SELECT, INSERT, UPDATE, DELETE ON web_posted TO shuoshi_app")


def test_what_breaks_is_told_in_general_words(world: None, rows: Rows) -> None:
    for answer in broken_answers(rows):
        assert answer.status_code == 500
        assert "系统出了错" in text(answer)
        for inner in ("web_posted", "permission", "Traceback", "psycopg", "INSERT", "/shuoshi/"):
            assert inner not in text(answer), inner
    assert rows("SELECT count(*) FROM matters_matter") == [(0,)], "nothing was done by half"


_ASKED = """
import django
django.setup()
from django.test import Client
print(Client(raise_request_exception=False).post("/follow", {"code": "0" * 20}).status_code)
"""


def test_what_breaks_stands_in_the_log_of_a_real_process(world: None, rows: Rows) -> None:
    rows("REVOKE ALL ON web_posted FROM shuoshi_app")
    try:
        said = subprocess.run(
            [sys.executable, "-c", _ASKED], capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
    finally:
        rows("GRANT SELECT, INSERT, UPDATE, DELETE ON web_posted TO shuoshi_app")
    assert said.stdout.strip() == "500", said.stderr
    assert "Internal Server Error: /follow" in said.stderr
    assert "InsufficientPrivilege" in said.stderr


class Away:
    """A gateway that nobody answers."""

    def send(self, *, to: str, code: str) -> None:
        raise ConnectionRefusedError

    def tell(self, *, to: str, text: str) -> None:
        raise ConnectionRefusedError


def test_a_gateway_that_is_away_changes_no_page(world: None) -> None:
    known = client().post("/account/code/", {"phone": PHONE})
    cache.clear()  # one code a minute
    SENDERS.append(Away())
    try:
        c = client()
        c.raise_request_exception = False
        away = c.post("/account/code/", {"phone": PHONE})
    finally:
        SENDERS.pop()
    assert (away.status_code, away.get("Location")) == (
        known.status_code,
        known.get("Location", ""),
    )


def test_a_receipts_secret_stands_in_no_line(say: Callable[..., Any]) -> None:
    secret, said = say().receipt.secret, io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        c = Client(enforce_csrf_checks=True)
        c.post(f"/t/{secret}/moves/withdraw", {})
        client().get(f"/t/{secret}/files/{UUID(int=1)}")
        client().post(f"/t/{secret}/moves/nonsense", {})
        client().get(f"/login?next=/t/{secret}")
        logging.getLogger("django.request").warning(
            "Not Found: %s", f"/t/{secret}", extra={"page": f"/t/{secret}/x"}
        )
    finally:
        root.removeHandler(handler)
    assert "/t/…" in said.getvalue()
    assert secret not in said.getvalue()
