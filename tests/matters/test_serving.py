"""Turns of 525, of small wishes and of the city's orders: refused, paired anew, unhappy, overruled, never known."""

from datetime import date, timedelta
from typing import Any

import pytest

from shuoshi.kernel.clock import local
from shuoshi.matters.engine import act, settle
from shuoshi.matters.reading import read_matter
from shuoshi.matters.terms import NotYet, NotYourMove, NotYourUnit, OwnWork
from shuoshi.matters.timers import sweep
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.serving import (
    say_need,
    say_wish,
    take_order,
    walk_need,
    walk_order,
    walk_wish,
)
from shuoshi.scenarios.lishi.walking import Walk, evaluate, raiser
from tests.conftest import AT, Cast, Rows
from tests.web.using import client, text

pytestmark = pytest.mark.usefixtures("world")


def need() -> Walk:
    return say_need("冬天的被子洗不动。", AT, name="吕洗涤", phone="13600003333")


def test_whoever_cannot_take_a_need_says_why_and_it_is_paired_anew(cast: Cast) -> None:
    walk = walk_need(need(), "matched")
    with pytest.raises(NotYourUnit):
        walk.does(cast("wangge"), "decline", reason="不是我的")
    walk.does(cast("aixin"), "decline", reason="这周排满了。")
    assert walk.stage() == "decided"
    walk_need(walk, "accepted")
    walk.does(cast("aixin"), "could_not", reason="家里没人，两次没敲开门。")
    assert walk.stage() == "decided"


def test_who_does_not_answer_within_a_day_loses_the_pairing() -> None:
    walk = walk_need(need(), "matched")
    sweep(at=walk.at + timedelta(hours=23))
    assert walk.stage() == "matched"
    sweep(at=walk.at + timedelta(hours=25))
    assert walk.stage() == "decided"


def test_the_estates_branch_sorts_and_pairs_what_it_holds_and_nothing_else(cast: Cast) -> None:
    walk, other = walk_need(need(), "sorting"), walk_need(need(), "decided")
    branch = cast("zhibu")
    with pytest.raises(Exception, match="没有这件事"):
        other.does(branch, "match", holder=str(cast("aixin").unit_id), provider_kind="social_org")
    walk.does(branch, "match", holder=str(cast("aixin").unit_id), provider_kind="social_org")
    assert walk.stage() == "matched"


def test_another_than_the_provider_asks_how_it_was(cast: Cast) -> None:
    walk = walk_need(need(), "served")
    word = {"solved": "yes", "rating": 5, "words": ""}
    given: dict[str, Any] = {
        "matter_id": walk.id,
        "block": "survey",
        "name": "answer",
        "answers": word,
    }
    with pytest.raises(Exception, match="没有这件事|由说事人来评"):
        act(**given, by=cast("aixin"), at=walk.at)
    act(**given, by=cast("zhiban"), at=walk.at)
    assert walk.stage() == "served", "the household has two days to speak first"
    settle(walk.id, at=walk.at + timedelta(days=5))
    assert walk.stage() in ("surveyed", "evaluated")


def test_unhappy_once_is_paired_anew_and_twice_is_supervised(cast: Cast) -> None:
    walk = walk_need(need(), "served")
    evaluate(walk, solved=False, rating=1, words="没洗干净。")
    assert walk.stage() == "decided"
    walk_need(walk, "served")
    evaluate(walk, solved=False, rating=1, words="还是没洗干净。")
    assert walk.stage() == "surveyed"
    walk.does(cast("jiandu"), "do_again", finding="上门看过，确实没洗干净。")
    assert walk.stage() == "decided"


def test_one_of_ten_is_supervised_by_residents(rows: Rows) -> None:
    seen = set()
    for lot in (0, 9, 10, 99):
        walk = walk_need(need(), "served")
        rows("UPDATE matters_matter SET lot = %s WHERE id = %s", lot, walk.id)
        evaluate(walk, solved=True, rating=5)
        seen.add((lot, walk.stage()))
    assert seen == {(0, "surveyed"), (9, "surveyed"), (10, "evaluated"), (99, "evaluated")}


def test_a_need_that_nobody_files_is_filed_in_time() -> None:
    walk = walk_need(need(), "evaluated")
    sweep(at=walk.at + timedelta(days=8))
    assert walk.stage() == "closed"


def test_private_needs_stand_on_no_public_page(cast: Cast) -> None:
    for kind in ("medical", "psychological", "hardship", "legal"):
        walk = say_need("要人陪着去医院。", AT, kind=kind)
        assert read_matter(walk.id, by=SYSTEM, at=AT).private, kind
    assert not read_matter(need().id, by=SYSTEM, at=AT).private


def test_whoever_grants_a_wish_never_learns_who_wished(cast: Cast, rows: Rows) -> None:
    walk = walk_wish(say_wish("想要一个新书包。", AT, child=True), "claimed")
    (form,) = rows("SELECT form::text FROM matters_mattertext WHERE matter_id = %s", walk.id)[0]
    assert "在职党员" not in str(form), "who grants it is sealed"
    for name in ("aixin", "chengban", "wangge2"):
        assert client(name).get(f"/staff/matters/{walk.id}").status_code == 404, name
    page = text(client("wangge").get(f"/staff/matters/{walk.id}"))
    assert "某机关在职党员" not in page
    own = client()
    mine = text(own.get(f"/t/{walk.receipt.secret}"))
    assert "某机关" not in mine, "nor does the child learn who grants it"


def test_a_wish_waits_again_when_a_promise_fell_through(cast: Cast) -> None:
    walk = walk_wish(say_wish("想去一次图书馆。", AT), "claimed")
    walk.does(cast("wangge"), "fell_through", reason="认领的人出差了。")
    assert walk.stage() == "waiting"
    walk_wish(walk, "granted")
    walk.does(raiser(walk.receipt), "thank", words="谢谢！")
    assert walk.stage() == "thanked"


def order(n: int = 1) -> Walk:
    return take_order("垃圾没人清。", AT, f"LL20260413-{n}")


def test_an_objection_is_ruled_by_another_and_there_is_no_second_one(cast: Cast) -> None:
    walk = walk_order(order(), "objected")
    with pytest.raises(NotYourMove):
        walk.does(cast("rexian"), "uphold", reason="就归你们")
    walk.does(cast("fuhe"), "uphold", hours=1, reason="按派单目录，归城管。")
    assert walk.stage() == "dispatched"
    with pytest.raises(NotYet):
        walk.does(cast("chengban"), "object", hours=1, reason="还是不归我们")
    walk.does(cast("chengban"), "sign", hours=0.5)
    assert walk.stage() == "signed"


def test_the_hotline_calls_back_not_the_unit_and_unhappy_goes_to_a_leader(cast: Cast) -> None:
    walk = walk_order(order(), "supervised")
    with pytest.raises(NotYourMove):
        walk.does(cast("chengban"), "sign_off", reason="办好了")
    walk.does(cast("quling"), "sign_off", reason="现场看过，已清理。")
    assert walk.stage() == "closed"


def test_an_order_leaves_the_rates_by_a_second_persons_word_alone(cast: Cast) -> None:
    walk = walk_order(order(), "answered")
    asks = {"exclude_code": "malicious", "reason": "同一人当天报了九次，都不实。"}
    walk.does(cast("rexian"), "ask_exclusion", **asks)
    with pytest.raises(NotYet):
        walk.does(cast("rexian"), "ask_exclusion", **asks)
    with pytest.raises((NotYourMove, OwnWork)):
        walk.does(cast("rexian"), "exclude")
    walk.does(cast("fuhe"), "exclude")
    marks = read_matter(walk.id, by=SYSTEM, at=walk.at).marks
    assert marks["excluded"] == "malicious"


def test_an_order_keeps_the_citys_number(rows: Rows) -> None:
    walk = order()
    assert rows("SELECT outside_id, channel FROM matters_matter WHERE id = %s", walk.id) == [
        ("LL20260413-1", "city_12345")
    ]


@pytest.mark.parametrize(
    ("kind", "day"), [("consult", 14), ("help", 20), ("suggest", 20), ("complain", 23)]
)
def test_the_whole_order_has_its_time_by_its_kind(kind: str, day: int) -> None:
    walk = take_order("问一件事。", AT, f"k-{kind}", kind=kind)
    due = read_matter(walk.id, by=SYSTEM, at=AT).overall_due_at
    assert due
    assert local(due).date() == date(2026, 4, day), "the fifth day is a Saturday"
