"""Plans keep what is asked, and leave out nothing without a reason."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuoshi.planning.rounds.checking import faults_of
from shuoshi.planning.rounds.solving import Tuning, solve, worth
from shuoshi.planning.rounds.terms import (
    Call,
    Crew,
    Left,
    Limit,
    NoPlan,
    Pause,
    Plan,
    Price,
    Problem,
    Rest,
    Stop,
    Why,
    Window,
)
from tests.planning.days import HOUR, a_day, cheapest, crew, line, small, stop

STEPS = Limit(steps=300)


def planned(problem: Problem, limit: Limit = STEPS) -> Plan:
    plan = solve(problem, limit=limit, workers=1)
    assert faults_of(problem, plan) == ()
    return plan


@pytest.mark.parametrize("seed", range(25))
def test_it_finds_what_counting_through_everything_finds(seed):
    problem = small(seed)
    plan = planned(problem)
    assert worth(problem, plan.routes) == cheapest(problem)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.integers(1, 40), st.integers(1, 4))
def test_whatever_the_day_the_checker_finds_no_fault(seed, stops, crews):
    problem = a_day(stops, crews, seed=seed)
    plan = solve(problem, limit=Limit(steps=60), workers=1, seed=seed)
    assert faults_of(problem, plan) == ()


def test_a_big_day_in_parts_keeps_everything_and_its_seed_repeats_it():
    problem = a_day(450, 12, zones=6)
    one = planned(problem, limit=Limit(steps=30))
    other = solve(problem, limit=Limit(steps=30), workers=1)
    assert one.routes == other.routes
    assert not one.left
    assert {type(c) for r in one.routes for c in r.calls} == {Call, Pause}


def test_a_day_begun_along_the_grids_is_repaired_at_the_seams(monkeypatch):
    monkeypatch.setattr("shuoshi.planning.rounds.solving.BEGUN_WHOLE", 100)
    problem = a_day(420, 8, zones=5)
    plan = solve(problem, limit=Limit(steps=40), workers=1, tuning=Tuning(size=90))
    assert faults_of(problem, plan) == ()
    assert len(plan.left) < 20


def test_two_processes_search_within_the_seconds_given():
    problem = a_day(40, 3)
    plan = solve(problem, limit=Limit(seconds=3.0), workers=2)
    assert faults_of(problem, plan) == ()
    assert 2.0 < plan.took_s < 20


def test_a_rest_is_taken_in_its_window_where_it_is_to_be():
    kitchen = Rest(Window(100, 150), 30, spot=2)
    problem = Problem(
        (stop("far", 1), stop("late", 1, 200, 300)),
        (crew(rests=(kitchen,)),),
        {"car": line(0, 50, 20)},
    )
    (route,) = planned(problem).routes
    (pause,) = [c for c in route.calls if isinstance(c, Pause)]
    assert 100 <= pause.begins_s <= 150
    assert pause.leaves_s - pause.begins_s == 30


def test_a_crew_that_would_only_rest_stays_in():
    problem = Problem(
        (stop("one", 1, only=frozenset({"a"})),),
        (crew("a"), crew("b", rests=(Rest(Window(0, 100), 10),))),
        {"car": line(0, 50)},
    )
    assert [r.crew for r in planned(problem).routes] == ["a"]


def test_what_is_urgent_goes_before_what_is_not():
    two = (stop("slow", 1, service_s=60), stop("urgent", 2, service_s=60, priority=9))
    problem = Problem(two, (crew(ends_s=100),), {"car": line(0, 10, 15)})
    plan = planned(problem)
    assert plan.left == (Left("slow", Why.DAY_FULL),)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (stop("x", 1, skills=frozenset({"swab"})), Why.NOBODY_ABLE),
        (stop("x", 1, only=frozenset({"another"})), Why.NOBODY_ABLE),
        (stop("x", 1, takes=(9,)), Why.TOO_BIG),
        (stop("x", 1, 0, 20), Why.OUT_OF_TIME),
        (stop("x", 1, service_s=9_990), Why.OUT_OF_TIME),
        (stop("x", 1, service_s=60), Why.OUT_OF_TIME),
    ],
)
def test_what_is_left_out_says_why(asked, why):
    short = crew(room=(5,), most_s=100)
    plan = planned(Problem((asked,), (short,), {"car": line(0, 30)}))
    assert plan.left == (Left("x", why),)


def test_of_several_windows_one_is_kept():
    twice = Stop("x", 1, (Window(0, 5), Window(200, 220)))
    (route,) = planned(Problem((twice,), (crew(),), {"car": line(0, 30)})).routes
    assert 200 <= route.calls[0].begins_s <= 220


def test_a_round_may_end_where_it_ends():
    problem = Problem((stop("x", 1),), (crew(end=None),), {"car": line(0, 400)}, Price(1, 0))
    (route,) = planned(problem).routes
    assert (route.metres, route.drive_s) == (400, 400)


def test_walkers_and_cars_have_ways_of_their_own():
    walker = Crew("foot", "foot", 0, 0, 0, 10_000)
    problem = Problem(
        (stop("x", 1, closes=100),), (walker, crew()), {"foot": line(0, 900), "car": line(0, 90)}
    )
    assert [r.crew for r in planned(problem).routes] == ["car"]


def test_where_all_must_be_served_and_cannot_there_is_no_plan():
    problem = Problem((stop("x", 1, 0, 5),), (crew(),), {"car": line(0, 30)}, must=True)
    with pytest.raises(NoPlan):
        solve(problem, limit=STEPS, workers=1)


def test_an_empty_day_and_a_day_without_crews_are_plans_too():
    way = {"car": line(0, 1)}
    assert planned(Problem((), (crew(),), way)).routes == ()
    assert planned(Problem((stop("x", 1),), (), way)).left == (Left("x", Why.NOBODY_ABLE),)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Window(5, 1),
        lambda: Stop("x", 0, ()),
        lambda: stop("x", 0, priority=10),
        lambda: Limit(),
        lambda: Limit(seconds=1, steps=1),
        lambda: Limit(steps=-1),
        lambda: Tuning(begin=0),
        lambda: Problem((stop("x", 0), stop("x", 0)), (), {}),
        lambda: Problem((), (crew(),), {}),
        lambda: Problem((), (crew(rests=(Rest(Window(0, 5), 20_000),)),), {"car": line(0)}),
        lambda: Problem((), (), {}, Price(0, 1, 0, 5)),
        lambda: solve(Problem((), (), {}), limit=STEPS, workers=0),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()


def test_the_checker_finds_every_kind_of_fault():
    problem = a_day(12, 2)
    plan = planned(problem)
    route = next(r for r in plan.routes if len(r.calls) > 3)
    first, second, *others = route.calls
    rest = next(c for c in route.calls if isinstance(c, Pause))
    call = next(c for c in route.calls if isinstance(c, Call))
    without = tuple(r for r in plan.routes if r is not route)

    def broken(**change) -> tuple[str, ...]:
        return faults_of(problem, replace(plan, routes=(*without, replace(route, **change))))

    assert any("neither" in f for f in broken(calls=(second, *others)))
    assert any(
        "rest 1 is taken 0" in f for f in broken(calls=tuple(c for c in route.calls if c != rest))
    )
    assert any("can't be before" in f for f in broken(calls=(second, first, *others)))
    assert any("before its shift" in f for f in broken(leaves_s=0))
    assert any("after its shift" in f for f in broken(returns_s=20 * HOUR))
    assert any("says" in f for f in broken(metres=1))
    assert any("no such crew" in f for f in broken(crew="nobody"))
    late = replace(call, begins_s=18 * HOUR, leaves_s=19 * HOUR)
    assert any(
        "outside its windows" in f
        for f in broken(calls=tuple(late if c == call else c for c in route.calls))
    )
    assert any(
        "times" in f
        for f in faults_of(problem, replace(plan, left=(Left(call.stop, Why.DAY_FULL),)))
    )
    hasty = replace(call, leaves_s=call.begins_s)
    assert any(
        "stays 0" in f for f in broken(calls=tuple(hasty if c == call else c for c in route.calls))
    )
    tight = replace(
        problem, crews=tuple(replace(c, room=(0,), skills=frozenset()) for c in problem.crews)
    )
    found = faults_of(tight, plan)
    assert any("aboard" in f for f in found)
    assert any("can't do" in f for f in found)
    assert any("is out" in f for f in faults_of(
        replace(problem, crews=tuple(replace(c, most_s=1, rests=()) for c in problem.crews)), plan))  # fmt: skip
    assert any("none may be" in f for f in faults_of(
        replace(problem, must=True), replace(plan, left=(Left("s00000", Why.DAY_FULL),))))  # fmt: skip
