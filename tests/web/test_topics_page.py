"""Hot topics for staff: what several people said of one incident."""

import builtins
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.scenarios.lishi.walking import Walk
from shuoshi.web import incidents
from shuoshi.web.api import figures as api
from shuoshi.web.views import incidents as pages
from tests.conftest import AT, Cast
from tests.web.using import client, text

Say = Callable[..., Walk]


@pytest.fixture
def flood(say: Say, monkeypatch: pytest.MonkeyPatch) -> list[Walk]:
    """Four people of one community tell of the same burst pipe, two others of something else."""
    said = [
        say(body, at=AT + timedelta(hours=n))
        for n, body in enumerate(
            ("永宁东街水管爆了，路上全是水，车过不去。", "永宁东街的水管爆了，路上都是水。",
             "永宁东街水管爆了，路上全是水，家里停水了。", "永宁东街水管爆了没人管，路上全是水。",
             "三号楼电梯老是坏，老人下不了楼。", "广场舞音响太吵，晚上睡不着。")
        )
    ]  # fmt: skip
    for module in (pages, api):
        monkeypatch.setattr(module, "clock_now", lambda: AT + timedelta(days=2))
    return said


def test_one_incident_stands_once_with_its_matters(flood: list[Walk]) -> None:
    page = text(client("shuji").get("/staff/topics"))
    assert "4 人说" in page
    assert page.count('<section class="sheet">') == 1
    assert flood[0].receipt.number in page
    assert "电梯" not in page
    (topic,) = client("jiedao").get("/api/v1/topics", {"place": YONGNING}).json()
    assert topic["people"] == 4
    assert set(topic["matters"]) == {str(w.id) for w in flood[:4]}


def test_days_and_places_are_ones_own(flood: list[Walk]) -> None:
    assert client("wangge").get("/staff/topics").status_code == 403
    c: Any = client("shuji")
    for asked in ({"days": "0"}, {"days": "x"}, {"days": "61"}, {"place": LONGSHAN}):
        assert c.get("/staff/topics", asked).status_code == 422
    assert "这几天没有几个人同时说的事" in text(c.get("/staff/topics", {"days": "1"}))


def test_where_nothing_for_texts_is_installed_the_page_says_so(
    flood: list[Walk], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    able = [cast("shuji")]

    real = builtins.__import__

    def lacks(name: str, *rest: Any) -> Any:
        if name == "shuoshi.likeness.topics":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", lacks)
    with pytest.raises(incidents.NoTextMethods):
        incidents.hot_topics(able, YONGNING, 14, AT)
