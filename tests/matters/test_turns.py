"""Turns that went wrong once: notice without publication, work done again, clocks after a change."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shuoshi.kernel.clock import local
from shuoshi.kernel.errors import BadInput
from shuoshi.matters.engine import act, move
from shuoshi.matters.opening import open_matter
from shuoshi.matters.queries import around
from shuoshi.matters.reading import read_matter
from shuoshi.matters.terms import BadAnswers, NotYet, Raised, SameKeyOther, WrongStage
from shuoshi.matters.timers import ring, sweep, take_due
from shuoshi.matters.verifying import recount
from shuoshi.programmes.queries import definition
from shuoshi.reach.terms import ANYBODY, SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.walking import evaluate, raiser, walk_yishi
from shuoshi.web.showing import timeline
from tests.conftest import AT


def matter(walk: Any) -> Any:
    return read_matter(walk.id, by=SYSTEM, at=walk.at)


def test_the_notice_runs_from_the_day_on_which_everybody_could_see_it(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "published")
    walk.does(cast("shuji"), "hide", reason="有名字")
    sweep(at=walk.at + timedelta(days=20))
    assert walk.stage() == "published", "nobody could see it: no day of the notice has run"
    walk.at += timedelta(days=20)
    walk.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。")
    sweep(at=walk.at + timedelta(days=5))
    assert walk.stage() == "published"
    sweep(at=walk.at + timedelta(days=12))
    assert walk.stage() == "assigning"


def test_no_card_is_shown_where_the_raiser_or_the_notice_has_the_time(
    say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    for stage in ("published", "done"):
        walk = walk_yishi(say(), stage)
        sweep(at=walk.at + timedelta(days=30))
        cards = "SELECT count(*) FROM matters_step WHERE matter_id = %s AND move = 'climb' AND to_stage = %s"
        assert rows(cards, walk.id, stage) == [(0,)]


def test_what_is_done_again_gets_a_day_that_has_not_gone_by(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "assigned")
    agreed = local(walk.at).date() + timedelta(days=2)
    walk.does(cast("chengban"), "take_up", agreed_on=agreed.isoformat())
    assert local(matter(walk).due_at).date() >= agreed
    walk.at += timedelta(days=10)
    walk.does(cast("chengban"), "finish", result="修了")
    evaluate(walk, solved=False, rating=1)
    again = matter(walk)
    assert again.stage == "executing"
    assert again.due_at > walk.at + timedelta(days=5)


@pytest.mark.parametrize("day", ["2020-01-01", "2099-12-31", "9999-12-31", "0001-01-01"])
def test_an_agreed_day_lies_ahead_and_not_too_far(
    say: Callable[..., Any], cast: Callable[..., Any], day: str
) -> None:
    walk = walk_yishi(say(), "assigned")
    with pytest.raises(BadAnswers):
        walk.does(cast("chengban"), "take_up", agreed_on=day)
    assert walk.stage() == "assigned"


def test_a_community_does_not_take_a_matter_back_from_the_street(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "township")
    for name in ("give_back", "merge"):
        with pytest.raises(WrongStage):
            walk.does(cast("shuji"), name, reason="再看看", into="2026-000001")


def test_given_back_twice_it_goes_further_back(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "executing")
    stages = []
    for _ in range(3):
        walk.does(cast("shuji"), "give_back", reason="退")
        stages.append(walk.stage())
    assert stages == ["assigned", "assigning", "published"]


def test_reopened_it_is_with_whoever_handled_it(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "township")
    walk.does(walk.post("jiedao"), "uphold", reason="看过了")
    walk.does(cast("jiandu"), "reopen", reason="又坏了")
    assert matter(walk).holder_id == cast("chengban").unit_id


def test_an_extension_outlives_a_recount(say: Callable[..., Any], cast: Callable[..., Any]) -> None:
    walk = walk_yishi(say(), "executing")
    walk.does(cast("chengban"), "ask_extension", hours=1, reason="等件", days=5)
    walk.does(cast("shuji"), "grant_extension", hours=1)
    due = matter(walk).due_at
    assert recount(at=walk.at, store=True).changed == 0
    assert matter(walk).due_at == due


def test_a_timer_that_was_taken_does_not_ring_after_an_extension(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "executing")
    walk.does(cast("chengban"), "ask_extension", hours=1, reason="等件", days=5)
    later = walk.at + timedelta(days=6)
    taken = [due for due in take_due(at=later) if due.outcome == "climb"]
    assert taken
    move(matter_id=walk.id, name="grant_extension", answers={}, by=cast("shuji"), at=walk.at)
    for due in taken:
        ring(due, at=later)
    climbs = "SELECT count(*) FROM matters_step WHERE matter_id = %s AND move = 'climb'"
    before = rows(climbs + " AND to_stage = 'executing'", walk.id)
    assert before == [(0,)]


def test_a_timer_that_fails_does_not_hold_up_the_others(
    say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    broken, whole = walk_yishi(say(), "done"), walk_yishi(say(), "done")
    for (timer,) in rows("SELECT id FROM matters_timer WHERE matter_id = %s", broken.id):
        rows(
            "UPDATE matters_timer SET outcome = 'climb', climb = 99 WHERE id = %s RETURNING 1",
            timer,
        )
    swept = sweep(at=whole.at + timedelta(days=25))
    assert swept.failed >= 1
    assert whole.stage() == "archived"


@pytest.mark.parametrize("place", ["14", "1411", "141102", "141102001", "", "110101001001"])
def test_a_matter_is_raised_where_somebody_answers(world: None, place: str) -> None:
    from shuoshi.kernel.errors import Refusal

    with pytest.raises(Refusal) as refused:
        open_matter(said=Raised("shuoshi_yishi", place, "", "路灯不亮"), by=ANYBODY, at=AT)
    assert refused.value.status in (404, 422)


def test_a_key_belongs_to_its_sender(world: None, cast: Callable[..., Any]) -> None:
    def said(body: str) -> Raised:
        return Raised("shuoshi_yishi", YONGNING, "", body, key="order-0001")

    first = open_matter(said=said("路灯不亮"), by=cast("shuji"), at=AT)
    other = open_matter(said=said("井盖松了"), by=cast("weiyuan"), at=AT)
    assert first.matter_id != other.matter_id
    assert open_matter(said=said("路灯不亮"), by=cast("shuji"), at=AT).again
    with pytest.raises(SameKeyOther):
        open_matter(said=said("别的"), by=cast("shuji"), at=AT)


def test_numbers_come_in_order(world: None) -> None:
    numbers = [
        open_matter(said=Raised("shuoshi_yishi", YONGNING, "", "路灯"), by=ANYBODY, at=AT).number
        for _ in range(4)
    ]
    assert numbers == [f"2026-{n:06}" for n in range(1, 5)]


def test_what_recurs_at_the_same_place_names_the_finished_one(say: Callable[..., Any]) -> None:
    first = walk_yishi(say(), "archived")
    at, kind = first.at + timedelta(days=3), matter(first).kind
    said = Raised("shuoshi_yishi", first.path, "", "又坏了", kind=kind)
    again = open_matter(said=said, by=ANYBODY, at=at)
    found = read_matter(again.matter_id, by=SYSTEM, at=at)
    assert found.marks["recurs"] == first.receipt.number


def test_a_public_text_names_no_number_that_leads_to_somebody(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "reviewed")
    for text in ("电话13834567890，请回。", "证号141102199001011234。"):
        with pytest.raises(BadAnswers) as refused:
            walk.does(cast("shuji"), "release", public_title="灯", public_text=text)
        assert "public_text" in refused.value.faults
    walk.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。")


def test_what_is_private_by_its_kind_is_released_with_a_reason_alone(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(kind="dispute"), "reviewed")
    words = {"public_title": "一起纠纷", "public_text": "邻里纠纷已调解。"}
    with pytest.raises(BadAnswers):
        walk.does(cast("shuji"), "release", **words)
    walk.does(cast("shuji"), "release", **words, reason="双方同意公开")
    assert matter(walk).published


def test_what_its_raiser_keeps_private_is_never_released(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(private=True), "reviewed")
    with pytest.raises(NotYet):
        walk.does(cast("shuji"), "release", public_title="灯", public_text="灯", reason="想公开")


def test_merged_the_other_says_so_and_only_into_what_is_open(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    one, into, ended = say(), say(), walk_yishi(say(), "screened_out")
    for number in (ended.receipt.number, one.receipt.number, "2026-999999"):
        with pytest.raises(BadAnswers):
            one.does(cast("shuji"), "merge", hours=0.1, reason="同一件", into=number)
    one.does(cast("shuji"), "merge", hours=0.1, reason="同一件", into=into.receipt.number)
    assert one.stage() == "merged"
    said = "SELECT answers->>'words' FROM matters_step WHERE matter_id = %s AND move = 'comment'"
    assert one.receipt.number in rows(said, into.id)[0][0]


def test_a_vote_once_closed_takes_no_more(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    from shuoshi.matters.engine import act
    from shuoshi.meetings.terms import BallotOver

    walk = walk_yishi(say(), "tabled")
    acts = {"matter_id": walk.id, "block": "ballot", "at": walk.at}
    act(**acts, name="convene", answers={}, by=cast("shuji"))
    for n in range(1, 8):
        voter = cast(f"daibiao{n}", "representative")
        act(**acts, name="vote", answers={"choice": "yes"}, by=voter)
    act(**acts, name="close", answers={}, by=cast("shuji"))
    with pytest.raises(BallotOver):
        act(**acts, name="vote", answers={"choice": "no"}, by=cast("daibiao8", "representative"))


def test_times_set_anew_keep_a_notice_that_runs_from_its_release(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "published")
    walk.does(cast("shuji"), "hide", reason="有名字")
    walk.at += timedelta(days=20)
    walk.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。")
    rows(
        "UPDATE matters_matter SET due_at = due_at + interval '1 day' WHERE id = %s RETURNING 1",
        walk.id,
    )
    assert recount(at=walk.at, store=True).changed == 1
    sweep(at=walk.at + timedelta(hours=1))
    assert walk.stage() == "published"
    sweep(at=walk.at + timedelta(days=14))
    assert walk.stage() == "assigning"


def test_a_decision_with_a_number_in_it_is_not_shown_to_everybody(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "reviewed")
    walk.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。")
    walk.does(cast("shuji"), "table")
    walk.vote("shuji", [(f"daibiao{n}", "representative") for n in range(1, 10)], 8)
    with pytest.raises(BadAnswers):
        walk.does(cast("shuji"), "decide", decision="请联系张三 138-3456-7890。")


def test_a_receipt_is_for_what_one_registered_oneself(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    from shuoshi.scenarios.lishi.walking import start

    said = Raised("desk_call", YONGNING, "", "孩子在外地，请多照看", channel="desk")
    call = start(said, AT, cast("zhiban"))
    moved = move(matter_id=call.id, name="hand_on", answers={}, by=cast("shuji"), at=AT)
    child = moved.opened[0]
    from django.test import Client

    from shuoshi.matters.searching import numbered
    from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD

    c = Client()
    c.post("/login", {"username": "shuji", "password": DEMO_PASSWORD})
    child_id = numbered(child, (cast("shuji"),))
    assert c.get(f"/staff/matters/{child_id}/receipt").status_code == 403


def test_no_words_are_taken_for_a_sealed_value(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = say()
    walk.does(raiser(walk.receipt), "comment", words="sealed:zz")
    d = definition(read_matter(walk.id, by=SYSTEM, at=walk.at).version_id)
    (line,) = [x for x in timeline(d, around(walk.id, by=cast("shuji")), "raiser") if x.said]
    assert line.said[0][1] == "sealed:zz"


@pytest.mark.parametrize(
    "answers",
    [{"kind": "livelihood", "major": "True"}, {"kind": "livelihood", "major": [1]}, {"kind": 7}],
)
def test_a_value_of_another_type_is_refused(
    say: Callable[..., Any], cast: Callable[..., Any], answers: dict[str, Any]
) -> None:
    walk = say(kind="")
    with pytest.raises(BadAnswers):
        walk.does(cast("shuji"), "accept", **answers)


def test_an_edited_calendar_reaches_the_public_page(
    say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "executing")
    rows("UPDATE matters_matter SET due_at = due_at - interval '1 day'")
    assert recount(at=walk.at, store=True).changed == 1
    assert rows(
        "SELECT m.due_at = p.due_at FROM matters_matter m JOIN matters_published p ON p.matter_id = m.id"
    ) == [(True,)]


def test_the_same_report_twice_is_one(say: Callable[..., Any], rows: Callable[..., Any]) -> None:
    walk = walk_yishi(say(), "executing")

    def reports(minutes: int) -> None:
        act(
            matter_id=walk.id, block="progress", name="report", answers={"progress": "已到场"},
            by=walk.post("chengban"), at=walk.at + timedelta(minutes=minutes),
        )  # fmt: skip

    reports(0)
    with pytest.raises(BadInput, match="已经报过"):
        reports(1)
    assert rows("SELECT count(*) FROM matters_report") == [(1,)]
