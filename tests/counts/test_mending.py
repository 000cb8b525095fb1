"""What goes wrong at a site and is mended; what may still be done once a round is over; who is counted when two write at
once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections

from shuoshi.counts.arranging import close_site, end_count, go_on, mend_site, reopen_site
from shuoshi.counts.binding import unbind
from shuoshi.counts.boards import board
from shuoshi.counts.by_car import send_car
from shuoshi.counts.completeness import missing_in, singles_in
from shuoshi.counts.custody import hand_over_bags, seal_containers, take_back_bag, unbag
from shuoshi.counts.missing import say_missing
from shuoshi.counts.models import Container
from shuoshi.counts.resulting import give_results, receive_bags
from shuoshi.counts.retention import erase_of_switch
from shuoshi.counts.sites import site_shown
from shuoshi.counts.terms import (
    Bound,
    Came,
    ContainerNotFound,
    CountNotFound,
    Sealing,
    SiteNotFound,
    SiteSaid,
    Went,
)
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.people.moving import leave
from shuoshi.people.terms import MayNotFind
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, EmergencyOff
from shuoshi.rounds.arranging import start_round
from shuoshi.rounds.terms import Going
from shuoshi.scenarios.lishi.cast import BINHE, YONGNING
from tests.care.making import unit
from tests.conftest import AT, Cast, Rows
from tests.counts.making import a_count, a_site, bound, one, residents, tube
from tests.counts.test_custody import bagged, on_its_way, sealed, signed
from tests.people.making import GRID_1, GRID_2, registered
from tests.posts.making import on

pytestmark = pytest.mark.usefixtures("_no_switches")
LATER = AT + timedelta(hours=1)


def test_a_site_counts_by_the_rules_of_its_count_alone(cast: Cast) -> None:
    on(cast)
    site = a_site(cast, a_count(cast))
    with pytest.raises(BadInput, match="另一版"):
        bound(cast, site, one(residents(1)[0], tube(), most=50), edition="roll_call")


def test_whoever_was_in_a_wrong_single_tube_still_has_to_come(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site, (a, b, *_r), mine, own = a_site(cast, count), residents(3), tube(), tube()
    bound(cast, site, one(a, mine), one(b, mine))
    on_its_way(cast, site, (mine, 2))
    receive_bags(count_id=count, bags={"B-0001": 1}, by=cast("yiwu"), at=AT)
    give_results(count_id=count, results={"T-0001": "positive"}, by=cast("yiwu"), at=AT)
    wrong = one(a, own, "S-0001", most=1)
    bound(cast, site, wrong)
    unbind(member_id=wrong.id, by=cast("wangge"), at=AT)
    bound(cast, site, one(b, tube(), "S-0002", most=1))
    assert {s.subject_id: s.own for s in singles_in(count, by=cast("shuji"))} == {
        a: "",
        b: "S-0002",
    }
    end_count(count_id=count, by=cast("shuji"), at=LATER)
    alone = one(a, tube(), "S-0003", most=1, at=LATER + timedelta(minutes=1))
    other = one(residents(9)[8], tube(), "T-0077", at=LATER + timedelta(minutes=1))
    came = bound(cast, site, alone, other, at=LATER + timedelta(minutes=2))
    assert [c.came for c in came] == [Came.AGAIN, Came.OFF]
    assert {s.own for s in singles_in(count, by=cast("shuji"))} == {"S-0002", "S-0003"}


def test_an_invalid_single_comes_once_more(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site, (a, b, *_r), mine, own = a_site(cast, count), residents(3), tube(), tube()
    bound(cast, site, one(a, mine), one(b, mine))
    on_its_way(cast, site, (mine, 2))
    lab = cast("yiwu")
    receive_bags(count_id=count, bags={"B-0001": 1}, by=lab, at=AT)
    give_results(count_id=count, results={"T-0001": "positive"}, by=lab, at=AT)
    bound(cast, site, one(a, own, "S-0001", most=1))
    sealed(cast, site, own, 1)
    signed(cast, site, own, 1)
    bag, _went = bagged(cast, site, own, code="B-0002")
    hand_over_bags(site_id=site, bags=[bag], to="送样员", by=cast("wangge"), at=AT)
    receive_bags(count_id=count, bags={"B-0002": 1}, by=lab, at=AT)
    give_results(count_id=count, results={"S-0001": "invalid"}, by=lab, at=AT)
    assert {s.subject_id: s.own for s in singles_in(count, by=cast("shuji"))} == {a: "", b: ""}


def test_whoever_was_registered_or_left_since_changes_what_is_expected(cast: Cast) -> None:
    on(cast)
    gone = registered(cast("shuji"), "张走", GRID_2)
    count = a_count(cast)
    site, planned = a_site(cast, count), board(count, by=cast("shuji"), path=GRID_2).figures
    soon = AT + timedelta(minutes=1)
    new = registered(cast("shuji"), "张新", GRID_2, at=soon)
    bound(cast, site, one(new, tube(soon), at=soon), at=soon)
    figures = board(count, by=cast("shuji"), path=GRID_2).figures
    assert (figures.expected, figures.counted) == (planned.expected + 1, 1)
    assert figures.missing == planned.missing
    leave(person_id=gone, why="moved", on=AT.date(), by=cast("shuji"), at=AT)
    left = board(count, by=cast("shuji")).figures
    assert board(count, by=cast("shuji"), path=GRID_2).figures.missing == planned.missing - 1
    assert left.missing == sum(p.figures.missing for p in board(count, by=cast("shuji")).below)


def test_what_is_on_its_way_goes_on_after_the_round_and_the_site(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site, (a, b, *_r), mine, late = a_site(cast, count), residents(3), tube(), tube()
    bound(cast, site, one(a, mine))
    sealed(cast, site, mine, 1)
    close_site(site_id=site, by=cast("shuji"), at=LATER)
    before = one(b, late, "T-0002", at=AT + timedelta(minutes=5))
    came = bound(cast, site, before, at=LATER + timedelta(minutes=5))
    assert [c.came for c in came] == [Came.KEPT]
    end_count(count_id=count, by=cast("shuji"), at=LATER)
    assert sealed(cast, site, late, 1) is Went.DONE
    assert signed(cast, site, mine, 1) is Went.DONE
    assert signed(cast, site, late, 1) is Went.DONE
    bag, went = bagged(cast, site, mine, late)
    assert went is Went.DONE
    handed = hand_over_bags(site_id=site, bags=[bag], to="送样员", by=cast("wangge"), at=LATER)
    assert handed == {bag: Went.DONE}
    with pytest.raises(Conflict):
        reopen_site(site_id=site, by=cast("shuji"), at=LATER)
    go_on(count_id=count, by=cast("shuji"), at=LATER)
    reopen_site(site_id=site, by=cast("shuji"), at=LATER)
    assert site_shown(site, by=cast("wangge"), at=AT).row.closed_at is None


def test_bags_are_opened_and_taken_back(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site, other = a_site(cast, count), a_site(cast, count, "另一处")
    (a, *_r), mine = residents(2), tube()
    bound(cast, site, one(a, mine))
    bag = on_its_way(cast, site, (mine, 1))
    with pytest.raises(ContainerNotFound):
        unbag(site_id=site, bag_id=bag, by=cast("wangge"), at=AT)
    assert hand_over_bags(site_id=other, bags=[bag], to="x", by=cast("wangge"), at=AT) == {
        bag: Went.NONE
    }
    take_back_bag(site_id=site, bag_id=bag, by=cast("wangge"), at=AT)
    unbag(site_id=site, bag_id=bag, by=cast("wangge"), at=AT)
    assert bagged(cast, site, mine, code="B-0001")[1] is Went.DONE
    with pytest.raises(ContainerNotFound):
        take_back_bag(site_id=site, bag_id=bag, by=cast("wangge"), at=AT)


def test_an_empty_container_is_none_and_one_refused_may_try_again(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site, (a, *_r), mine = a_site(cast, count), residents(2), tube()
    item = one(a, mine)
    bound(cast, site, item)
    unbind(member_id=item.id, by=cast("wangge"), at=AT)
    with acting(SYSTEM):
        assert not Container.objects.filter(id=mine).exists()
    early = one(a, mine, at=AT - timedelta(minutes=90))
    came = bound(cast, site, early, one(a, mine))
    assert [c.came for c in came] == [Came.OFF, Came.KEPT]


def test_a_step_of_another_time_is_refused_and_a_site_names_what_there_is(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site, (a, *_r), mine = a_site(cast, count), residents(2), tube()
    bound(cast, site, one(a, mine))
    with pytest.raises(BadInput) as bad:
        item = Sealing(mine, 1, AT + timedelta(days=365))
        seal_containers(site_id=site, items=[item], by=cast("wangge"), at=AT)
    assert bad.value.field == "at"
    wrong = SiteSaid(tube(), YONGNING, "广场", "x")
    with pytest.raises(BadInput) as bad:
        mend_site(site_id=site, said=wrong, by=cast("shuji"), at=AT)
    assert bad.value.field == "unit"
    with pytest.raises(BadInput) as bad:
        a_site(cast, count, "第三处", serves=frozenset({f"{YONGNING}999"}))
    assert bad.value.field == "serves"
    shown = board(count, by=cast("shuji"), path=f"{YONGNING}中")
    assert shown.path == YONGNING


def test_a_new_unit_has_what_the_site_has(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site, (a, *_r), item = a_site(cast, count), residents(2), None
    item = one(a, tube())
    bound(cast, site, item)
    with pytest.raises(ContainerNotFound):
        unbind(member_id=item.id, by=cast("yiwu"), at=AT)
    said = SiteSaid(unit("health_station"), YONGNING, "广场", "x")
    mend_site(site_id=site, said=said, by=cast("shuji"), at=AT)
    unbind(member_id=item.id, by=cast("yiwu"), at=AT)


def test_the_list_goes_on_behind_whom_it_ended_with_and_stays_in_the_area(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    first = missing_in(count, path="", by=cast("shuji"))
    assert len(first) == 60
    say_missing(
        count_id=count,
        subject_id=first[0].subject_id,
        reason="away",
        note="",
        by=cast("wangge"),
        at=AT,
    )
    second = missing_in(
        count, path="", by=cast("shuji"), reason="unsaid", after=first[-1].subject_id
    )
    assert not {m.subject_id for m in first} & {m.subject_id for m in second}
    total, after = 0, None
    while page := missing_in(count, path=YONGNING, by=cast("shuji"), after=after):
        total, after = total + len(page), page[-1].subject_id
    assert total == board(count, by=cast("shuji")).figures.missing
    street = missing_in(count, path=BINHE, by=cast("jiedao"))
    assert all(m.path.startswith(YONGNING) for m in street)
    with pytest.raises(MayNotFind):
        missing_in(count, path=f"{YONGNING}中", by=cast("shuji"))


def test_after_the_erasure_nothing_is_written_and_nobody_called_missing(
    cast: Cast, rows: Rows
) -> None:
    switch = on(cast)
    count = a_count(cast)
    site, (a, b, *_r) = a_site(cast, count), residents(3)
    bound(cast, site, one(a, tube()))
    say_missing(
        count_id=count, subject_id=b, reason="cannot_come", note="", by=cast("wangge"), at=AT
    )
    going = Going(YONGNING, AT.date(), "今天", "大厅", 37.5, 111.1)
    day = start_round(going=going, by=cast("shuji"), at=AT)
    assert send_car(count_id=count, round_id=day, by=cast("shuji"), at=AT) == 1
    assert send_car(count_id=count, round_id=day, by=cast("shuji"), at=AT) == 0
    rows("UPDATE reach_switch SET ended_at = %s, erase_on = %s, erasing_at = %s, erased_at = %s",
         LATER, LATER.date(), LATER, LATER)  # fmt: skip
    erase_of_switch(switch, LATER)
    assert rows("SELECT count(*) FROM rounds_stop WHERE what = '第一轮'") == [(0,)]
    assert rows("SELECT ended_at IS NOT NULL FROM counts_count") == [(True,)]
    with pytest.raises(CountNotFound):
        missing_in(count, path=GRID_1, by=cast("wangge"))
    with pytest.raises((Conflict, EmergencyOff)):
        say_missing(
            count_id=count, subject_id=b, reason="away", note="", by=cast("wangge"), at=LATER
        )
    grid = board(count, by=cast("shuji"), path=GRID_1)
    assert (grid.kept, grid.below) == (False, ())
    came = bound(cast, site, one(b, tube(), "T-0002"), at=LATER)
    assert [c.came for c in came] == [Came.OFF]


def test_a_unit_sees_no_reasons_and_no_single_building(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    a_site(cast, count, unit_id=unit("social_org"))
    (a, *_r) = residents(2)
    say_missing(count_id=count, subject_id=a, reason="hospital", note="", by=cast("wangge"), at=AT)
    shown = board(count, by=cast("aixin"), path=GRID_1)
    assert (shown.path, shown.figures.reasons, shown.singles) == (YONGNING, {}, 0)
    assert all(p.figures.reasons == {} for p in shown.below)
    with pytest.raises(CountNotFound):
        board(count, by=cast("chengban"))
    with pytest.raises(SiteNotFound):
        site_shown(tube(), by=cast("aixin"), at=AT)


def at_once(*do: Callable[[], object]) -> list[object]:
    """What comes of several at the same moment, each over a connection of its own."""

    def one_of(work: Callable[[], object]) -> object:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(do)) as pool:
        return list(pool.map(one_of, do))


def test_two_devices_at_once_count_each_person_once(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site, people = a_site(cast, count), residents(10)

    def brought(code: str, order: list[UUID]) -> list[Bound]:
        mine = tube()
        return [one(p, mine, code) for p in order]

    for n in range(5):
        pair = people[2 * n : 2 * n + 2]
        sets = [brought(f"T-1{n}0{k}", pair[:: (1, -1)[k % 2]]) for k in range(4)]
        came = at_once(*(lambda items=items: bound(cast, site, *items) for items in sets))
        words = [c.came for answers in came for c in answers]
        assert sorted(words) == [Came.AGAIN] * 6 + [Came.KEPT] * 2
    figures = board(count, by=cast("shuji")).figures
    assert (figures.counted, figures.again) == (10, 30)


def test_taken_out_here_while_bound_there_somebody_stays_counted(cast: Cast, rows: Rows) -> None:
    on(cast)
    count = a_count(cast)
    site, people = a_site(cast, count), residents(8)
    for n, who in enumerate(people):
        first = one(who, tube(), f"T-2{n:03}")
        bound(cast, site, first)
        second = one(who, tube(), f"T-3{n:03}")
        at_once(
            lambda first=first: unbind(member_id=first.id, by=cast("wangge"), at=AT),
            lambda second=second: bound(cast, site, second),
        )
    assert rows("SELECT count(*), count(*) FILTER (WHERE again) FROM counts_member") == [(8, 0)]
    assert rows("SELECT count(*) FROM counts_counted c JOIN counts_member m ON m.id = c.id") == [
        (8,)
    ]
    figures = board(count, by=cast("shuji")).figures
    assert (figures.counted, figures.again) == (8, 0)
