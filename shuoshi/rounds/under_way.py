"""A day made for the first time, or anew from where everybody is. Needs the extra `planning`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from shuoshi.planning.rounds.replanning import Happened, Standing, replan
from shuoshi.planning.rounds.solving import solve
from shuoshi.planning.rounds.terms import Call, Limit, Pause, Plan, Problem, Route
from shuoshi.rounds.models import Crew, Round, Stop
from shuoshi.rounds.problem import as_plan, call_row
from shuoshi.rounds.terms import StopState

Behind = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a day has come to: seconds of the day, stops that are over, called off, and known to the problem."""

    now_s: int
    over: frozenset[str]
    off: frozenset[str]
    spots: dict[str, int]


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
        open_ = problem.only([s for s in problem.stops if s.key in keys], problem.crews)
        return open_, solve(open_, limit=limit, seed=row.seed, workers=1), {}
    seen = _Seen(
        now_s,
        frozenset(str(s.id) for s in stops if s.state not in (StopState.WAITS, StopState.OFF)),
        frozenset(str(s.id) for s in stops if s.state == StopState.OFF),
        {s.key: s.spot for s in problem.stops},
    )
    before = _known(as_plan(row.routes, row.seed), seen)
    able = {str(c.id) for c in crews}
    standing = {
        r.crew: stands for r in before.routes if r.crew in able and (stands := _stands(r, seen))
    }
    lost = frozenset(r.crew for r in before.routes) - able
    happened = Happened(standing, seen.over, (), seen.off, lost, {}, now_s)
    rest, plan = replan(problem, before, happened, limit=limit, seed=row.seed)
    behind: Behind = {r.crew: [call_row(c) for c in _gone(r, seen)] for r in before.routes}
    for crew, following in rest.next.items():
        behind.setdefault(crew, []).extend(call_row(c) for c in following)
    return rest.problem, plan, behind


def _gone(route: Route, seen: _Seen) -> list[Call]:
    return [c for c in route.calls if isinstance(c, Call) and c.stop in seen.over]


def _stands(route: Route, seen: _Seen) -> Standing | None:
    """Where a crew is that has left; None for one that has not."""
    gone = _gone(route, seen)
    if not gone and not (seen.now_s and route.leaves_s <= seen.now_s):
        return None
    coming = [
        c.stop for c in route.calls
        if isinstance(c, Call) and c.stop not in seen.over | seen.off
    ]  # fmt: skip
    last = gone[-1] if gone else None
    free = max(seen.now_s, last.leaves_s if last else route.leaves_s)
    rested = frozenset(c.rest for c in route.calls if isinstance(c, Pause) and c.leaves_s <= free)
    done = tuple(c.stop for c in gone if c.stop in seen.spots)
    spot = seen.spots.get(last.stop, 0) if last else 0
    return Standing(spot, free, route.leaves_s, tuple(coming[:1]), done, rested)


def _known(plan: Plan, seen: _Seen) -> Plan:
    """The old plan without stops that are on no map any more."""
    routes = tuple(
        replace(
            r, calls=tuple(c for c in r.calls if isinstance(c, Pause) or c.stop in seen.spots)
        )
        for r in plan.routes
    )  # fmt: skip
    return replace(plan, routes=routes)
