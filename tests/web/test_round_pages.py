"""Rounds by their pages: a day put together, planned by the worker, looked at, printed, driven."""

from uuid import UUID

import pytest

from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.clock import local_date, now
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import actor
from tests.conftest import Rows
from tests.web.riding import DAY, a_day, does, planned, unit
from tests.web.using import client, text


@pytest.fixture(autouse=True)
def _clean(world: None) -> None:
    return None


@pytest.fixture
def day(rows: Rows) -> str:
    """A day with a car of the laundry and four deliveries, not planned yet."""
    return a_day()


def test_a_day_is_planned_looked_at_and_printed(day: str) -> None:
    assert "等着排" in text(client("shuji").get(day))
    planned(day)
    shown = text(client("shuji").get(day))
    for said in ("<svg", "洗护车", "公里", "路程按直线距离 × 1.35", "还没到", "示意图，上北下南"):
        assert said in shown
    assert "住*" in shown
    assert "演示" not in shown.split("<main", 1)[1], "names are masked"
    sheet = text(client("shuji").get(f"{day}/sheet"))
    assert sheet.count("送货上门 · 送菜") == 4
    assert "签收" in sheet
    assert client("wangge2").get(day).status_code == 404
    assert client("aixin").get(day).status_code == 403


def test_the_driver_has_the_next_stop_calls_and_says_what_came(day: str, rows: Rows) -> None:
    planned(day)
    rows('UPDATE rounds_round SET "on" = %s', local_date(now()))
    ((crew,),) = rows("SELECT id FROM rounds_crew")
    way = f"/staff/rounds/crews/{crew}"
    first, second = (r for (r,) in rows("SELECT id FROM rounds_stop ORDER BY n LIMIT 2"))
    looked = does("aixin", way, "look", 200, stop=str(first))
    assert "tel:1390000" in looked
    assert "tel:1390000" not in text(client("aixin").get(way))
    assert "请选谁签收的" in does("aixin", way, "note", 422, stop=str(first), state="done")
    for _ in range(2):
        does("aixin", way, "note", stop=str(first), state="done", receipt="family", note="交给女儿")
    does("aixin", way, "note", stop=str(second), state="not_there")
    shown = text(client("aixin").get(way))
    for said in ("记了 2，还有 2", "家人", "交给女儿", "人不在"):
        assert said in shown
    does("aixin", way, "back", stop=str(second))
    assert "记了 1，还有 3" in text(client("aixin").get(way))
    assert client("wangge2").get(way).status_code == 404


def test_it_is_planned_anew_when_something_changes(day: str, rows: Rows) -> None:
    planned(day)
    ((first,),) = rows("SELECT id FROM rounds_stop ORDER BY n LIMIT 1")
    does("shuji", day, "drop", stop=str(first))
    assert "重新排一次" in text(client("shuji").get(day))
    does("shuji", day, "crew", name="二号车", mode="car", unit=unit())
    planned(day)
    shown = text(client("shuji").get(day))
    assert "重新排一次" not in shown
    assert "取消了" in shown
    ((crew,),) = rows("SELECT id FROM rounds_crew WHERE name = '洗护车'")
    does("shuji", day, "lose", crew=str(crew))
    planned(day)
    assert rows("SELECT count(*) FROM rounds_stop s JOIN rounds_crew c ON c.id = s.crew_id WHERE c.name = '二号车'") == [(3,)]  # fmt: skip


def test_a_wrong_day_is_refused_by_field_and_keeps_what_was_typed() -> None:
    given = {
        "place": YONGNING,
        "name": "周一送菜",
        "on": DAY,
        "base": "社区大厅",
        "base_lat": "x",
        "base_lon": "111.14",
    }
    shown = does("shuji", "/staff/rounds", "start", 422, **given)
    assert "请写度数" in shown
    assert "周一送菜" in shown
    assert "还没有上门路线" in shown


def test_nothing_is_planned_without_a_crew() -> None:
    given = {
        "place": YONGNING,
        "name": "空的",
        "on": DAY,
        "base": "大厅",
        "base_lat": "37.52",
        "base_lon": "111.14",
    }
    page = does("shuji", "/staff/rounds", "start", **given)
    assert "还没有要去的地方" in does("shuji", page, "plan", 409, seconds="2")
    assert "请按 8:30 的样子填时间" in does(
        "shuji", page, "crew", 422, name="车", mode="car", unit=unit(), starts="八点"
    )


def test_a_neighbour_who_goes_has_the_way_on_their_own_phone(day: str, rows: Rows) -> None:
    by, at = actor("shuji", now()), now()
    resident = actor(RESIDENT[0], at)
    mine = add_helper(
        unit_id=UUID(unit()), profile=Profile("volunteer", "邻居演示"), person_id=resident.person_id, by=by, at=at
    )  # fmt: skip
    assert "邻* ·" in text(client("shuji").get(day))
    rows("UPDATE rounds_crew SET lost = true")
    does("shuji", day, "crew", name="邻居", mode="foot", helper=str(mine))
    rows('UPDATE rounds_round SET "on" = %s', local_date(at))
    ((crew,),) = rows("SELECT id FROM rounds_crew WHERE helper_id = %s", mine)
    way = f"/my/rounds/{crew}"
    assert way in text(client(RESIDENT[0]).get("/my/care"))
    rows("UPDATE rounds_stop SET crew_id = %s, n = 1", crew)
    ((first,),) = rows("SELECT id FROM rounds_stop LIMIT 1")
    assert "tel:1390000" in does(RESIDENT[0], way, "look", 200, stop=str(first))
    does(RESIDENT[0], way, "note", stop=str(first), state="done", receipt="self")
    assert "记了 1，还有 3" in text(client(RESIDENT[0]).get(way))
    assert client("aixin").get(way).status_code == 404
    assert client("shuji").get(way).status_code == 404
