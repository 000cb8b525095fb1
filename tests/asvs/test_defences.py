"""Defences of the whole house: cookies and policies, caches, methods, costly questions, what is logged."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import OperationalError, connections
from django.test import Client, override_settings

from shuoshi.matters.receipts import secret_of
from shuoshi.scenarios.lishi.cast import LONGSHAN, RESIDENT
from shuoshi.scenarios.lishi.walking import Walk
from shuoshi.sealing.cipher import index_token
from shuoshi.server.logs import JsonLines
from tests.conftest import Rows
from tests.web.using import client, text

ROOT = Path(__file__).parent.parent.parent
_ASK = (
    "import json; from django.conf import settings as s; print(json.dumps({n: getattr(s, n) for n in ("
    "'SESSION_COOKIE_NAME', 'CSRF_COOKIE_NAME', 'SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE',"
    " 'SECURE_HSTS_SECONDS', 'SECURE_HSTS_INCLUDE_SUBDOMAINS', 'ALLAUTH_TRUSTED_PROXY_COUNT')}))"
)


def _settings(**environment: str) -> dict[str, Any]:
    """The settings as a real site has them, read in a process of their own."""
    keep = {k: v for k, v in os.environ.items() if k != "SHUOSHI_DEMO"} | environment
    run = subprocess.run(
        [sys.executable, "-c", _ASK], env=keep, cwd=ROOT, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_under_https_cookies_are_secure_and_of_this_host_alone(world: None) -> None:
    https = _settings(SHUOSHI_HTTPS="1")
    for kind in ("SESSION", "CSRF"):
        assert https[f"{kind}_COOKIE_NAME"].startswith("__Host-")
        assert https[f"{kind}_COOKIE_SECURE"] is True
    with override_settings(SECURE_COOKIES=True):
        for where in ("/look/elder/on", "/look/language/en"):
            (cookie,) = client().get(where).cookies.values()
            assert cookie["secure"], where


def test_under_https_browsers_come_back_by_https_for_a_year() -> None:
    https = _settings(SHUOSHI_HTTPS="1")
    assert https["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert https["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True


def test_the_librarys_limits_count_from_the_same_proxies() -> None:
    assert _settings(SHUOSHI_PROXIES="2")["ALLAUTH_TRUSTED_PROXY_COUNT"] == 2


def _static(name: str) -> Any:
    answer = client().get(staticfiles_storage.url(name))
    b"".join(answer.streaming_content)
    answer.close()
    return answer


def test_static_files_carry_the_policy_too(world: None) -> None:
    policy = _static("ui/icon.svg")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "object-src 'none'" in policy


def test_no_answer_may_be_framed(world: None, say: Callable[..., Walk]) -> None:
    answers = [client().get(w) for w in ("/", "/login", "/api/v1/docs", "/nosuch")]
    for answer in [*answers, _static("ui/icon.svg")]:
        assert "frame-ancestors 'none'" in answer.get("Content-Security-Policy", "")


def test_every_text_says_its_encoding(world: None) -> None:
    kinds = {
        name: _static(name)["Content-Type"]
        for name in ("ui/icon.svg", "ui/base.css", "ui/house.js")
    }
    kinds["/"] = client().get("/")["Content-Type"]
    assert [k for k in kinds.values() if "charset" not in k.lower()] == []


def test_trace_is_answered_nowhere(world: None) -> None:
    for where in ("/", "/login", "/api/v1/docs", "/api/v1/openapi.json", "/healthz"):
        assert client().trace(where).status_code == 405, where


def test_nobody_else_reads_from_a_browsers_memory_what_was_shown_to_somebody(
    say: Callable[..., Walk],
) -> None:
    walk = say()
    pages = (
        "/staff",
        "/staff/mine",
        f"/staff/matters/{walk.id}",
        "/staff/glass",
        "/staff/find",
        "/password",
    )
    c = client("shuji")
    for where in pages:
        assert "no-store" in c.get(where).get("Cache-Control", ""), where
    assert "no-store" in client("guanli").get("/staff/site", follow=True).get("Cache-Control", "")
    assert "no-store" in client(RESIDENT[0]).get("/my").get("Cache-Control", "")


def test_going_out_leaves_nothing_in_the_browser(world: None) -> None:
    assert '"cache"' in client("shuji").post("/logout").get("Clear-Site-Data", "")


def test_a_real_site_has_no_pages_of_samples(world: None) -> None:
    assert client().get("/-/components").status_code == 200
    with override_settings(DEMO=False):
        assert client().get("/-/components").status_code == 404


def test_a_number_of_any_length_is_a_number_or_none(world: None, say: Callable[..., Walk]) -> None:
    walk, long = say(), "9" * 5000
    c = client("shuji")
    c.raise_request_exception = False
    assert c.post(f"/staff/matters/{walk.id}/moves/accept", {"revision": long}).status_code < 500
    assert (
        c.post(
            "/staff/glass",
            {"do": "break", "minutes": long, "place": LONGSHAN, "reason": "老人走失，来不及转交"},
        ).status_code
        == 422
    )
    assert (
        client("zhihui").post("/staff/emergency", {"do": "on", "keep_days": long}).status_code
        == 422
    )


@pytest.mark.parametrize("where", ["/staff/people", "/staff/find", "/staff/list"])
def test_costly_and_revealing_questions_are_counted_by_account(
    say: Callable[..., Walk], where: str
) -> None:
    say()
    c = client("shuji")
    given = {"query": "张演示", "words": "路灯", "since": "2026-04-13", "until": "2026-04-13"}
    with override_settings(LOOKS_MOST=2):
        answers = [c.post(where, given) for _ in range(3)]
        assert [a.status_code for a in answers] == [200, 200, 429]
        assert client("jiedao").post(where, given).status_code == 200, "somebody else goes on"
        for answer in answers:
            answer.close()


def test_secrets_that_may_not_be_guessed_have_128_bits() -> None:
    assert len(secret_of(uuid4())) * 5 >= 128
    assert (len(index_token("name", "张演示")) - 2) * 8 >= 128


@pytest.fixture
def heard() -> Iterator[list[logging.LogRecord]]:
    """What goes to the log of security while a test runs."""
    found: list[logging.LogRecord] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record)

    ear, log = Ear(), logging.getLogger("shuoshi.security")
    log.addHandler(ear)
    yield found
    log.removeHandler(ear)


def _events(heard: list[logging.LogRecord]) -> set[str]:
    return {record.getMessage() for record in heard}


def test_what_was_refused_or_tried_is_logged(world: None, heard: list[logging.LogRecord]) -> None:
    client("wangge").get("/staff/looks")
    Client().get("/api/v1/matters", headers={"Authorization": "Bearer nothing"})
    Client(enforce_csrf_checks=True).post("/say", {"body": "x"})
    client().post("/login", {"username": "nobody-of-this-name", "password": "wrong"})
    assert {"refused", "forged", "login_failed"} <= _events(heard)
    codes = [vars(r)["code"] for r in heard if r.getMessage() == "refused"]
    assert codes == ["not_allowed", "key_refused"]


def test_a_lock_out_is_logged(world: None, heard: list[logging.LogRecord], rows: Rows) -> None:
    try:
        for _ in range(5):
            client().post("/login", {"username": "wangge", "password": "wrong"})
        assert "locked_out" in _events(heard)
    finally:
        rows("DELETE FROM axes_accessattemptexpiration")
        rows("DELETE FROM axes_accessattempt")


def test_coming_in_and_going_out_is_in_the_journal(world: None, rows: Rows) -> None:
    c = client("wangge")
    c.post("/logout")
    client().post("/login", {"username": "wangge", "password": "wrong"})
    kinds = rows(
        "SELECT kind FROM journal_entry WHERE kind LIKE 'accounts.log%%' ORDER BY recorded_at, id"
    )
    assert kinds == [("accounts.login",), ("accounts.logout",), ("accounts.login_failed",)]
    rows("DELETE FROM axes_accessattempt")


def _line(message: str, **extra: object) -> Any:
    record = logging.makeLogRecord({"msg": message, "levelname": "WARNING", "name": "x", **extra})
    written = JsonLines().format(record)
    assert "\n" not in written
    return json.loads(written)


def test_a_line_of_the_log_says_when_where_and_what() -> None:
    line = _line("refused", code="not_allowed")
    assert line["at"].endswith("+00:00")
    assert tuple(map(line.get, ("level", "source", "message", "code"))) == (
        "WARNING",
        "x",
        "refused",
        "not_allowed",
    )
    handler = settings.LOGGING["handlers"]["stderr"]["formatter"]
    assert settings.LOGGING["formatters"][handler]["()"].endswith("JsonLines")


def test_nobody_writes_a_line_of_their_own_into_the_log() -> None:
    forged = 'x\n{"level": "INFO", "message": "all is well"}'
    assert _line(forged, page=forged)["message"] == forged


def test_without_its_database_the_house_says_so_in_a_sentence(
    world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("the database is away")

    c = Client(raise_request_exception=False)
    c.cookies["sessionid"] = "0" * 32
    connections["default"].close()
    monkeypatch.setattr(connections["default"], "get_new_connection", away)
    try:
        answer = c.get("/staff")
    except Exception as error:  # the handler itself gave up
        pytest.fail(f"{error!r}")
    assert answer.status_code == 500
    assert "系统出了错" in text(answer)
    assert "OperationalError" not in text(answer)
