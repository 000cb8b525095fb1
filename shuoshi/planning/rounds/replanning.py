"""A plan made anew while it is under way: what is behind stays behind, who is on the way somewhere goes there,
what was promised is kept, and no stop goes to another crew to save a few metres."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace

from shuoshi.planning.rounds.solving import AS_TUNED, Tuning, solve
from shuoshi.planning.rounds.terms import (
    Call,
    Crew,
    Limit,
    Pause,
    Plan,
    Price,
    Problem,
    Rest,
    Route,
    Stop,
    Window,
)

MOVED_M = 3_000
"""What it costs, in metres, to give a stop to another crew."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a crew stands.

    Shape:   free at `spot` from `free_s` on; it left at `left_s`; `next` are the stops that stay its next, in this
             order (the one it is on the way to, and what is fixed); `done` are those behind it that took their
             load along; `rested` are the rests it took.
    """

    spot: int
    free_s: int
    left_s: int
    next: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    rested: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Happened:
    """What is otherwise than planned.

    Shape:   `at_s`: what time it is; who has not left can't leave before. `standing` by crew, for those that have
             left. `over`: stops behind everybody, done or not (nobody
             there). `added`: new stops. `off`: refused or called off. `lost`: crews that can't go on; what they
             have not done goes to others, who fetch what is to be brought. `promised`: by stop, the window that
             somebody was told.
    """

    standing: Mapping[str, Standing] = field(default_factory=dict)
    over: frozenset[str] = frozenset()
    added: tuple[Stop, ...] = ()
    off: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    promised: Mapping[str, Window] = field(default_factory=dict)
    at_s: int = 0


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a day: a problem of its own, the plan as it stood, and by crew the calls that stay next."""

    problem: Problem
    stood: Plan
    next: Mapping[str, tuple[Call, ...]]


def replan(
    problem: Problem,
    plan: Plan,
    happened: Happened,
    *,
    limit: Limit,
    seed: int = 0,
    tuning: Tuning = AS_TUNED,
) -> tuple[Remaining, Plan]:
    """What is left of the day, and its plan.

    Shape:   the plan is of `Remaining.problem`, whose crews start where their next calls leave them.
    Raises:  NoPlan where the problem leaves nothing out and no way was found
    """
    rest = remaining(problem, plan, happened)
    made = solve(rest.problem, limit=limit, seed=seed, workers=1, begin=rest.stood, tuning=tuning)
    return rest, made


def turned_round(before: Plan, after: Plan) -> tuple[str, ...]:
    """The stops that both plans serve and that another crew serves now."""
    was = {s: r.crew for r in before.routes for s in r.stops()}
    now = {s: r.crew for r in after.routes for s in r.stops()}
    return tuple(sorted(s for s in was.keys() & now.keys() if was[s] != now[s]))


def as_planned(
    problem: Problem, plan: Plan, at_s: int
) -> tuple[dict[str, Standing], frozenset[str]]:
    """Where everybody stands at a time of the day if all went as planned, and the stops that are behind."""
    crew_of, spot_of = {c.key: c for c in problem.crews}, {s.key: s.spot for s in problem.stops}
    standing, over = {}, set()
    for route in plan.routes:
        if route.leaves_s > at_s:
            continue
        begun = [c for c in route.calls if c.begins_s <= at_s]
        coming = route.calls[len(begun) :]
        last, crew = (begun[-1] if begun else None), crew_of[route.crew]
        done = tuple(c.stop for c in begun if isinstance(c, Call))
        over |= set(done)
        standing[route.crew] = Standing(
            _where(crew, last, spot_of) if last else crew.start,
            max(at_s, last.leaves_s) if last else route.leaves_s,
            route.leaves_s,
            tuple(c.stop for c in coming[:1] if isinstance(c, Call)),
            done,
            frozenset(c.rest for c in begun if isinstance(c, Pause)),
        )
    return standing, frozenset(over)


def remaining(problem: Problem, plan: Plan, happened: Happened) -> Remaining:
    """What is left of a day after something happened."""
    stops = {s.key: s for s in _stops_left(problem, happened)}
    stays = {s: r.crew for r in plan.routes for s in r.stops() if s in stops}
    crews, following = [], {}
    for crew in problem.crews:
        if crew.key in happened.lost:
            continue
        stands = happened.standing.get(crew.key)
        waits = Standing(
            crew.start, max(crew.starts_s, happened.at_s), max(crew.starts_s, happened.at_s)
        )
        calls, here = _from_here(problem, crew, stands or waits, stops)
        if here.starts_s < here.ends_s:
            crews.append(here)
        following[crew.key] = calls
    fixed = {c.stop for calls in following.values() for c in calls}
    free = [
        _bound(stop, stays, happened, problem) for key, stop in stops.items() if key not in fixed
    ]
    price = problem.price if problem.price.moved else _sticky(problem.price)
    able = {c.key for c in crews}
    kept = {s: c for s, c in stays.items() if s not in fixed and c in able}
    rest = Problem(tuple(free), tuple(crews), problem.travel, price, kept, problem.must)
    left = {s.key for s in free}
    stood = [
        r for r in (_still(route, left) for route in plan.routes if route.crew in able) if r.calls
    ]
    return Remaining(rest, Plan(tuple(stood), (), plan.seed, 0), following)


def _sticky(price: Price) -> Price:
    return replace(price, metre=max(price.metre, 1), moved=MOVED_M * max(price.metre, 1))


def _stops_left(problem: Problem, happened: Happened) -> Iterator[Stop]:
    for stop in (*problem.stops, *happened.added):
        if stop.key in happened.over or stop.key in happened.off:
            continue
        told = happened.promised.get(stop.key)
        yield replace(stop, windows=(told,)) if told else stop


def _bound(stop: Stop, stays: Mapping[str, str], happened: Happened, problem: Problem) -> Stop:
    """A stop whose load is aboard a crew that left is that crew's; a new one's load is aboard none that left."""
    if not any(stop.brings):
        return stop
    aboard = stays.get(stop.key)
    if aboard is not None and aboard in happened.standing and aboard not in happened.lost:
        return replace(stop, only=frozenset({aboard}))
    if aboard is None:
        here = {c.key for c in problem.crews} - set(happened.standing)
        return replace(
            stop, only=(stop.only & here if stop.only else frozenset(here)) or frozenset({"-"})
        )
    return stop


def _from_here(
    problem: Problem, crew: Crew, stands: Standing, stops: Mapping[str, Stop]
) -> tuple[tuple[Call, ...], Crew]:
    """A crew's next calls, in time, and the crew as it is after them."""
    way, at, clock = problem.travel[crew.mode], stands.spot, stands.free_s
    calls = []
    for key in stands.next:
        stop = stops.get(key)
        if stop is None:
            continue
        arrives = clock + way.leg(at, stop.spot)[1]
        opens = [w.opens_s for w in stop.windows if arrives <= w.closes_s]
        begins = max(arrives, min(opens, default=arrives))
        calls.append(Call(key, arrives, begins, begins + stop.service_s))
        at, clock = stop.spot, begins + stop.service_s
    took = [s for s in problem.stops if s.key in stands.done] + [stops[c.stop] for c in calls]
    room = tuple(
        most - sum(s.takes[i] for s in took if i < len(s.takes)) for i, most in enumerate(crew.room)
    )
    most = None if crew.most_s is None else max(crew.most_s - (clock - stands.left_s), 0)
    here = replace(crew, start=at, starts_s=clock, room=room, most_s=most, rests=())
    due = [replace(r, spot=crew.start if r.spot is None else r.spot)
           for i, r in enumerate(crew.rests) if i not in stands.rested]  # fmt: skip
    rests = tuple(r for r in (_due(problem, here, rest) for rest in due) if r)
    return tuple(calls), replace(here, rests=rests)


def _due(problem: Problem, here: Crew, rest: Rest) -> Rest | None:
    """A rest that is still to be taken, at once where its time is past; none where the shift ends before."""
    way = problem.travel[here.mode]
    spot = here.start if rest.spot is None else rest.spot
    there = here.starts_s + way.leg(here.start, spot)[1]
    window = Window(rest.window.opens_s, max(rest.window.closes_s, there))
    back = 0 if here.end is None else way.leg(spot, here.end)[1]
    out = there - here.starts_s + rest.lasts_s + back
    fits = max(there, window.opens_s) + rest.lasts_s + back <= here.ends_s
    fits = fits and (here.most_s is None or out <= here.most_s)
    return replace(rest, window=window) if fits else None


def _still(route: Route, free: Container[str]) -> Route:
    """What of a route is still to be done, for the search to begin from."""
    calls = tuple(c for c in route.calls if isinstance(c, Call) and c.stop in free)
    return replace(route, calls=calls)


def _where(crew: Crew, call: Call | Pause, spot_of: Mapping[str, int]) -> int:
    if isinstance(call, Call):
        return spot_of[call.stop]
    rest = crew.rests[call.rest].spot
    return crew.start if rest is None else rest
