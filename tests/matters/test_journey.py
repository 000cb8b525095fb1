"""One matter from said to evaluated, by real moves, and the turns that it can take."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shuoshi.matters.engine import move
from shuoshi.matters.reading import read_matter
from shuoshi.matters.terms import BadAnswers, NotYourMove, OwnWork, Stale, WrongStage
from shuoshi.matters.timers import sweep
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.walking import evaluate, raiser, walk_yishi
from tests.conftest import AT


def test_a_matter_goes_from_said_to_archived(
    say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "archived")
    steps = [s.move for s in read_matter(walk.id, by=SYSTEM, at=walk.at).steps]
    assert steps == [
        "open", "accept", "table", "release", "decide", "publicised", "hand_over", "take_up", "finish", "satisfied",
    ]  # fmt: skip
    kinds = {
        kind for (kind,) in rows("SELECT kind FROM journal_entry WHERE subject_id = %s", walk.id)
    }
    assert {f"matters.{step}" for step in steps} <= kinds
    assert rows("SELECT outcome, closed_at IS NOT NULL FROM matters_matter") == [("done", True)]


def test_a_major_matter_goes_through_the_four_deliberations(say: Callable[..., Any]) -> None:
    walk = walk_yishi(say(), "published", major=True)
    steps = read_matter(walk.id, by=SYSTEM, at=walk.at).steps
    way = [s.to_stage for s in steps if s.to_stage != s.from_stage]
    assert way == ["said", "reviewed", "proposed", "consulted", "party", "tabled", "published"]


def test_an_unsatisfied_raiser_gets_it_done_again_once_and_then_the_street_looks(
    say: Callable[..., Any],
) -> None:
    walk = walk_yishi(say(), "done")
    evaluate(walk, solved=False, rating=1)
    assert walk.stage() == "executing"
    walk.does(walk.post("chengban"), "finish", result="又修了一遍")
    evaluate(walk, solved=False, rating=1)
    assert walk.stage() == "township"
    walk.does(walk.post("jiedao"), "send_back", reason="没有修好")
    assert walk.stage() == "executing"
    assert read_matter(walk.id, by=walk.post("chengban"), at=walk.at).stage == "executing"


def test_no_word_in_fifteen_days_archives_by_itself(say: Callable[..., Any]) -> None:
    walk = walk_yishi(say(), "done")
    sweep(at=walk.at + timedelta(days=25))
    assert walk.stage() == "archived"


def test_whoever_finished_it_may_not_uphold_it(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    from shuoshi.matters.rules import why_not
    from shuoshi.matters.situation import Situation
    from shuoshi.programmes.queries import definition
    from shuoshi.units.queries import work_calendar

    walk = walk_yishi(say(), "township")
    m = read_matter(walk.id, by=SYSTEM, at=walk.at)
    finisher = next(s.account_id for s in m.steps if s.move == "finish")
    now = Situation(definition(m.version_id), m, work_calendar(), walk.at)
    reviewer = cast("jiedao")
    assert why_not(now, "uphold", reviewer) is None
    same = type(reviewer)(
        **{f: getattr(reviewer, f) for f in reviewer.__dataclass_fields__}
        | {"account_id": finisher}
    )
    assert isinstance(why_not(now, "uphold", same), OwnWork)


def test_an_objection_must_be_answered_before_the_notice_ends(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "published")
    walk.does(cast("jiandu"), "object", reason="钱数没写清楚")
    later = walk.at + timedelta(days=20)
    sweep(at=later)
    assert walk.stage() == "published"
    move(
        matter_id=walk.id,
        name="answer_objection",
        answers={"reason": "已补上"},
        by=cast("shuji"),
        at=later,
    )
    from shuoshi.matters.engine import settle

    settle(walk.id, at=later)
    assert walk.stage() == "assigning"


def test_an_extension_is_asked_granted_by_another_and_keeps_the_old_deadline(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "executing")
    before = read_matter(walk.id, by=SYSTEM, at=walk.at)
    walk.does(cast("chengban"), "ask_extension", reason="等材料", days=5)
    with pytest.raises(Exception, match="延期申请"):
        walk.does(cast("chengban"), "ask_extension", hours=0.1, reason="等材料", days=5)
    walk.does(cast("shuji"), "grant_extension", hours=0.1)
    after = read_matter(walk.id, by=SYSTEM, at=walk.at)
    assert before.due_at
    assert after.due_at
    assert after.due_at > before.due_at
    assert after.first_due_at == before.first_due_at
    assert after.steps[-1].due_before_at == before.due_at
    with pytest.raises(Exception, match="用完"):
        walk.does(cast("chengban"), "ask_extension", hours=0.1, reason="还要", days=5)


def test_given_back_it_returns_to_the_stage_before(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "assigning")
    walk.does(cast("shuji"), "give_back", reason="公示漏了一条")
    assert walk.stage() == "published"


def test_a_raiser_withdraws_until_it_is_tabled(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    early, late = say(), walk_yishi(say(), "tabled")
    early.does(raiser(early.receipt), "withdraw")
    assert early.stage() == "withdrawn"
    with pytest.raises(WrongStage):
        late.does(raiser(late.receipt), "withdraw")


def test_a_finished_matter_reopens_inside_the_window_alone(say: Callable[..., Any]) -> None:
    walk = walk_yishi(say(), "archived")
    archived_at = walk.at
    again = walk_yishi(say(), "archived")
    walk.does(raiser(walk.receipt), "reopen", hours=24 * 60, reason="又坏了")
    assert walk.stage() == "executing"
    again.at = archived_at + timedelta(days=200)
    with pytest.raises(Exception, match="期限"):
        again.does(raiser(again.receipt), "reopen", reason="又坏了")


def test_merging_names_the_other_matter(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    one, other = say(), say()
    one.does(cast("shuji"), "merge", into=other.receipt.number, reason="同一件事")
    assert one.stage() == "merged"
    assert rows("SELECT marks->>'merged_into' FROM matters_matter WHERE id = %s", one.id) == [
        (other.receipt.number,)
    ]


def test_a_move_to_a_programme_that_is_not_there_is_hidden_and_refused(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    from shuoshi.matters.engine import situation
    from shuoshi.matters.rules import open_moves

    walk = say(kind="hazard")
    now, _ = situation(walk.id, by=cast("shuji"), at=walk.at)
    assert "as_hazard" not in open_moves(now, cast("shuji"))
    with pytest.raises(Exception, match="还没有安装"):
        walk.does(cast("shuji"), "as_hazard")


def test_a_stale_revision_writes_nothing(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk = say()
    walk.does(cast("shuji"), "comment", words="看过了")
    with pytest.raises(Stale):
        move(
            matter_id=walk.id,
            name="accept",
            answers={"kind": "livelihood"},
            by=cast("shuji"),
            at=AT,
            revision=1,
        )
    assert rows("SELECT count(*) FROM matters_step") == [(2,)]


def test_refusals_are_one_worded_error_each(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = say()
    with pytest.raises(NotYourMove, match="书记") as role:
        walk.does(cast("jiandu"), "accept", kind="livelihood")
    assert "受理" in str(role.value)
    with pytest.raises(WrongStage, match="“说”"):
        walk.does(cast("shuji"), "table")
    with pytest.raises(BadAnswers) as answers:
        walk.does(cast("shuji"), "accept", kind="nonsense")
    assert {k: str(w) for k, w in answers.value.faults.items()} == {"kind": "请从选项里选。"}
    with pytest.raises(Exception, match="没有这件事"):
        walk.does(cast("wangge2"), "comment", words="看不到才对")


def test_merging_into_nothing_or_itself_is_refused(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = say()
    for number in ("2026-999999", walk.receipt.number):
        with pytest.raises(BadAnswers):
            walk.does(cast("shuji"), "merge", into=number, reason="同一件事")
