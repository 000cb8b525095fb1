"""Members: bound once, counted once, whatever is sent twice, too much, too late or to another's container."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shuoshi.counts.arranging import end_count, plan_count
from shuoshi.counts.binding import unbind
from shuoshi.counts.boards import board
from shuoshi.counts.counting import roll_up
from shuoshi.counts.custody import seal_containers
from shuoshi.counts.sites import site_shown
from shuoshi.counts.terms import (
    Came,
    CountSaid,
    MayNotCount,
    MayNotPlan,
    Sealed,
    Sealing,
    SiteNotFound,
    Wrong,
)
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.privacy.switching import switch_off
from shuoshi.reach.partitions import NotNow
from shuoshi.reach.terms import EmergencyOff
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from tests.care.making import unit
from tests.conftest import AT, Cast, Rows
from tests.counts.making import EDITION, a_count, a_site, bound, one, residents, tube
from tests.people.making import GRID_1, GRID_2, registered
from tests.posts.making import on

pytestmark = pytest.mark.usefixtures("_no_switches")


def test_everybody_is_counted_once_and_the_board_says_so(cast: Cast) -> None:
    on(cast)
    first = registered(cast("shuji"), "张一")
    second = registered(cast("shuji"), "张二", GRID_2)
    count = a_count(cast)
    site, expected = a_site(cast, count), board(count, by=cast("shuji")).figures.expected
    mine = tube()
    came = bound(cast, site, one(first, mine), one(second, mine), one(None, mine))
    assert [c.came for c in came] == [Came.KEPT] * 3
    again = bound(cast, site, one(first, tube(), "T-0002"))
    assert [c.came for c in again] == [Came.AGAIN]
    shown = board(count, by=cast("shuji"))
    figures = shown.figures
    assert (figures.expected, figures.counted, figures.again, figures.guests) == (expected, 2, 1, 1)
    assert figures.missing == expected - 2 == figures.unsaid
    assert {p.path: p.figures.counted for p in shown.below if p.figures.counted} == {
        GRID_1: 1,
        GRID_2: 1,
    }
    assert roll_up() == 1
    assert board(count, by=cast("shuji")).figures == figures
    (row,) = shown.sites
    assert (row.counted, row.steps) == (4, {"open": 2})


def test_what_is_brought_twice_is_bound_once_and_another_under_its_number_is_told_apart(
    cast: Cast,
) -> None:
    on(cast)
    count = a_count(cast)
    site, (a, b, *_rest) = a_site(cast, count), residents(4)
    first = one(a, tube())
    assert [c.came for c in bound(cast, site, first)] == [Came.KEPT]
    came = bound(cast, site, first, one(b, first.container))
    assert [c.came for c in came] == [Came.SAME, Came.KEPT]
    assert [c.came for c in bound(cast, site, replace(first, subject=b))] == [Came.OTHER]
    assert [c.came for c in bound(cast, site, one(a, first.container))] == [Came.TWICE]
    assert board(count, by=cast("shuji")).figures.counted == 2


def test_a_container_takes_what_it_takes_and_its_code_is_its_own(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site, people, mine = a_site(cast, count), residents(12), tube()
    came = bound(cast, site, *(one(p, mine) for p in people))
    assert [c.came for c in came] == [Came.KEPT] * 10 + [Came.FULL] * 2
    assert [c.came for c in bound(cast, site, one(people[10], tube()))] == [Came.TAKEN]
    single = one(people[11], tube(), "S-0001", most=1)
    assert [c.came for c in bound(cast, site, single)] == [Came.KEPT]
    assert board(count, by=cast("shuji")).figures.counted == 11
    with pytest.raises(Wrong):
        bound(cast, site, one(people[10], tube(), "？"))
    with pytest.raises(BadInput, match="选项"):
        bound(cast, site, one(people[10], tube(), "X-0001", most=7))
    with pytest.raises(BadInput, match="不能空着"):
        bound(cast, site, one(None, tube(), "X-0001", fields={}))
    with pytest.raises(NotNow):
        bound(cast, site, one(people[10], tube(AT - timedelta(days=9)), "X-0001"))


def test_only_the_area_is_counted_and_only_by_whoever_sees_the_site(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site = a_site(cast, count)
    (elsewhere,) = residents(1, LONGSHAN) or [registered(cast("jiedao"), "李外", LONGSHAN)]
    assert [c.came for c in bound(cast, site, one(elsewhere, tube()))] == [Came.UNKNOWN]
    with pytest.raises(SiteNotFound):
        bound(cast, site, one(None, tube()), by="wangge2")
    with pytest.raises(MayNotCount):
        bound(cast, site, one(None, tube()), by="jiandu")
    assert site_shown(site, by=cast("wangge"), at=AT).open == ()


def test_nothing_is_counted_before_it_begins_after_it_ended_or_without_an_emergency(
    cast: Cast,
) -> None:
    with pytest.raises(EmergencyOff):
        a_count(cast)
    on(cast)
    count = a_count(cast)
    site, (a, b, c, *_r) = a_site(cast, count), residents(5)
    early = one(a, tube(), at=AT - timedelta(minutes=90))
    assert [x.came for x in bound(cast, site, early)] == [Came.OFF]
    assert [x.came for x in bound(cast, site, one(a, tube()))] == [Came.KEPT]
    end_count(count_id=count, by=cast("shuji"), at=AT + timedelta(minutes=5))
    late = one(b, tube(), "T-0002", at=AT + timedelta(minutes=6))
    assert [x.came for x in bound(cast, site, late, at=AT + timedelta(minutes=7))] == [Came.OFF]
    home = one(c, tube(), "T-0003", at=AT + timedelta(minutes=4))
    assert [x.came for x in bound(cast, site, home, at=AT + timedelta(hours=2))] == [Came.KEPT]


def test_after_the_emergency_nothing_more_is_counted(cast: Cast) -> None:
    switch = on(cast)
    count = a_count(cast)
    site = a_site(cast, count)
    switch_off(switch_id=switch, by=cast("zhihui"), at=AT)
    late = one(residents(1)[0], tube(), at=AT + timedelta(minutes=1))
    assert [x.came for x in bound(cast, site, late, at=AT + timedelta(minutes=2))] == [Came.OFF]


def test_somebody_bound_by_mistake_is_out_again_and_stays_counted_where_else_they_were(
    cast: Cast,
) -> None:
    on(cast)
    count = a_count(cast)
    site, (a, b, *_r), mine = a_site(cast, count), residents(3), tube()
    first, wrong, twice = one(a, mine), one(b, mine), one(a, tube(), "T-0002")
    bound(cast, site, first, wrong, twice)
    unbind(member_id=wrong.id, by=cast("wangge"), at=AT)
    assert board(count, by=cast("shuji")).figures.counted == 1
    unbind(member_id=first.id, by=cast("wangge"), at=AT)
    figures = board(count, by=cast("shuji")).figures
    assert (figures.counted, figures.again) == (1, 0)
    assert [c.came for c in bound(cast, site, one(b, mine))] == [Came.KEPT]
    sealing = Sealing(mine, 1, AT)
    seal_containers(site_id=site, items=[sealing], by=cast("wangge"), at=AT)
    (held,) = [m for c in site_shown(site, by=cast("wangge"), at=AT).open for m in c.inside]
    assert held.id == twice.id
    with pytest.raises(Sealed):
        unbind(member_id=_member_in(cast, mine), by=cast("wangge"), at=AT)


def _member_in(cast: Cast, container):
    from shuoshi.counts.models import Member
    from shuoshi.reach.scope import acting

    with acting(cast("wangge")):
        return Member.objects.get(container_id=container).id


def test_guests_are_sealed_and_go_with_the_emergency(cast: Cast, rows: Rows) -> None:
    on(cast)
    site = a_site(cast, a_count(cast))
    bound(cast, site, one(None, tube()))
    ((kept,),) = rows("SELECT fields::text FROM counts_guest")
    assert "过路人" not in str(kept)
    assert "13800000009" not in str(kept)


def test_who_plans_and_what_a_count_must_say(cast: Cast) -> None:
    on(cast)
    with pytest.raises(MayNotPlan):
        a_count(cast, by="wangge")
    with pytest.raises(MayNotPlan):
        a_count(cast, path=LONGSHAN)
    with pytest.raises(BadInput, match="收样"):
        a_count(cast, lab_id=None)
    with pytest.raises(BadInput, match="到期"):
        a_count(cast, until=AT + timedelta(days=20))
    with pytest.raises(BadInput, match="开始以后"):
        a_count(cast, until=AT - timedelta(hours=1))
    first = a_count(cast)
    with pytest.raises(Conflict, match="名字"):
        a_count(cast)
    a_site(cast, first)
    said = CountSaid(
        YONGNING,
        unit("community"),
        "第二轮",
        EDITION,
        AT,
        AT + timedelta(hours=20),
        unit("health_station"),
        first,
    )
    second = plan_count(said=said, by=cast("shuji"), at=AT)
    shown = board(second, by=cast("shuji"))
    assert (shown.row.n, [s.name for s in shown.sites]) == (2, ["广场"])
