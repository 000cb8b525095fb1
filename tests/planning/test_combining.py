"""Routes put together: the best choice among those that were seen, as trying every choice finds it."""

import random
from itertools import combinations

import pytest
from pyvrp import ProblemData, Route

from shuoshi.planning.rounds.checking import faults_of
from shuoshi.planning.rounds.combining import Seen, combined
from shuoshi.planning.rounds.encoding import encode
from shuoshi.planning.rounds.solving import solve
from shuoshi.planning.rounds.terms import Limit, Problem
from tests.planning.days import a_day, crew, line, stop


def _problem(stops: int, crews: int) -> Problem:
    street = line(0, *(7 * n % 23 for n in range(stops)))
    made = tuple(stop(f"s{n}", n + 1) for n in range(stops))
    cars = tuple(crew(f"c{n}") for n in range(crews))
    return Problem(made, cars, {"car": street}, must=True)


def _cheapest(data: ProblemData, routes: list[Seen], crews: int) -> int | None:
    """Every choice of at most so many routes, tried."""
    everybody = set(range(data.num_clients))
    found = [
        sum(r.cost for r in some)
        for many in range(1, crews + 1)
        for some in combinations(routes, many)
        if sorted(c for r in some for c in r.clients) == sorted(everybody)
    ]
    return min(found, default=None)


@pytest.mark.parametrize("seed", range(6))
def test_no_choice_of_these_routes_is_cheaper(seed: int) -> None:
    rng, data = random.Random(seed), encode(_problem(6, 3)).whole
    routes = []
    for _n in range(16):
        clients = tuple(rng.sample(range(6), rng.randint(1, 4)))
        route = Route(data, [*clients], 0)
        routes.append(Seen(0, clients, route.distance_cost() + route.duration_cost()))
    best = _cheapest(data, routes, 3)
    made = combined(data, routes, seconds=5)
    assert (made is None) == (best is None)
    if made is not None:
        assert sum(r.distance_cost() + r.duration_cost() for r in made.routes()) == best


def test_who_is_in_no_route_makes_no_plan() -> None:
    data = encode(_problem(3, 2)).whole
    assert combined(data, [Seen(0, (0, 1), 10)], seconds=1) is None
    assert combined(data, [], seconds=1) is None


def test_a_day_with_rests_and_skills_is_put_together_and_keeps_every_rule() -> None:
    problem = a_day(30, 4)
    plan = solve(problem, limit=Limit(seconds=3), seed=1)
    assert faults_of(problem, plan) == ()
