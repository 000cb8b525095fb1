"""Rounds by their pages: what was said is changed, gone again on another day, deleted, printed for who has no phone."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.clock import now
from shuoshi.scenarios.lishi.walking import actor
from shuoshi.web import riding
from tests.conftest import Rows
from tests.web.riding import DAY, a_day, does, planned, unit
from tests.web.using import client, text


@pytest.fixture
def day(world: None, rows: Rows) -> str:
    """A day with a car of the laundry and four deliveries, not planned yet."""
    return a_day()


def test_a_crew_is_changed_and_what_was_typed_stays_when_it_is_refused(
    day: str, rows: Rows
) -> None:
    planned(day)
    ((crew,),) = rows("SELECT id FROM rounds_crew")
    page = f"{day}/crews/{crew}"
    shown = text(client("shuji").get(page))
    assert 'value="洗护车"' in shown
    assert page in text(client("shuji").get(day))
    given = {
        "name": "小货车", "mode": "car", "unit": unit(), "starts": "9:00", "ends": "12:00", "skills": ["cooking"],
        "end": "面馆", "end_lat": "x", "end_lon": "111.15",
    }  # fmt: skip
    shown = does("shuji", page, "mend", 422, **given)
    for kept in ("请写度数", 'value="小货车"', 'value="面馆"', 'value="cooking" checked'):
        assert kept in shown
    assert 'value="true" checked' not in shown, "no rest was ticked"
    assert does("shuji", page, "mend", **given | {"end_lat": "37.53"}) == day
    planned(day)
    shown = text(client("shuji").get(day))
    assert "从社区大厅出发" in shown
    assert "到面馆" in shown
    assert rows("SELECT rests, skills, start_name FROM rounds_crew") == [(False, ["cooking"], "")]
    assert "到面馆" in text(client("shuji").get(f"/staff/rounds/crews/{crew}"))


def test_whoever_goes_now_is_among_those_to_choose_from(day: str, monkeypatch, rows: Rows) -> None:
    profile = Profile("volunteer", "王一演示", phone="13911110001")
    goes = add_helper(unit_id=UUID(unit()), profile=profile, by=actor("shuji", now()), at=now())
    does("shuji", day, "crew", name="邻居", mode="foot", helper=str(goes))
    ((crew,),) = rows("SELECT id FROM rounds_crew WHERE helper_id = %s", goes)
    monkeypatch.setattr(riding, "_GOERS", 0)
    shown = text(client("shuji").get(f"{day}/crews/{crew}"))
    assert f'value="{goes}" selected' in shown


def test_a_stop_is_changed_kept_with_a_crew_and_called_off(day: str, rows: Rows) -> None:
    planned(day)
    ((stop, crew),) = rows("SELECT id, crew_id FROM rounds_stop ORDER BY n LIMIT 1")
    page = f"{day}/stops/{stop}"
    assert page in text(client("shuji").get(day))
    given = {"what": "送药", "opens": "10:00", "closes": "9:00", "brings": "1"}
    shown = does("shuji", page, "mend", 422, **given)
    assert "最晚要在最早以后" in shown
    assert 'value="送药"' in shown
    does("shuji", page, "mend", **given | {"closes": "11:00", "first": "true"})
    assert rows("SELECT what, opens_min, priority FROM rounds_stop WHERE id = %s", stop) == [
        ("送药", 600, 5)
    ]
    rows("UPDATE rounds_stop SET priority = 7 WHERE id = %s", stop)
    does("shuji", page, "mend", **given | {"closes": "11:30", "first": "true"})
    assert rows("SELECT priority FROM rounds_stop WHERE id = %s", stop) == [(7,)], (
        "the tick did not change"
    )
    does(
        "shuji",
        page,
        "mend",
        **given | {"opens": "１０：００", "closes": "11:30", "first": "true", "crew": str(crew)},
    )
    assert "固定" in text(client("shuji").get(day))
    assert does("shuji", page, "drop") == day
    assert client("shuji").get(page).status_code == 404
    assert "恢复" in text(client("shuji").get(day))
    does("shuji", day, "again", stop=str(stop))
    assert client("shuji").get(page).status_code == 200
    assert "恢复" not in text(client("shuji").get(day))
    assert "这一站恢复不了" in does("shuji", day, "again", 409, stop=str(stop))
    assert client("wangge2").get(page).status_code == 404


def test_a_day_is_copied_and_deleted(day: str, rows: Rows) -> None:
    on = (date.fromisoformat(DAY) + timedelta(days=7)).isoformat()
    assert f'value="{on}"' in text(client("shuji").get(day)), "in a week is offered"
    other = does("shuji", day, "copy", on=on)
    shown = text(client("shuji").get(other))
    assert shown.count("等着排") == 4
    assert "这一天已经有叫这个名字的路线了" in does("shuji", day, "copy", 409, on=on)
    assert does("shuji", other, "delete") == "/staff/rounds"
    assert client("shuji").get(other).status_code == 404
    planned(day)
    rows("UPDATE rounds_stop SET state = 'done', over_at = now()")
    shown = text(client("shuji").get(day))
    assert "删掉这一天" not in shown
    assert "已经有人办过" in does("shuji", day, "delete", 409)


def test_a_crew_without_a_phone_takes_a_sheet_with_doors(day: str, rows: Rows) -> None:
    planned(day)
    sheet = f"{day}/sheet"
    assert "1390000" not in text(client("shuji").get(sheet))
    ((crew,),) = rows("SELECT id FROM rounds_crew")
    shown = does("shuji", sheet, "look", 200, crew=str(crew))
    for n in range(4):
        assert f"{n} 单元 101 1390000{n:04}" in shown
    assert rows("SELECT count(*) FROM sealing_access") == [(4,)]
    assert "1390000" not in text(client("shuji").get(sheet)), "once"
    assert client("aixin").post(sheet, {"do": "look", "crew": str(crew)}).status_code in (403, 404)


def test_helpers_of_one_surname_are_told_apart(day: str) -> None:
    for name, phone in (("王一演示", "13911110001"), ("王二演示", "13911110002")):
        profile = Profile("volunteer", name, phone=phone)
        add_helper(unit_id=UUID(unit()), profile=profile, by=actor("shuji", now()), at=now())
    shown = text(client("shuji").get(day))
    assert "王* · 139****0001" in shown
    assert "王* · 139****0002" in shown
