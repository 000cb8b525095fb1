"""One matter from said to evaluated, by real moves, and the turns that it can take."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed
from shuoshi.matters.engine import act, move
from shuoshi.matters.pictures import receive
from shuoshi.matters.public import public_matter
from shuoshi.matters.queries import around, mine, queue
from shuoshi.matters.reading import read_matter
from shuoshi.matters.terms import BadAnswers, NotYourMove, OwnWork, Stale, WrongStage
from shuoshi.matters.timers import sweep
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.walking import evaluate, go_on, raiser, walk_yishi
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
    from shuoshi.matters.rules import Situation, why_not
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


def test_the_public_row_follows_each_stage_and_shows_only_what_was_released(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(body="我家在三号楼二单元，王某某。"), "reviewed")
    walk.does(
        cast("shuji"), "release", hours=0.1, public_title="楼道灯", public_text="楼道灯坏了。"
    )
    go_on(walk, "archived", {"decision": "修。"})
    shown = public_matter(walk.receipt.number)
    assert [stage for stage, _ in shown.timeline] == [
        "said", "reviewed", "tabled", "published", "assigning", "assigned", "executing", "done", "archived",
    ]  # fmt: skip
    assert shown.shown["vote"] == {
        "eligible": 9, "cast": 9, "yes": 7, "no": 1, "abstain": 1, "quorum": ">=2/3", "majority": ">1/2",
    }  # fmt: skip
    assert shown.shown["decision"] == "修。"
    assert "result" not in shown.shown, (
        "a handler's words are shown only after a reviewer released them"
    )
    assert "王某某" not in str(shown)


def test_taken_down_it_is_gone_from_the_board(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "reviewed")
    walk.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。")
    walk.does(cast("jiandu"), "hide", reason="写了门牌")
    with pytest.raises(Exception, match="没有这件事"):
        public_matter(walk.receipt.number)


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


def test_mine_is_what_is_assigned_to_me(say: Callable[..., Any], cast: Callable[..., Any]) -> None:
    walk = walk_yishi(say(), "executing")
    handler = cast("chengban")
    assert [row.number for row in mine((handler,))] == [walk.receipt.number]
    assert mine((cast("chengban2"),)) == ()


def test_the_queue_goes_on_by_key_and_misses_none(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    numbers = {say(at=AT + timedelta(minutes=n)).receipt.number for n in range(12)}
    found, after = set(), None
    for _ in range(4):
        page = queue((cast("shuji"),), after=after, most=5)
        found |= {row.number for row in page.rows}
        after = page.after
        if after is None:
            break
    assert found == numbers


def test_a_report_of_progress_is_kept_and_an_empty_one_refused(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "executing")
    with pytest.raises(BadInput, match="进展"):
        act(
            matter_id=walk.id,
            block="progress",
            name="report",
            answers={},
            by=cast("chengban"),
            at=walk.at,
        )
    act(
        matter_id=walk.id,
        block="progress",
        name="report",
        answers={"progress": "材料到了"},
        by=cast("chengban"),
        at=walk.at,
    )
    assert around(walk.id, by=cast("chengban")).holder == "区城市管理局"


def test_the_raiser_evaluates_once(say: Callable[..., Any], cast: Callable[..., Any]) -> None:
    walk = walk_yishi(say(), "done")
    with pytest.raises(BadInput, match="解决"):
        act(
            matter_id=walk.id,
            block="survey",
            name="answer",
            answers={},
            by=raiser(walk.receipt),
            at=walk.at,
        )
    with pytest.raises(Exception, match="请由说事人"):
        act(
            matter_id=walk.id,
            block="survey",
            name="answer",
            answers={"solved": "yes"},
            by=cast("chengban"),
            at=walk.at,
        )
    evaluate(walk, solved=True, rating=4)
    with pytest.raises(Exception, match="阶段"):
        evaluate(walk, solved=True, rating=4)


def test_taken_down_its_pictures_are_gone_too(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    import io

    from PIL import Image

    from shuoshi.matters.actions import attach, served
    from shuoshi.reach.terms import ANYBODY

    walk, out = walk_yishi(say(), "reviewed"), io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "PNG")
    (file_id,) = attach(
        matter_id=walk.id, received=[receive(out.getvalue())], by=raiser(walk.receipt), at=walk.at
    )
    with pytest.raises(Exception, match="没有这件事"):
        served(file_id, (ANYBODY,))
    forged = [{"id": str(file_id)}, {"id": "nonsense"}, {"id": str(walk.id)}]
    walk.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。", pictures=forged)
    assert public_matter(walk.receipt.number).pictures == (str(file_id),)
    assert served(file_id, (ANYBODY,)).kind == "picture"
    walk.does(cast("jiandu"), "hide", reason="拍到了人")
    with pytest.raises(Exception, match="没有这件事"):
        served(file_id, (ANYBODY,))


def test_a_matter_that_turns_private_leaves_the_board(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "reviewed")
    walk.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。")
    walk.does(cast("shuji"), "give_back", reason="其实是纠纷")
    walk.does(cast("shuji"), "accept", kind="dispute")
    with pytest.raises(Exception, match="没有这件事"):
        public_matter(walk.receipt.number)


def test_what_its_raiser_wants_private_is_not_released(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(private=True), "reviewed")
    with pytest.raises(Exception, match="不公开"):
        walk.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。")


def test_times_set_anew_do_not_annul_a_running_vote(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    from shuoshi.matters.verifying import recount

    walk, voter = walk_yishi(say(), "tabled"), cast("daibiao1", "representative")
    acts = {"matter_id": walk.id, "block": "ballot", "at": walk.at}
    act(**acts, name="convene", answers={}, by=cast("shuji"))
    act(**acts, name="vote", answers={"choice": "yes"}, by=voter)
    rows(
        "UPDATE matters_matter SET due_at = due_at + interval '1 day' WHERE id = %s RETURNING 1",
        walk.id,
    )
    assert recount(at=walk.at, store=True).changed == 1
    closes = "SELECT state FROM matters_timer WHERE matter_id = %s AND outcome = 'ballot.closes'"
    assert rows(closes, walk.id) == [("waiting",)]
    with pytest.raises(Conflict, match="每人一票"):
        act(**acts, name="vote", answers={"choice": "no"}, by=voter)


def test_a_handler_may_not_finish_while_a_part_held_elsewhere_is_open(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk, other = walk_yishi(say(), "executing"), say()
    rows("UPDATE matters_matter SET parent_id = %s, link = 'part' WHERE id = %s", walk.id, other.id)
    with pytest.raises(Exception, match="条件还没有满足"):
        walk.does(cast("chengban"), "finish", result="好了")


def test_it_is_handed_to_a_unit_of_the_list_alone(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "assigning")
    elsewhere = rows(
        "SELECT id FROM units_unit WHERE kind = 'community' AND path = '141102007001'"
    )[0][0]
    for holder in (elsewhere, walk.id):
        with pytest.raises(BadAnswers):
            walk.does(cast("shuji"), "hand_over", holder=str(holder))


def test_merging_into_nothing_or_itself_is_refused(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = say()
    for number in ("2026-999999", walk.receipt.number):
        with pytest.raises(BadAnswers):
            walk.does(cast("shuji"), "merge", into=number, reason="同一件事")


def test_the_desk_may_record_the_raisers_word_when_it_calls_back(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "done")
    act(
        matter_id=walk.id,
        block="survey",
        name="answer",
        answers={"solved": "yes", "rating": 4},
        by=cast("zhiban"),
        at=walk.at,
    )
    assert walk.stage() == "done", "the raiser has three days to speak first"
    sweep(at=walk.at + timedelta(days=9))
    assert walk.stage() == "archived"


def test_whoever_finished_it_records_no_word_of_the_raiser(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "done")
    handler = replace(cast("chengban"), role="desk_worker")
    with pytest.raises(NotAllowed):
        act(
            matter_id=walk.id, block="survey", name="answer", by=handler, at=walk.at,
            answers={"solved": "yes", "rating": 5},
        )  # fmt: skip
    assert walk.stage() == "done"
