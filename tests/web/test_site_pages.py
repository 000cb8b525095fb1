"""The pages of the site's administrator: they change the site, see no matter, and are for nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from shuoshi.places.queries import place_page
from shuoshi.programmes.queries import limits_on
from shuoshi.scenarios.lishi.cast import BINHE, DISTRICT, LONGSHAN, YONGNING
from shuoshi.units.models import Unit
from tests.conftest import AT
from tests.web.administering import PLACE, POSTS, does, faults, of_longshan, opened
from tests.web.using import client, text

PAGES = (
    f"/staff/site/places/{DISTRICT}", f"/staff/site/places/{BINHE}", PLACE, POSTS,
    "/staff/site/limits/shuoshi_yishi", "/staff/site/limits/desk_call",
    "/staff/site/words/shuoshi_yishi", "/staff/site/words/desk_call?text=name",
    "/staff/site/calendar/2026", "/staff/site/calendar/2027",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_the_site_stands_in_both_languages(
    admin: Client, page: str, language: str
) -> None:
    admin.cookies["language"] = language
    answer = admin.get(page)
    assert answer.status_code == 200
    assert ('lang="en"' in text(answer)) is (language == "en")


@pytest.mark.parametrize("username", ["shuji", "quling", "jumin", "daibiao1"])
def test_nobody_else_gets_into_the_site(world: None, username: str) -> None:
    c = client(username)
    for page in PAGES:
        assert c.get(page).status_code == 403
        assert c.post(page, {"do": "alias", "alias": "甲"}).status_code == 403


def test_a_stranger_logs_in_first(world: None) -> None:
    answer = client().get(PLACE)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/login?next={PLACE}")


def test_an_administrator_sees_no_matter(admin: Client, say: Callable[..., Any]) -> None:
    walk = say()
    assert admin.get(f"/staff/matters/{walk.id}").status_code == 404
    assert admin.get("/staff").headers["Location"] == "/staff/site"
    assert admin.get("/staff/mine").status_code == 200
    assert admin.get("/api/v1/matters").json()["rows"] == []


def test_an_estate_is_made_of_buildings_of_its_community(admin: Client) -> None:
    does(admin, PLACE, "estate", estate_name="试验苑")
    (estate,) = (e for e in place_page(YONGNING, AT.date()).estates if e.name == "试验苑")
    chosen = [b.path for b in place_page(YONGNING, AT.date()).buildings[:3]]
    does(admin, PLACE, "buildings", estate=str(estate.id), buildings=chosen)
    does(admin, PLACE, "buildings", estate=str(estate.id), buildings=chosen[1:])
    (estate,) = (e for e in place_page(YONGNING, AT.date()).estates if e.name == "试验苑")
    assert [b.path for b in estate.buildings] == chosen[1:]
    assert "小区只能由本社区的楼栋组成" in faults(
        admin, PLACE, "buildings", estate=str(estate.id), buildings=[LONGSHAN]
    )
    assert "已经有同名的小区" in faults(admin, PLACE, "estate", estate_name="试验苑")


def test_places_names_and_sites_are_added(admin: Client) -> None:
    does(admin, PLACE, "place", child_name="永宁第9网格", child_kind="grid", part="009")
    does(admin, PLACE, "alias", alias="老永宁")
    page = does(admin, PLACE, "site", site_name="试验大厅", site_kind="hall")
    for word in ("永宁第9网格", "老永宁", "试验大厅", "服务大厅"):
        assert word in text(page)
    street = f"/staff/site/places/{BINHE}"
    assert "141102001901" in text(
        does(admin, street, "place", child_name="新滨社区", child_kind="community", part="")
    )
    assert "没有这一类场所" in faults(admin, PLACE, "site", site_name="甲", site_kind="prison")
    assert "请写名称" in faults(admin, PLACE, "alias", alias=" ")
    assert "已经有地点" in faults(
        admin, PLACE, "place", child_name="又一个", child_kind="grid", part="009"
    )


def test_a_merger_is_recorded_and_the_worker_is_asked_to_follow(
    admin: Client, rows: Callable[..., Any]
) -> None:
    old = f"/staff/site/places/{LONGSHAN}"
    given = {"succession": "merged", "after": YONGNING, "succeed_on": "2026-04-01", "sure": "true"}
    page = does(admin, old, "succeed", **given)
    assert "并入" in text(page)
    assert "撤销" in text(page)
    assert rows("SELECT task_name FROM procrastinate_jobs") == [("shuoshi.web.jobs.follow",)]
    assert "已经记过了" in faults(admin, old, "succeed", **given)
    assert "没有这个编号的地点" in faults(admin, PLACE, "succeed", **given | {"after": "141102999"})
    assert "不在您的范围内" in faults(admin, PLACE, "succeed", **given | {"after": "14"})


def test_a_unit_and_a_roll(admin: Client) -> None:
    does(admin, POSTS, "unit", unit_name="试一试物业", unit_kind="firm")
    opened(admin, "新代表")
    body = Unit.objects.get(kind="representatives", path=LONGSHAN)
    roll = f"/staff/site/rolls/{body.id}"
    page = does(admin, roll, "add", username="xinren")
    assert "新代表" in text(page)
    assert "已经在名册上" in faults(admin, roll, "add", username="xinren")
    row = next(r for r in text(page).split("<tr>") if "新代表" in r)
    member = row.split('name="member" value="')[1][:36]
    assert "新代表" not in text(does(admin, roll, "end", member=member))
    firm = Unit.objects.get(name="试一试物业")
    assert admin.get(f"/staff/site/rolls/{firm.id}").status_code == 422


def test_a_limit_of_the_site_holds_from_its_day(admin: Client) -> None:
    page = "/staff/site/limits/shuoshi_yishi"
    given = {"name": "review", "limit": "3 working_days", "source": "区里的通知", "mark": "P"}
    shown = does(admin, page, "put", **given, starts_on="2027-04-20")
    assert "3 个工作日" in text(shown)
    on = AT.date()
    assert "review" not in limits_on("shuoshi_yishi", on)
    assert limits_on("shuoshi_yishi", on.replace(year=2027, day=20)) == {"review": "3 working_days"}
    assert "5 working_days" in faults(
        admin, page, "put", **given | {"limit": "soon"}, starts_on="2027-05-01"
    )
    assert "请写出处" in faults(
        admin, page, "put", **given | {"source": ""}, starts_on="2027-05-01"
    )
    does(admin, page, "put", **given | {"limit": "4 working_days"}, starts_on="2027-04-01")
    assert limits_on("shuoshi_yishi", on.replace(year=2027, day=20)) == {"review": "4 working_days"}
    assert "明天" in faults(admin, page, "put", **given, starts_on="2026-04-01")


def test_words_change_on_every_page_at_once(admin: Client) -> None:
    page = "/staff/site/words/shuoshi_yishi?text=kinds.livelihood"
    assert "民生事业" in text(admin.get(page))
    does(admin, page, "put", zh="民生小事", en="Everyday matters")
    assert "民生小事" in text(client().get("/say"))
    assert "都要写" in faults(admin, page, "put", zh="", en="")
    assert "没有这一处文字" in faults(
        admin, "/staff/site/words/shuoshi_yishi?text=nowhere", "put", zh="甲", en="A"
    )


def test_a_day_of_the_calendar_is_edited_and_due_times_follow(
    admin: Client, rows: Callable[..., Any]
) -> None:
    page = "/staff/site/calendar/2027"
    shown = does(admin, page, "put", on="2027-05-02", worked="yes", name="调休")
    assert "2027-05-02" in text(shown)
    does(admin, page, "put", on="2027-05-02", worked="no", name="劳动节")
    jobs = rows("SELECT task_name, status::text FROM procrastinate_jobs")
    assert jobs == [("shuoshi.web.jobs.recount_due_times", "todo")]
    assert "的样子填日期" in faults(admin, page, "put", on="32", worked="yes")
    assert "还没有登记" in text(admin.get(page))
    assert "请写出处" in faults(admin, page, "publish", source="")
    assert "还没有登记" not in text(does(admin, page, "publish", source="国办发明电〔2026〕9号"))


def test_a_bodys_rule_changes_from_its_day(admin: Client, rows: Callable[..., Any]) -> None:
    body = Unit.objects.get(kind="two_committees", path=YONGNING)
    page = f"/staff/site/rolls/{body.id}"
    given = {"quorum": ">=2/3", "majority": ">1/2", "meeting_days": "5、20", "source": "区里的通知"}
    try:
        does(admin, page, "rule", **given, mark="P", starts_on="2027-01-01")
        assert rows(
            "SELECT quorum, meeting_days FROM meetings_bodyrule WHERE kind = 'two_committees'"
            " AND valid_to_on IS NULL"
        ) == [(">=2/3", "[5, 20]")]
        for wrong in ({"quorum": "most"}, {"meeting_days": "31"}, {"source": ""}):
            faults(admin, page, "rule", **given | wrong, mark="P", starts_on="2027-02-01")
    finally:
        rows("DELETE FROM meetings_bodyrule WHERE valid_from_on >= '2027-01-01'")
        rows("UPDATE meetings_bodyrule SET valid_to_on = NULL WHERE valid_to_on = '2027-01-01'")


def test_a_communitys_administrator_stays_inside(admin: Client, rows: Callable[..., Any]) -> None:
    c = of_longshan(admin)
    assert c.get(POSTS).status_code == 200
    for page in (PLACE, "/staff/site/limits/shuoshi_yishi", "/staff/site/keys"):
        assert c.get(page).status_code == 403


def test_a_new_community_can_be_spoken_in_at_once(admin: Client, say: Callable[..., Any]) -> None:
    street = f"/staff/site/places/{BINHE}"
    does(admin, street, "place", child_name="新滨社区", child_kind="community", part="")
    assert say(path="141102001901")
    kinds = set(Unit.objects.filter(path="141102001901").values_list("kind", flat=True))
    assert {"community", "representatives"} <= kinds
