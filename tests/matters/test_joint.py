"""Joint handling: whoever received it first leads; each that helps has a part with its own day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from shuoshi.kernel.clock import local
from shuoshi.kernel.errors import Refusal
from shuoshi.matters.engine import move
from shuoshi.matters.reading import read_matter
from shuoshi.matters.terms import BadAnswers
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.serving import take_order, walk_order
from shuoshi.scenarios.lishi.walking import Walk, actor, walk_yishi
from shuoshi.units.models import Unit
from tests.conftest import AT, Rows
from tests.web.using import client, text

Say = Callable[..., Walk]


def _unit(name: str) -> str:
    return str(Unit.objects.get(kind="department", name=name).id)


def _asks(walk: Walk, **given: str) -> None:
    given = {"partner": _unit("区住房和城乡建设局"), "part": "请查这栋楼的水管。"} | given
    walk.does(walk.post("chengban"), "join_in", hours=1, **given)


def _part(walk: Walk, rows: Rows) -> Walk:
    (found,) = rows(
        "SELECT id FROM matters_matter WHERE parent_id = %s ORDER BY id DESC LIMIT 1", walk.id
    )
    return Walk(replace(walk.receipt, matter_id=found[0]), walk.path, walk.at)  # type: ignore[arg-type]


def test_the_lead_keeps_it_and_the_partner_has_a_part_with_its_own_day(
    say: Say, rows: Rows
) -> None:
    walk = walk_yishi(say("楼道漏水，墙也裂了。"), "executing")
    before = read_matter(walk.id, by=SYSTEM, at=walk.at)
    day = (local(walk.at) + timedelta(days=3)).date()
    _asks(walk, part_by=day.isoformat())
    m = read_matter(walk.id, by=SYSTEM, at=walk.at)
    assert (m.stage, m.holder_id, m.due_at) == ("executing", before.holder_id, before.due_at)
    part = _part(walk, rows)
    own = read_matter(part.id, by=actor("chengban2", walk.at), at=walk.at)
    assert (own.stage, str(own.holder_id)) == ("asked", _unit("区住房和城乡建设局"))
    assert "漏水" in own.body
    assert own.form["part"] == "请查这栋楼的水管。"
    with pytest.raises(Refusal, match="协办的还没有办完"):
        walk.does(walk.post("chengban"), "finish", hours=1, result="办好了")
    part.does(actor("chengban2", walk.at), "take_up", hours=1)
    taken = read_matter(part.id, by=SYSTEM, at=part.at)
    assert taken.due_at
    assert local(taken.due_at).date() >= day
    part.does(actor("chengban2", part.at), "finish", hours=1, result="水管换了。")
    page = text(client("chengban").get(f"/staff/matters/{walk.id}"))
    assert "区住房和城乡建设局" in page
    assert "水管换了。" in page
    walk.does(walk.post("chengban"), "finish", hours=5, result="水管换了，墙补了。")
    assert walk.stage() == "done"
    told = "SELECT template FROM notices_outbox WHERE matter_id = %s AND audience = 'lead'"
    assert rows(told, part.id) == [("part_done",)]


def test_a_part_that_is_not_ours_goes_back_to_the_lead(say: Say, rows: Rows) -> None:
    walk = walk_yishi(say("楼道漏水。"), "executing")
    _asks(walk)
    part = _part(walk, rows)
    part.does(actor("chengban2", walk.at), "decline", hours=1, reason="归物业")
    assert part.stage() == "declined"
    walk.does(walk.post("chengban"), "finish", hours=5, result="找物业修了。")


def test_only_a_unit_from_the_list_and_only_by_the_lead(say: Say, rows: Rows) -> None:
    walk = walk_yishi(say("楼道漏水。"), "executing")
    with pytest.raises(BadAnswers):
        _asks(walk, partner=str(walk.id))
    with pytest.raises(Refusal):
        move(
            matter_id=walk.id, name="join_in", by=actor("chengban2", walk.at), at=walk.at,
            answers={"partner": _unit("区住房和城乡建设局"), "part": "帮一下"},
        )  # fmt: skip
    assert rows("SELECT count(*) FROM matters_matter WHERE parent_id = %s", walk.id) == [(0,)]


def test_an_orders_answer_waits_for_its_parts(world: None, rows: Rows) -> None:
    walk = walk_order(take_order("路灯坏了，树也挡着。", AT, "LL-joint"), "handling")
    _asks(walk)
    with pytest.raises(Refusal, match="协办的还没有办完"):
        walk.does(walk.post("chengban"), "answer", hours=1, answer="修好了")
    part = _part(walk, rows)
    part.does(actor("chengban2", walk.at), "take_up", hours=1)
    part.does(actor("chengban2", part.at), "finish", hours=1, result="树剪了。")
    walk.does(walk.post("chengban"), "answer", hours=3, answer="路灯修好，树剪了。")
    assert walk.stage() == "answered"
