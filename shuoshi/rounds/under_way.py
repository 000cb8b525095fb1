"""A day made for the first time, or anew from where everybody is. Needs the extra `planning`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from shuoshi.planning.rounds.replanning import Happened, Standing, replan
from shuoshi.planning.rounds.solving import solve
from shuoshi.planning.rounds.terms import (
    Call,
    Limit,
    Pause,
    Plan,
    Problem,
    Route,
    Travel,
    takes,
)
from shuoshi.planning.rounds.terms import Crew as PlannedCrew
from shuoshi.rounds.models import Crew, Round, Stop
from shuoshi.rounds.problem import as_plan, call_row
from shuoshi.rounds.rules import second_of
from shuoshi.rounds.terms import StopState

_TRIES, _TRY = 4, 0.1
"""How many tries say which crews are home for lunch, and which share of the time each takes."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What is behind a crew, or stays its next, as it is stored, and the way of it; `back_s` how long the way home from
    there is, for a crew with nothing else to do."""

    calls: list[dict[str, Any]]
    metres: int = 0
    drive_s: int = 0
    back_s: int = 0


Behind = dict[str, Gone]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a day has come to: seconds of the day; stops that are over (crew, when), that nobody goes to, on the map;
    where crews start."""

    now_s: int
    over: dict[str, tuple[str, int]]
    off: frozenset[str]
    spots: dict[str, int]
    starts: dict[str, int]


def made(
    row: Round,
    problem: Problem,
    crews: Sequence[Crew],
    stops: Sequence[Stop],
    limit: Limit,
    now_s: int,
) -> tuple[Problem, Plan, Behind]:
    """A plan with the problem that it is of, and by crew the calls that are behind it or stay its next.

    Shape:   before the first plan everything is open; afterwards what is over stays, who has left goes where they are
             going, and nothing is given to another crew without need. `now_s` seconds of the day, 0 before it.
    """
    if not row.routes:
        keys = {str(s.id) for s in stops if s.state == StopState.WAITS}
        crews_now = (_from(c, now_s, problem.travel[c.mode]) for c in problem.crews)
        there = [c for c in crews_now if c.ends_s > c.starts_s]
        open_ = problem.only([s for s in problem.stops if s.key in keys], there)
        return *_first(open_, limit, row.seed), {}
    plan = as_plan(row.routes, row.seed)
    off = _called_off(plan, row, stops)
    seen = _Seen(
        now_s,
        {
            str(s.id): (str(s.crew_id or ""), second_of(row.on, s.over_at))
            for s in stops
            if s.over_at and str(s.id) not in off
        },
        off,
        {s.key: s.spot for s in problem.stops},
        {c.key: c.start for c in problem.crews},
    )
    before = _known(plan, seen)
    able = {str(c.id) for c in crews}
    standing = {
        r.crew: stands for r in before.routes if r.crew in able and (stands := _stands(r, seen))
    }
    lost = frozenset(r.crew for r in before.routes) - able
    happened = Happened(standing, frozenset(seen.over), (), seen.off, lost, {}, now_s)
    rest, plan = replan(problem, before, happened, limit=limit, seed=row.seed)
    goes_on = {r.crew for r in plan.routes}
    behind = {
        r.crew: _behind(r, rest.next.get(r.crew, ()), seen, problem, home=r.crew not in goes_on)
        for r in before.routes
    }
    return rest.problem, plan, behind


def _behind(
    route: Route, following: Sequence[Call], seen: _Seen, problem: Problem, *, home: bool
) -> Gone:
    """What a crew is done with in its order, its rests among it, and what stays its next; ways where the crew still
    goes."""
    calls: list[Call | Pause] = sorted(
        (*_gone(route, seen), *_rested(route, seen)), key=lambda c: c.begins_s
    )
    calls.extend(following)
    rows = [call_row(c) for c in calls]
    crew = next((c for c in problem.crews if c.key == route.crew), None)
    if crew is None or not calls:
        return Gone(rows)
    spots = [
        crew.start,
        *(seen.spots[c.stop] if isinstance(c, Call) else crew.start for c in calls),
    ]
    if home and crew.end is not None:
        spots.append(crew.end)
    legs = [problem.travel[crew.mode].leg(a, b) for a, b in pairwise(spots)]
    back_s = legs[-1][1] if home and crew.end is not None else 0
    return Gone(rows, sum(m for m, _s in legs), sum(s for _m, s in legs), back_s)


def _first(problem: Problem, limit: Limit, seed: int) -> tuple[Problem, Plan]:
    """A day's first plan. A crew whose work is over before its rest would end needs none: it is home for lunch. Which
    those are is learnt from short tries, the most of the time is for the plan itself."""
    try_, rest = _share(limit, _TRY), _share(limit, 1 - _TRIES * _TRY)
    tried = solve(problem, limit=try_, seed=seed, workers=1)
    for _ in range(_TRIES - 1):
        early = _early(problem, tried)
        if early is None:
            break
        other = solve(early, limit=try_, seed=seed, workers=1)
        if len(other.left) > len(tried.left):
            break
        problem, tried = early, other
    return problem, solve(problem, limit=rest, seed=seed, workers=1)


def _share(limit: Limit, share: float) -> Limit:
    if limit.seconds is not None:
        return Limit(seconds=limit.seconds * share)
    return Limit(steps=max(1, round((limit.steps or 0) * share)))


def _early(problem: Problem, plan: Plan) -> Problem | None:
    """The problem with those crews home for lunch whose work allows it; where it does for all that
    go, who stays at home would be too. None where there are none."""
    short = {r.crew for r in plan.routes if _home_for_lunch(problem, r)}
    if not short:
        return None
    if len(short) == len(plan.routes):
        short = {c.key for c in problem.crews if c.rests}
    crews = [_morning(c) if c.key in short else c for c in problem.crews]
    return problem.only(problem.stops, crews)


def _from(crew: PlannedCrew, now_s: int, way: Travel) -> PlannedCrew:
    """A crew as it is there from now on: a lunch that can't be had any more is over."""
    late = replace(crew, starts_s=max(crew.starts_s, now_s), rests=())
    return replace(late, rests=tuple(r for r in crew.rests if takes(late, r, way)))


def _home_for_lunch(problem: Problem, route: Route) -> bool:
    """Whether what a crew does, without its rest and without waiting, fits in before the latest end of its lunch."""
    crew = next(c for c in problem.crews if c.key == route.crew)
    rests = sum(c.leaves_s - c.begins_s for c in route.calls if isinstance(c, Pause))
    busy = route.returns_s - route.leaves_s - rests - route.wait_s
    return bool(crew.rests) and crew.starts_s + busy <= crew.rests[0].window.closes_s


def _morning(crew: PlannedCrew) -> PlannedCrew:
    """A crew that is home by the time at which its rest would begin at the latest, and takes none on the way."""
    return replace(crew, rests=(), ends_s=min(crew.ends_s, crew.rests[0].window.closes_s))


def _called_off(plan: Plan, row: Round, stops: Sequence[Stop]) -> frozenset[str]:
    """Stops to which nobody went: called off, or refused before the crew had left, by phone."""
    leaves = {stop: r.leaves_s for r in plan.routes for stop in r.stops()}
    return frozenset(
        str(s.id)
        for s in stops
        if s.state == StopState.OFF
        or (
            s.state == StopState.REFUSED
            and s.over_at is not None
            and second_of(row.on, s.over_at) <= leaves.get(str(s.id), 0)
        )
    )


def _gone(route: Route, seen: _Seen) -> list[Call]:
    """What a crew is done with, in the order in which it said so."""
    gone = [c for c in route.calls if isinstance(c, Call) and c.stop in seen.over]
    return sorted(gone, key=lambda c: seen.over[c.stop][1])


def _rested(route: Route, seen: _Seen) -> list[Pause]:
    """The rests that have begun."""
    return [c for c in route.calls if isinstance(c, Pause) and c.begins_s <= seen.now_s]


def _stands(route: Route, seen: _Seen) -> Standing | None:
    """Where a crew is that has left; None for one that has not."""
    gone = _gone(route, seen)
    if not gone and not (seen.now_s and route.leaves_s <= seen.now_s):
        return None
    coming = [
        c for c in route.calls
        if isinstance(c, Call) and c.stop not in seen.over and c.stop not in seen.off
    ]  # fmt: skip
    last, rests = gone[-1] if gone else None, _rested(route, seen)
    since = max([seen.over[last.stop][1] if last else route.leaves_s, *(c.leaves_s for c in rests)])
    going = bool(coming) and coming[0].leaves_s > seen.now_s
    free = since if going else max(since, seen.now_s)
    done = tuple(c.stop for c in gone if c.stop in seen.spots)
    start = seen.starts.get(route.crew, 0)
    spot = seen.spots.get(last.stop, start) if last else start
    rested = frozenset(c.rest for c in rests)
    return Standing(
        spot, free, min(route.leaves_s, free), tuple(c.stop for c in coming[:1]), done, rested
    )


def _known(plan: Plan, seen: _Seen) -> Plan:
    """The old plan without stops that are on no map any more, or that another crew was done with."""

    def known(route: Route, call: Call | Pause) -> bool:
        if isinstance(call, Pause):
            return True
        return call.stop in seen.spots and seen.over.get(call.stop, (route.crew,))[0] == route.crew

    routes = tuple(replace(r, calls=tuple(c for c in r.calls if known(r, c))) for r in plan.routes)
    return replace(plan, routes=routes)
