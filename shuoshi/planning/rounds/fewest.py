"""With how few crews a day can be done, where all are alike and every stop must be served."""

from dataclasses import replace

from pyvrp import minimise_fleet
from pyvrp.stop import MaxIterations, MaxRuntime

from shuoshi.planning.rounds.encoding import encode
from shuoshi.planning.rounds.terms import Limit, Problem


def fewest_crews(problem: Problem, *, limit: Limit, seed: int = 0) -> Problem:
    """The same day with as few of its crews as were found to be enough within the limit.

    Raises:  ValueError where crews differ, or stops may be left out
    """
    encoded = encode(problem)
    stop = MaxIterations(limit.steps) if limit.steps else MaxRuntime(limit.seconds or 0)
    few = minimise_fleet(encoded.whole, stop, seed=seed)
    return replace(problem, crews=problem.crews[: few.num_available])
