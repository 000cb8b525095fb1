"""Whatever anybody may write is shown as it was written and never run, in Chromium, on every page.

Every column that can hold free text holds a payload: a new one that does not is found. Then every page is
opened by everybody whom it answers; a script that ran, a handler in an attribute or a report of the
content policy fails the test.
"""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from playwright.sync_api import Browser, Page

from shuoshi.notices.ports import ADAPTERS
from shuoshi.reach.queries import forget_switches
from shuoshi.scenarios.lishi.cast import RESIDENT
from shuoshi.scenarios.lishi.walking import Walk
from shuoshi.sealing.fields import SealedText
from tests.browser.written import Written, X, free
from tests.conftest import Rows
from tests.probe.world import address, routes
from tests.web.using import client

pytestmark = pytest.mark.browser

MARK = b"xss()"
_MEMBERS = (
    "shuji",
    "jiedao",
    "chengban",
    "shenji",
    "ducha",
    "zhihui",
    "guanli",
    "anquan",
    "rexian",
    RESIDENT[0],
)
_WATCH = """
window.ran = []; window.xss = () => window.ran.push("script");
document.addEventListener("securitypolicyviolation", (e) => window.ran.push(`${e.violatedDirective} ${e.blockedURI}`));
"""
_LOOK = """() => [...window.ran, ...[...document.querySelectorAll("*")].flatMap((e) =>
    [...e.attributes].filter((a) => a.name.startsWith("on") || /^\\s*javascript:/i.test(a.value) && ["href", "src", "action"].includes(a.name))
        .map((a) => `${e.tagName} ${a.name}`)),
    ...[...document.querySelectorAll("script:not([src])")].filter((s) => s.type !== "application/json").map(() => "inline script")]"""


@pytest.fixture
def served(world: None) -> Iterator[str]:
    """The house itself on loopback, on the tests' own database."""
    from shuoshi.server.wsgi import application

    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler, allow_reuse_address=False)
    server.set_app(application)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def written(say: Callable[..., Walk], rows: Rows) -> Iterator[Written]:
    made = None
    try:
        made = Written(say, rows)
        yield made
    finally:
        if made:
            made.put_back()
            ADAPTERS.pop("wecom", None)
        rows("DELETE FROM reach_switch")
        rows("DELETE FROM accounts_apikey")
        forget_switches()


def without_payload(rows: Rows) -> list[str]:
    """Columns of free text in which it stands nowhere: fill a new one in `Written`, or say in
    `NOT_FREE` why it holds none."""
    empty = []
    for table, field in free():
        if isinstance(field, SealedText):
            found = rows(f'SELECT count(*) FROM {table} WHERE "{field.column}" IS NOT NULL')
        else:
            found = rows(
                f"SELECT count(*) FROM {table} WHERE \"{field.column}\"::text LIKE '%%xss()%%'"
            )
        if found == [(0,)]:
            empty.append(f"{table}.{field.column}")
    return empty


def test_no_page_runs_what_was_written(
    written: Written, served: str, browser: Browser, rows: Rows
) -> None:
    assert without_payload(rows) == []
    shown, opened, seen = 0, 0, set[str]()
    for member in (None, *_MEMBERS):
        reader = client(member)
        context = browser.new_context(base_url=served, viewport={"width": 1440, "height": 900})
        if member:
            cookie = reader.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": served}])
        context.add_init_script(_WATCH)
        page = context.new_page()
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
        for name, pattern, names in routes():
            if name in _LEAVES or _seen_enough(member, name):
                continue
            where = address(written, pattern, names, right=True)  # type: ignore[arg-type]
            answered = reader.get(where)
            holds = (
                answered.status_code == 200 and not answered.streaming and MARK in answered.content
            )
            good = answered.status_code in (200, 409, 422) and "html" in answered.headers.get(
                "Content-Type", ""
            )
            answered.close()
            if not good or (name in seen and not holds):
                continue  # a page in which nothing of it stands was opened once
            seen.add(name)
            opened += 1
            shown += _look(page, where)
        _search(page, member)
        if member == "rexian":
            shown += _look(page, f"/staff/matters/{written.order_id}")
        if member in ("shuji", "daibiao1"):
            shown += _look(page, f"/staff/sittings/{written.met_id}")
        context.close()
    assert opened > 60
    assert shown > 30, "the payload stands on the pages, as text"


_LEAVES = {"logout", "look", "healthz", "demo_clock"}
_OF_ONE = ("shuji",)


def _seen_enough(member: str | None, name: str) -> bool:
    """Pages for everybody are looked at by one member and by nobody signed in."""
    public = name in {
        "home",
        "board",
        "public_matter",
        "say",
        "follow",
        "track",
        "programme",
        "components",
        "demo",
        "demo_outbox",
    }
    return public and member not in (None, "shuji")


def _look(page: Page, where: str) -> bool:
    """Open a page; whether the payload stands on it. Fails where something ran."""
    page.goto(where, wait_until="load")
    assert page.evaluate(_LOOK) == [], where
    return "<img src=x" in page.inner_text("body") or X in str(page.evaluate(_VALUES))


_VALUES = "() => [...document.querySelectorAll('input, textarea, option')].map((e) => e.value + e.textContent)"


def _search(page: Page, member: str | None) -> None:
    """What a search writes back: what was typed, and the piece of text in which it stands."""
    if member == "shuji":
        page.goto("/staff/find")
        page.fill("#f-words", f"{X}。")  # X alone is an order's number here, and leads to it
        page.click("main form button")
        assert page.evaluate(_LOOK) == []
        assert X in page.input_value("#f-words")
