"""The administrator's page of where a unit is told: added, tried, taken away; what fared how."""

import re
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from py_vapid import Vapid02

from shuoshi.channels.push import Push
from shuoshi.channels.robots import WECOM, Robot
from shuoshi.kernel.clock import now
from shuoshi.notices.ports import ADAPTERS
from shuoshi.units.models import Unit
from tests.channels.vendor import Vendor, code, vendor
from tests.conftest import Rows
from tests.web.using import client, text

URL = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcd"


@pytest.fixture
def group() -> Iterator[Vendor]:
    with vendor(code(0, "ok")) as found:
        ADAPTERS["wecom"] = Robot(WECOM, found.url, inside=True)
        yield found
    ADAPTERS.pop("wecom", None)


@pytest.fixture
def where(district: None) -> str:
    of: UUID = Unit.objects.get(kind="community", path="141102001009").id
    return f"/staff/site/ways/{of}"


def test_an_address_is_added_tried_and_taken_away(group: Vendor, where: str, rows: Rows) -> None:
    c = client("guanli")
    assert "还没有地址" in text(c.get(where))
    page = text(c.post(where, {"do": "add", "way": "wecom", "to": URL}, follow=True))
    assert "…abcd" in page
    assert "key=abcd" not in page, "never the whole of it"
    address = re.search(r'name="address" value="([\w-]+)"', page)
    assert address
    tried = text(c.post(where, {"do": "try", "address": address[1]}, follow=True))
    assert "请到群里或邮箱里看" in tried
    assert "测试" in group.json()["text"]["content"]
    group.says = code(93000, "invalid webhook url")
    failed = c.post(where, {"do": "try", "address": address[1]})
    assert failed.status_code == 422
    assert "93000" in text(failed)
    gone = text(c.post(where, {"do": "drop", "address": address[1]}, follow=True))
    assert "还没有地址" in gone
    kinds = rows("SELECT kind FROM journal_entry WHERE kind LIKE 'notices.%%' ORDER BY kind")
    assert kinds == [("notices.address",), ("notices.address_gone",)]


def test_an_odd_address_is_one_clear_error_and_keeps_what_was_written(
    group: Vendor, where: str
) -> None:
    odd = client("guanli").post(where, {"do": "add", "way": "wecom", "to": "https://example.org/x"})
    assert odd.status_code == 422
    assert "https://example.org/x" in text(odd)
    assert "这个地址不对" in text(odd)


def test_where_the_operator_set_nothing_the_page_says_so(where: str) -> None:
    assert "还没有接通" in text(client("guanli").get(where))


def test_what_a_vendor_said_is_shown_as_text(where: str, rows: Rows) -> None:
    rows(
        "INSERT INTO notices_outbox (id, sitting_id, template, audience, by, at, state)"
        " VALUES (%s, %s, 'x', 'holder', 'unit', now(), 'failed')",
        (outbox := uuid4()), uuid4(),
    )  # fmt: skip
    rows(
        "INSERT INTO notices_dispatch (id, outbox_id, way, state, tries, began_at, next_at, answer)"
        " VALUES (%s, %s, 'wecom', 'failed', 1, %s, %s, '<img src=x onerror=xss()>')",
        uuid4(), outbox, now(), now(),
    )  # fmt: skip
    page = text(client("guanli").get(where))
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page


def test_nobody_else_sees_or_changes_it(where: str) -> None:
    for member in ("shuji", "anquan", "wangge"):
        assert client(member).get(where).status_code == 403
        form = {"do": "add", "way": "wecom", "to": URL}
        assert client(member).post(where, form).status_code == 403


def test_a_resident_has_the_button_too_where_this_site_pushes(district: None) -> None:
    assert "data-push" not in text(client("jumin").get("/my"))
    key = Vapid02()
    key.generate_keys()
    ADAPTERS["push"] = Push(key, "mailto:site@example.org")
    try:
        page = text(client("jumin").get("/my"))
        assert "在这个浏览器上也通知我" in page
        assert client("jumin").get("/push").headers["Location"] == "/my"
        assert client("shuji").get("/push").headers["Location"] == "/staff/notices"
        assert "data-push" not in text(client().get("/my"))
    finally:
        del ADAPTERS["push"]
