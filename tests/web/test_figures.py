"""Figures by channel, and the hotline's orders that others handle."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shuoshi.kernel.clock import local_date
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.scenarios.lishi.serving import take_order, walk_order
from shuoshi.scenarios.lishi.walking import Walk, evaluate, walk_yishi
from shuoshi.web.api import figures as api
from shuoshi.web.views import figures as pages
from tests.conftest import AT
from tests.web.using import client, text

Say = Callable[..., Walk]


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    def is_now(at: Any) -> None:
        for module in (pages, api):
            monkeypatch.setattr(module, "clock_now", lambda: at)

    return is_now


def _channels(user: str, **asked: str) -> dict[str, dict[str, Any]]:
    said = client(user).get("/api/v1/figures/channels", asked)
    assert said.status_code == 200, said.content
    return {row["channel"]: row for row in said.json()}


def test_each_channel_is_counted_with_both_deadlines(
    say: Say, today: Callable[[Any], None]
) -> None:
    done = walk_yishi(say(channel="visit"), "executing")
    done.does(done.post("chengban"), "ask_extension", reason="等配件", days=5)
    done.does(done.post("shuji"), "grant_extension")
    done.does(
        done.post("chengban"), "finish", hours=24 * 9, result="换了。"
    )  # over the first end only
    evaluate(done, solved=True, rating=4)
    late = walk_yishi(say(channel="visit"), "executing")
    say(channel="desk")
    at = max(done.at, late.at) + timedelta(days=30)
    today(at)
    found = _channels("shuji", since=str(local_date(AT)), until=str(local_date(at)))
    visit = found["visit"]
    assert (visit["opened"], visit["open_now"], visit["late_now"], visit["done"]) == (2, 1, 1, 1)
    assert (visit["in_time"], visit["in_time_at_first"], visit["extended"]) == (1, 0, 1)
    assert (visit["answered"], visit["solved"]) == (1, 1)
    assert found["desk"]["late_now"] == 1
    page = client("shuji").get("/staff/figures", {"since": str(local_date(AT))})
    assert "入户走访" in text(page)
    assert "1 / 1" in text(page), "of so few no share is shown"
    assert "%）" not in text(page)


def test_days_and_places_are_ones_own(say: Say, today: Callable[[Any], None]) -> None:
    say(channel="visit")
    today(AT + timedelta(days=1))
    c = client("shuji")
    before = {"since": "2020-01-01", "until": "2020-02-01"}
    assert "这几天这里没有人说事" in text(c.get("/staff/figures", before))
    odd = c.get("/staff/figures", {"place": LONGSHAN})
    assert odd.status_code == 422
    assert "不在您的范围内" in text(odd)
    turned = c.get("/staff/figures", {"since": "2026-04-02", "until": "2026-04-01"})
    assert turned.status_code == 422
    assert "最后一天不能早于第一天" in text(turned)
    assert client("shuji").get("/api/v1/figures/channels", {"place": LONGSHAN}).status_code == 422
    assert client("chengban").get("/staff/figures").status_code == 403
    assert client("wangge2").get("/staff/figures").status_code == 403
    assert _channels("jiedao", place=YONGNING)["visit"]["opened"] == 1


def test_the_hotline_sees_how_far_an_order_is_and_nothing_that_was_said(world: None) -> None:
    walk_order(take_order("路灯坏了三天没人管。", AT, "LL-17"), "classified")
    walk_order(take_order("垃圾堆在单元门口。", AT, "LL-18"), "signed")
    c = client("rexian")
    (row,) = c.get("/api/v1/orders/handed-on").json()
    assert (row["outside_id"], row["stage"], row["holder"]) == ("LL-18", "signed", "区城市管理局")
    page = text(c.get("/staff/handed-on"))
    assert "LL-18" in page
    assert "LL-17" not in page, "what the hotline holds stands in its own list"
    assert "垃圾" not in page
    assert client("chengban").get("/staff/handed-on").status_code == 403
