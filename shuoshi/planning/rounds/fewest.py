"""With how few crews a day can be done, where all are alike and every stop must be served."""

import time
from dataclasses import dataclass, replace
from math import ceil

from pyvrp import ProblemData, Route, Solution
from pyvrp import solve as _solve
from pyvrp.stop import FirstFeasible, MaxIterations, MaxRuntime, MultipleCriteria, StoppingCriterion

from shuoshi.planning.rounds.decoding import decode
from shuoshi.planning.rounds.encoding import encode
from shuoshi.planning.rounds.terms import Limit, Plan, Problem

_BRIEF = 1.2
"""How many times as long as the last that found a plan a try with several crews fewer may take."""
_NEXT = 3
"""How far below what was found after all the next failure is expected."""


@dataclass(frozen=True, slots=True)
class Few:
    """A day with as few of its crews as were found to be enough, and a plan that shows it; none where nothing was
    found."""

    problem: Problem
    plan: Plan | None


def fewest_crews(problem: Problem, *, limit: Limit, seed: int = 0) -> Few:
    """The same day with as few of its crews as were found to be enough within the limit.

    Shape:   takes away half of what lies between what was enough and what load asks at least, where that fails half as
             many, at last one at a time. With a limit of steps each try has so many.
    Raises:  ValueError where crews differ, or stops may be left out
    """
    if not problem.must:
        raise ValueError("how few are enough is asked only where every stop must be served")
    encoded = encode(problem)
    if encoded.whole.num_vehicle_types != 1:
        raise ValueError("crews differ")
    tries = _Tries(encoded.whole, limit, seed, time.monotonic())
    best = tries.among(None, len(problem.crews))
    if best is None:
        return Few(problem, None)
    low = _least(encoded.whole)
    failed = low - 1
    while low < best.num_routes() and not tries.over():
        most = best.num_routes() - 1
        aim = max((best.num_routes() + failed) // 2, low)
        found = tries.among(best, min(aim, most), brief=aim < most)
        if found is not None:
            best = found
            if best.num_routes() <= failed + 1:
                failed = max(best.num_routes() - _NEXT, low - 1)
        elif aim >= most:
            break
        else:
            failed = aim
    few = replace(problem, crews=problem.crews[: best.num_routes()])
    routes = decode(encode(few), best)
    return Few(few, Plan(tuple(routes), (), seed, round(time.monotonic() - tries.since, 3)))


@dataclass(slots=True)
class _Tries:
    """Searches for any plan at all with so many crews, until the time is over; `took_s` is how long the last took that
    found one."""

    data: ProblemData
    limit: Limit
    seed: int
    since: float
    took_s: float = 0.0

    def among(self, known: Solution | None, crews: int, *, brief: bool = False) -> Solution | None:
        """A plan with at most so many, from the fullest routes of a known one; a brief try gives up where it takes much
        longer than the one before it, another is made once more from nothing."""
        data = self.data.replace(
            vehicle_types=[self.data.vehicle_type(0).replace(num_available=crews)]
        )
        begins: list[Solution | None] = [_fullest(known, crews, data)] if known else []
        if not brief:
            begins.append(None)
        for n, begin in enumerate(begins):
            since = time.monotonic()
            stop = MultipleCriteria([FirstFeasible(), self._stop(brief, len(begins) - n)])
            found = _solve(data, stop, seed=self.seed, collect_stats=False, initial_solution=begin)
            if found.is_feasible():
                self.took_s = time.monotonic() - since
                return found.best
        return None

    def over(self) -> bool:
        """Whether no time is left."""
        return self.limit.seconds is not None and self._left_s() <= 0

    def _stop(self, brief: bool, shares: int) -> StoppingCriterion:
        if self.limit.steps:
            return MaxIterations(self.limit.steps)
        left = max(self._left_s(), 0.01) / shares
        return MaxRuntime(min(left, _BRIEF * self.took_s) if brief else left)

    def _left_s(self) -> float:
        return (self.limit.seconds or 0) - (time.monotonic() - self.since)


def _fullest(known: Solution, crews: int, data: ProblemData) -> Solution:
    """The routes of a plan with the most stops, so many of them; the other stops are nobody's yet."""
    routes = sorted(known.routes(), key=lambda r: r.num_clients(), reverse=True)[:crews]
    return Solution(data, [Route(data, _clients(r), 0) for r in routes])


def _clients(route: Route) -> list[int]:
    return [done.idx for done in route.schedule() if done.is_client()]


def _least(data: ProblemData) -> int:
    """How many are needed at least, by what has to be carried."""
    room = data.vehicle_type(0).capacity
    loads = [
        ceil(sum(max(c.delivery[i], c.pickup[i]) for c in data.clients()) / most)
        for i, most in enumerate(room)
        if most
    ]
    return max([1, *loads])
