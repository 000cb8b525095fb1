"""Passages: judged as the file says, counted once, nothing personal kept of whoever is let through."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.posts.counting import roll_up
from shuoshi.posts.queries import (
    added,
    post_shown,
    posts_within,
    registered_at,
    registered_opened,
)
from shuoshi.posts.setting_up import close_post, mend_post, open_post
from shuoshi.posts.terms import (
    BATCH,
    Came,
    Decided,
    MayNotLead,
    MayNotPass,
    Outcome,
    PostNotFound,
    PostSaid,
)
from shuoshi.privacy.switching import switch_off
from shuoshi.reach.partitions import NotNow, days_there, drop_days, ensure_days
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.sealing.terms import NoPurpose
from tests.care.making import unit
from tests.conftest import AT, Cast, Rows
from tests.posts.making import CHECKS, PLATE, a_post, on, one, passed

pytestmark = pytest.mark.usefixtures("_no_switches")
RISK = {"plates": "outside", "trip": "risk"}


def test_a_post_counts_by_the_file_and_the_board_shows_the_same(cast: Cast) -> None:
    on(cast)
    post = a_post(cast)
    came = passed(
        cast, post, one(), one(aboard=3), one(answers={"code": "red"}), one(answers={"heat": "fever"}),
        one(answers=RISK), one(answers={"plates": "outside"}, fields=PLATE), one(vehicles=0, aboard=2),
    )  # fmt: skip
    assert [c.came for c in came] == [Came.KEPT] * 7
    outcomes = [c.outcome for c in came]
    assert outcomes == [
        Outcome.PASS, Outcome.PASS, Outcome.REFER, Outcome.CHECK_HERE, Outcome.TURN_BACK, Outcome.REGISTER, Outcome.PASS,
    ]  # fmt: skip
    (row,) = posts_within(by=cast("wangge"), on=AT.date())
    assert row.figures.outcomes == {o: outcomes.count(o) for o in set(outcomes)}
    assert (row.figures.passages, row.figures.vehicles, row.figures.aboard, row.waiting) == (
        7,
        6,
        10,
        2,
    )
    assert row.figures.hours == {10: 7}
    shown = post_shown(post, by=cast("wangge"), at=AT)
    assert [p.outcome for p in shown.last] == sorted_by_id(came)
    assert shown.checks is not None
    assert shown.checks.checks == CHECKS


def sorted_by_id(came: tuple) -> list[Outcome]:
    return [c.outcome for c in sorted(came, key=lambda c: c.id, reverse=True)]


def test_what_is_brought_twice_is_kept_once_and_another_under_its_number_is_told_apart(
    cast: Cast,
) -> None:
    on(cast)
    post, first, second = a_post(cast), one(aboard=2), one()
    assert [c.came for c in passed(cast, post, first)] == [Came.KEPT]
    again = passed(cast, post, first, second, replace(one(), id=new_id(AT)))
    assert [c.came for c in again] == [Came.SAME, Came.KEPT, Came.KEPT]
    assert [c.came for c in passed(cast, post, replace(first, aboard=3))] == [Came.OTHER]
    (row,) = posts_within(by=cast("shuji"), on=AT.date())
    assert (row.figures.passages, row.figures.aboard) == (3, 4)
    with pytest.raises(BadInput):
        passed(cast, post, first, first)
    other = a_post(cast, "第二个口")
    assert [c.came for c in passed(cast, other, first)] == [Came.OTHER]


def test_nobody_is_checked_without_an_emergency_or_at_a_post_that_is_closed(cast: Cast) -> None:
    post = a_post(cast)
    assert [c.came for c in passed(cast, post, one())] == [Came.OFF]
    began = on(cast, at=AT)
    early, in_it = one(AT - timedelta(hours=1)), one(AT + timedelta(minutes=5))
    late = AT + timedelta(hours=2)
    assert [c.came for c in passed(cast, post, early, in_it, at=late)] == [Came.OFF, Came.KEPT]
    switch_off(switch_id=began, by=cast("zhihui"), at=AT + timedelta(hours=1))
    home = [one(AT + timedelta(minutes=30)), one(AT + timedelta(minutes=90))]
    assert [c.came for c in passed(cast, post, *home, at=late)] == [Came.KEPT, Came.OFF]
    close_post(post_id=post, by=cast("shuji"), at=AT + timedelta(minutes=40))
    home = [one(AT + timedelta(minutes=39)), one(AT + timedelta(minutes=41))]
    assert [c.came for c in passed(cast, post, *home, at=late)] == [Came.KEPT, Came.CLOSED]
    with pytest.raises(Conflict):
        close_post(post_id=post, by=cast("shuji"), at=late)


def test_nobody_is_checked_after_the_last_day_of_the_order(cast: Cast) -> None:
    on(cast, at=AT - timedelta(days=20))
    post = a_post(cast)
    assert [c.came for c in passed(cast, post, one())] == [Came.OFF]


def test_another_kind_of_emergency_opens_nothing(cast: Cast) -> None:
    on(cast, kind="flood")
    post = a_post(cast)
    assert [c.came for c in passed(cast, post, one())] == [Came.OFF]
    flooded = a_post(cast, "堤上路口", kind="flood")
    with pytest.raises(PostNotFound):
        passed(cast, flooded, one())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"answers": {"code": "blue"}}, "code"), ({"aboard": 100}, "aboard"), ({"aboard": 0, "vehicles": 0}, "aboard"),
        ({"vehicles": 21}, "vehicles"), ({"lane": 0}, "lane"), ({"answers": {"plates": "outside"}}, "plate"),
        ({"answers": {"plates": "outside"}, "fields": PLATE | {"identity": "1"}}, "identity"),
        ({"answers": {"plates": "outside"}, "fields": PLATE | {"phone": "电话"}}, "phone"),
        ({"fields": PLATE}, "plate"),
        ({"decided": Decided(Outcome.PASS, "", "急救")}, "who"), ({"decided": Decided(Outcome.PASS, "负责人", " ")}, "why"),
        ({"decided": Decided(Outcome.CHECK_HERE, "负责人", "再看")}, "outcome"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_its_field_and_nothing_is_written(
    cast: Cast, rows: Rows, given: dict, field: str
) -> None:
    on(cast)
    post = a_post(cast)
    with pytest.raises(BadInput) as refused:
        passed(cast, post, one(), one(**given))
    assert refused.value.field == field
    assert rows("SELECT count(*) FROM posts_passage") == [(0,)]


def test_ids_of_other_days_are_refused(cast: Cast) -> None:
    on(cast)
    post = a_post(cast)
    for made in (AT - timedelta(days=7, seconds=1), AT + timedelta(hours=1, seconds=1)):
        with pytest.raises(NotNow):
            passed(cast, post, replace(one(), id=new_id(made)))
    for at in (AT - timedelta(hours=73), AT + timedelta(minutes=6)):
        with pytest.raises(BadInput):
            passed(cast, post, replace(one(), at=at))
    with pytest.raises(BadInput):
        passed(cast, post, *(one() for _ in range(BATCH + 1)))
    with pytest.raises(BadInput):
        passed(cast, post)


def test_who_registers_is_sealed_masked_and_looked_at_with_a_reason(cast: Cast, rows: Rows) -> None:
    on(cast)
    post = a_post(cast)
    passed(
        cast,
        post,
        one(answers={"plates": "outside"}, fields=PLATE | {"people": "4", "goes_to": "龙山社区"}),
    )
    ((kept, table),) = rows(
        "SELECT r.fields::text, p::text FROM posts_registered r JOIN posts_passage p USING (id)"
    )
    for secret in ("88888", "13800000007", "龙山"):
        assert secret not in str(kept)
        assert secret not in str(table)
    (row,) = registered_at(post, by=cast("wangge"))
    assert row.fields == {
        "plate": "晋J****",
        "phone": "138****0007",
        "people": "4",
        "goes_to": "龙山****",
    }
    with pytest.raises(NoPurpose):
        registered_opened(row.id, purpose="", by=cast("wangge"), at=AT)
    opened = registered_opened(row.id, purpose="verify", by=cast("wangge"), at=AT)
    assert opened["plate"] == PLATE["plate"]
    assert rows("SELECT purpose, role FROM sealing_access") == [("verify", "grid_worker")]


def test_the_leader_decides_otherwise_by_name(cast: Cast) -> None:
    on(cast)
    post = a_post(cast)
    item = one(answers=RISK, decided=Decided(Outcome.PASS, "值守组长", "车上有临产的人"))
    with pytest.raises(MayNotLead):
        passed(cast, post, item, by="wangge")
    ((came),) = passed(cast, post, item)
    assert came.outcome is Outcome.PASS
    shown = post_shown(post, by=cast("shuji"), at=AT)
    assert shown.row.figures.decided == 1
    assert shown.row.waiting == 0
    ((case),) = shown.cases
    assert (case.kind, case.who, case.why) == ("override", "值守组长", "车上有临产的人")


def test_others_neither_see_nor_use_a_post(cast: Cast) -> None:
    on(cast)
    post = a_post(cast)
    passed(cast, post, one(answers={"plates": "outside"}, fields=PLATE))
    for by in (cast("wangge2"), cast("chengban")):
        assert posts_within(by=by, on=AT.date()) == ()
        with pytest.raises(PostNotFound):
            post_shown(post, by=by, at=AT)
        with pytest.raises(PostNotFound):
            registered_at(post, by=by)
    for name in ("wangge2", "chengban"):
        with pytest.raises(PostNotFound):
            passed(cast, post, one(), by=name)
    for name in ("zhiban", "quling", "jumin"):
        with pytest.raises(MayNotPass):
            passed(cast, post, one(), by=name)
    with pytest.raises(MayNotLead):
        a_post(cast, "别处", by="wangge")
    with pytest.raises(MayNotLead):
        a_post(cast, "别处", by="wangge2")


def test_a_unit_works_at_its_own_post(cast: Cast) -> None:
    on(cast)
    post = a_post(cast)
    said = PostSaid(YONGNING, unit("health_station"), "高速口", "出口", "epidemic")
    with pytest.raises(PostNotFound):
        passed(cast, post, one(), by="yiwu")
    mend_post(post_id=post, said=said, by=cast("shuji"), at=AT)
    assert [c.came for c in passed(cast, post, one(), by="yiwu")] == [Came.KEPT]
    (row,) = posts_within(by=cast("yiwu"), on=AT.date())
    assert row.figures.passages == 1
    with pytest.raises(Conflict):
        a_post(cast)
    with pytest.raises(BadInput):
        open_post(said=replace(said, kind="heat"), by=cast("shuji"), at=AT)


def test_lines_roll_up_into_the_same_figures(cast: Cast, rows: Rows) -> None:
    on(cast)
    post, other = a_post(cast), a_post(cast, "第二个口")
    for n in range(12):
        passed(cast, post, *(one(AT - timedelta(minutes=10 * n), aboard=n + 1) for _ in range(3)))
        passed(cast, other, one(answers={"code": "red"}))
    before = posts_within(by=cast("shuji"), on=AT.date())
    ((many,),) = rows("SELECT count(*) FROM posts_tally")
    fewer = roll_up()
    assert rows("SELECT count(*) FROM posts_tally") == [(int(str(many)) - fewer,)]
    assert fewer > 10
    assert posts_within(by=cast("shuji"), on=AT.date()) == before
    assert roll_up() == 0
    assert added(r.figures for r in before).passages == 48


def test_days_are_made_ahead_and_dropped(district: None) -> None:
    there = days_there("posts_passage")
    first = min(there) - timedelta(days=40)
    assert ensure_days(first, first + timedelta(days=2), tables=["posts_passage"]) == 3
    assert drop_days("posts_passage", first + timedelta(days=2)) == 2
    assert first + timedelta(days=2) in days_there("posts_passage")
    assert drop_days("posts_passage", first + timedelta(days=3)) == 1
