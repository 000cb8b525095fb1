"""One connection serves many people, one after another; several serve them at once: each sees their own."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections

from shuoshi.kernel.errors import Refusal
from shuoshi.matters.engine import move
from shuoshi.matters.queries import queue
from shuoshi.matters.searching import search
from shuoshi.matters.timers import sweep
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.scenarios.lishi.cast import LONGSHAN
from shuoshi.scenarios.lishi.walking import walk_yishi
from tests.conftest import AT

Ids = frozenset[UUID]
STAFF = ("wangge", "wangge2", "shuji", "jiedao", "quling", "chengban", "chengban2")
LEFT = (
    "SELECT current_user::text, coalesce(current_setting('shuoshi.lo', true), ''), "
    "coalesce(current_setting('shuoshi.unit', true), ''), "
    "coalesce(current_setting('shuoshi.person', true), '')"
)


def counted() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM matters_matter")
        return int(cursor.fetchone()[0])


def look(actor: Actor) -> tuple[int, Ids, Ids]:
    """What this actor sees by SQL, in the queue and through the search."""
    with acting(actor):
        rows = counted()
    found = frozenset(row.row.id for row in search("楼道", [actor], most=100).rows)
    return rows, frozenset(row.id for row in queue([actor], most=100).rows), found


@pytest.fixture
def people(say: Callable[..., Any], cast: Callable[..., Any]) -> dict[str, Actor]:
    """Staff of two communities, their street and district and a unit that handles, with what they see."""
    for n in range(3):
        say(at=AT + timedelta(minutes=n))
        say(path=LONGSHAN, at=AT + timedelta(minutes=n))
    walk_yishi(say(), "assigned")
    return {name: cast(name) for name in STAFF}


def wrong(people: dict[str, Actor], seed: int, turns: int) -> list[str]:
    """Take turns in an order drawn by `seed`; whoever saw something else than when alone."""
    drawn, out = random.Random(seed), []
    alone = {name: look(actor) for name, actor in people.items()}
    for _ in range(turns):
        name = drawn.choice(STAFF)
        if look(people[name]) != alone[name]:
            out.append(name)
    return out


def test_those_people_see_different_things(people: dict[str, Actor]) -> None:
    seen = {name: look(actor) for name, actor in people.items()}
    assert {name: rows for name, (rows, _, _) in seen.items()} == {
        "wangge": 4, "wangge2": 3, "shuji": 4, "jiedao": 7, "quling": 7, "chengban": 1,
        "chengban2": 0,
    }  # fmt: skip
    assert seen["wangge"][1] & seen["wangge2"][1] == frozenset()


def test_taking_turns_on_one_connection_nobody_sees_more_or_less(people: dict[str, Actor]) -> None:
    """Past the number of runs after which statements are prepared and plans become generic."""
    assert wrong(people, seed=3, turns=120) == []


def test_at_once_on_several_connections_nobody_sees_more_or_less(people: dict[str, Actor]) -> None:
    def turn(seed: int) -> list[str]:
        try:
            return wrong(people, seed, turns=25)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert [name for found in pool.map(turn, range(6)) for name in found] == []


def left() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(LEFT)
        return tuple(cursor.fetchone())


def test_a_refused_move_leaves_no_reach_on_the_connection(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = say()
    with pytest.raises(Refusal):
        move(matter_id=walk.id, name="close", answers={}, by=cast("wangge2"), at=walk.at)
    assert left() == ("shuoshi_app", "", "", "")


def test_a_statement_that_breaks_off_leaves_no_reach(people: dict[str, Actor]) -> None:
    with pytest.raises(DatabaseError), acting(people["quling"]), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert left() == ("shuoshi_app", "", "", "")
    with pytest.raises(DatabaseError):
        counted()


def test_a_job_between_two_people_widens_neither(people: dict[str, Actor]) -> None:
    narrow = look(people["wangge"])
    swept = sweep(at=AT + timedelta(days=30))
    assert swept.rung > 0
    assert left() == ("shuoshi_app", "", "", "")
    assert look(people["wangge2"])[0] == 3
    assert look(people["wangge"])[0] == narrow[0]
