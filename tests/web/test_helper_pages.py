"""Helpers by their pages: added, sent, received, confirmed, certified."""

from datetime import timedelta

import pytest

from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.teams import form_team
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.clock import local, local_date, now
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import actor
from shuoshi.units.models import Unit
from tests.conftest import Rows
from tests.web.using import client, text

TODAY = local_date(now()).isoformat()


@pytest.fixture(autouse=True)
def _clean(world: None) -> None:
    return None


def community() -> str:
    return str(Unit.objects.get(kind="community", path=YONGNING).id)


def added(who: str = "shuji", **more) -> str:
    given = {
        "do": "add",
        "unit": community(),
        "kind": "volunteer",
        "name": "帮演示",
        "most": "3",
    } | more
    answer = client(who).post("/staff/helpers", given)
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def test_a_helper_is_added_with_what_they_can_and_when() -> None:
    page = added(
        skills=["repair", "it"],
        slots=["0", "15", "16", "17"],
        areas=[f"{YONGNING}001"],
        phone="13900008888",
    )
    shown = text(client("shuji").get(page))
    for said in ("帮*", "139****8888", "维修", "周一上午、周六全天", "永宁第1网格"):
        assert said in shown
    assert "13900008888" not in shown
    assert "帮*" in text(client("wangge").get("/staff/helpers?skill=repair"))
    assert "帮*" not in text(client("wangge").get("/staff/helpers?skill=legal"))
    assert client("wangge2").get(page).status_code == 404


def test_a_wrong_profile_is_refused_by_field_and_keeps_what_was_ticked() -> None:
    given = {
        "do": "add",
        "unit": community(),
        "kind": "volunteer",
        "name": "帮演示",
        "most": "x",
        "skills": ["repair"],
    }
    answer = client("shuji").post("/staff/helpers", given)
    assert answer.status_code == 422
    shown = text(answer)
    assert "请写整数" in shown
    assert 'value="repair" checked' in shown


def test_a_team_is_asked_for_sent_received_released_and_its_hours_confirmed(rows: Rows) -> None:
    handler, at = actor("chengban", now()), now()
    assert handler.unit_id
    helpers = [
        add_helper(
            unit_id=handler.unit_id, profile=Profile("official", f"干部{n}"), by=handler, at=at
        )
        for n in (1, 2)
    ]
    team = form_team(
        unit_id=handler.unit_id,
        name="一队",
        leader_id=helpers[0],
        others=helpers[1:],
        by=handler,
        at=at,
    )
    shuji, sender, page = client("shuji"), client("chengban"), "/staff/deployments"
    hours = [f"{local(at + timedelta(hours=h)):%Y-%m-%dT%H:%M}" for h in (1, 6)]
    asked = {
        "do": "ask",
        "place": YONGNING,
        "unit": str(handler.unit_id),
        "what": "维持秩序",
        "many": "2",
    }
    assert shuji.post(page, asked | {"starts_at": "x", "ends_at": hours[1]}).status_code == 422
    assert shuji.post(page, asked | {"starts_at": hours[0], "ends_at": hours[1]}).status_code == 302
    assert "维持秩序" in text(sender.get(page))
    one = str(rows("SELECT id FROM helpers_deployment")[0][0])
    assert (
        sender.post(page, {"do": "send", "deployment": one, "team": str(team)}).status_code == 302
    )
    assert (
        sender.post(page, {"do": "send", "deployment": one, "team": str(team)}).status_code == 409
    )
    assert "谁到了" in text(shuji.get(page))
    assert shuji.post(page, {"do": "arrive", "deployment": one}).status_code == 422
    assert (
        shuji.post(page, {"do": "arrive", "deployment": one, "came": str(helpers[0])}).status_code
        == 302
    )
    assert shuji.post(page, {"do": "release", "deployment": one}).status_code == 302
    waits = text(shuji.get("/staff/hours"))
    assert "工作任务" in waits
    service = waits.split('name="service" value="')[1].split('"')[0]
    assert shuji.post("/staff/hours", {"do": "confirm", "service": service}).status_code == 302
    assert "没有等着确认的" in text(shuji.get("/staff/hours"))
    assert sender.get("/staff/hours").status_code == 403


def test_a_resident_reports_their_hours_and_fetches_the_certificate(rows: Rows) -> None:
    resident, station = (
        actor(RESIDENT[0], now()),
        Unit.objects.get(kind="health_station", path=YONGNING).id,
    )
    mine = add_helper(
        unit_id=station, profile=Profile("volunteer", "演示居民"), person_id=resident.person_id,
        by=actor("shuji", now()), at=now(),
    )  # fmt: skip
    c, page = client(RESIDENT[0]), "/my/helping"
    assert "志愿者" in text(c.get(page))
    given = {
        "do": "hours",
        "helper": str(mine),
        "place": YONGNING,
        "what": "陪老人看病",
        "on": TODAY,
        "minutes": "90",
    }
    assert c.post(page, given | {"minutes": "0"}).status_code == 422
    assert c.post(page, given).status_code == 302
    service = str(rows("SELECT id FROM helpers_service")[0][0])
    client("shuji").post("/staff/hours", {"do": "confirm", "service": service})
    assert "已确认" in text(c.get(page))
    paper = c.get(f"/my/helping/{mine}/certificate")
    assert paper.content.startswith(b"%PDF")
    assert (
        c.get(f"/my/helping/{mine}/certificate?since=2026-02-01&until=2026-01-01").status_code
        == 422
    )


def test_who_is_no_helper_is_told_how_to_become_one() -> None:
    assert "网格员登记" in text(client(RESIDENT[0]).get("/my/helping"))


def test_a_course_is_registered_with_who_is_in_it_told_apart(rows: Rows) -> None:
    c, page = client("shuji"), "/staff/training"
    for name, phone in (("王一演示", "13911110001"), ("王二演示", "13911110002")):
        added(name=name, phone=phone)
    given = {"do": "give", "unit": community(), "whom": "helpers", "what": "急救演示", "on": TODAY}
    refused = c.post(page, given | {"hours": "一个半"})
    assert refused.status_code == 422
    assert "请写小时" in text(refused)
    assert c.post(page, given | {"hours": "1.5"}).status_code == 302
    ((course,),) = rows("SELECT id FROM training_course")
    shown = text(c.get(f"{page}?course={course}"))
    assert "1.5 小时" in shown
    for (h,) in rows("SELECT id FROM helpers_helper WHERE kind_id = 'volunteer' ORDER BY id"):
        sign = {"do": "sign", "course": str(course), "helper": str(h)}
        assert c.post(f"{page}?course={course}", sign).status_code == 302
    shown = text(c.get(f"{page}?course={course}"))
    for phone in ("139****0001", "139****0002"):
        assert f"<strong>王* {phone}</strong>" in shown
