"""Days for the planner: small ones to count through, made-up ones of any size."""

import random
from dataclasses import replace
from itertools import permutations, product

import numpy as np

from shuoshi.planning.rounds.terms import Crew, Price, Problem, Rest, Stop, Window
from shuoshi.planning.rounds.travel import ByDistance, ByTables

HOUR = 3_600
NOON = Rest(Window(11 * HOUR, 13 * HOUR), HOUR)
BASE = (37.52, 111.14)
"""Where the made-up town lies (degrees)."""


def line(*metres: int) -> ByTables:
    """Spots along one street; a metre takes a second."""
    at = np.array(metres, dtype=np.int64)
    far = np.abs(at[:, None] - at[None, :])
    return ByTables(far, far)


def stop(key: str, spot: int, opens: int = 0, closes: int = 10_000, **more) -> Stop:
    return Stop(key, spot, (Window(opens, closes),), **more)


def crew(key: str = "car", **more) -> Crew:
    given = {"mode": "car", "start": 0, "end": 0, "starts_s": 0, "ends_s": 10_000}
    return Crew(key, **(given | more))


def a_day(stops: int, crews: int, *, seed: int = 1, rests: bool = True, zones: int = 1) -> Problem:
    """A made-up day: two skills, some windows, samples that come along, a lunch at the base."""
    rng = random.Random(seed)
    spots = [BASE]
    made = []
    for i in range(stops):
        zone = rng.randrange(zones)
        angle = 2 * np.pi * zone / zones
        middle = (
            BASE[0] + 0.05 * np.sin(angle) * (zones > 1),
            BASE[1] + 0.06 * np.cos(angle) * (zones > 1),
        )
        spots.append((middle[0] + rng.gauss(0, 0.01), middle[1] + rng.gauss(0, 0.012)))
        windows = (Window(8 * HOUR, 17 * HOUR),)
        if rng.random() < 0.2:
            windows = (Window(9 * HOUR, 10 * HOUR), Window(15 * HOUR, 16 * HOUR))
        made.append(
            Stop(
                f"s{i:05}", i + 1, windows, service_s=rng.choice((60, 120, 240)), takes=(rng.randrange(3),),
                skills=frozenset({"swab"} if rng.random() < 0.3 else ()), priority=rng.choice((1, 1, 1, 5)),
                zone=f"{zone:03}",
            )
        )  # fmt: skip
    cars = tuple(
        Crew(
            f"c{i:02}", "car", 0, 0, 8 * HOUR, 17 * HOUR, room=(4 * stops // crews + 4,),
            skills=frozenset({"swab"} if i % 2 == 0 else ()), rests=(NOON,) if rests else (),
        )
        for i in range(crews)
    )  # fmt: skip
    return Problem(tuple(made), cars, {"car": ByDistance(tuple(spots), 1.4, 7.0)}, Price(1, 2))


def cheapest(problem: Problem) -> tuple[int, int]:
    """The best there is, by trying everything: (priorities left out, metres). For prices by the metre, no rests."""
    best = (sum(s.priority for s in problem.stops), 0)
    for who in product(range(-1, len(problem.crews)), repeat=len(problem.stops)):
        lost = sum(s.priority for s, c in zip(problem.stops, who, strict=True) if c < 0)
        if lost > best[0]:
            continue
        metres = 0
        for c, one in enumerate(problem.crews):
            mine = [s for s, at in zip(problem.stops, who, strict=True) if at == c]
            way = _shortest(problem, one, mine)
            if way is None:
                break
            metres += way
        else:
            best = min(best, (lost, metres))
    return best


def _shortest(problem: Problem, one: Crew, mine: list[Stop]) -> int | None:
    if not mine:
        return 0
    if not all(one.may(s) for s in mine):
        return None
    ways = [_walked(problem, one, order) for order in permutations(mine)]
    return min((w for w in ways if w is not None), default=None)


def _walked(problem: Problem, one: Crew, order: tuple[Stop, ...]) -> int | None:
    leg = problem.travel[one.mode].leg
    at, clock, metres = one.start, one.starts_s, 0
    aboard = sum(sum(s.brings) for s in order)
    if one.room and aboard > one.room[0]:
        return None
    for s in order:
        there_m, there_s = leg(at, s.spot)
        clock += there_s
        late = [w for w in s.windows if clock <= w.closes_s]
        if not late:
            return None
        clock = max(clock, min(w.opens_s for w in late)) + s.service_s
        at, metres = s.spot, metres + there_m
        aboard += sum(s.takes) - sum(s.brings)
        if one.room and aboard > one.room[0]:
            return None
    back_m, back_s = leg(at, one.end) if one.end is not None else (0, 0)
    return metres + back_m if clock + back_s <= one.ends_s else None


def small(seed: int) -> Problem:
    """A day that can be counted through: four or five stops, two crews, everything that can bind."""
    rng = random.Random(seed)
    many = rng.choice((4, 5))
    spots = [0] + [rng.randrange(-60, 60) for _ in range(many)]
    made = []
    for i in range(many):
        opens = rng.randrange(0, 150)
        windows = (Window(opens, opens + rng.randrange(5, 120)),)
        if rng.random() < 0.3:
            windows += (Window(windows[0].closes_s + 40, windows[0].closes_s + 80),)
        made.append(
            Stop(
                f"s{i}", i + 1, windows, service_s=rng.randrange(0, 15), brings=(rng.randrange(0, 3),),
                takes=(rng.randrange(0, 3),), priority=rng.choice((1, 2, 3)),
                skills=frozenset(rng.sample(["swab", "lift"], rng.choice((0, 0, 1)))),
                only=frozenset({"a"} if rng.random() < 0.15 else ()),
            )
        )  # fmt: skip
    a = Crew("a", "car", 0, 0, 0, 300, room=(5,), skills=frozenset({"swab"}))
    b = Crew("b", "car", 0, rng.choice((None, 0)), 20, 260, room=(4,), skills=frozenset({"lift"}))
    return Problem(tuple(made), (a, b), {"car": line(*spots)}, Price(1, 0))


def without_rests(problem: Problem) -> Problem:
    return replace(problem, crews=tuple(replace(c, rests=()) for c in problem.crews))
