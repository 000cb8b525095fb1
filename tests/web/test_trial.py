"""What a first user stumbled over, each as a test."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from shuoshi.kernel.clock import now
from shuoshi.kernel.errors import BadInput
from shuoshi.matters.engine import act
from shuoshi.matters.forms import options_of
from shuoshi.matters.terms import BadAnswers, Raised
from shuoshi.meetings.calling import Call, call_sitting
from shuoshi.programmes.queries import current
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.serving import say_need, say_wish, walk_need, walk_wish
from shuoshi.scenarios.lishi.walking import Walk, actor, start, walk_yishi
from shuoshi.sealing.actions import log_look
from shuoshi.sealing.queries import looks_in
from shuoshi.sealing.terms import Look
from shuoshi.units.models import Unit
from tests.conftest import AT, Cast, Rows
from tests.web.using import client, photo, text


def test_seven_photos_are_one_clear_error_and_the_words_stay(world: None) -> None:
    given = {
        "body": "楼道灯坏了三天。", "place": YONGNING, "key": "k", "files": [photo() for _n in range(7)],
    }  # fmt: skip
    answer = client().post("/say", given)
    assert answer.status_code == 422
    assert "一次最多传 6 个文件" in text(answer)
    assert "楼道灯坏了三天。" in text(answer)


def test_the_rows_of_a_table_are_words_in_both_languages(world: None) -> None:
    d = current("order_12345")
    options = options_of(d, d.fields["class"])
    assert len(options) == 10
    assert all(name.zh and name.en for name in options.values())


def test_what_stands_open_goes_forward(world: None) -> None:
    walk = walk_need(say_need("冬天的被子洗不动。", AT), "serving")
    page = text(client("aixin").get(f"/staff/matters/{walk.id}"))
    before = page.split("服务完了")[0]
    assert before.rstrip().endswith("open><summary>")
    assert page.count(" open><summary>") == 1


def test_a_rating_that_is_refused_keeps_what_was_written(say: Callable[..., Walk]) -> None:
    done = walk_yishi(say("灯坏了"), "done")
    where = f"/t/{done.receipt.secret}/acts/survey/answer"
    odd = client().post(where, {"solved": "no", "rating": "5", "words": "说好了周三来"})
    assert odd.status_code == 422
    assert "说好了周三来" in text(odd)
    assert 'value="no" checked' in text(odd)
    assert 'value="5" checked' in text(odd)


def test_an_order_without_the_citys_number_still_came_by_the_hotline(
    district: None, rows: Rows
) -> None:
    c = client("rexian")
    form = text(c.get("/staff/new/order_12345"))
    assert 'value="city_12345" selected' in form
    given = {
        "place": YONGNING, "body": "垃圾没人清", "kind": "help", "channel": "city_12345",
        "key": str(uuid4()), "outside_id": "LL-9",
    }  # fmt: skip
    assert c.post("/staff/new/order_12345", given).status_code == 302
    assert rows("SELECT channel FROM matters_matter") == [("city_12345",)]
    again = c.post("/staff/new/order_12345", given | {"key": str(uuid4())})
    assert again.status_code == 409
    assert 'id="w-outside_id"' in text(again)


def test_an_owners_matter_is_said_of_a_building_whose_owners_can_decide(world: None) -> None:
    page = text(client().get("/say/owners_matter"))
    assert "在哪个小区、哪栋楼" in page
    assert "永宁第1网格 1号楼" in page
    astray = client().post(
        "/say/owners_matter", {"body": "电梯老坏。", "place": YONGNING, "key": str(uuid4())}
    )
    assert astray.status_code == 422
    assert "请选那个小区的楼栋" in text(astray)
    assert "电梯老坏。" in text(astray)


def test_more_time_is_some_and_no_more_than_the_file_grants(say: Callable[..., Walk]) -> None:
    walk = walk_yishi(say("灯坏了"), "executing")
    for days in (0, 11):
        with pytest.raises(BadAnswers) as refused:
            walk.does(walk.post("chengban"), "ask_extension", hours=1, reason="等配件", days=days)
        assert set(refused.value.faults) == {"days"}
    walk.does(walk.post("chengban"), "ask_extension", hours=1, reason="等配件", days=10)


def test_whoever_calls_back_may_look_at_the_phone(world: None) -> None:
    walk = walk_yishi(
        start(
            Raised("shuoshi_yishi", YONGNING, "", "灯坏了", kind="livelihood", channel="visit",
                   name="王大爷", phone="13800138000"),
            AT, actor("wangge", AT),
        ),
        "done",
    )  # fmt: skip
    for user in ("zhiban", "jiedao"):
        assert "说事人和封存的内容" in text(client(user).get(f"/staff/matters/{walk.id}"))
    assert "说事人和封存的内容" not in text(client("ducha").get(f"/staff/matters/{walk.id}"))


def test_whoever_raised_it_is_not_told_that_a_helpers_phone_was_looked_at(
    say: Callable[..., Walk], cast: Cast
) -> None:
    walk = walk_wish(say_wish("想要一个书包。", AT), "waiting")
    by = cast("shuji")
    for of, seen in ((uuid4(), 0), (None, 1)):
        with acting(SYSTEM):
            log_look(
                fields=["phone"], purpose=Look.CALL_BACK, path=YONGNING, by=by, at=AT,
                person_id=of, matter_id=walk.id,
            )  # fmt: skip
        assert len(looks_in(walk.id, of=None, by=SYSTEM)) == seen


def test_no_vote_begins_before_it_is_written_down_who_came(say: Callable[..., Walk]) -> None:
    at = now()
    walk = walk_yishi(say("灯坏了", at=at - timedelta(days=4)), "tabled")
    deputies = Unit.objects.get(kind="representatives", path=YONGNING)
    call = Call(deputies.id, "会", at + timedelta(seconds=5), "厅", (walk.id,))
    chair = actor("shuji", at)
    held = call_sitting(call=call, by=chair, at=at - timedelta(days=3, hours=20))
    answers = {"way": "named", "sitting": str(held)}
    with pytest.raises(BadInput, match="请先记谁到了会"):
        act(
            matter_id=walk.id, block="ballot", name="convene", answers=answers, by=chair,
            at=at + timedelta(minutes=1),
        )  # fmt: skip


def test_a_rule_is_changed_from_what_holds(admin: Client) -> None:
    owners = Unit.objects.get(kind="owners", path=YONGNING)
    page = text(admin.get(f"/staff/site/rolls/{owners.id}"))
    assert 'name="by_area" value="true" checked' in page
    assert 'name="quorum"' in page
    assert "名册上还没有人" not in page
