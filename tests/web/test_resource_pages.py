"""Resources by their pages: offered, given, counted, and found by everybody."""

import pytest

from shuoshi.kernel.clock import local_date, now
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.units.models import Unit
from tests.conftest import Rows
from tests.web.using import client, text

TODAY = local_date(now()).isoformat()


@pytest.fixture(autouse=True)
def _clean(world: None) -> None:
    return None


def unit(kind: str = "community") -> str:
    return str(Unit.objects.get(kind=kind, path=YONGNING).id)


def does(who: str, page: str, do: str, status: int = 302, /, **given) -> str:
    answer = client(who).post(page, {"do": do} | given)
    assert answer.status_code == status, text(answer)[-3000:]
    return text(answer)


def test_what_a_unit_offers_is_found_by_everybody_at_the_place(rows: Rows) -> None:
    offered = {"skill": "laundry", "what": "大件洗涤，上门取送", "weekly": "12"}
    does("aixin", "/staff/resources", "add", unit=unit("social_org"), **offered)
    shown = text(client().get(f"/services?place={YONGNING}"))
    for said in ("大件洗涤，上门取送", "永宁爱心洗护队", "免费", "本周还能接 12 件", "我需要帮忙"):
        assert said in shown
    assert "大件洗涤" not in text(client().get(f"/services?place={LONGSHAN}"))
    assert "先选社区" in text(client().get("/services?place=999"))
    ((offer,),) = rows("SELECT id FROM resources_offer")
    does("aixin", "/staff/resources", "change", offer=str(offer), **offered | {"cost": "每件 5 元"})
    assert "每件 5 元" in text(client().get(f"/services?place={YONGNING}"))
    does("wangge2", "/staff/resources", "end", 404, offer=str(offer))
    does("shuji", "/staff/resources", "end", offer=str(offer))
    assert "大件洗涤" not in text(client().get(f"/services?place={YONGNING}"))


def test_a_wrong_offer_is_refused_by_field_and_keeps_what_was_typed() -> None:
    given = {"unit": unit(), "skill": "laundry", "what": "洗被子", "weekly": "0"}
    shown = does("shuji", "/staff/resources", "add", 422, **given)
    assert "一周能接几件" in shown
    assert "洗被子" in shown


def test_goods_come_and_go_and_gifts_are_thanked_for(rows: Rows) -> None:
    good = {"kind": "food", "name": "大米", "measure": "袋", "low": "5"}
    does("shuji", "/staff/resources/goods", "add", unit=unit(), **good)
    ((made,),) = rows("SELECT id FROM resources_good")
    page = f"/staff/resources/goods?good={made}"
    assert "不够了" in text(client("shuji").get(page))
    gift = {"good": str(made), "way": "donated", "number": "9", "donor": "爱心商户"}
    does("shuji", page, "move", **gift)
    assert "刚才已经记过一笔" in does("shuji", page, "move", 409, **gift)
    assert "库存只有 9" in does(
        "shuji", page, "move", 409, good=str(made), way="issued", number="10", what="老人"
    )
    shown = does("shuji", page, "move", 422, good=str(made), way="issued", number="2")
    assert "请写给了谁" in shown
    shown = text(client("shuji").get(page))
    assert "爱心商户" in shown
    assert "+9" in shown
    assert "爱心商户" not in text(client("wangge2").get("/staff/resources/goods"))
    does("shuji", page, "end", 409, good=str(made))


def test_the_medical_means_are_counted_and_seen_by_everybody(rows: Rows) -> None:
    clinic = {
        "kind": "fever_clinic",
        "name": "永宁诊室",
        "state": "running",
        "places": "6",
        "in_use": "2",
    }
    does(
        "shuji",
        "/staff/resources/means",
        "add",
        unit=unit("health_station"),
        place=YONGNING,
        **clinic,
    )
    shown = text(client().get(f"/services?place={LONGSHAN}"))
    assert "永宁诊室" in shown
    assert "空着 4 个" in shown
    assert "先打 120" in shown
    ((mean,),) = rows("SELECT id FROM resources_mean")
    wrong = does(
        "shuji", "/staff/resources/means", "say", 422, mean=str(mean), **clinic | {"in_use": "9"}
    )
    assert "在用的不能比总数多" in wrong
    does("yiwu", "/staff/resources/means", "say", mean=str(mean), **clinic | {"in_use": "6"})
    assert "空着 0 个" in text(client().get(f"/services?place={YONGNING}"))
    counted = text(client("jiedao").get("/staff/resources/means"))
    assert "滨河街道" in counted
