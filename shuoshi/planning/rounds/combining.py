"""Routes of many searches put together: which of all that were seen serve everybody for least.

A search by small steps comes to rest where no step helps; routes that are good one by one stand in several of its
plans. Choosing among them is a problem of set partitioning, which SCIP solves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ortools.linear_solver import pywraplp
from pyvrp import (
    CostEvaluator,
    IteratedLocalSearch,
    IteratedLocalSearchCallbacks,
    ProblemData,
    Route,
    Solution,
)

_NEAR = 1.02
"""A plan's routes are worth keeping where it costs so many times the best at most."""
_MOST = 4_000
"""How many routes one search keeps, the last that it came past."""
_OPTIMAL, _FEASIBLE = 0, 1


@dataclass(frozen=True, slots=True)
class Seen:
    """A route of a search: its vehicle type, its clients in their order, and what it costs without their prizes."""

    kind: int
    clients: tuple[int, ...]
    cost: int


class Noting(IteratedLocalSearchCallbacks):
    """Keeps the routes of the good plans that a search comes past, each set of clients in its cheapest order."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[tuple[int, frozenset[int]], Seen] = {}

    def on_start(self, ils: IteratedLocalSearch) -> None:
        self.seen.clear()

    def on_iteration(
        self, current: Solution, candidate: Solution, best: Solution, cost_evaluator: CostEvaluator
    ) -> None:
        """Called by PyVRP at the end of each step."""
        if not candidate.is_feasible():
            return
        if cost_evaluator.cost(candidate) <= _NEAR * cost_evaluator.cost(best):
            self._keep(candidate)

    def _keep(self, plan: Solution) -> None:
        for route in plan.routes():
            clients = tuple(done.idx for done in route.schedule() if done.is_client())
            cost = (
                route.distance_cost()
                + route.duration_cost()
                + route.fixed_vehicle_cost()
                - route.prizes()
            )
            key = (route.vehicle_type(), frozenset(clients))
            known = self.seen.pop(key, None)
            if known is None or cost < known.cost:
                known = Seen(route.vehicle_type(), clients, cost)
            self.seen[key] = known
        while len(self.seen) > _MOST:
            del self.seen[next(iter(self.seen))]


def combined(data: ProblemData, seen: Iterable[Seen], *, seconds: float) -> Solution | None:
    """The best plan made of these routes alone; none where they make none in time.

    Shape:   each client that must be served is, others at most once, of a group one; no more vehicles than there are.
    """
    routes = [*_cheapest(seen).values()]
    solver = pywraplp.Solver.CreateSolver("SCIP")
    chosen = [solver.BoolVar("") for _ in routes]
    serving: list[list[int]] = [[] for _ in range(data.num_clients)]
    of_kind: list[list[int]] = [[] for _ in range(data.num_vehicle_types)]
    for n, route in enumerate(routes):
        of_kind[route.kind].append(n)
        for client in route.clients:
            serving[client].append(n)
    for one, by in zip(data.clients(), serving, strict=True):
        if one.required and not by:
            return None
        if by:
            solver.Add(sum(chosen[n] for n in by) <= 1)
        if one.required:
            solver.Add(sum(chosen[n] for n in by) >= 1)
    for group in data.groups():
        by = [n for client in group.clients for n in serving[client]]
        if group.required and not by:
            return None
        if by:
            solver.Add(sum(chosen[n] for n in by) <= 1)
            if group.required:
                solver.Add(sum(chosen[n] for n in by) >= 1)
    for kind, by in zip(data.vehicle_types(), of_kind, strict=True):
        if by:
            solver.Add(sum(chosen[n] for n in by) <= kind.num_available)
    solver.Minimize(sum(r.cost * c for r, c in zip(routes, chosen, strict=True)))
    solver.SetTimeLimit(int(seconds * 1_000))
    if solver.Solve() not in (_OPTIMAL, _FEASIBLE):
        return None
    used = [r for r, c in zip(routes, chosen, strict=True) if c.solution_value() > 0.5]
    made = Solution(data, [Route(data, [*r.clients], r.kind) for r in used])
    return made if made.is_feasible() and made.is_complete() else None


def _cheapest(seen: Iterable[Seen]) -> Mapping[tuple[int, frozenset[int]], Seen]:
    best: dict[tuple[int, frozenset[int]], Seen] = {}
    for route in seen:
        key = route.kind, frozenset(route.clients)
        if key not in best or route.cost < best[key].cost:
            best[key] = route
    return best
