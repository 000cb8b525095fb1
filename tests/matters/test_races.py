"""Two at once, proved with two connections."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from shuoshi.kernel.errors import Refusal
from shuoshi.matters.engine import act, move
from shuoshi.matters.terms import Stale
from shuoshi.matters.timers import ring, sweep, take_due
from shuoshi.scenarios.lishi.walking import raiser, walk_yishi
from tests.both import both
from tests.conftest import _SECRETS, CLUSTER


def _owner() -> psycopg.Connection[Any]:
    return psycopg.connect(CLUSTER.dsn("shuoshi_owner", _SECRETS["owner"], "shuoshi_test"))


def test_a_timer_that_races_a_persons_move_ends_in_one_step_and_one_superseded(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "done")
    later = walk.at + timedelta(days=25)
    taken = [due for due in take_due(at=later) if due.outcome == "survey.ended"]
    assert len(taken) == 2, "when the raiser had the time to speak first, and at the end"
    steps_before = rows("SELECT count(*) FROM matters_step WHERE matter_id = %s", walk.id)[0][0]
    # The person's word lands between the timer's taking and its ringing.
    act(
        matter_id=walk.id,
        block="survey",
        name="answer",
        answers={"solved": "yes"},
        by=raiser(walk.receipt),
        at=later,
    )
    swept = ring(taken[0], at=later) + ring(taken[1], at=later)
    assert (swept.rung, swept.superseded) == (0, 2)
    assert (
        rows("SELECT count(*) FROM matters_step WHERE matter_id = %s", walk.id)[0][0]
        == steps_before + 1
    )
    assert rows("SELECT state FROM matters_timer WHERE id = %s", taken[0].id) == [("superseded",)]


def test_a_timer_and_a_move_at_the_same_moment_make_one_step(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "published")
    later, secretary = walk.at + timedelta(days=20), cast("shuji")
    walk.does(cast("jiandu"), "object", reason="等一等")
    walk.does(secretary, "answer_objection", hours=0.1, reason="说清楚了")
    steps = rows("SELECT count(*) FROM matters_step WHERE matter_id = %s", walk.id)[0][0]
    with _owner() as holding:
        holding.execute("SELECT 1 FROM matters_matter WHERE id = %s FOR UPDATE", [walk.id])
        release = threading.Timer(0.4, holding.rollback)
        release.start()
        found = both(
            lambda: sweep(at=later),
            lambda: move(
                matter_id=walk.id,
                name="back_to_table",
                answers={"reason": "再议"},
                by=secretary,
                at=later,
            ),
        )
        release.join()
    assert rows(
        "SELECT count(*) FROM matters_step WHERE matter_id = %s AND move IN ('publicised', 'back_to_table')",
        walk.id,
    ) == [(1,)]
    assert (
        rows("SELECT count(*) FROM matters_step WHERE matter_id = %s", walk.id)[0][0] >= steps + 1
    )
    assert sum(isinstance(f, Refusal) for f in found) <= 1
    sweep(at=later + timedelta(minutes=5))  # the lease of a timer that lost has ended
    ended = (
        "SELECT DISTINCT state FROM matters_timer WHERE matter_id = %s AND outcome = 'notice.ended'"
    )
    assert rows(ended, walk.id) in ([("done",)], [("superseded",)])
    left = "SELECT count(*) FROM matters_timer WHERE matter_id = %s AND state = 'waiting' AND due_at <= %s"
    assert rows(left, walk.id, later) == [(0,)]


def test_two_people_who_move_at_once_get_one_step_and_one_conflict(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk, one, other = say(), cast("shuji"), cast("weiyuan")
    with _owner() as holding:
        holding.execute("SELECT 1 FROM matters_matter WHERE id = %s FOR UPDATE", [walk.id])
        release = threading.Timer(0.4, holding.rollback)
        release.start()
        found = both(
            *(
                lambda who=who: move(
                    matter_id=walk.id,
                    name="accept",
                    answers={"kind": "livelihood"},
                    by=who,
                    at=walk.at,
                )
                for who in (one, other)
            )
        )
        release.join()
    assert sum(isinstance(f, Stale) for f in found) == 1
    assert rows(
        "SELECT count(*) FROM matters_step WHERE matter_id = %s AND move = 'accept'", walk.id
    ) == [(1,)]


def test_two_workers_never_ring_the_same_timer(
    say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walks = [walk_yishi(say(), "done") for _ in range(3)]
    later = max(walk.at for walk in walks) + timedelta(days=25)
    both(lambda: sweep(at=later), lambda: sweep(at=later))
    assert rows("SELECT count(*) FROM matters_step WHERE move = 'no_word'") == [(3,)]
    assert {walk.stage() for walk in walks} == {"archived"}


def test_a_crash_between_taking_and_ringing_loses_no_timer(say: Callable[..., Any]) -> None:
    walk = walk_yishi(say(), "done")
    later = walk.at + timedelta(days=25)
    assert take_due(at=later)
    assert sweep(at=later).rung == 0, "leased to the one that crashed"
    sweep(at=later + timedelta(minutes=3))
    assert walk.stage() == "archived"


def test_one_vote_a_person_is_the_databases_own_constraint(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "tabled")
    act(matter_id=walk.id, block="ballot", name="convene", answers={}, by=cast("shuji"), at=walk.at)
    voter = cast("daibiao1", "representative")
    found = both(
        *(
            lambda choice=choice: act(
                matter_id=walk.id,
                block="ballot",
                name="vote",
                answers={"choice": choice},
                by=voter,
                at=walk.at,
            )
            for choice in ("yes", "no")
        )
    )
    assert sum(isinstance(f, Refusal) for f in found) == 1
    assert rows("SELECT count(*) FROM meetings_vote") == [(1,)]
    voter_id = rows("SELECT voter_id FROM meetings_vote")[0][0]
    with _owner() as connection_, pytest.raises(psycopg.errors.UniqueViolation):
        connection_.execute(
            "INSERT INTO meetings_vote (voter_id, choice, at) VALUES (%s, 'yes', now())", [voter_id]
        )


def test_one_key_sent_twice_at_once_opens_one_matter(
    say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    found = both(*(lambda: say(key="same-key-0001") for _ in range(2)))
    assert len({walk.id for walk in found}) == 1
    assert rows("SELECT count(*) FROM matters_matter") == [(1,)]
