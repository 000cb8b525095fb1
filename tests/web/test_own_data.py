"""A resident's page of their own data, and the staff's page of requests."""

import io
import zipfile

import pytest

from shuoshi.scenarios.lishi.cast import RESIDENT
from tests.conftest import Rows
from tests.web.using import client, raise_one, text

PAGE = "/my/data"


def test_a_resident_sees_what_is_held_and_takes_it_along(world: None) -> None:
    c = client(RESIDENT[0])
    raise_one(c, body="楼道灯坏了三天。<script>alert(1)</script>")
    page = text(c.get(PAGE))
    assert "00000000000" in page
    assert "还没有人看过" in page
    answer = c.post(f"{PAGE}/export")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as zipped:
        html = zipped.read("index.html").decode()
    assert "楼道灯坏了三天" in html
    assert "<script" not in html
    assert c.get(f"{PAGE}/export").status_code == 405


def test_consent_is_one_tap_each_way(world: None, rows: Rows) -> None:
    c = client(RESIDENT[0])
    given = {"do": "consent", "activity": "sms_notices", "version": "1"}
    assert c.post(PAGE, given | {"version": "9"}).status_code == 422
    assert c.post(PAGE, given).status_code == 302
    assert "撤回同意" in text(c.get(PAGE))
    assert c.post(PAGE, given | {"do": "withdraw"}).status_code == 302
    assert c.post(PAGE, given | {"do": "withdraw"}).status_code == 302, "the second click"
    assert rows("SELECT count(*) FROM privacy_consent WHERE withdrawn_at IS NULL") == [(0,)]


def test_the_rest_is_asked_for(world: None, rows: Rows) -> None:
    c = client(RESIDENT[0])
    assert c.post(PAGE, {"do": "correct", "name": "别的"}).status_code == 422
    assert "演示居民" in text(c.get(PAGE)), "the name is not corrected by oneself"
    empty = c.post(PAGE, {"do": "ask", "kind": "correct"})
    assert empty.status_code == 422
    assert "要更正哪一项" in text(empty)
    assert (
        c.post(PAGE, {"do": "ask", "kind": "correct", "words": "名字改一个字"}).status_code == 302
    )
    assert c.post(PAGE, {"do": "ask", "kind": "correct", "words": "再来"}).status_code == 422
    staff = client("shuji")
    page = text(staff.get("/staff/requests"))
    assert "名字改一个字" in page
    waits = "有 1 份个人信息的申请等答复"
    assert waits in text(staff.get("/staff"))
    assert waits not in text(client("weiyuan").get("/staff"))
    (request,) = rows("SELECT id FROM privacy_request")[0]
    refused = staff.post("/staff/requests", {"request": str(request), "granted": "false"})
    assert refused.status_code == 422
    given = {"request": str(request), "granted": "false", "words": "请带身份证来改"}
    assert staff.post("/staff/requests", given).status_code == 302
    assert staff.post("/staff/requests", given).status_code == 409
    assert waits not in text(staff.get("/staff"))
    assert "请带身份证来改" in text(c.get(PAGE))


@pytest.mark.parametrize("name", ["wangge", "quling", "guanli", "shenji"])
def test_requests_are_for_those_who_answer(world: None, name: str) -> None:
    c = client(name)
    assert c.get("/staff/requests").status_code == 403
    assert c.get(PAGE).status_code == 403
    assert c.post(f"{PAGE}/export").status_code == 403


def test_strangers_are_led_to_the_login(world: None) -> None:
    for answer in (client().get(PAGE), client().post(f"{PAGE}/export")):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login")
