"""What PyVRP found as a plan, and a plan as PyVRP begins from it."""

from pyvrp import Route, Solution

from shuoshi.planning.rounds import terms
from shuoshi.planning.rounds.encoding import Encoded
from shuoshi.planning.rounds.terms import Call, Crew, Pause, Plan, Problem


def begin_with(encoded: Encoded, plan: Plan) -> Solution | None:
    """A plan as a solution to begin from; nothing where it does not fit this problem."""
    first: dict[str, int] = {}
    rest_of: dict[tuple[int, int], int] = {}
    problem = encoded.problem
    for number, who in enumerate(encoded.clients):
        if who.stop >= 0:
            first.setdefault(problem.stops[who.stop].key, number)
        else:
            rest_of[who.crew, who.rest] = number
    kind_of, index = encoded.kind_of(), {c.key: i for i, c in enumerate(problem.crews)}
    routes = []
    for route in plan.routes:
        if route.crew not in kind_of:
            return None
        visits = []
        for call in route.calls:
            if isinstance(call, Pause):
                visits.append(rest_of[index[route.crew], call.rest])
            elif call.stop in first:
                visits.append(_window_of(encoded, first[call.stop], call.begins_s))
        if visits:
            routes.append(Route(encoded.whole, visits, kind_of[route.crew]))
    return Solution(encoded.whole, routes)


def decode(encoded: Encoded, solution: Solution) -> tuple[terms.Route, ...]:
    """The solver's routes as ours, each with a crew; a crew that would only rest stays in."""
    problem, free = encoded.problem, [list(crews) for crews in encoded.kinds]
    routes = []
    for route in solution.routes():
        crew = problem.crews[free[route.vehicle_type()].pop(0)]
        calls: list[Call | Pause] = []
        for done in route.schedule():
            if not done.is_client():
                continue
            who = encoded.clients[done.idx]
            times = (done.start_time - done.wait_duration, done.start_time, done.end_time)
            if who.stop >= 0:
                calls.append(Call(problem.stops[who.stop].key, *times))
            else:
                calls.append(Pause(who.rest, *times))
        if any(isinstance(call, Call) for call in calls):
            routes.append(_route(problem, crew, route, tuple(calls)))
    return tuple(sorted(routes, key=lambda r: r.crew))


def _route(
    problem: Problem, crew: Crew, route: Route, calls: tuple[Call | Pause, ...]
) -> terms.Route:
    spot_of = {s.key: s.spot for s in problem.stops}
    way, at = problem.travel[crew.mode], crew.start
    metres = drive_s = 0
    for call in calls:
        if isinstance(call, Call):
            there = spot_of[call.stop]
        else:
            rest = crew.rests[call.rest].spot
            there = crew.start if rest is None else rest
        leg_m, leg_s = way.leg(at, there)
        metres, drive_s, at = metres + leg_m, drive_s + leg_s, there
    back_m, back_s = (0, 0) if crew.end is None else way.leg(at, crew.end)
    leaves, returns = route.start_time(), calls[-1].leaves_s + back_s
    wait = sum(call.begins_s - call.arrives_s for call in calls)
    return terms.Route(crew.key, leaves, returns, calls, metres + back_m, drive_s + back_s, wait)


def _window_of(encoded: Encoded, number: int, begins_s: int) -> int:
    """Of a stop's clients, the one whose window a visit began in."""
    stop = encoded.problem.stops[encoded.clients[number].stop]
    for offset, window in enumerate(stop.windows):
        if window.opens_s <= begins_s <= window.closes_s:
            return number + offset
    return number
