"""A plan for a problem: whole where it is small, else begun whole or along the grids and repaired at the seams.

PyVRP solves the parts. Two processes work at once; each is started afresh, for this code also runs where threads are.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context

from pyvrp import IteratedLocalSearchCallbacks, IteratedLocalSearchParams, SolveParams
from pyvrp import solve as _solve
from pyvrp.search import NeighbourhoodParams
from pyvrp.stop import MaxIterations, MaxRuntime

from shuoshi.planning.rounds.combining import Noting, Seen, combined
from shuoshi.planning.rounds.decoding import begin_with, decode
from shuoshi.planning.rounds.encoding import Encoded, encode
from shuoshi.planning.rounds.reasons import left_of, why_left
from shuoshi.planning.rounds.splitting import joined, neighbours, parts_of
from shuoshi.planning.rounds.terms import Limit, NoPlan, Plan, Problem, Route, Why

WHOLE = 400
"""Up to so many stops a problem is solved in one piece."""
FEW = 150
"""Up to so many, several searches one after the other find more than one that lasts."""
BEGUN_WHOLE = 2_000
"""Up to so many stops a plan is begun in one piece, and improved in parts."""
_ALONE_S = 1.0
"""What one search for less than this would only spend on starting another process."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the time of a big problem is spent; what the figures of bench/planning.py are made with.

    Shape:   `begin`: the share of the time before the first repair; `size`: stops a part; `part_s`: the least
             seconds a part gets; `history`: PyVRP's late acceptance; `near`: with how many of its neighbours a stop is
             tried; where several searches come one after the other these by turns, else the last: few find more where
             windows are narrow, many where they are wide; `start_ms`: milliseconds a stop that one search is worth
             where they are few, before another seed is worth more.
    """

    begin: float = 0.15
    size: int = 120
    part_s: float = 1.0
    history: int = 300
    near: tuple[int, ...] = (20, 50)
    start_ms: int = 40

    def __post_init__(self) -> None:
        if not (0 < self.begin <= 1 and self.size >= 10 and self.part_s > 0 and self.history > 0):
            raise ValueError("a share of the time, ten stops or more, some seconds, some history")
        if not (self.near and min(self.near) > 0 and self.start_ms > 0):
            raise ValueError("some neighbours, some milliseconds")


AS_TUNED = Tuning()


@dataclass(frozen=True, slots=True)
class _Job:
    problem: Problem
    seed: int
    limit: Limit
    begin: Plan | None
    tuning: Tuning
    near: int
    notes: bool = False
    until: float | None = None
    """When all is over, by the clock on the wall: another process may have been slow to start."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a search found: a plan or none, and routes of the good plans that it came past."""

    routes: tuple[Route, ...] | None
    seen: tuple[Seen, ...] = ()


def solve(
    problem: Problem,
    *,
    limit: Limit,
    seed: int = 0,
    workers: int = 2,
    begin: Plan | None = None,
    tuning: Tuning = AS_TUNED,
) -> Plan:
    """The best plan found within the limit.

    Shape:   with a limit of steps and one worker the same seed gives the same plan. `begin` is a plan to begin
             from: what it serves is not given up for nothing.
    Units:   the limit counts every second from the call, in all `workers` processes together.
    Raises:  NoPlan where stops must all be served and no way was found
    """
    if workers < 1:
        raise ValueError("somebody has to work")
    since = time.monotonic()
    if not problem.stops or not problem.crews:
        return _plan(problem, (), seed, since)
    asked = problem if problem.must else _servable(problem, begin)
    if not asked.stops:
        return _plan(problem, (), seed, since)
    with _pool(workers, limit) as pool:
        runner = _Runner(asked, limit, seed, workers, tuning, pool, since)
        routes = runner.whole(begin) if len(asked.stops) <= WHOLE else runner.in_parts(begin)
    return _plan(problem, routes, seed, since)


def _servable(problem: Problem, begin: Plan | None) -> Problem:
    """The stops that some crew could serve if it did nothing else, and those that are served already: one that nobody
    can serve, however urgent, must not keep the search from finding anything at all."""
    served = {s for r in begin.routes for s in r.stops()} if begin else set()
    able = [s for s in problem.stops if s.key in served or why_left(problem, s) is Why.DAY_FULL]
    return problem if len(able) == len(problem.stops) else problem.only(able, problem.crews)


def worth(problem: Problem, routes: Sequence[Route]) -> tuple[int, int]:
    """What a plan is judged by, less being better: the priorities left out, then the cost."""
    price, crew_of = problem.price, {s: r.crew for r in routes for s in r.stops()}
    lost = sum(s.priority for s in problem.stops if s.key not in crew_of)
    moved = sum(problem.stays.get(s, c) != c for s, c in crew_of.items())
    cost = price.moved * moved + price.crew * len(routes)
    cost += price.metre * sum(r.metres for r in routes)
    return lost, cost + price.second * sum(r.returns_s - r.leaves_s for r in routes)


def _plan(problem: Problem, routes: Sequence[Route], seed: int, since: float) -> Plan:
    left = left_of(problem, (s for r in routes for s in r.stops()))
    if left and problem.must:
        raise NoPlan
    return Plan(tuple(routes), left, seed, round(time.monotonic() - since, 3))


@contextmanager
def _pool(workers: int, limit: Limit) -> Iterator[ProcessPoolExecutor | None]:
    if workers == 1 or (limit.seconds or _ALONE_S) < _ALONE_S:
        yield None
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield pool


def _run(job: _Job) -> _Found:
    """One search, in whichever process."""
    encoded = encode(job.problem)
    stop = MaxIterations(job.limit.steps) if job.limit.steps else MaxRuntime(_left_s(job))
    first = begin_with(encoded, job.begin) if job.begin else None
    noting = Noting() if job.notes else None
    callbacks = noting or IteratedLocalSearchCallbacks()
    params = SolveParams(
        ils=IteratedLocalSearchParams(history_length=job.tuning.history, callbacks=callbacks),
        neighbourhood=NeighbourhoodParams(num_neighbours=job.near),
    )
    found = _solve(
        encoded.whole,
        stop,
        seed=job.seed,
        collect_stats=False,
        params=params,
        initial_solution=first,
    )
    routes = decode(encoded, found.best) if found.is_feasible() else None
    return _Found(routes, tuple(noting.seen.values()) if noting else ())


def _left_s(job: _Job) -> float:
    """The seconds that a search has; a tenth at least, in which something is found."""
    left = (job.until or 0) - time.time()
    return max(0.1, min(job.limit.seconds or 0, left))


@dataclass(frozen=True, slots=True)
class _Runner:
    problem: Problem
    limit: Limit
    seed: int
    workers: int
    tuning: Tuning
    pool: ProcessPoolExecutor | None
    since: float

    def whole(self, begin: Plan | None, share: float = 1.0) -> tuple[Route, ...]:
        """The best of one search a process, each with a seed of its own; of several one after the other, and of their
        routes put together, where there is time for more."""
        many, turns = len(self.problem.stops), 1
        if many <= FEW and not self.limit.steps and share == 1.0:
            turns = min(_TURNS_MOST, int(self._left_s() * 1_000 / (self.tuning.start_ms * many)))
        if turns > 1:
            return self._by_turns(begin, turns)
        limit = self._share(share)
        return self._best([f.routes for f in self._all(self._jobs(0, limit, begin, notes=False))])

    def _by_turns(self, begin: Plan | None, turns: int) -> tuple[Route, ...]:
        """From nothing (or what was given), then from the best so far, and so on; after each what was seen is put
        together."""
        encoded, seen = encode(self.problem), list[Seen]()
        known: list[tuple[Route, ...] | None] = []
        for turn in range(turns):
            limit = Limit(seconds=max(0.05, self._left_s() / (turns - turn) * _SEARCHING))
            some = [routes for routes in known if routes]
            best = Plan(self._best(some), (), self.seed, 0) if some and turn % 2 else begin
            found = self._all(self._jobs(turn, limit, best, notes=True))
            seen = [*seen, *(route for f in found for route in f.seen)][-_SEEN_MOST:]
            known += [f.routes for f in found]
            known.append(self._together(encoded, seen, limit))
        return self._best(known)

    def _jobs(self, turn: int, limit: Limit, begin: Plan | None, *, notes: bool) -> list[_Job]:
        many = self.workers if self.pool else 1
        seeds = (self.seed + turn * many + i for i in range(many))
        near = self.tuning.near
        return [
            _Job(self.problem, seed, limit, begin, self.tuning, near[seed % len(near)] if notes else near[-1], notes)
            for seed in seeds
        ]  # fmt: skip

    def _together(
        self, encoded: Encoded, seen: Sequence[Seen], searched: Limit
    ) -> tuple[Route, ...] | None:
        """What the routes seen so far make, in the time that a turn has beside its search."""
        seconds = min((searched.seconds or 0) / _SEARCHING * (1 - _SEARCHING), self._left_s())
        if not seen or seconds < _TOGETHER_S:
            return None
        made = combined(encoded.whole, seen, seconds=seconds * 0.7)
        return decode(encoded, made) if made else None

    def in_parts(self, begin: Plan | None) -> tuple[Route, ...]:
        """Begun whole or along the grids, then parts of neighbours again and again."""
        if begin is not None:
            routes = begin.routes
        elif len(self.problem.stops) <= BEGUN_WHOLE:
            routes = self.whole(None, self.tuning.begin)
        else:
            routes = self._along_the_grids()
        turn, stale = 0, begin is not None
        while stale or not self._over(turn):
            turn += 1
            routes = self._repaired(routes, turn, stale=stale)
            stale = False
        return routes

    def _along_the_grids(self) -> tuple[Route, ...]:
        parts = parts_of(self.problem, self.tuning.size)
        limit = self._each(len(parts), self.tuning.begin)
        found = self._all(
            [_Job(p, self.seed, limit, None, self.tuning, self.tuning.near[-1]) for p in parts]
        )
        return tuple(route for one in found for route in one.routes or ())

    def _repaired(self, routes: tuple[Route, ...], turn: int, *, stale: bool) -> tuple[Route, ...]:
        """One pass over all routes in groups of neighbours, cut otherwise each time. Routes that are of
        another time of the day (`stale`) are begun from and never kept."""
        cut = neighbours(
            self.problem, routes, self.tuning.size, self.seed * 1_000 + turn, wanting=turn % 2 == 0
        )
        limit = self._each(len(cut.groups), 1.0, least=self.tuning.part_s)
        jobs = []
        for part, kept in cut.groups:
            plan = Plan(kept, (), self.seed, 0)
            jobs.append(
                _Job(part, self.seed + turn, limit, plan, self.tuning, self.tuning.near[-1])
            )
        better = [cut.let_be]
        for (part, kept), found in zip(cut.groups, self._all(jobs), strict=True):
            if stale or (
                found.routes is not None and worth(part, found.routes) < worth(part, kept)
            ):
                better.append(found.routes or ())
            else:
                better.append(kept)
        return joined(better)

    def _best(self, found: Sequence[tuple[Route, ...] | None]) -> tuple[Route, ...]:
        some = [routes for routes in found if routes is not None]
        if not some:
            if self.problem.must:
                raise NoPlan
            return ()
        return min(some, key=lambda routes: worth(self.problem, routes))

    def _all(self, jobs: Sequence[_Job]) -> list[_Found]:
        until = time.time() + self._left_s()
        jobs = [replace(job, until=until) for job in jobs]
        return list(self.pool.map(_run, jobs)) if self.pool else [_run(job) for job in jobs]

    def _left_s(self) -> float:
        return (self.limit.seconds or 0) - (time.monotonic() - self.since)

    def _share(self, share: float) -> Limit:
        if self.limit.steps:
            return Limit(steps=max(1, int(self.limit.steps * share)))
        return Limit(seconds=max(0.05, self._left_s() * share))

    def _each(self, parts: int, share: float, least: float = 0.05) -> Limit:
        """What each of so many parts gets of a share of what is left, in `workers` processes."""
        if self.limit.steps:
            return Limit(steps=max(1, int(self.limit.steps * share)))
        rounds = -(-parts // self.workers)
        left = self._left_s() * share
        return Limit(
            seconds=max(0.05, min(least, left / rounds) if share == 1.0 else left / rounds)
        )

    def _over(self, turn: int) -> bool:
        if self.limit.steps:
            return turn >= _PASSES
        return self._left_s() < 0.2


_TURNS_MOST = 8
"""How many searches one after the other, at most."""
_SEARCHING, _TOGETHER_S, _SEEN_MOST = 0.85, 0.2, 12_000
"""The share of a turn that is searched; the least seconds for putting routes together, and how many of them."""
_PASSES = 3
"""How often the seams are gone over where steps are counted, not seconds."""
