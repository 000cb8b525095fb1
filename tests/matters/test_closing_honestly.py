"""Clocks that everybody sees, returns that end, calls back by another unit on a sample."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shuoshi.kernel.errors import Refusal
from shuoshi.matters.engine import act
from shuoshi.matters.public import public_matter
from shuoshi.matters.queries import ROW, fetch
from shuoshi.matters.reading import read_matter
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.serving import take_order, walk_order
from shuoshi.scenarios.lishi.walking import Walk, actor, evaluate, walk_yishi
from shuoshi.units.models import Unit
from shuoshi.web import rows as lists
from shuoshi.web.views import public as pages
from tests.conftest import AT, Cast, Rows
from tests.web.using import client, text

Say = Callable[..., Walk]


def _drawn(rows: Rows, walk: Walk, lot: int) -> None:
    rows("UPDATE matters_matter SET lot = %s WHERE id = %s RETURNING id", lot, walk.id)


def test_everybody_sees_the_old_end_beside_the_new_one_and_how_long_the_raiser_waits(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = walk_yishi(say(), "executing")
    was = read_matter(walk.id, by=SYSTEM, at=walk.at).due_at
    walk.does(walk.post("chengban"), "ask_extension", reason="等配件", days=3)
    walk.does(walk.post("shuji"), "grant_extension")
    shown = public_matter(walk.receipt.number)
    (later,) = [p for p in shown.timeline if p.was_due_at]
    assert (later.stage, later.was_due_at, later.due_at) == ("executing", was, shown.due_at)
    monkeypatch.setattr(pages, "clock_now", lambda: walk.at)
    page = text(client().get(f"/m/{walk.receipt.number}"))
    assert "原定" in page
    assert "延到" in page
    opened = shown.opened_at
    assert f"居民已经等了 {(walk.at - opened).days} 天" in page
    api = client().get(f"/api/v1/public/matters/{walk.receipt.number}").json()
    assert [p["stage"] for p in api["timeline"] if p["was_due_at"]] == ["executing"]


def test_released_again_it_still_says_that_it_was_put_off(say: Say) -> None:
    walk = walk_yishi(say(), "executing")
    walk.does(walk.post("chengban"), "ask_extension", reason="等配件", days=3)
    walk.does(walk.post("shuji"), "grant_extension")
    before = public_matter(walk.receipt.number).timeline
    walk.does(walk.post("shuji"), "release", public_title="灯", public_text="灯坏了。")
    assert public_matter(walk.receipt.number).timeline == before


def test_the_time_that_the_raiser_takes_is_not_time_that_they_wait(say: Say) -> None:
    walk = walk_yishi(say(), "done")
    asked, opened = walk.at, read_matter(walk.id, by=SYSTEM, at=walk.at).opened_at
    walk.at += timedelta(days=2)
    evaluate(walk, solved=True, rating=5)
    assert public_matter(walk.receipt.number).waited(walk.at) == asked - opened


def test_a_unit_that_handed_it_back_and_got_it_again_keeps_it(say: Say) -> None:
    walk = walk_yishi(say(), "assigned")
    unit = str(Unit.objects.get(kind="department", name="区城市管理局").id)
    walk.does(walk.post("chengban"), "decline", hours=1, reason="归住建局")
    walk.does(walk.post("shuji"), "hand_over", hours=1, holder=unit)
    with pytest.raises(Refusal, match="不能再退"):
        walk.does(walk.post("chengban"), "decline", hours=1, reason="还是归住建局")
    page = text(client("chengban").get(f"/staff/matters/{walk.id}"))
    assert "/moves/decline" not in page
    walk.does(walk.post("chengban"), "take_up", hours=1)


def test_handing_back_has_its_days(say: Say) -> None:
    walk = walk_yishi(say(), "assigned")
    with pytest.raises(Refusal, match="过了可以退回的期限"):
        walk.does(walk.post("chengban"), "decline", hours=24 * 9, reason="归住建局")
    walk.does(walk.post("chengban"), "take_up", hours=1)


def test_after_a_ruling_on_an_order_there_is_no_second_objection(world: None) -> None:
    walk = walk_order(take_order("垃圾没人清。", AT, "LL-returns"), "dispatched")
    handler = walk.post("chengban")
    walk.does(handler, "object", hours=1, reason="归住建局")
    walk.does(actor("fuhe", walk.at), "uphold", hours=1, reason="归你们")
    with pytest.raises(Refusal, match="不能再退"):
        walk.does(handler, "object", hours=1, reason="不归我们")
    walk.does(handler, "sign", hours=0.5)


def _calls(walk: Walk, *names: str) -> list[str]:
    """Who finds this matter marked for a call back in their list."""
    said = []
    for name in names:
        who = walk.post(name)
        found = fetch(who, ROW + "WHERE m.id = %s", [walk.id])
        lines = lists.queue_lines(found, walk.at, [who], frozenset())
        said += [name for line in lines if line.turn == "等您回访"]
    return said


def test_one_in_ten_is_called_back_by_a_unit_that_did_not_do_it(
    say: Say, cast: Cast, rows: Rows
) -> None:
    walk = walk_yishi(say(), "done")
    _drawn(rows, walk, 10)
    assert _calls(walk, "zhiban", "jiandu", "jiedao", "chengban") == []
    _drawn(rows, walk, 9)
    assert _calls(walk, "zhiban", "jiandu", "jiedao", "chengban") == ["zhiban", "jiandu", "jiedao"]


def test_nobody_of_the_unit_that_did_it_records_the_raisers_word(say: Say, rows: Rows) -> None:
    walk = walk_yishi(say(), "assigning")
    community = str(Unit.objects.get(kind="community", path=walk.path[:12]).id)
    walk.does(walk.post("shuji"), "hand_over", hours=1, holder=community)
    walk.does(walk.post("weiyuan"), "take_up", hours=1)
    walk.does(walk.post("weiyuan"), "finish", hours=1, result="换了灯")
    _drawn(rows, walk, 0)
    assert _calls(walk, "zhiban", "jiandu", "jiedao") == ["jiedao"]
    word: dict[str, Any] = {"solved": "yes", "rating": "5"}
    for name in ("zhiban", "jiandu"):
        with pytest.raises(Refusal, match="请由说事人来评"):
            act(
                matter_id=walk.id, block="survey", name="answer", answers=word,
                by=walk.post(name), at=walk.at,
            )  # fmt: skip
    act(
        matter_id=walk.id, block="survey", name="answer", answers=word, by=walk.post("jiedao"),
        at=walk.at,
    )  # fmt: skip
