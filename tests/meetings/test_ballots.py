"""Bodies decide by their dated rules and rolls; quorum and majority come from votes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shuoshi.matters.engine import act
from shuoshi.matters.timers import sweep
from shuoshi.meetings.actions import put_on_roll
from shuoshi.meetings.queries import next_meeting, tally
from shuoshi.meetings.terms import parse_share
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.walking import walk_yishi
from tests.conftest import AT


def vote(walk: Any, n: int, choice: str) -> None:
    who = walk.post(f"daibiao{n}", "representative")
    act(
        matter_id=walk.id,
        block="ballot",
        name="vote",
        answers={"choice": choice},
        by=who,
        at=walk.at,
    )


@pytest.fixture
def tabled(say: Callable[..., Any]) -> Any:
    walk = walk_yishi(say(), "tabled")
    act(
        matter_id=walk.id,
        block="ballot",
        name="convene",
        answers={},
        by=walk.post("shuji"),
        at=walk.at,
    )
    return walk


@pytest.mark.parametrize(
    ("share", "part", "whole", "met"),
    [
        (">=2/3", 6, 9, True),
        (">=2/3", 5, 9, False),
        (">1/2", 5, 10, False),
        (">1/2", 6, 10, True),
        (">1/2", 0, 0, False),
    ],
)
def test_a_share_is_met_as_it_says(share: str, part: int, whole: int, met: bool) -> None:
    assert parse_share(share).is_met(part, whole) is met


@pytest.mark.parametrize("text", ["2/3", ">=3/2", ">1/0", "half", ""])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="share"):
        parse_share(text)


def test_without_two_thirds_present_there_is_no_decision_and_it_is_tabled_again(
    tabled: Any,
) -> None:
    for n in range(1, 6):
        vote(tabled, n, "yes")
    act(
        matter_id=tabled.id,
        block="ballot",
        name="close",
        answers={},
        by=tabled.post("shuji"),
        at=tabled.at,
    )
    assert tabled.stage() == "tabled"
    with pytest.raises(Exception, match="还没有开始"):
        vote(tabled, 6, "yes")


def test_with_quorum_more_than_half_of_those_present_pass_it(tabled: Any) -> None:
    for n, choice in enumerate(["yes", "yes", "yes", "yes", "no", "abstain"], start=1):
        vote(tabled, n, choice)
    act(
        matter_id=tabled.id,
        block="ballot",
        name="close",
        answers={},
        by=tabled.post("shuji"),
        at=tabled.at,
    )
    tabled.does(tabled.post("shuji"), "decide", decision="修")
    assert tabled.stage() == "published"


def test_half_is_not_more_than_half(tabled: Any) -> None:
    for n, choice in enumerate(["yes", "yes", "yes", "no", "no", "abstain"], start=1):
        vote(tabled, n, choice)
    act(
        matter_id=tabled.id,
        block="ballot",
        name="close",
        answers={},
        by=tabled.post("shuji"),
        at=tabled.at,
    )
    assert tabled.stage() == "voted_down"


def test_it_closes_by_itself_when_its_time_is_over(tabled: Any) -> None:
    for n in range(1, 7):
        vote(tabled, n, "no")
    sweep(at=tabled.at + timedelta(days=6))
    assert tabled.stage() == "voted_down"


def test_the_decision_waits_for_the_vote(tabled: Any) -> None:
    vote(tabled, 1, "yes")
    with pytest.raises(Exception, match="条件还没有满足"):
        tabled.does(tabled.post("shuji"), "decide", decision="修")


def test_the_roll_is_the_one_of_the_day_the_vote_was_opened(
    tabled: Any, cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    newcomer = cast("jiandu")
    unit = tabled.post("daibiao1", "representative").unit_id
    member = put_on_roll(
        unit_id=unit,
        account_id=newcomer.account_id,
        starts_on=AT.date(),
        by=SYSTEM,
        at=AT,
        path=YONGNING,
    )
    try:
        found = tally(tabled.id, _entry(rows), by=SYSTEM)
        assert found
        assert found.eligible == 9
        with pytest.raises(Exception, match="名册"):
            act(
                matter_id=tabled.id,
                block="ballot",
                name="vote",
                answers={"choice": "yes"},
                by=newcomer,
                at=tabled.at,
            )
    finally:
        rows("DELETE FROM meetings_member WHERE id = %s", member)


def _entry(rows: Callable[..., Any]) -> int:
    return int(rows("SELECT entry FROM matters_matter")[0][0])


def test_a_raised_hand_is_recorded_by_the_chair_alone(
    tabled: Any, cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    voter = str(tabled.post("daibiao3", "representative").account_id)
    answers = {"voter": voter, "choice": "yes"}
    with pytest.raises(Exception, match="岗位"):
        act(
            matter_id=tabled.id,
            block="ballot",
            name="record",
            answers=answers,
            by=cast("jiandu"),
            at=tabled.at,
        )
    act(
        matter_id=tabled.id,
        block="ballot",
        name="record",
        answers=answers,
        by=tabled.post("shuji"),
        at=tabled.at,
    )
    assert rows("SELECT recorded_by = %s FROM meetings_vote", tabled.post("shuji").account_id) == [
        (True,)
    ]
    with pytest.raises(Exception, match="每人一票"):
        vote(tabled, 3, "no")


def test_nobody_reads_who_chose_what(tabled: Any, cast: Callable[..., Any]) -> None:
    import psycopg

    from tests.reach.test_policies import as_app, seen

    for role in ("territorial", "holding", "public"):
        with as_app() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"SET ROLE shuoshi_{role}")
            seen(connection, "meetings_vote")


def test_the_next_meeting_is_a_fixed_day_of_the_rule(district: None) -> None:
    found = next_meeting(YONGNING, AT)
    assert found
    assert (found.month, found.day, found.hour) == (4, 25, 18)
