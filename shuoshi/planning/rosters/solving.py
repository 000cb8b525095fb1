"""Rosters made by CP-SAT, with a seed and a limit; and where there is none, the rules that stand against each other."""

import time
from collections.abc import Iterable, Mapping

from ortools.sat.python import cp_model

from shuoshi.planning.rosters.checking import cost_of
from shuoshi.planning.rosters.modelling import Model, able_on, cover_of
from shuoshi.planning.rosters.terms import (
    Against,
    Duty,
    NoRoster,
    Problem,
    Roster,
    Short,
)

_FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)
_EXPLAINING_S = 20.0


def solve(
    problem: Problem, *, seconds: float, seed: int = 0, workers: int = 8, begin: Iterable[Duty] = ()
) -> Roster:
    """The best roster that is found in the time: hard rules kept, soft ones at the least cost.

    Shape:   `begin` a roster to begin from, also one that breaks rules; `workers` searches that take turns on the
             cores that there are. With the same seed and one worker the same result, where it is proved.
    Raises:  NoRoster, proved and with the rules that can't stand together, or because the time was too short;
             ValueError for no time
    """
    if seconds <= 0:
        raise ValueError("a roster takes time")
    since = time.monotonic()
    model = Model(problem)
    _begin(model, begin or problem.before)
    solver = _solver(seconds, seed, workers)
    state = solver.solve(model.made)
    if state == cp_model.INFEASIBLE:
        raise NoRoster(why_none(problem, seconds=_EXPLAINING_S, seed=seed), proved=True)
    if state not in _FOUND:
        raise NoRoster
    duties = model.duties(solver)
    short = tuple(
        Short(demand, solver.value(missing), able_on(problem, demand))
        for demand, missing in model.missing.items()
        if solver.value(missing)
    )
    roster = Roster(duties, short, {}, 0, False, 0.0)
    cost = cost_of(problem, roster)
    bound = round(solver.best_objective_bound) if any(model.cost.values()) else 0
    took = round(time.monotonic() - since, 3)
    return Roster(duties, short, cost, bound, state == cp_model.OPTIMAL, took)


def _begin(model: Model, duties: Iterable[Duty]) -> None:
    known = {(d.person, d.day): (d.shift, d.post) for d in duties}
    if not known:
        return
    for at, spots in model.duty.items():
        for spot, yes in spots.items():
            model.made.add_hint(yes, known.get(at) == spot)


def _solver(seconds: float, seed: int, workers: int) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = workers
    solver.parameters.catch_sigint_signal = (
        False  # it would leave Ctrl-C without the caller's handler
    )
    return solver


def why_none(problem: Problem, *, seconds: float, seed: int = 0) -> tuple[Against, ...]:
    """Rules of which not all can be kept, as few as were found in the time; none where it was too short.

    Shape:   a demand says how many could come at all. First what numbers alone show, then what a proof names.
    """
    plain = tuple(_by_numbers(problem))
    if plain:
        return plain
    until = time.monotonic() + seconds
    model = Model(problem, explaining=True)
    core = _core(model, tuple(model.switches), seconds, seed)
    at = 0
    while at < len(core) and time.monotonic() < until:  # leave one out: is it still impossible?
        fewer = _core(model, core[:at] + core[at + 1 :], until - time.monotonic(), seed)
        if fewer:
            core = tuple(r for r in core if r in set(fewer))
        else:
            at += 1
    return core


def _by_numbers(problem: Problem) -> Iterable[Against]:
    """Demands for which too few could come at all."""
    for demand in problem.demands:
        able = able_on(problem, demand)
        if demand.under is None and able < demand.people:
            yield cover_of(demand, able)


def _core(
    model: Model, rules: tuple[Against, ...], seconds: float, seed: int
) -> tuple[Against, ...]:
    """Those of some rules that are together impossible; none where they are not, or the time was too short."""
    if seconds <= 0:
        return ()
    on = set(rules)
    named: Mapping[int, Against] = {model.switches[r].index: r for r in model.switches}
    model.made.clear_assumptions()
    model.made.add_assumptions([yes for rule, yes in model.switches.items() if rule in on])
    solver = _solver(seconds, seed, 1)
    if solver.solve(model.made) != cp_model.INFEASIBLE:
        return ()
    found = solver.sufficient_assumptions_for_infeasibility()
    return tuple(named[i] for i in found)
