"""Pages for everybody: without JavaScript, without an account, in both languages."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.walking import walk_yishi
from tests.web.using import client, photo, raise_one, text

pytestmark = pytest.mark.usefixtures("at_test_time")
ALLOWED = {"离石区", "滨河街道", "永宁社区", "说", "审", "议", "办", "评"}


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/board",
        "/say",
        "/follow",
        "/my",
        "/login",
        "/demo",
        "/-/components",
        "/-/programmes/shuoshi_yishi",
        "/api/v1/docs",
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_open_page_stands_in_both_languages(world: None, page: str, language: str) -> None:
    c = client()
    c.cookies["language"] = language
    answer = c.get(page)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    if not page.startswith("/api"):
        body = text(answer)
        assert not re.search(r"<script(?![^>]*(?:\bsrc=|application/json))", body), (
            "no inline script"
        )
        assert " style=" not in body, "no inline style"
        assert "演示数据" in body or "Demonstration data" in body
        assert not re.search(r'(src|href)="(https?:)?//', body), "nothing from elsewhere"


def test_english_is_complete(world: None) -> None:
    """No Chinese is left in an English page, but the brand, the switch and what people wrote."""
    c = client("shuji")
    c.cookies["language"] = "en"
    raise_one(c, body="A light is broken.")
    link = re.search(r"/staff/matters/[0-9a-f-]{36}", text(c.get("/staff")))
    assert link
    for page in (
        "/say",
        "/follow",
        "/login",
        "/staff",
        "/staff/mine",
        "/staff/notices",
        link.group(),
        "/-/components",
    ):
        main = re.sub(r"<option.*?</option>|<optgroup[^>]*>", "", text(c.get(page)))
        main = re.sub(r"<header.*?</header>|<footer.*?</footer>", "", main, flags=re.S)
        left = [w for w in re.findall(r"[\u4e00-\u9fff]+", main) if w not in ALLOWED]
        assert not left, (page, left[:12])


def test_a_resident_raises_and_follows_without_an_account(world: None) -> None:
    c = client()
    where = raise_one(c, name="演示", phone="00000000009", files=photo())
    page = c.get(where)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    body = text(page)
    assert "<svg" in body
    number = re.search(r"2026-\d{6}", body)
    assert number
    assert c.post("/follow", {"code": where.rsplit("/", 1)[1]}).headers["Location"] == where
    picture = re.search(rf"{where}/files/[0-9a-f-]+", body)
    assert picture
    served = c.get(picture.group())
    assert served.headers["Content-Type"] == "image/jpeg"
    assert b"".join(served.streaming_content)
    served.close()
    assert client().get(picture.group().replace(where[3:], "0" * 32)).status_code == 404


def test_the_form_says_first_whom_to_call(world: None) -> None:
    body = text(client().get("/say"))
    assert body.index("110") < body.index("<form autocomplete")


def test_the_second_click_gives_the_same_receipt(world: None, rows: Callable[..., Any]) -> None:
    c = client()
    c.get("/say")  # brings the cookie by which the browser is known for the day
    assert raise_one(c) == raise_one(c)
    assert rows("SELECT count(*) FROM matters_matter") == [(1,)]
    other = c.post("/say", {"body": "另一件事", "place": YONGNING})
    assert other.status_code == 302, "going back and writing something else is another matter"
    assert rows("SELECT count(*) FROM matters_matter") == [(2,)]
    assert raise_one(client()) != raise_one(c), "somebody else's same words are their own matter"


def test_the_language_and_letter_size_are_kept_in_cookies_alone(world: None) -> None:
    c = client()
    c.get("/look/language/en?next=/board")
    assert 'lang="en"' in text(c.get("/"))
    c.get("/look/elder/on")
    assert 'class="elder"' in text(c.get("/"))
    assert c.get("/look/language/en?next=//evil.example").headers["Location"] == "/"


def test_the_public_page_names_the_handling_unit_and_how_it_was_judged(
    say: Callable[..., Any],
) -> None:
    running, ended = walk_yishi(say(), "executing"), walk_yishi(say(), "archived")
    page = text(client().get(f"/m/{running.receipt.number}"))
    assert "区城市管理局" in page
    assert "满意度" not in page
    page = text(client().get(f"/m/{ended.receipt.number}"))
    assert "解决了" in page
    assert "非常满意" in page
