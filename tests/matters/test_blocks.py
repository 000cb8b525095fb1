"""Blocks in a stage: reports, words of evaluation, candidates, votes; lists of staff."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed
from shuoshi.matters.engine import act
from shuoshi.matters.queries import around, mine, queue
from shuoshi.matters.terms import BadAnswers
from shuoshi.matters.timers import sweep
from shuoshi.scenarios.lishi.walking import evaluate, raiser, walk_yishi
from tests.conftest import AT


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
    with pytest.raises(Exception, match="协办的还没有办完"):
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
