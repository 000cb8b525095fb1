"""Offers with what is left of the week, stock that its movements add up to, the medical means."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from shuoshi.helpers.terms import SKILLS
from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from shuoshi.matters.engine import move, situation
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import ANYBODY, Actor
from shuoshi.resources import queries
from shuoshi.resources.finding import offering_units
from shuoshi.resources.means import add_mean, end_mean, say_mean
from shuoshi.resources.models import Good
from shuoshi.resources.offers import add_offer, change_offer, end_offer
from shuoshi.resources.queries import (
    gifts_within,
    goods_within,
    means_counted,
    means_for,
    means_within,
    movements_of,
    offers_for,
    offers_within,
)
from shuoshi.resources.retention import forget_movements
from shuoshi.resources.stock import add_good, end_good, move_stock
from shuoshi.resources.terms import (
    GoodNotFound,
    JustDone,
    MayNotStock,
    MeanNotFound,
    MeanState,
    Moving,
    NotEnough,
    Offered,
    OfferNotFound,
    Period,
    Said,
    Stocked,
    Way,
)
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.scenarios.lishi.serving import say_need, walk_need
from shuoshi.units.models import Unit
from tests.conftest import AT, Cast, Rows

TODAY = date(2026, 4, 13)
LATER = AT + timedelta(minutes=5)
LAUNDRY = Offered("laundry", "大件洗涤，上门取送", 2)
RICE = Stocked("food", "大米", "袋", low=3)
CLINIC = Said("fever_clinic", "永宁发热诊室", "running", 6, 2, "8:00–20:00", "0358-8220000")


def unit(kind: str, path: str = YONGNING) -> UUID:
    return Unit.objects.get(kind=kind, path=path).id


def station() -> UUID:
    return unit("health_station")


def offered(by: Actor, what: Offered = LAUNDRY, kind: str = "social_org") -> UUID:
    return add_offer(unit_id=unit(kind), offered=what, by=by, at=AT)


def stocked(by: Actor, good: Stocked = RICE) -> UUID:
    return add_good(unit_id=unit("community"), good=good, by=by, at=AT)


def came(good: UUID, by: Actor, way: str = "bought", number: int = 10, at=AT, **more: str) -> int:
    return move_stock(good_id=good, moving=Moving(way, number, **more), by=by, at=at)


def test_a_unit_offers_a_service_and_everybody_at_the_place_finds_it(cast: Cast) -> None:
    made = offered(cast("aixin"))
    (found,) = offers_for(YONGNING, on=TODAY)
    assert (found.id, found.unit, found.left) == (made, "永宁爱心洗护队", 2)
    assert offers_for(LONGSHAN, on=TODAY) == ()
    assert offers_for(YONGNING, on=TODAY, skill="legal") == ()
    change_offer(
        offer_id=made, offered=replace(LAUNDRY, areas=(LONGSHAN,)), by=cast("shuji"), at=AT
    )
    assert offers_for(YONGNING, on=TODAY) == ()
    assert offers_for(LONGSHAN, on=TODAY)[0].id == made


def test_the_same_offer_is_there_once_and_goes(cast: Cast) -> None:
    made = offered(cast("aixin"))
    with pytest.raises(Conflict):
        offered(cast("shuji"))
    end_offer(offer_id=made, by=cast("aixin"), at=AT)
    assert offers_within(by=cast("shuji"), on=TODAY) == ()
    with pytest.raises(OfferNotFound):
        end_offer(offer_id=made, by=cast("aixin"), at=AT)
    offered(cast("shuji"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"skill": "flying"}, "skill"),
        ({"what": " "}, "what"),
        ({"weekly": 0}, "weekly"),
        ({"cost": "元" * 201}, "cost"),
    ],
)
def test_an_offer_says_what_is_wrong_with_it(cast: Cast, wrong: dict, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        offered(cast("aixin"), replace(LAUNDRY, **wrong))
    assert refused.value.field == field


@pytest.mark.parametrize("who", ["wangge2", "chengban", "shenji", "jumin"])
def test_nobody_else_keeps_a_units_offers(cast: Cast, who: str) -> None:
    made = offered(cast("aixin"))
    with pytest.raises(MayNotStock):
        offered(cast(who), replace(LAUNDRY, what="别的"))
    with pytest.raises((NotAllowed, NotFound)):
        end_offer(offer_id=made, by=cast(who), at=AT)


def test_what_is_taken_of_a_week_is_counted_from_the_matters(cast: Cast) -> None:
    offered(cast("aixin"))
    for n in range(2):
        walk_need(say_need("被子太重。", AT, "laundry", f"需{n}演示", f"0000000111{n}"), "matched")
    (found,) = offers_within(by=cast("shuji"), on=TODAY)
    assert (found.taken, found.left) == (2, 0)
    (later,) = offers_within(by=cast("shuji"), on=TODAY + timedelta(days=7))
    assert later.left == 2
    walk_need(say_need("窗户脏。", AT, "cleaning", "需三演示", "00000001113"), "matched")
    assert offers_within(by=cast("shuji"), on=TODAY)[0].taken == 2


def test_the_next_page_begins_where_the_last_one_ended(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    by = cast("aixin")
    for n in range(3):
        offered(by, replace(LAUNDRY, what=f"第{n}种"))
    first, second = (offers_within(by=by, on=TODAY, page=n) for n in (1, 2))
    assert (len(first), len(second)) == (2, 1)
    assert not {o.id for o in first} & {o.id for o in second}


def test_a_need_finds_the_offer_first_with_its_reason(cast: Cast) -> None:
    offered(cast("aixin"))
    walk = walk_need(say_need("被子太重。", AT, "laundry", "需演示", "00000001110"), "decided")
    now, states = situation(walk.id, by=cast("weiyuan"), at=walk.at)
    stage, _state = states["assign"]
    from shuoshi.matters.assigning import AssignBlock

    rows = AssignBlock().panel(stage, None, cast("weiyuan"), walk.at).rows
    first, reasons = rows["why"][0]
    assert first == "永宁爱心洗护队"
    assert [r.zh for r in reasons][:2] == ["大件洗涤，上门取送", "本周还能接 2 件"]
    assert now.matter.kind == "laundry"


def test_a_full_week_is_said_and_stands_no_longer_first(cast: Cast) -> None:
    from shuoshi.matters.ports import Sought

    offered(cast("aixin"), replace(LAUNDRY, weekly=1))
    walk = walk_need(say_need("被子太重。", AT, "laundry", "需演示", "00000001110"), "matched")
    sought = Sought(walk.id, YONGNING, (), TODAY, "laundry")
    (found,) = offering_units(sought)
    assert (found.fits, found.reasons[1].zh) == (False, "本周已经接满")
    assert list(offering_units(replace(sought, skill=""))) == []


def test_every_skill_that_a_file_seeks_is_a_skill() -> None:
    from shuoshi.programmes.queries import installed

    sought = {
        skill
        for d in installed()
        for stage in d.stages.values()
        for skill in stage.blocks.get("assign", {}).get("seeks", {}).values()
    }
    assert {"laundry", "medical"} <= sought <= set(SKILLS)


def test_stock_is_what_its_movements_add_up_to(cast: Cast, rows: Rows) -> None:
    by = cast("weiyuan")
    good = stocked(by)
    assert came(good, by, "bought", 10) == 10
    then = [AT + timedelta(minutes=n) for n in range(1, 5)]
    assert came(good, by, "donated", 5, then[0], donor="爱心商户", what="春节慰问") == 15
    assert came(good, by, "issued", 4, then[1], what="3 号楼独居老人") == 11
    assert came(good, by, "lost", 1, then[2], what="受潮") == 10
    assert came(good, by, "counted", 9, then[3], what="少一袋") == 9
    (row,) = goods_within(by=by)
    assert (row.number, row.short) == (9, False)
    moved = movements_of(good, by=by)
    assert [m.number for m in moved] == [-1, -1, -4, 5, 10]
    assert sum(m.number for m in moved) == row.number == moved[0].left
    ((sealed,),) = rows(
        "SELECT encode(donor, 'escape') FROM resources_movement WHERE donor IS NOT NULL"
    )
    assert "爱心商户" not in sealed


def test_what_is_too_little_is_listed(cast: Cast) -> None:
    by = cast("weiyuan")
    good = stocked(by)
    assert [g.id for g in goods_within(by=by, short_only=True)] == [good]
    came(good, by, number=4)
    assert goods_within(by=by, short_only=True) == ()


def test_nothing_goes_below_nothing(cast: Cast, rows: Rows) -> None:
    by = cast("weiyuan")
    good = stocked(by)
    came(good, by, number=3)
    with pytest.raises(NotEnough):
        came(good, by, "issued", 4, what="发")
    assert goods_within(by=by)[0].number == 3
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="good_not_below_nothing"):
        rows("UPDATE resources_good SET number = -1")


def test_a_second_click_counts_once(cast: Cast) -> None:
    by = cast("weiyuan")
    good = stocked(by)
    came(good, by)
    with pytest.raises(JustDone):
        came(good, by, at=AT + timedelta(seconds=3))
    assert came(good, by, at=LATER) == 20


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Moving("bought", 0), "number"),
        (Moving("stolen", 1), "way"),
        (Moving("issued", 1), "what"),
        (Moving("donated", 1), "donor"),
        (Moving("bought", 1, matter="20260000"), "matter"),
    ],
)
def test_a_movement_says_what_is_wrong_with_it(cast: Cast, wrong: Moving, field: str) -> None:
    by = cast("weiyuan")
    good = stocked(by)
    with pytest.raises(BadInput) as refused:
        move_stock(good_id=good, moving=wrong, by=by, at=AT)
    assert refused.value.field == field
    assert movements_of(good, by=by) == ()


def test_what_was_given_out_may_name_its_matter(cast: Cast, say, rows: Rows) -> None:
    by, walk = cast("weiyuan"), say()
    good = stocked(by)
    came(good, by)
    came(good, by, "issued", 1, what="应急", matter=walk.receipt.number)
    assert rows("SELECT matter_id FROM resources_movement WHERE way = 'issued'") == [(walk.id,)]
    elsewhere = say(path=LONGSHAN)
    with pytest.raises(BadInput):
        came(good, by, "issued", 1, what="应急", matter=elsewhere.receipt.number)


def test_gifts_are_listed_to_say_thanks(cast: Cast) -> None:
    by = cast("weiyuan")
    good = stocked(by)
    came(good, by, "donated", 5, donor="爱心商户")
    (gift,) = gifts_within(by=by, period=Period(TODAY, TODAY))
    assert (gift.donor, gift.good, gift.number, gift.way) == ("爱心商户", "大米", 5, Way.DONATED)
    before = TODAY - timedelta(days=1)
    assert gifts_within(by=by, period=Period(before, before)) == ()
    assert gifts_within(by=cast("wangge2"), period=Period(TODAY, TODAY)) == ()


def test_goods_end_when_they_are_used_up(cast: Cast) -> None:
    by = cast("weiyuan")
    good = stocked(by)
    with pytest.raises(Conflict):
        stocked(by)
    came(good, by)
    with pytest.raises(Conflict):
        end_good(good_id=good, by=by, at=AT)
    came(good, by, "counted", 0, what="发完了", at=LATER)
    end_good(good_id=good, by=by, at=AT)
    with pytest.raises(GoodNotFound):
        came(good, by)
    stocked(by)


@pytest.mark.parametrize("who", ["wangge2", "aixin"])
def test_another_unit_moves_none_of_it(cast: Cast, who: str) -> None:
    good = stocked(cast("weiyuan"))
    with pytest.raises(GoodNotFound):
        came(good, cast(who))
    with pytest.raises(GoodNotFound):
        movements_of(good, by=cast(who))


def test_the_means_are_counted_by_street_and_shown_to_everybody(cast: Cast) -> None:
    by = cast("jiedao")
    for said in (CLINIC, replace(CLINIC, name="二号", state="planned", in_use=0)):
        add_mean(unit_id=station(), path=YONGNING, said=said, by=by, at=AT)
    (counted,) = means_counted(by=by)
    assert (counted.path, counted.running, counted.planned) == (YONGNING[:9], 1, 1)
    assert (counted.places, counted.free) == (6, 4)
    assert {m.state for m in means_for(LONGSHAN, on=TODAY)} == {
        MeanState.RUNNING,
        MeanState.PLANNED,
    }
    assert means_for("141102002001", on=TODAY) == ()
    with acting(ANYBODY):
        assert Good.objects.none().count() == 0


def test_a_mean_says_how_it_is_today_and_ages(cast: Cast) -> None:
    by = cast("shuji")
    made = add_mean(unit_id=station(), path=YONGNING, said=CLINIC, by=by, at=AT)
    later = TODAY + timedelta(days=15)
    assert means_within(by=by, on=later)[0].stale
    say_mean(mean_id=made, said=replace(CLINIC, in_use=6), by=by, at=AT + timedelta(days=15))
    (row,) = means_within(by=by, on=later)
    assert (row.in_use, row.stale) == (6, False)
    end_mean(mean_id=made, by=by, at=AT)
    with pytest.raises(MeanNotFound):
        say_mean(mean_id=made, said=CLINIC, by=by, at=AT)


def test_a_pharmacys_stock_lies_with_it_and_keeps_it_open(cast: Cast) -> None:
    by = cast("shuji")
    shop = add_mean(
        unit_id=station(), path=YONGNING, said=replace(CLINIC, kind="pharmacy"), by=by, at=AT
    )
    drug = Stocked("medicine", "布洛芬", "盒", 10, str(shop))
    good = add_good(unit_id=station(), good=drug, by=by, at=AT)
    came(good, by)
    assert goods_within(by=by)[0].mean == "永宁发热诊室"
    with pytest.raises(Conflict):
        end_mean(mean_id=shop, by=by, at=AT)
    with pytest.raises(MeanNotFound):
        add_good(unit_id=unit("community"), good=drug, by=by, at=AT)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "x"}, "kind"),
        ({"name": ""}, "name"),
        ({"state": "x"}, "state"),
        ({"in_use": 7}, "in_use"),
        ({"phone": "abc"}, "phone"),
        ({"places": -1, "in_use": 0}, "places"),
    ],
)
def test_a_mean_says_what_is_wrong_with_it(cast: Cast, wrong: dict, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        add_mean(
            unit_id=station(), path=YONGNING, said=replace(CLINIC, **wrong), by=cast("shuji"), at=AT
        )
    assert refused.value.field == field


def test_a_mean_lies_within_the_range_of_whoever_adds_it(cast: Cast) -> None:
    with pytest.raises(BadInput):
        add_mean(unit_id=station(), path=LONGSHAN, said=CLINIC, by=cast("shuji"), at=AT)


def test_who_gave_is_forgotten_after_five_years_and_numbers_stay(cast: Cast, rows: Rows) -> None:
    by = cast("weiyuan")
    good = stocked(by)
    came(good, by, "donated", 5, donor="爱心商户", what="给 3 号楼")
    assert forget_movements(AT + timedelta(days=365)) == 0
    assert forget_movements(AT + timedelta(days=6 * 366)) == 1
    assert forget_movements(AT + timedelta(days=6 * 366)) == 0
    (row,) = movements_of(good, by=by)
    assert (row.donor, row.what, row.number) == ("—", "", 5)


def test_each_change_has_its_journal_line(cast: Cast, rows: Rows) -> None:
    by = cast("weiyuan")
    good = stocked(by)
    came(good, by)
    offered(by)
    kinds = {k for (k,) in rows("SELECT kind FROM journal_entry WHERE kind LIKE 'resources.%%'")}
    assert kinds == {"resources.good", "resources.bought", "resources.offer"}


def test_a_helper_whom_nobody_offers_is_refused(cast: Cast) -> None:
    from shuoshi.matters.terms import BadAnswers

    walk = walk_need(say_need("被子太重。", AT, "laundry", "需演示", "00000001110"), "decided")
    given = {"helper": str(UUID(int=7)), "provider_kind": "social_org"}
    with pytest.raises(BadAnswers) as refused:
        move(matter_id=walk.id, name="match", answers=given, by=cast("weiyuan"), at=walk.at)
    assert "helper" in refused.value.faults
