"""Homes to sites: the fewest sites that hold everybody, and of these the plan by which people walk least.

Where a map knows every home, a site stands at one of them and the whole is solved by CP-SAT; without a map homes are
taken in the order of their keys, neighbours together, by dynamic programming; so they are where the time is over.
"""

import math
import time
from collections.abc import Sequence

import numpy as np
from ortools.sat.python import cp_model

from shuoshi.planning.rounds.travel import ByDistance
from shuoshi.planning.sites.terms import Home, Proposed, Spot, Wanted
from shuoshi.planning.sites.waiting import fewest_stations, mean_wait_min

_CANDIDATES = 40
_SHORT = 2_000
"""How many metres it is worth for one person to spare a site that one person too few would have."""


def propose(homes: Sequence[Home], wanted: Wanted, *, seconds: float = 5.0) -> tuple[Proposed, ...]:
    """Where people are called to. The same input gives the same plan where it is solved within the time.

    Shape:   every home with people goes to one site; a home with more people than a site takes is parted. None without
             people.
    """
    parts = [p for h in homes if h.people > 0 for p in _parted(h, wanted.most)]
    if not parts:
        return ()
    known = all(p.spot is not None for p in parts)
    groups = _on_a_map(parts, wanted, seconds) if known else _in_order(parts, wanted)
    return tuple(_proposed(at, group, wanted) for at, group in groups)


def _parted(home: Home, most: int) -> list[Home]:
    """A home in parts that a site takes, all of one key."""
    many = math.ceil(home.people / most)
    each, more = divmod(home.people, many)
    return [Home(home.key, each + (n < more), home.spot) for n in range(many)]


def metres(a: Spot, b: Spot) -> int:
    """The way through the air."""
    return ByDistance((a, b), 1.0, 1.0).leg(0, 1)[0]


def _on_a_map(parts: list[Home], wanted: Wanted, seconds: float) -> list[tuple[Home, list[Home]]]:
    """The fewest sites first; then the least walking, people too few at a site weighed against it."""
    places = _candidates(parts)
    far = [[metres(h.spot, p.spot) for p in places if p.spot] for h in parts if h.spot]
    least, until = math.ceil(sum(h.people for h in parts) / wanted.most), time.monotonic() + seconds
    for many in range(least, len(parts) + 1):
        left = until - time.monotonic()
        if left <= 0:
            return _in_order(parts, wanted)
        found = _solved(parts, places, far, wanted, many, left)
        if found is not None:
            return found
    return [(h, [h]) for h in parts]


def _candidates(parts: list[Home]) -> list[Home]:
    """Homes at which a site may stand: all, or of many those with the most people, a key once."""
    by_key = {h.key: h for h in sorted(parts, key=lambda h: h.people)}
    ordered = sorted(by_key.values(), key=lambda h: (-h.people, h.key))[:_CANDIDATES]
    return sorted(ordered, key=lambda h: h.key)


def _solved(
    parts: list[Home], places: list[Home], far: list[list[int]], wanted: Wanted, many: int, seconds: float
) -> list[tuple[Home, list[Home]]] | None:  # fmt: skip
    """With so many sites, two at one place where one is too small for it; nothing where these can't hold everybody."""
    model = cp_model.CpModel()
    slots = [(p, k) for p in range(len(places)) for k in range(math.ceil(many / len(places)) + 1)]
    used = {s: model.new_bool_var("") for s in slots}
    goes = {
        (h, s): model.new_bool_var("")
        for h in range(len(parts))
        for s in slots
        if far[h][s[0]] <= wanted.walk_m or far[h][s[0]] == min(far[h])
    }
    short = []
    for h in range(len(parts)):
        model.add_exactly_one(goes[h, s] for s in slots if (h, s) in goes)
    for s in slots:
        inside = sum(parts[h].people * goes[h, s] for h in range(len(parts)) if (h, s) in goes)
        model.add(inside <= wanted.most * used[s])
        few = model.new_int_var(0, wanted.least, "")
        model.add(few >= wanted.least * used[s] - inside)
        short.append(few)
        if s[1]:
            model.add_implication(used[s], used[s[0], s[1] - 1])
    model.add(sum(used.values()) == many)
    walked = sum(parts[h].people * far[h][s[0]] * x for (h, s), x in goes.items())
    model.minimize(walked + _SHORT * sum(short))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [
        (places[s[0]], [parts[h] for h in range(len(parts)) if (h, s) in goes and solver.value(goes[h, s])])
        for s in slots
        if solver.value(used[s])
    ]  # fmt: skip


def _in_order(parts: list[Home], wanted: Wanted) -> list[tuple[Home, list[Home]]]:
    """Neighbours by key together: the fewest groups, then those nearest to the same size."""
    ordered = sorted(parts, key=lambda h: h.key)
    sums = np.concatenate([[0], np.cumsum([h.people for h in ordered])])
    even = sums[-1] / math.ceil(sums[-1] / wanted.most)
    best: list[tuple[float, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(ordered) + 1):
        best.append(
            min(
                (best[start][0] + 1, best[start][1] + abs(float(sums[end] - sums[start]) - even), start)
                for start in range(end)
                if sums[end] - sums[start] <= wanted.most
            )
        )  # fmt: skip
    groups, end = [], len(ordered)
    while end:
        start = best[end][2]
        groups.append(ordered[start:end])
        end = start
    return [(max(g, key=lambda h: h.people), g) for g in reversed(groups)]


def _proposed(at: Home, group: list[Home], wanted: Wanted) -> Proposed:
    people = sum(h.people for h in group)
    rate = people / wanted.hours * wanted.peak
    stations = fewest_stations(rate, wanted.per_station_hour, wanted.wait_min)
    ways = [metres(at.spot, h.spot) for h in group if at.spot and h.spot]
    farthest = max(ways) if ways else None
    why = [
        code
        for code, holds in (
            ("few", people < wanted.least),
            ("far", farthest is not None and farthest > wanted.walk_m),
        )
        if holds
    ]
    return Proposed(
        at.key, tuple(sorted({h.key for h in group})), people, stations, math.ceil(people / wanted.staff_per),
        mean_wait_min(rate, wanted.per_station_hour, stations), farthest, tuple(why),
    )  # fmt: skip
