"""Whether a plan keeps what its problem asks. Written from the problem's words alone, leg by leg, in plain numbers:
it shares nothing with what makes plans, so that it can find them wrong."""

from collections import Counter
from collections.abc import Iterator, Sequence

from shuoshi.planning.rounds.terms import Call, Crew, Pause, Plan, Problem, Route, Stop


def faults_of(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """Everything that is wrong with a plan, a line each; nothing where it holds."""
    return tuple(_faults(problem, plan))


def _faults(problem: Problem, plan: Plan) -> Iterator[str]:
    stops = {s.key: s for s in problem.stops}
    crews = {c.key: c for c in problem.crews}
    times = Counter(s for r in plan.routes for s in r.stops())
    times.update(left.stop for left in plan.left)
    for key, often in times.items():
        if key not in stops:
            yield f"{key}: no such stop"
        elif often > 1:
            yield f"{key}: {often} times"
    for key in stops:
        if key not in times:
            yield f"{key}: neither served nor left out"
    if problem.must and plan.left:
        yield f"{len(plan.left)} stops are left out, none may be"
    for crew, often in Counter(r.crew for r in plan.routes).items():
        if crew not in crews:
            yield f"{crew}: no such crew"
        elif often > 1:
            yield f"{crew}: {often} routes"
    for route in plan.routes:
        if route.crew in crews:
            for fault in _of_route(problem, crews[route.crew], route, stops):
                yield f"{route.crew}: {fault}"


def _of_route(problem: Problem, crew: Crew, route: Route, stops: dict[str, Stop]) -> Iterator[str]:
    served = [stops[key] for key in route.stops() if key in stops]
    yield from _who(crew, served)
    yield from _loads(crew, served)
    yield from _rests(crew, route)
    yield from _times(problem, crew, route, stops)


def _who(crew: Crew, served: Sequence[Stop]) -> Iterator[str]:
    for stop in served:
        if not stop.skills <= crew.skills:
            yield f"can't do {stop.key}"
        if stop.only and crew.key not in stop.only:
            yield f"may not go to {stop.key}"


def _loads(crew: Crew, served: Sequence[Stop]) -> Iterator[str]:
    """What is aboard between any two stops: what is still to be brought, and what was taken so far."""
    for dimension, room in enumerate(crew.room):
        aboard = sum(_at(s.brings, dimension) for s in served)
        fullest = aboard
        for stop in served:
            aboard += _at(stop.takes, dimension) - _at(stop.brings, dimension)
            fullest = max(fullest, aboard)
        if fullest > room:
            yield f"{fullest} aboard, room for {room} (load {dimension + 1})"


def _at(loads: Sequence[int], dimension: int) -> int:
    return loads[dimension] if dimension < len(loads) else 0


def _rests(crew: Crew, route: Route) -> Iterator[str]:
    taken = Counter(c.rest for c in route.calls if isinstance(c, Pause))
    for number in taken:
        if number >= len(crew.rests):
            yield f"rest {number + 1}: no such rest"
    for number, rest in enumerate(crew.rests):
        if taken[number] != 1:
            yield f"rest {number + 1} is taken {taken[number]} times"
        for call in route.calls:
            if not isinstance(call, Pause) or call.rest != number:
                continue
            if not rest.window.opens_s <= call.begins_s <= rest.window.closes_s:
                yield f"rest {number + 1} begins at {call.begins_s}"
            if call.leaves_s - call.begins_s != rest.lasts_s:
                yield f"rest {number + 1} lasts {call.leaves_s - call.begins_s}"


def _times(problem: Problem, crew: Crew, route: Route, stops: dict[str, Stop]) -> Iterator[str]:
    way, at, clock = problem.travel[crew.mode], crew.start, route.leaves_s
    metres = drive_s = wait_s = 0
    if clock < crew.starts_s:
        yield f"leaves at {clock}, before its shift"
    for call in route.calls:
        there, service_s, name = _place(crew, call, stops)
        leg_m, leg_s = way.leg(at, there)
        if call.arrives_s < clock + leg_s:
            yield f"is at {name} at {call.arrives_s}, can't be before {clock + leg_s}"
        if call.begins_s < call.arrives_s:
            yield f"begins {name} before it arrives"
        if call.leaves_s - call.begins_s < service_s:
            yield f"stays {call.leaves_s - call.begins_s} at {name}, needs {service_s}"
        if isinstance(call, Call) and call.stop in stops and not _open(stops[call.stop], call):
            yield f"begins {name} at {call.begins_s}, outside its windows"
        metres, drive_s, wait_s = (
            metres + leg_m,
            drive_s + leg_s,
            wait_s + call.begins_s - call.arrives_s,
        )
        at, clock = there, call.leaves_s
    back_m, back_s = (0, 0) if crew.end is None else way.leg(at, crew.end)
    if route.returns_s < clock + back_s:
        yield f"is back at {route.returns_s}, can't be before {clock + back_s}"
    if route.returns_s > crew.ends_s:
        yield f"is back at {route.returns_s}, after its shift"
    if crew.most_s is not None and route.returns_s - route.leaves_s > crew.most_s:
        yield f"is out {route.returns_s - route.leaves_s}, may be {crew.most_s}"
    sums = (metres + back_m, drive_s + back_s, wait_s)
    if sums != (route.metres, route.drive_s, route.wait_s):
        yield f"says {(route.metres, route.drive_s, route.wait_s)} of metres, drive, wait; is {sums}"


def _place(crew: Crew, call: Call | Pause, stops: dict[str, Stop]) -> tuple[int, int, str]:
    """Where a call is, how long it takes at least, and what it is called."""
    if isinstance(call, Call):
        stop = stops.get(call.stop)
        return (stop.spot, stop.service_s, call.stop) if stop else (crew.start, 0, call.stop)
    if call.rest >= len(crew.rests):
        return crew.start, 0, f"rest {call.rest + 1}"
    rest = crew.rests[call.rest]
    return crew.start if rest.spot is None else rest.spot, rest.lasts_s, f"rest {call.rest + 1}"


def _open(stop: Stop, call: Call) -> bool:
    return any(w.opens_s <= call.begins_s <= w.closes_s for w in stop.windows)
