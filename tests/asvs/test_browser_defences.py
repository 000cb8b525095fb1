"""What browsers are told (V3): on every kind of answer, by headers and cookies."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.templatetags.static import static
from django.test import Client

from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD
from tests.web.using import client, photo, raise_one, text

pytestmark = pytest.mark.usefixtures("at_test_time")
HOUSE_JS = Path(__file__).parents[2] / "shuoshi" / "ui" / "static" / "ui" / "house.js"
NOT_THE_HOUSES = 10**9


def _answers(c: Client) -> dict[str, Any]:
    """One answer of each kind: page, refusal, redirect, file, static file, JSON, problem."""
    where = raise_one(c, files=photo())
    link = re.search(rf"{where}/files/[0-9a-f-]+", text(c.get(where)))
    assert link
    found = {p: c.get(p) for p in ("/", "/login", "/my", "/nosuch", "/staff", "/healthz",
                                   "/api/v1/docs", "/api/v1/openapi.json", "/api/v1/matters",
                                   "/api/v1/nosuch", static("ui/house.js"), where, link.group())}  # fmt: skip
    big = {"content-length": str(NOT_THE_HOUSES)}
    found["too large"] = client().post("/say", {"body": "x"}, headers=big)
    for answer in found.values():
        answer.close()
    return found


def test_no_answer_is_sniffed(world: None) -> None:
    for where, answer in _answers(client()).items():
        assert answer.get("X-Content-Type-Options") == "nosniff", where


def test_no_address_of_the_house_is_told_to_another(world: None) -> None:
    for where, answer in _answers(client()).items():
        assert answer.get("Referrer-Policy", "") in ("same-origin", "no-referrer"), where


def test_nobody_else_may_read_an_answer(world: None) -> None:
    c = client()
    c.defaults["HTTP_ORIGIN"] = "https://evil.example"
    for where, answer in _answers(c).items():
        if not where.startswith("/static/"):  # what everybody gets anyway
            assert not [h for h in answer.headers if h.startswith("Access-Control")], where
    asked = c.options("/api/v1/matters", headers={"Access-Control-Request-Method": "POST"})
    assert not [h for h in asked.headers if h.startswith("Access-Control")]


def test_nothing_is_loaded_or_plugged_in_that_is_not_the_houses(world: None) -> None:
    for where in ("/", "/login", "/say", "/nosuch", "/api/v1/docs"):
        policy = client().get(where)["Content-Security-Policy"]
        said = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert said["default-src"] == said["base-uri"] == "'none'", where
        assert said["script-src"] == said["style-src"] == said["form-action"] == "'self'", where
        assert said["object-src"] == said["frame-ancestors"] == "'none'", where


def test_every_cookie_is_lax_and_shut_to_scripts(world: None) -> None:
    c = client()
    entered = c.post("/login", {"username": "wangge", "password": DEMO_PASSWORD})
    answers = [entered, c.get("/look/language/en"), c.get("/look/elder/on")]
    cookies = {name: m for answer in answers for name, m in answer.cookies.items()}
    assert set(cookies) == {"sessionid", "csrftoken", "language", "elder"}
    for name, cookie in cookies.items():
        assert cookie["samesite"] == "Lax", name
        assert cookie["httponly"] or name == "csrftoken", "each form holds that one too"
    assert cookies["sessionid"].value not in text(c.get("/staff"))


def test_a_form_without_its_token_changes_nothing(world: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    entered = strict.post("/login", {"username": "wangge", "password": DEMO_PASSWORD})
    assert entered.status_code == 403
    strict.cookies = client("wangge").cookies
    for where in ("/logout", "/password", "/say", "/staff/people"):
        assert strict.post(where, {"body": "x", "query": "x"}).status_code == 403, where
    assert strict.get("/staff").status_code == 200


def test_reading_an_address_does_nothing(world: None) -> None:
    c = client("jumin")
    for where in ("/logout", "/my/data/export", "/demo/clock"):
        assert c.get(where).status_code == 405, where
        assert c.head(where).status_code == 405, where
    assert c.get("/my/data").status_code == 200, "still in"


def test_scripts_of_the_house_write_text_and_never_markup() -> None:
    said = HOUSE_JS.read_text(encoding="utf-8")
    assert ".textContent" in said
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
                "new Function", "postMessage", "document.cookie"):  # fmt: skip
        assert way not in said, way
