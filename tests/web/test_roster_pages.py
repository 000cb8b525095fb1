"""Rosters by their pages: put together, planned by the worker, published, served by phone."""

from datetime import timedelta

import pytest

from shuoshi.kernel.clock import local_date, now
from shuoshi.rosters.making import work_off
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from tests.conftest import Cast, Rows
from tests.rosters.making import a_helper, own_helper
from tests.web.riding import does
from tests.web.using import client, text

ALL_WEEK = [str(n) for n in range(7)]


@pytest.fixture
def roster(cast: Cast, rows: Rows) -> str:
    """A week from tomorrow on with a spot and six who serve, not planned yet."""
    helpers = [own_helper(cast), *(a_helper(cast, f"值{n}演示") for n in range(1, 6))]
    begun = {"place": YONGNING, "name": "北口值守", "pattern": "three_shifts", "days": "7"}
    does(
        "shuji",
        "/staff/rosters",
        "start",
        starts_on=str(local_date(now()) + timedelta(days=1)),
        **begun,
    )
    ((made,),) = rows("SELECT id FROM rosters_roster")
    page = f"/staff/rosters/{made}"
    many = {"people-night": "1", "people-early": "1", "people-late": "1", "weekdays": ALL_WEEK}
    does("shuji", page, "spot", name="石盘站", **many)
    does("shuji", page, "members", helpers=[str(h) for h in helpers])
    return page


def planned(page: str) -> str:
    does("shuji", page, "plan", seconds="5")
    assert "正在排" in text(client("shuji").get(page))
    assert work_off(at=now()) == 1
    return text(client("shuji").get(page))


def test_an_empty_page_says_what_comes_here(cast: Cast) -> None:
    shown = text(client("shuji").get("/staff/rosters"))
    assert "还没有排班" in shown
    assert "三班倒（每班 8 小时）" in shown
    assert "现在没有人在岗" in text(client("wangge").get("/staff/duty"))
    assert "还没有您的班" in text(client(RESIDENT[0]).get("/my/duty"))
    assert client().get("/my/duty").status_code == 302


def test_a_roster_is_planned_published_and_served(roster: str, rows: Rows) -> None:
    shown = planned(roster)
    for said in ("石盘站", "早班 8:00–16:00", "夜班 0:00–8:00", "排好了，没发布", "发布"):
        assert said in shown
    assert "演示" not in shown.split("<main", 1)[1], "names are masked"
    assert "还没有您的班" in text(client(RESIDENT[0]).get("/my/duty"))
    does("shuji", roster, "publish")
    mine = text(client(RESIDENT[0]).get("/my/duty"))
    assert "石盘站" in mine
    assert "换班" in mine
    ((turn,),) = rows(
        "SELECT t.id FROM rosters_turn t JOIN rosters_member m ON m.id = t.member_id JOIN helpers_helper h "
        "ON h.id = m.helper_id WHERE h.person_id IS NOT NULL ORDER BY t.starts_at LIMIT 1"
    )
    begins = now() - timedelta(minutes=3)
    rows(
        "UPDATE rosters_turn SET starts_at = %s, ends_at = %s WHERE id = %s",
        begins,
        begins + timedelta(hours=8),
        turn,
    )
    assert "还没签到" in text(client("wangge").get("/staff/duty"))
    does(RESIDENT[0], "/my/duty", "begin", turn=str(turn))
    assert "签退" in text(client(RESIDENT[0]).get("/my/duty"))
    does("shuji", "/staff/duty", "end", turn=str(turn))
    ((minutes, word),) = rows("SELECT minutes, word FROM helpers_service")
    assert (minutes, word) == (1, "reported")
    assert client("wangge2").get(roster).status_code == 403
    assert "石盘站" not in text(client("wangge2").get("/staff/duty"))


def test_what_is_wrong_stays_on_the_page_with_what_was_typed(roster: str) -> None:
    said = does(
        "shuji", roster, "spot", 422, name="东口", **{"people-early": "99", "weekdays": ALL_WEEK}
    )
    assert "写 0 到 60" in said
    assert "东口" in said
    wrong = {
        "place": YONGNING,
        "name": "又一份",
        "pattern": "three_shifts",
        "starts_on": "昨天",
        "days": "7",
    }
    said = does("shuji", "/staff/rosters", "start", 422, **wrong)
    assert "又一份" in said


def test_what_is_impossible_is_said_in_words(roster: str, rows: Rows) -> None:
    ((spot,),) = rows("SELECT id FROM rosters_spot")
    does(
        "shuji",
        f"{roster}/spots/{spot}",
        "mend",
        name="石盘站",
        **{"people-early": "7", "weekdays": ALL_WEEK},
    )
    shown = planned(roster)
    assert "排不出来" in shown
    assert "每班要的人数" in shown
    assert "（6/7）" in shown


def test_a_member_has_days_off_wishes_and_a_turn_by_hand(roster: str, rows: Rows) -> None:
    planned(roster)
    ((member, spot, first),) = rows(
        "SELECT m.id, s.id, r.starts_on FROM rosters_member m, rosters_spot s, rosters_roster r LIMIT 1"
    )
    page = f"{roster}/members/{member}"
    does("shuji", page, "mend", never=["night"], off=[str(first)], week_h="24")
    does(
        "shuji",
        page,
        "wish",
        on=str(first + timedelta(days=1)),
        shift="early",
        wants="true",
        weight="9",
    )
    does("shuji", page, "give", day="2", shift="late", spot=str(spot))
    assert "改过，要重新排" in text(client("shuji").get(roster))
    planned(roster)
    shown = text(client("shuji").get(page))
    assert "可以再调" in shown
    assert "想上 · 9" in shown
    (turns,) = zip(*rows('SELECT "on" FROM rosters_turn WHERE member_id = %s', member), strict=True)
    assert first not in turns
    ((wish,),) = rows("SELECT id FROM rosters_wish")
    does("shuji", page, "unwish", wish=str(wish))
    does("shuji", page, "drop")
    assert rows("SELECT count(*) FROM rosters_member WHERE id = %s", member) == [(0,)]
