"""Whoever waits, objects, is handed on; the change of shift; and what is left when the emergency is erased."""

from datetime import timedelta

import pytest

from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.matters.terms import Raised
from shuoshi.posts.cases import end_case, hand_over, object_to, reopen_case, take_over
from shuoshi.posts.queries import post_shown, posts_within, registered_at
from shuoshi.posts.setting_up import close_post, report_incident
from shuoshi.posts.terms import (
    CaseNotFound,
    Decided,
    HandoverNotFound,
    MayNotLead,
    MayNotPass,
    Outcome,
    PostNotFound,
)
from shuoshi.privacy.switching import sweep_switches, switch_off
from shuoshi.reach.queries import switch
from shuoshi.reach.terms import EmergencyOff
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import AT, Cast, Rows
from tests.posts.making import PLATE, a_post, on, one, passed

pytestmark = pytest.mark.usefixtures("_no_switches")
RISK = {"plates": "outside", "trip": "risk"}
LATER = AT + timedelta(minutes=20)


def test_who_waits_is_ended_by_what_came_of_them_and_taken_back_the_same_day(cast: Cast) -> None:
    on(cast)
    post, item = a_post(cast), one(answers={"heat": "fever"})
    passed(cast, post, item)
    with pytest.raises(Conflict):
        close_post(post_id=post, by=cast("shuji"), at=LATER)
    by = cast("wangge")
    with pytest.raises(BadInput):
        end_case(case_id=item.id, ended=Outcome.CHECK_HERE, who="", why="", by=by, at=LATER)
    for stranger in ("wangge2", "chengban"):
        with pytest.raises(CaseNotFound):
            end_case(
                case_id=item.id, ended=Outcome.PASS, who="", why="", by=cast(stranger), at=LATER
            )
    end_case(case_id=item.id, ended=Outcome.PASS, who="", why="再量 36.8", by=by, at=LATER)
    with pytest.raises(CaseNotFound):
        end_case(case_id=item.id, ended=Outcome.PASS, who="", why="", by=by, at=LATER)
    (case,) = post_shown(post, by=by, at=LATER).cases
    assert (case.ended, case.why) == ("pass", "再量 36.8")
    reopen_case(case_id=item.id, by=by, at=LATER)
    assert posts_within(by=by, on=AT.date())[0].waiting == 1
    with pytest.raises(CaseNotFound):
        reopen_case(case_id=item.id, by=by, at=LATER)


def test_who_is_turned_back_may_object_and_the_leader_decides_by_name(cast: Cast) -> None:
    on(cast)
    post, turned, let = a_post(cast), one(answers=RISK), one()
    passed(cast, post, turned, let)
    by, leader = cast("wangge"), cast("shuji")
    with pytest.raises(Conflict):
        object_to(passage_id=let.id, by=by, at=LATER)
    with pytest.raises(CaseNotFound):
        object_to(passage_id=turned.id, by=by, at=AT + timedelta(hours=25))
    object_to(passage_id=turned.id, by=by, at=LATER)
    object_to(passage_id=turned.id, by=by, at=LATER)
    ended = {"case_id": turned.id, "ended": Outcome.PASS, "at": LATER}
    with pytest.raises(MayNotLead):
        end_case(**ended, who="组长", why="有通行证", by=by)
    with pytest.raises(BadInput) as unnamed:
        end_case(**ended, who="", why="有通行证", by=leader)
    assert unnamed.value.field == "who"
    end_case(**ended, who="组长", why="有通行证", by=leader)
    (case,) = post_shown(post, by=by, at=LATER).cases
    assert (case.kind, case.outcome, case.ended, case.who) == (
        "appeal",
        "turn_back",
        "pass",
        "组长",
    )


def test_a_shift_hands_over_with_its_figures_and_who_waits(cast: Cast) -> None:
    post = a_post(cast)
    with pytest.raises(EmergencyOff):
        hand_over(post_id=post, words="", by=cast("wangge"), at=AT)
    on(cast)
    passed(cast, post, one(), one(answers={"code": "red"}))
    made = hand_over(post_id=post, words="灯坏了一盏", by=cast("wangge"), at=LATER)
    with pytest.raises(Conflict):
        hand_over(post_id=post, words="", by=cast("shuji"), at=LATER)
    with pytest.raises(Conflict):
        take_over(handover_id=made, by=cast("wangge"), at=LATER)
    with pytest.raises(HandoverNotFound):
        take_over(handover_id=made, by=cast("wangge2"), at=LATER)
    with pytest.raises(MayNotPass):
        take_over(handover_id=made, by=cast("quling"), at=LATER)
    take_over(handover_id=made, by=cast("shuji"), at=LATER)
    with pytest.raises(HandoverNotFound):
        take_over(handover_id=made, by=cast("weiyuan"), at=LATER)
    (row,) = post_shown(post, by=cast("wangge"), at=LATER).handovers
    assert (row.cases, row.counts, row.words) == (1, {"pass": 1, "refer": 1}, "灯坏了一盏")
    assert "永宁" in row.taken_by


def test_what_happens_at_a_post_becomes_a_matter_once(cast: Cast) -> None:
    on(cast)
    post = a_post(cast)
    said = Raised(
        "shuoshi_yishi", YONGNING, "", "高速口护栏撞坏了。", kind="livelihood", key="post-1"
    )
    receipt = report_incident(post_id=post, said=said, by=cast("wangge"), at=AT)
    again = report_incident(post_id=post, said=said, by=cast("wangge"), at=AT)
    assert again.matter_id == receipt.matter_id
    assert post_shown(post, by=cast("shuji"), at=AT).incidents == (receipt.matter_id,)
    with pytest.raises(PostNotFound):
        report_incident(post_id=post, said=said, by=cast("wangge2"), at=AT)


@pytest.mark.parametrize("drill", [False, True])
def test_when_it_is_erased_figures_are_left_and_of_a_drill_nothing(
    cast: Cast, rows: Rows, drill: bool
) -> None:
    began = on(cast, drill=drill)
    post = a_post(cast)
    passed(
        cast, post, one(), one(answers={"plates": "outside"}, fields=PLATE), one(answers={"code": "red"}),
        one(answers=RISK, decided=Decided(Outcome.PASS, "组长", "急救")),
    )  # fmt: skip
    hand_over(post_id=post, words="说过的话", by=cast("wangge"), at=AT)
    assert posts_within(by=cast("shuji"), on=AT.date())[0].figures.passages == 4
    switch_off(switch_id=began, by=cast("zhihui"), at=LATER)
    sweep_switches(at=AT + timedelta(days=5))
    for table in ("registered", "case", "handover"):
        assert rows(f"SELECT count(*) FROM posts_{table}") == [(0,)]
    found = switch(began)
    assert found is not None
    assert found.erased_at is not None
    assert registered_at(post, by=cast("shuji")) == ()
    if drill:
        assert rows("SELECT count(*) FROM posts_passage") == [(0,)]
        assert rows("SELECT count(*) FROM posts_tally") == [(0,)]
        assert "posts.pass" not in found.counts
    else:
        assert found.counts == found.counts | {
            "posts.pass": 2,
            "posts.register": 1,
            "posts.refer": 1,
        }
