"""Why a stop is in no route: worked out from the problem alone, and never from what the solver thinks."""

from collections.abc import Iterable

from shuoshi.planning.rounds.terms import Crew, Left, Problem, Stop, Why


def left_of(problem: Problem, served: Iterable[str]) -> tuple[Left, ...]:
    """What is not served, most urgent first, each with its reason."""
    done = set(served)
    left = sorted(
        (s for s in problem.stops if s.key not in done), key=lambda s: (-s.priority, s.key)
    )
    return tuple(Left(stop.key, why_left(problem, stop)) for stop in left)


def why_left(problem: Problem, stop: Stop) -> Why:
    """Nobody able, too much for any of those, out of reach within window and shift, or else a full day."""
    able = [c for c in problem.crews if c.may(stop)]
    if not able:
        return Why.NOBODY_ABLE
    roomy = [c for c in able if _fits(c, stop)]
    if not roomy:
        return Why.TOO_BIG
    if not any(_in_time(problem, c, stop) for c in roomy):
        return Why.OUT_OF_TIME
    return Why.DAY_FULL


def _fits(crew: Crew, stop: Stop) -> bool:
    room = crew.room
    return all(
        load <= room[i]
        for loads in (stop.brings, stop.takes)
        for i, load in enumerate(loads)
        if i < len(room)
    )


def _in_time(problem: Problem, crew: Crew, stop: Stop) -> bool:
    """Whether a crew that does nothing else, not even rest, can serve it."""
    way = problem.travel[crew.mode]
    there, back = way.leg(crew.start, stop.spot)[1], 0
    if crew.end is not None:
        back = way.leg(stop.spot, crew.end)[1]
    for window in stop.windows:
        begins = max(crew.starts_s + there, window.opens_s)
        home = begins + stop.service_s + back
        if begins <= window.closes_s and home <= crew.ends_s:
            return crew.most_s is None or there + stop.service_s + back <= crew.most_s
    return False
