"""A matter of another house keeps its number there: once, found by it, shown with it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from shuoshi.matters.opening import open_matter
from shuoshi.matters.searching import numbered_outside
from shuoshi.matters.several import open_several
from shuoshi.matters.terms import BadAnswers, KnownOutside, MatterNotFound, Raised, SameKeyOther
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import AT, Cast, Rows
from tests.web.using import client, text

ORDER = {
    "place": YONGNING,
    "body": "小区停水两天了。",
    "key": "a-key",
    "outside_id": "SX2604130001",
}


def _order(outside: str | None = "SX2604130001", programme: str = "order_12345") -> Raised:
    return Raised(programme, YONGNING, "", "小区停水两天了。", channel="desk", outside_id=outside)


def test_the_same_number_of_the_city_is_one_order(world: None, cast: Cast, rows: Rows) -> None:
    agent = cast("rexian")
    receipt = open_matter(said=_order(), by=agent, at=AT)
    with pytest.raises(KnownOutside) as known:
        open_matter(said=_order(), by=agent, at=AT)
    assert receipt.number in str(known.value)
    assert rows("SELECT channel, outside_id FROM matters_matter") == [
        ("city_12345", "SX2604130001")
    ]
    open_matter(said=_order(None), by=agent, at=AT)
    open_matter(said=_order(None), by=agent, at=AT)


def test_an_empty_number_is_none_and_hinders_nobody(world: None, rows: Rows) -> None:
    for n in range(2):
        said = {"place": YONGNING, "body": f"第{n}件", "outside_id": " \x00"}
        answer = client().post("/api/v1/matters", said, content_type="application/json")
        assert answer.status_code == 201, answer.content
    assert rows("SELECT count(*) FROM matters_matter WHERE outside_id IS NULL") == [(2,)]


def test_a_corrected_number_is_another_request_and_two_of_one_number_are_refused_whole(
    world: None, cast: Cast, rows: Rows
) -> None:
    agent, first = cast("rexian"), replace(_order(), key="one-form")
    open_matter(said=first, by=agent, at=AT)
    with pytest.raises(SameKeyOther):
        open_matter(said=replace(first, outside_id="SX2604130002"), by=agent, at=AT)
    with pytest.raises(KnownOutside):
        open_several(said=[_order("SX3"), _order("SX3")], by=agent, at=AT)
    assert rows("SELECT count(*) FROM matters_matter") == [(1,)]


def test_it_is_found_by_that_number_within_reach(world: None, cast: Cast) -> None:
    receipt = open_matter(said=_order(), by=cast("rexian"), at=AT)
    found = numbered_outside("SX2604130001", ["city_12345"], [cast("rexian")])
    assert found == receipt.matter_id
    with pytest.raises(MatterNotFound):
        numbered_outside("SX2604130001", ["city_12345"], [cast("chengban")])


def test_a_programme_without_such_numbers_takes_none(world: None, cast: Cast) -> None:
    with pytest.raises(BadAnswers) as refused:
        open_matter(said=_order(programme="shuoshi_yishi"), by=cast("wangge"), at=AT)
    assert set(refused.value.faults) == {"outside_id"}
    with pytest.raises(BadAnswers):
        open_matter(said=_order("9" * 81), by=cast("rexian"), at=AT)


def test_the_page_asks_for_it_shows_it_and_says_so_when_it_is_there(
    world: None, say: Callable[..., object]
) -> None:
    agent = client("rexian")
    assert "市12345编号" in text(agent.get("/staff/new/order_12345"))
    first = agent.post("/staff/new/order_12345", ORDER)
    assert first.status_code == 302
    again = agent.post("/staff/new/order_12345", ORDER | {"key": "another"})
    assert again.status_code == 409
    assert "已经登记过了" in text(again)
    assert "小区停水两天了" in text(again)
    found = agent.post("/staff/find", {"words": "SX2604130001"})
    assert "SX2604130001" in text(agent.get(found["Location"]))
