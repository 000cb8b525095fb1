"""Residents ask for a service or wish for something, as they say a thing: no login, a receipt, at any hour."""

import pytest

from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import Rows
from tests.web.using import client, text

pytestmark = pytest.mark.usefixtures("world")
SAID = {"place": YONGNING, "body": "家里的被子洗不动，想请人帮忙。", "key": "0123456789"}


def test_the_first_page_leads_to_what_else_may_be_asked_for() -> None:
    page = text(client().get("/"))
    assert "/say/need_525" in page
    assert "/say/small_wish" in page
    for not_theirs in ("order_12345", "desk_call", "safe_or_help"):
        assert f"/say/{not_theirs}" not in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("programme", ["need_525", "small_wish"])
def test_a_service_is_asked_for_without_a_login(programme: str, language: str, rows: Rows) -> None:
    c = client()
    c.get(f"/look/language/{language}")
    form = text(c.get(f"/say/{programme}"))
    assert ("525暖心服务" in form or "微心愿" in form) == (language == "zh-hans")
    empty = c.post(f"/say/{programme}", {"place": YONGNING, "body": ""})
    assert empty.status_code == 422
    answer = c.post(f"/say/{programme}", SAID)
    assert answer.status_code == 302
    assert c.post(f"/say/{programme}", SAID)["Location"] == answer["Location"], "sent twice"
    assert c.get(answer["Location"]).status_code == 200
    assert rows("SELECT programme, channel FROM matters_matter") == [(programme, "needs_form")]


@pytest.mark.parametrize("name", ["order_12345", "desk_call", "safe_or_help", "nothing_there"])
def test_what_is_not_the_residents_is_no_page(name: str) -> None:
    assert client().get(f"/say/{name}").status_code == 404
    assert client().post(f"/say/{name}", SAID).status_code == 404


def test_staff_open_needs_at_the_door_and_orders_at_the_hotline(rows: Rows) -> None:
    worker = client("wangge")
    assert "/staff/new/need_525" in text(worker.get("/staff"))
    given = {
        "place": YONGNING,
        "body": "老人想有人读报。",
        "kind": "company",
        "key": "x",
        "channel": "visit",
    }
    assert worker.post("/staff/new/need_525", given).status_code == 302
    agent = client("rexian")
    page = text(agent.get("/staff"))
    assert "/staff/new/order_12345" in page
    order = {
        "place": YONGNING,
        "body": "路口信号灯不亮。",
        "kind": "help",
        "key": "y",
        "contact": "13600001111",
    }
    answer = agent.post("/staff/new/order_12345", order)
    assert answer.status_code == 302
    shown = text(agent.get(answer["Location"].removesuffix("/receipt")))
    assert "13600001111" not in shown
    assert "分类" in shown
    assert worker.get("/staff/new/order_12345").status_code == 403
    (form,) = rows(
        "SELECT form::text FROM matters_mattertext t JOIN matters_matter m ON m.id = t.matter_id WHERE m.programme = 'order_12345'"
    )[0]
    assert "13600001111" not in str(form), "the contact is sealed"
