"""Care by its pages: paired, asked, visited, raised as a need that finds a helper, served; contracts; figures."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.clock import local_date, now
from shuoshi.matters.engine import act, move
from shuoshi.matters.reading import read_matter
from shuoshi.people.registering import register_person
from shuoshi.people.risks import add_risk
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import actor
from shuoshi.units.models import Unit
from tests.conftest import Rows
from tests.web.using import client, text

TODAY = local_date(now()).isoformat()


@pytest.fixture(autouse=True)
def _clean(world: None) -> None:
    return None


@pytest.fixture
def elder() -> UUID:
    """Somebody over 80 who lives alone, registered at the door."""
    at, by = now(), actor("wangge", now())
    given = {
        "name": "王奶奶",
        "phone": "13900001111",
        "born_on": "1940-01-01",
        "door": "1 单元 101",
    }
    who = register_person(given=given, path=f"{YONGNING}001", sure=False, by=by, at=at)
    add_risk(person_id=who, group="lives_alone", note="", source="visit", by=by, at=at)
    return who


def helper(kind: str, unit: str = "community", **more) -> UUID:
    of = Unit.objects.get(kind=unit, path=YONGNING).id
    profile = Profile(**({"kind": kind, "name": f"{kind[:4]}演示"} | more))
    return add_helper(unit_id=of, profile=profile, by=actor("shuji", now()), at=now())


def does(c: Client, page: str, name: str, status: int = 302, **given) -> str:
    answer = c.post(page, {"do": name} | given)
    assert answer.status_code == status, text(answer)[-3000:]
    return str(answer.headers.get("Location", "")) if status == 302 else text(answer)


def paired(who: UUID, scheme: str = "six_cover_one", **more) -> str:
    c = client("wangge")
    new = f"/staff/care/pairings/new?person={who}"
    assert "王" in text(c.get(new))
    given = {"scheme": scheme, "agreed_by": "self", "agreed_on": TODAY} | more
    return does(c, new, "add", **given)


def part_of(page: str, role: str, helper_id: UUID, rows: Rows) -> str:
    """Ask a helper by the pairing's page; gives the address of their part."""
    does(client("shuji"), page, "ask", role=role, helper=str(helper_id))
    ((carer,),) = rows(
        "SELECT id FROM care_carer WHERE helper_id = %s AND role = %s", helper_id, role
    )
    return f"/staff/care/parts/{carer}"


def test_an_elder_is_paired_asked_for_and_visited(elder: UUID, rows: Rows) -> None:
    page, c = paired(elder, contact="女儿 13800002222"), client("shuji")
    shown = text(c.get(page))
    for said in ("六包一", "高风险", "80 岁以上", "独居", "女儿 13800002222", "缺人"):
        assert said in shown
    washer = helper("social_org", "social_org")
    part = part_of(page, "social_org", washer, rows)
    provider = client("aixin")
    assert "请答复" in text(provider.get("/staff/care"))
    assert "13900001111" not in text(provider.get(part))
    does(provider, part, "yes")
    looked = does(provider, part, "look", 200)
    assert "13900001111" in looked
    assert "王奶奶" in looked
    assert "独居" not in looked, "laundry needs no reasons"
    assert "13900001111" not in text(provider.get(part))
    given = {
        "id": str(uuid4()),
        "way": "home",
        "outcome": "met",
        "findings": ["lonely"],
        "words": "想聊天",
    }
    for _ in range(2):
        does(provider, part, "visit", **given)
    assert rows("SELECT count(*) FROM care_visit") == [(1,)]
    assert "想聊天" in text(c.get(page))
    assert client("wangge2").get(page).status_code == 404
    assert client("wangge2").get(part).status_code == 404


def test_a_visit_recorded_by_mistake_is_taken_back(elder: UUID, rows: Rows) -> None:
    page = paired(elder)
    part = part_of(page, "grid_worker", helper("grid_worker"), rows)
    c, given = client("wangge"), {"id": str(uuid4()), "way": "home", "outcome": "met"}
    does(c, part, "yes")
    for where, who in ((part, c), (page, client("shuji"))):
        does(c, part, "visit", **given)
        assert "记错了" in text(who.get(where))
        does(who, where, "visit_back", visit=given["id"])
        assert rows("SELECT count(*) FROM care_visit") == [(0,)]
        assert "记错了" not in text(who.get(where))
    does(c, part, "visit_back", 404, visit=given["id"])
    does(c, part, "visit", **given)
    rows("UPDATE care_visit SET recorded_at = recorded_at - interval '4 days'")
    assert "记错了" not in text(c.get(part)), "after three days it stays"
    assert "三天以前记的" in does(c, part, "visit_back", 409, visit=given["id"])


def test_a_wrong_visit_is_refused_by_field_and_keeps_what_was_typed(
    elder: UUID, rows: Rows
) -> None:
    page = paired(elder)
    part = part_of(page, "volunteer", helper("volunteer"), rows)
    c = client("wangge")
    does(c, part, "yes")
    given = {
        "id": str(uuid4()),
        "way": "home",
        "outcome": "hospital",
        "words": "邻居说住院了",
        "findings": ["unwell"],
    }
    shown = does(c, part, "visit", 422, **given)
    assert "请写大概到哪天" in shown
    assert "邻居说住院了" in shown
    assert 'value="unwell" checked' in shown
    until = (local_date(now()) + timedelta(days=9)).isoformat()
    does(c, part, "visit", **given | {"until_on": until})
    assert "停访到" in text(c.get(part))
    assert "王*" not in text(c.get("/staff/care")), "who is in hospital is not on the list"
    does(client("shuji"), page, "go_on")
    assert "王*" in text(c.get("/staff/care"))


def test_what_a_visit_found_becomes_a_need_that_finds_a_helper_and_is_served(
    elder: UUID, rows: Rows
) -> None:
    """The grid worker's day: visited, raised in one tap, agreed, matched to somebody, served."""
    part = part_of(paired(elder), "grid_worker", helper("grid_worker"), rows)
    c = client("wangge")
    does(c, part, "yes")
    given = {
        "id": str(uuid4()),
        "way": "home",
        "outcome": "met",
        "findings": ["needs_help"],
        "words": "被子太重洗不动",
    }
    does(c, part, "visit", **given)
    assert "转成要办的事" in text(c.get(part))
    raised = {"visit": given["id"], "programme": "need_525", "body": "被子太重洗不动"}
    for _ in range(2):
        does(c, part, "raise", **raised)
    ((matter, raiser, private),) = rows("SELECT id, raiser_id, private FROM matters_matter")
    assert (raiser, private) == (elder, True)
    assert rows("SELECT raised FROM care_visit") == [([matter],)]
    does(c, part, "raise", 422, **raised | {"programme": "order_12345"})
    washer = helper("social_org", "social_org", name="洗演示", skills=frozenset({"laundry"}))
    other = helper("volunteer", skills=frozenset({"repair"}))
    at = now()
    move(
        matter_id=matter, name="confirm", answers={"kind": "laundry"}, by=actor("wangge", at), at=at
    )
    _vote(matter)
    secretary = client("shuji")
    shown = text(secretary.get(f"/staff/matters/{matter}"))
    assert "合适的帮手" in shown
    assert "会这一项 · 在本社区" in shown
    assert str(other) not in shown
    refused = secretary.post(
        f"/staff/matters/{matter}/moves/match", {"helper": str(other), "provider_kind": "volunteer"}
    )
    assert refused.status_code == 422
    assert "这位帮手不在名单里" in text(refused)
    matched = {"helper": str(washer), "provider_kind": "social_org"}
    assert secretary.post(f"/staff/matters/{matter}/moves/match", matched).status_code == 302
    m = read_matter(matter, by=SYSTEM, at=now())
    assert m.helper_id == washer
    assert m.holder_id == Unit.objects.get(kind="social_org", path=YONGNING).id
    provider = client("aixin")
    day = (local_date(now()) + timedelta(days=1)).isoformat()
    for name, answers in (
        ("take", {"planned_on": day}),
        ("arrive", {}),
        ("serve", {"result": "洗好送回"}),
    ):
        done = provider.post(f"/staff/matters/{matter}/moves/{name}", answers)
        assert done.status_code == 302, text(done)[-2000:]
    assert read_matter(matter, by=SYSTEM, at=now()).stage == "served"
    figures = text(secretary.get("/staff/care/figures"))
    assert "需求找到了服务方" in figures


def _vote(matter: UUID) -> None:
    at = now()
    secretary = actor("shuji", at)
    act(matter_id=matter, block="ballot", name="convene", answers={}, by=secretary, at=at)
    for who in ("shuji", "weiyuan", "zhiban"):
        voter = actor(who, at)
        act(
            matter_id=matter,
            block="ballot",
            name="vote",
            answers={"choice": "yes"},
            by=voter,
            at=at,
        )


def test_a_role_is_handed_over_stood_in_for_and_left(elder: UUID, rows: Rows) -> None:
    page, c = paired(elder), client("shuji")
    first, second, third = (helper("volunteer", name=n) for n in ("一演示", "二演示", "三演示"))
    part = part_of(page, "volunteer", first, rows)
    does(c, part, "yes")
    ((carer,),) = rows("SELECT id FROM care_carer WHERE state = 'agreed'")
    week = (local_date(now()) + timedelta(days=7)).isoformat()
    does(c, page, "stand_in", carer=str(carer), helper=str(third), until=week)
    assert "三* 替到" in text(c.get(page))
    after = part_of(page, "volunteer", second, rows)
    does(c, after, "yes")
    assert "还没有交接上门" in text(c.get(page))
    assert "刚接手：请和前一位一起上一次门" in text(c.get(after))
    does(c, after, "leave", why="搬走了")
    assert "搬走了" in text(c.get(page))
    assert does(c, page, "leave", 409, carer=str(carer), why="x")


def test_a_contract_is_signed_and_its_services_done(elder: UUID, rows: Rows) -> None:
    page, c = paired(elder, "family_doctor"), client("shuji")
    assert "本人和帮手都同意以后" in does(c, page, "sign", 409, since=TODAY)
    part = part_of(page, "doctor", helper("medic", "health_station"), rows)
    medic = client("yiwu")
    does(medic, part, "yes")
    ago = (local_date(now()) - timedelta(days=80)).isoformat()
    does(c, page, "sign", since=ago)
    shown = text(medic.get("/staff/care/contracts"))
    assert "随访" in shown
    assert "王*" in shown
    ((due,),) = rows("SELECT id FROM care_due ORDER BY due_on LIMIT 1")
    does(medic, "/staff/care/contracts", "done", due=str(due), on=TODAY)
    assert does(medic, "/staff/care/contracts", "done", 409, due=str(due), on=TODAY)
    assert "做了" in text(c.get(page))


def test_a_resident_sees_who_looks_after_them_and_declines(rows: Rows) -> None:
    at, by = now(), actor("wangge", now())
    own = actor(RESIDENT[0], at).person_id
    assert own
    add_risk(person_id=own, group="low_income", note="", source="self", by=by, at=at)
    page = does(
        client("wangge"), f"/staff/care/pairings/new?person={own}", "add",
        scheme="helping_hand", agreed_by="self", agreed_on=TODAY,
    )  # fmt: skip
    does(client("shuji"), part_of(page, "helper", helper("party_member"), rows), "yes")
    c = client(RESIDENT[0])
    shown = text(c.get("/my/care"))
    assert "结对帮扶" in shown
    assert "p*" in shown
    does(c, "/my/care", "decline", pairing=page.rsplit("/", 1)[1])
    assert "现在没有结对" in text(c.get("/my/care"))
    assert rows("SELECT ended_why FROM care_pairing") == [("refused",)]


def test_a_neighbour_who_helps_has_their_own_list(elder: UUID, rows: Rows) -> None:
    own = actor(RESIDENT[0], now()).person_id
    of = Unit.objects.get(kind="community", path=YONGNING).id
    mine = add_helper(
        unit_id=of, profile=Profile("volunteer", "邻居"), person_id=own, by=actor("shuji", now()), at=now()
    )  # fmt: skip
    part = part_of(paired(elder), "volunteer", mine, rows).replace("/staff/care", "/my/care")
    c = client(RESIDENT[0])
    assert "请答复" in text(c.get("/my/care"))
    does(c, part, "yes")
    does(c, part, "visit", id=str(uuid4()), way="home", outcome="met")
    assert "今天走访过" in text(c.get(part))


def test_gaps_and_schemes_filter_the_ledger(elder: UUID) -> None:
    paired(elder)
    c = client("shuji")
    assert "缺 6 人" in text(c.get("/staff/care/pairings?gaps=1"))
    assert "王*" in text(c.get("/staff/care/pairings?scheme=six_cover_one"))
    assert "还没有结对" in text(c.get("/staff/care/pairings?scheme=young_mentor"))
    assert c.get("/staff/care/pairings?scheme=none").status_code == 422
    assert "还没有结对" in text(client("wangge2").get("/staff/care/pairings"))
    assert client("aixin").get("/staff/care/pairings").status_code == 403


def test_a_place_is_taken_under_the_three_covers() -> None:
    c = client("shuji")
    page = does(c, "/staff/care/pairings/new", "add", scheme="three_covers", place=f"{YONGNING}002")
    assert "永宁第2网格" in text(c.get(page))
    shown = does(
        c, "/staff/care/pairings/new", "add", 409, scheme="three_covers", place=f"{YONGNING}002"
    )
    assert "已经按这个办法结过对了" in shown


def test_a_person_links_to_pairing_and_english_is_complete(elder: UUID) -> None:
    page, c = paired(elder), client("shuji")
    assert f"/staff/care/pairings/new?person={elder}" in text(c.get(f"/staff/people/{elder}"))
    c.cookies["language"] = "en"
    for address in (page, "/staff/care", "/staff/care/figures", "/staff/care/contracts"):
        body = text(c.get(address)).split("<main", 1)[1].split("</main", 1)[0]
        assert "Six cover one" in body or address != page
        assert "走访" not in body, address
