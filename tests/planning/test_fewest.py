"""With how few crews a day can be done: a plan shows it, and counting through everything finds no fewer."""

from dataclasses import replace

import pytest

from shuoshi.planning.rounds.checking import faults_of
from shuoshi.planning.rounds.fewest import fewest_crews
from shuoshi.planning.rounds.terms import Limit, Price, Problem
from tests.planning.days import crew, line, stop

STEPS = Limit(steps=200)


def a_day(crews: int, *, room: tuple[int, ...] = (10,), **more) -> Problem:
    """Eight stops along a street, three pieces each."""
    stops = [stop(f"s{i}", i + 1, brings=(3,), **more) for i in range(8)]
    cars = tuple(crew(f"c{i}", room=room) for i in range(crews))
    return Problem(tuple(stops), cars, {"car": line(*range(0, 900, 100))}, Price(1, 0), must=True)


def test_what_is_carried_says_how_few_are_enough() -> None:
    few = fewest_crews(a_day(8), limit=STEPS)
    assert len(few.problem.crews) == 3, "three stops a car, eight stops"
    assert few.plan is not None
    assert faults_of(few.problem, few.plan) == ()
    assert not few.plan.left


def test_windows_say_so_too() -> None:
    """A second stop begins five hundred seconds and a way after the first: only the nearest four go in pairs."""
    few = fewest_crews(a_day(8, room=(100,), service_s=500, closes=900), limit=STEPS)
    assert few.plan is not None
    assert faults_of(few.problem, few.plan) == ()
    assert len(few.problem.crews) == 6
    assert sorted(len(r.stops()) for r in few.plan.routes) == [1, 1, 1, 1, 2, 2]


def test_the_same_steps_and_seed_find_the_same() -> None:
    one, other = (fewest_crews(a_day(8), limit=STEPS, seed=3) for _ in range(2))
    assert one.plan is not None
    assert other.plan is not None
    assert one.plan.routes == other.plan.routes


def test_where_nothing_is_enough_there_is_no_plan() -> None:
    day = a_day(2)
    few = fewest_crews(day, limit=STEPS)
    assert few.plan is None
    assert few.problem == day


@pytest.mark.parametrize("wrong", ["may leave out", "differ"])
def test_it_is_asked_only_where_it_has_an_answer(wrong: str) -> None:
    day = a_day(4)
    day = (
        replace(day, crews=(*day.crews, crew("big", room=(50,))))
        if wrong == "differ"
        else replace(day, must=False)
    )
    with pytest.raises(ValueError, match=r"crews differ|must be served"):
        fewest_crews(day, limit=STEPS)
