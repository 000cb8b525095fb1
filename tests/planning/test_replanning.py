"""What happens under way changes as little as it must."""

from dataclasses import replace

import pytest

from shuoshi.planning.rounds.checking import faults_of
from shuoshi.planning.rounds.replanning import (
    Happened,
    Standing,
    as_planned,
    remaining,
    replan,
    turned_round,
)
from shuoshi.planning.rounds.solving import solve
from shuoshi.planning.rounds.terms import Limit, Pause, Problem, Stop, Window
from shuoshi.planning.rounds.travel import ByDistance
from tests.planning.days import BASE, HOUR, a_day, crew, line, stop

STEPS = Limit(steps=200)
TEN = 10 * HOUR


@pytest.fixture(scope="module")
def day():
    problem = a_day(90, 5)
    plan = solve(problem, limit=STEPS, workers=1)
    assert not plan.left
    return problem, plan


def test_a_stop_that_is_added_turns_few_others_round(day):
    problem, plan = day
    spots = (*problem.travel["car"].spots, (BASE[0] + 0.004, BASE[1]))
    problem = replace(problem, travel={"car": ByDistance(spots, 1.4, 7.0)})
    standing, over = as_planned(problem, plan, TEN)
    new = Stop("new", len(spots) - 1, (Window(TEN, 16 * HOUR),), 120)
    rest, after = replan(problem, plan, Happened(standing, over, added=(new,)), limit=STEPS)
    assert faults_of(rest.problem, after) == ()
    assert "new" in {s for r in after.routes for s in r.stops()}
    assert len(turned_round(plan, after)) <= 3
    assert not over & {s for r in after.routes for s in r.stops()}


def test_who_is_on_the_way_somewhere_goes_there(day):
    problem, plan = day
    standing, over = as_planned(problem, plan, TEN)
    rest = remaining(problem, plan, Happened(standing, over))
    for crew_key, stands in standing.items():
        assert [c.stop for c in rest.next[crew_key]] == list(stands.next)
        (now,) = [c for c in rest.problem.crews if c.key == crew_key]
        assert now.starts_s >= TEN
    going = {s for stands in standing.values() for s in stands.next}
    assert not going & {s.key for s in rest.problem.stops}


def test_what_a_lost_car_had_left_goes_to_others_or_says_why(day):
    problem, plan = day
    standing, over = as_planned(problem, plan, TEN)
    gone = plan.routes[0]
    rest, after = replan(
        problem, plan, Happened(standing, over, lost=frozenset({gone.crew})), limit=STEPS
    )
    assert faults_of(rest.problem, after) == ()
    assert gone.crew not in {r.crew for r in after.routes}
    mine = set(gone.stops()) - over
    assert mine <= {s for r in after.routes for s in r.stops()} | {x.stop for x in after.left}
    stayed = set(turned_round(plan, after)) - mine
    assert len(stayed) <= 6


def test_a_stop_that_is_refused_is_gone_and_a_promise_is_kept(day):
    problem, plan = day
    standing, over = as_planned(problem, plan, TEN)
    coming = [s for r in plan.routes for s in r.stops()[-6:] if s not in over]
    told = Window(14 * HOUR, 14 * HOUR + 1_800)
    what = Happened(standing, over, off=frozenset({coming[0]}), promised={coming[1]: told})
    rest, after = replan(problem, plan, what, limit=STEPS)
    calls = {c.stop: c for r in after.routes for c in r.calls if not isinstance(c, Pause)}
    assert coming[0] not in calls
    assert told.opens_s <= calls[coming[1]].begins_s <= told.closes_s
    assert faults_of(rest.problem, after) == ()


def test_goods_that_are_aboard_stay_with_their_car():
    two = (stop("near", 1, brings=(1,)), stop("far", 2, brings=(1,)))
    problem = Problem(
        two, (crew("a", room=(2,)), crew("b", room=(2,))), {"car": line(0, 10, 60, 20)}
    )
    plan = solve(problem, limit=STEPS, workers=1)
    (route,) = plan.routes
    standing = {route.crew: Standing(0, 5, 5, next=(route.stops()[0],))}
    added = stop("more", 3, brings=(1,))
    rest = remaining(problem, plan, Happened(standing, added=(added,)))
    only = {s.key: s.only for s in rest.problem.stops}
    other = {"a": "b", "b": "a"}[route.crew]
    assert only[route.stops()[1]] == {route.crew}
    assert only["more"] == {other}


def test_a_rest_that_was_taken_is_gone_and_one_that_is_overdue_comes_at_once(day):
    problem, plan = day
    route = plan.routes[0]
    stands = Standing(problem.crews[0].start, 14 * HOUR, route.leaves_s)
    late = remaining(problem, plan, Happened({route.crew: stands}))
    (now,) = [c for c in late.problem.crews if c.key == route.crew]
    assert now.rests[0].window.closes_s >= 14 * HOUR
    rested = remaining(
        problem, plan, Happened({route.crew: replace(stands, rested=frozenset({0}))})
    )
    (now,) = [c for c in rested.problem.crews if c.key == route.crew]
    assert now.rests == ()


def test_a_crew_whose_shift_is_over_does_no_more(day):
    problem, plan = day
    route = plan.routes[0]
    stands = Standing(problem.crews[0].start, 18 * HOUR, route.leaves_s)
    rest = remaining(problem, plan, Happened({route.crew: stands}))
    assert route.crew not in {c.key for c in rest.problem.crews}


def test_a_big_day_is_made_anew_in_parts():
    problem = a_day(420, 8, zones=5)
    plan = solve(problem, limit=Limit(steps=40), workers=1)
    standing, over = as_planned(problem, plan, 9 * HOUR)
    rest, after = replan(problem, plan, Happened(standing, over), limit=Limit(steps=30))
    assert faults_of(rest.problem, after) == ()
    assert len(after.left) <= len(plan.left) + 5


def test_who_has_not_left_can_not_leave_before_now(day):
    problem, plan = day
    rest = remaining(problem, plan, Happened(at_s=TEN))
    assert {c.starts_s for c in rest.problem.crews} == {TEN}


def test_a_big_day_goes_on_when_a_crew_is_on_its_way_to_its_last_stop():
    problem = a_day(430, 8, zones=5)
    plan = solve(problem, limit=Limit(steps=30), workers=1)
    route = plan.routes[0]
    stands = Standing(problem.crews[0].start, TEN, route.leaves_s, next=route.stops()[-1:])
    over = frozenset(route.stops()[:-1])
    rest, after = replan(problem, plan, Happened({route.crew: stands}, over), limit=Limit(steps=20))
    assert faults_of(rest.problem, after) == ()
