"""The page on which an emergency is switched on, extended, ended, put off."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shuoshi.kernel.clock import local_date, now
from shuoshi.reach.queries import forget_switches, switches
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import Rows
from tests.web.using import KEY, client, text

PAGE = "/staff/emergency"
ON = {
    "do": "on", "kind": "disaster", "order_number": "离应急〔2026〕7号", "keep_days": "30",
    "legal_basis": "突发事件应对法第四十九条", "purpose": "汛期转移时清点人数", "sure": "true",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_switches(world: None, rows: Rows) -> Iterator[None]:
    yield
    rows("DELETE FROM reach_switch")
    forget_switches()


def post(c: Any, **given: str) -> Any:
    return c.post(PAGE, {"last_on": local_date(now()).isoformat()} | given)


def test_it_is_switched_on_and_its_programme_opens(rows: Rows) -> None:
    c, worker = client("zhihui"), client("wangge")
    assert "没有开启过应急" in text(c.get(PAGE))
    new = "/staff/new/safe_or_help"
    given = {"body": "我们平安", "place": YONGNING, "kind": "safe", "key": KEY}
    refused = worker.post(new, given)
    assert refused.status_code == 403
    assert "只在应急期间办理" in text(refused)
    assert post(c, **ON).status_code == 302
    assert "离应急〔2026〕7号" in text(c.get(PAGE))
    assert worker.post(new, given).status_code == 302
    assert "我们平安" not in str(rows("SELECT title, body FROM matters_mattertext"))
    assert "我们平安" in text(worker.get("/staff"))


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("order_number", "", "请写明"), ("keep_days", "x", "结束后最多保留"), ("kind", "", "没有程序在等"),
     ("last_on", "31.12.", "的样子填日期")],
)  # fmt: skip
def test_a_field_that_is_wrong_is_named_and_nothing_is_lost(
    field: str, value: str, says: str
) -> None:
    answer = post(client("zhihui"), **(ON | {field: value}))
    assert answer.status_code == 422
    assert says in text(answer)
    assert "汛期转移时清点人数" in text(answer)


def test_it_is_extended_ended_and_put_off(rows: Rows) -> None:
    c = client("zhihui")
    post(c, **ON)
    own = str(switches()[0].id)
    wrong = c.post(
        PAGE, {"do": "extend", "switch": own, "last_on": "2020-01-01", "order_number": "8号"}
    )
    assert wrong.status_code == 422
    assert 'value="8号"' in text(wrong)
    assert c.post(PAGE, {"do": "off", "switch": own}).status_code == 302
    assert c.post(PAGE, {"do": "off", "switch": own}).status_code == 409
    assert "已结束" in text(c.get(PAGE))
    assert "评估" in text(c.get(PAGE))


@pytest.mark.parametrize("name", ["quling", "shenji", "shuji", "wangge", "guanli", "jumin"])
def test_nobody_else_switches(name: str) -> None:
    c = client(name)
    assert post(c, **ON).status_code == 403
    assert switches() == ()


def test_a_drill_stands_on_every_page() -> None:
    mark = "演练进行中"
    assert mark not in text(client().get("/"))
    post(client("zhihui"), drill="true", **ON)
    for page in ("/", "/say", "/board"):
        assert mark in text(client().get(page))


def test_a_real_one_is_begun_knowingly_and_stands_on_every_page() -> None:
    c, unsure = client("zhihui"), {k: v for k, v in ON.items() if k != "sure"}
    refused = post(c, **unsure)
    assert refused.status_code == 422
    assert "我核对过了" in text(refused)
    assert switches() == ()
    post(c, **ON)
    assert "应急进行中：报平安、求助" in text(client().get("/"))
    assert "应急进行中" in text(client("wangge").get("/staff"))


def test_a_drill_makes_way_for_what_is_real() -> None:
    c = client("zhihui")
    post(c, drill="true", **ON)
    assert post(c, drill="true", **ON).status_code == 409, "one drill of a kind"
    assert post(c, **ON).status_code == 302
    real, drill = switches()
    assert (real.drill, real.ended_at, drill.drill) == (False, None, True)
    assert drill.ended_at
    assert post(c, **ON).status_code == 409


def test_every_order_stays_with_it() -> None:
    c = client("zhihui")
    post(c, **ON)
    own = str(switches()[0].id)
    for n in range(1, 4):
        day = (local_date(now()) + timedelta(days=n)).isoformat()
        given = {
            "do": "extend",
            "switch": own,
            "last_on": day,
            "order_number": f"{n}号" + "长" * 60,
        }
        assert c.post(PAGE, given).status_code == 302
    assert switches()[0].order_number.startswith("离应急〔2026〕7号；1号")
    assert "3号" in switches()[0].order_number


def test_leaders_and_auditors_read_it() -> None:
    post(client("zhihui"), **ON)
    for name in ("quling", "shenji", "ducha"):
        page = text(client(name).get(PAGE))
        assert "离应急〔2026〕7号" in page
        assert "结束这次应急" not in page
    assert client("shuji").get(PAGE).status_code == 403
