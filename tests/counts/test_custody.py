"""A container's way: sealed by one, signed by another, bagged, handed over, received, its result; who comes again alone."""

from uuid import UUID

import pytest

from shuoshi.counts.boards import board
from shuoshi.counts.completeness import missing_in, singles_in
from shuoshi.counts.custody import (
    bag_up,
    hand_over_bags,
    seal_containers,
    sign_containers,
    unseal,
)
from shuoshi.counts.missing import say_missing, take_back
from shuoshi.counts.resulting import give_results, receive_bags
from shuoshi.counts.sites import site_shown
from shuoshi.counts.terms import Bagging, Came, MayNotResult, Sealing, SubjectNotFound, Went, Wrong
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.people.terms import MayNotFind
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import AT, Cast
from tests.counts.making import a_count, a_site, bound, one, residents, tube
from tests.people.making import GRID_1, GRID_2, registered
from tests.posts.making import on

pytestmark = pytest.mark.usefixtures("_no_switches")


def sealed(cast: Cast, site: UUID, container: UUID, n: int, by: str = "wangge") -> Went:
    item = Sealing(container, n, AT)
    return seal_containers(site_id=site, items=[item], by=cast(by), at=AT)[container]


def signed(cast: Cast, site: UUID, container: UUID, n: int, by: str = "shuji") -> Went:
    item = Sealing(container, n, AT)
    return sign_containers(site_id=site, items=[item], by=cast(by), at=AT)[container]


def bagged(cast: Cast, site: UUID, *containers: UUID, code: str = "B-0001") -> tuple[UUID, Went]:
    bag = tube()
    went = bag_up(
        site_id=site, items=[Bagging(bag, code, containers, AT)], by=cast("wangge"), at=AT
    )
    return bag, went[bag]


def on_its_way(cast: Cast, site: UUID, *containers: tuple[UUID, int]) -> UUID:
    for container, n in containers:
        sealed(cast, site, container, n)
        signed(cast, site, container, n)
    bag, _went = bagged(cast, site, *(c for c, _n in containers))
    hand_over_bags(site_id=site, bags=[bag], to="送样员", by=cast("wangge"), at=AT)
    return bag


def test_two_hands_count_what_is_in_a_container_and_both_must_agree(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site, (a, b, c, *_r), mine = a_site(cast, count), residents(4), tube()
    bound(cast, site, one(a, mine), one(b, mine))
    assert signed(cast, site, mine, 2) is Went.EARLY
    assert sealed(cast, site, mine, 3) is Went.DIFFERS
    assert sealed(cast, site, mine, 2) is Went.DONE
    assert sealed(cast, site, mine, 2) is Went.SAME
    assert sealed(cast, site, tube(), 1) is Went.NONE
    assert [x.came for x in bound(cast, site, one(c, mine))] == [Came.SEALED]
    assert signed(cast, site, mine, 2, by="wangge") is Went.ONE_HAND
    assert bagged(cast, site, mine)[1] is Went.EARLY
    assert signed(cast, site, mine, 1) is Went.DIFFERS
    unseal(container_id=mine, site_id=site, by=cast("wangge"), at=AT)
    assert [x.came for x in bound(cast, site, one(c, mine))] == [Came.KEPT]
    assert sealed(cast, site, mine, 3) is Went.DONE
    assert signed(cast, site, mine, 3) is Went.DONE
    (row,) = board(count, by=cast("shuji")).sites
    assert row.steps == {"signed": 1}


def test_a_bag_goes_whole_and_is_received_by_number(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site, people, tubes = a_site(cast, count), residents(3), [tube() for _ in range(3)]
    bound(
        cast,
        site,
        *(one(p, t, f"T-000{n}") for n, (p, t) in enumerate(zip(people, tubes, strict=True))),
    )
    with pytest.raises(Wrong):
        bagged(cast, site, tubes[0], code="？")
    bag = on_its_way(cast, site, (tubes[0], 1), (tubes[1], 1))
    assert bagged(cast, site, tubes[1], code="B-0002")[1] is Went.EARLY
    assert bagged(cast, site, tubes[2], code="B-0001")[1] is Went.TAKEN
    with pytest.raises(BadInput, match="装袋"):
        unseal(container_id=tubes[0], site_id=site, by=cast("wangge"), at=AT)
    again = hand_over_bags(site_id=site, bags=[bag, tube()], to="送样员", by=cast("wangge"), at=AT)
    assert list(again.values()) == [Went.SAME, Went.NONE]
    (row,) = site_shown(site, by=cast("wangge"), at=AT).bags
    assert (row.code, row.many, row.handed_to) == ("B-0001", 2, "送样员")
    with pytest.raises(MayNotResult):
        receive_bags(count_id=count, bags={"B-0001": 2}, by=cast("shuji"), at=AT)
    lab = cast("yiwu")
    assert receive_bags(count_id=count, bags={"B-0001": 3, "B-9": 1}, by=lab, at=AT) == {
        "B-0001": Went.DIFFERS, "B-9": Went.NONE,
    }  # fmt: skip
    early = give_results(count_id=count, results={"T-0000": "negative"}, by=lab, at=AT)
    assert early == {"T-0000": Went.EARLY}
    assert receive_bags(count_id=count, bags={"B-0001": 2}, by=lab, at=AT) == {"B-0001": Went.DONE}
    with pytest.raises(BadInput, match="选项"):
        give_results(count_id=count, results={"T-0000": "green"}, by=lab, at=AT)
    found = give_results(
        count_id=count, results={"T-0000": "negative", "T-77": "negative"}, by=lab, at=AT
    )
    assert found == {"T-0000": Went.DONE, "T-77": Went.NONE}
    again = give_results(count_id=count, results={"T-0000": "negative"}, by=lab, at=AT)
    assert again == {"T-0000": Went.SAME}


def test_whoever_was_in_a_positive_container_comes_again_alone(cast: Cast) -> None:
    on(cast)
    count = a_count(cast)
    site, (a, b, *_r), mine, own = a_site(cast, count), residents(3), tube(), tube()
    bound(cast, site, one(a, mine), one(b, mine), one(None, mine))
    on_its_way(cast, site, (mine, 3))
    lab = cast("yiwu")
    receive_bags(count_id=count, bags={"B-0001": 1}, by=lab, at=AT)
    give_results(count_id=count, results={"T-0001": "positive"}, by=lab, at=AT)
    singles = singles_in(count, by=cast("shuji"))
    assert {s.subject_id for s in singles} == {a, b, None}
    assert all((s.of, s.found, s.own) == ("T-0001", "positive", "") for s in singles)
    came = bound(cast, site, one(a, own, "S-0001", most=1))
    assert [c.came for c in came] == [Came.AGAIN]
    assert {s.own for s in singles_in(count, by=cast("shuji")) if s.subject_id == a} == {"S-0001"}
    sealed(cast, site, own, 1)
    signed(cast, site, own, 1)
    bag, _went = bagged(cast, site, own, code="B-0002")
    hand_over_bags(site_id=site, bags=[bag], to="送样员", by=cast("wangge"), at=AT)
    receive_bags(count_id=count, bags={"B-0002": 1}, by=lab, at=AT)
    give_results(count_id=count, results={"S-0001": "negative"}, by=lab, at=AT)
    mine_now = {s.subject_id: s.own_found for s in singles_in(count, by=cast("shuji"))}
    assert mine_now == {a: "negative", b: "", None: ""}
    give_results(count_id=count, results={"T-0001": "negative"}, by=lab, at=AT)
    assert {s.subject_id for s in singles_in(count, by=cast("shuji"))} == {a}
    assert board(count, by=cast("shuji")).figures.counted == 2
    with pytest.raises(MayNotFind):
        singles_in(count, by=lab)


def test_who_is_missing_and_why_round_against_round(cast: Cast) -> None:
    on(cast)
    here = registered(cast("shuji"), "张在", GRID_2)
    gone = registered(cast("shuji"), "张走", GRID_2)
    first = a_count(cast)
    site = a_site(cast, first, path=GRID_2)
    bound(cast, site, one(here, tube()))
    missing = {m.subject_id: m for m in missing_in(first, path=GRID_2, by=cast("wangge"))}
    assert gone in missing
    assert here not in missing
    assert missing[gone].name == "张*"
    say_missing(
        count_id=first, subject_id=gone, reason="cannot_come", note="腿伤", by=cast("wangge"), at=AT
    )
    (only,) = missing_in(first, path=GRID_2, by=cast("wangge"), reason="cannot_come")
    assert (only.subject_id, only.note, only.before) == (gone, "腿伤", None)
    assert board(first, by=cast("wangge")).figures.reasons == {"cannot_come": 1}
    with pytest.raises(Conflict, match="清点到了"):
        say_missing(
            count_id=first, subject_id=here, reason="away", note="", by=cast("wangge"), at=AT
        )
    with pytest.raises(BadInput, match="选项"):
        say_missing(
            count_id=first, subject_id=gone, reason="lazy", note="", by=cast("wangge"), at=AT
        )
    with pytest.raises(SubjectNotFound):
        say_missing(
            count_id=first, subject_id=tube(), reason="away", note="", by=cast("wangge"), at=AT
        )
    second = a_count(cast, "第二轮", before_id=first)
    later = {m.subject_id: m.before for m in missing_in(second, path=GRID_2, by=cast("wangge"))}
    assert (later[here], later[gone]) == (True, False)
    (below,) = [
        p for p in board(second, by=cast("wangge"), path=YONGNING).below if p.path == GRID_2
    ]
    assert (below.before, below.figures.counted) == (1, 0)
    take_back(count_id=first, subject_id=gone, by=cast("wangge"), at=AT)
    assert board(first, by=cast("wangge")).figures.reasons == {}
    say_missing(count_id=first, subject_id=gone, reason="away", note="", by=cast("wangge"), at=AT)
    bound(cast, site, one(gone, tube(), "T-0009"))
    figures = board(first, by=cast("shuji"), path=GRID_2).figures
    assert figures.reasons == {}
    with pytest.raises(MayNotFind):
        missing_in(first, path=YONGNING, by=cast("zhihui"))


def test_a_grid_is_shown_by_building_and_a_command_sees_figures(cast: Cast) -> None:
    on(cast)
    who = registered(cast("shuji"), "张楼", GRID_1)
    count = a_count(cast)
    bound(cast, a_site(cast, count), one(who, tube()))
    shown = board(count, by=cast("zhihui"), path=GRID_1)
    assert shown.path == GRID_1
    assert sum(p.figures.counted for p in shown.below) == 1
    assert sum(p.figures.expected for p in shown.below) == shown.figures.expected
