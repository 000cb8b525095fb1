"""A big day cut into parts: along the grids to begin with, then by which routes lie near each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from shuoshi.planning.rounds.terms import Crew, Problem, Route, Stop, Table


def parts_of(problem: Problem, size: int) -> list[Problem]:
    """Parts of whole grids that lie near each other, of about `size` stops or of three crews, whichever is more, each
    with the crews that start nearest, and some of every kind."""
    by_zone: dict[str, list[Stop]] = {}
    for stop in problem.stops:
        by_zone.setdefault(stop.zone, []).append(stop)
    zones = [stops for _zone, stops in sorted(by_zone.items())]
    size = _at_least(size, len(problem.stops), len(problem.crews))
    middles = [_middle(problem, [s.spot for s in stops]) for stops in zones]
    spots = [*middles, *(c.start for c in problem.crews)]
    far = problem.travel[problem.crews[0].mode].tables(spots)[0]
    whole = _Part(tuple(range(len(zones))), tuple(range(len(problem.crews))))
    return [
        problem.only(
            [s for z in part.zones for s in zones[z]], [problem.crews[c] for c in part.crews]
        )
        for part in _halves(problem, [len(z) for z in zones], far, whole, size)
    ]


@dataclass(frozen=True, slots=True)
class _Part:
    """Some of the zones, some of the crews, by their numbers."""

    zones: tuple[int, ...]
    crews: tuple[int, ...]


def _at_least(size: int, stops: int, crews: int) -> int:
    return max(size, 3 * stops // max(crews, 1))


def _halves(
    problem: Problem, many: Sequence[int], far: Table, part: _Part, size: int
) -> list[_Part]:
    """Cut in two between the grids that lie farthest apart, until the parts are small; crews go where they start
    nearest, half of each kind."""
    stops = sum(many[z] for z in part.zones)
    if stops <= size or len(part.crews) < 2 or len(part.zones) < 2:
        return [part]
    among = far[np.ix_(part.zones, part.zones)]
    one, other = (part.zones[int(i)] for i in np.unravel_index(np.argmax(among), among.shape))
    zones = sorted(part.zones, key=lambda z: (far[one, z] - far[other, z], z))
    cut, seen = 0, 0
    while cut < len(zones) - 1 and (not cut or seen + many[zones[cut]] / 2 < stops / 2):
        seen += many[zones[cut]]
        cut += 1
    here, there = zones[:cut], zones[cut:]
    mine, yours = _shared(problem, far, part.crews, (here, there), len(many), seen / stops)
    return [
        *_halves(problem, many, far, _Part(tuple(here), mine), size),
        *_halves(problem, many, far, _Part(tuple(there), yours), size),
    ]


def _shared(
    problem: Problem,
    far: Table,
    crews: Sequence[int],
    sides: tuple[Sequence[int], Sequence[int]],
    zones: int,
    share: float,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Crews for each side: of every kind the share that the side has of the work, those that start nearest."""
    kinds: dict[tuple[str, ...], list[int]] = {}
    for c in crews:
        kinds.setdefault((problem.crews[c].mode, *sorted(problem.crews[c].skills)), []).append(c)
    mine: list[int] = []
    owed = 0.0
    for _kind, some in sorted(kinds.items()):
        owed += share * len(some)
        nearest = sorted(some, key=lambda c: (
            far[zones + c, list(sides[0])].min() - far[zones + c, list(sides[1])].min(), c))  # fmt: skip
        take = min(len(some), max(0, round(owed - len(mine))))
        mine += nearest[:take]
    mine = mine or [crews[0]]
    yours = [c for c in crews if c not in mine] or [mine.pop()]
    return tuple(sorted(mine)), tuple(sorted(yours))


@dataclass(frozen=True, slots=True)
class Cut:
    """All routes in groups of neighbours, with what each could do, and those that are let be this time."""

    groups: tuple[tuple[Problem, tuple[Route, ...]], ...]
    let_be: tuple[Route, ...] = ()


def neighbours(
    problem: Problem, routes: Sequence[Route], size: int, seed: int, *, wanting: bool = False
) -> Cut:
    """All crews in groups that work near each other, with what they do now.

    Shape:   a group has about `size` stops, or three routes where that is more; crews that stay in are dealt out; a
             stop that is left out goes where the nearest crew has time to spare. Another seed cuts otherwise. Where
             `wanting` is said, only round those crews, in groups of twice the size.
    """
    if not routes:
        return Cut(((problem, ()),))
    stop_of = {s.key: s for s in problem.stops}
    crew_of = {c.key: c for c in problem.crews}
    middles = [_middle(problem, [stop_of[s].spot for s in route.stops()]) for route in routes]
    served = {s for r in routes for s in r.stops()}
    left = [s for s in problem.stops if s.key not in served]
    spare = [_Spare(crew_of[r.crew], r, stop_of) for r in routes]
    nearest = _shared_out(problem, left, middles, spare)
    wanting = wanting and bool(left)
    size = _at_least(size, len(problem.stops), len(routes)) * (2 if wanting else 1)
    far = problem.travel[problem.crews[0].mode].tables(middles)[0]
    many = [len(r.stops()) for r in routes]
    groups = _grouped(far, many, size, seed, set(nearest) if wanting else None)
    idle = [c for c in problem.crews if c.key not in {r.crew for r in routes}]
    out = []
    for number, group in enumerate(groups):
        kept = tuple(routes[i] for i in group)
        crews = [crew_of[r.crew] for r in kept] + idle[number :: len(groups)]
        stops = [stop_of[s] for r in kept for s in r.stops()]
        stops += [s for s, at in zip(left, nearest, strict=True) if at in group]
        out.append((problem.only(stops, crews), kept))
    inside = {i for group in groups for i in group}
    return Cut(tuple(out), tuple(r for i, r in enumerate(routes) if i not in inside))


def joined(parts: Iterable[tuple[Route, ...]]) -> tuple[Route, ...]:
    """The routes of all parts, in the order of their crews."""
    return tuple(sorted(chain.from_iterable(parts), key=lambda r: r.crew))


def _middle(problem: Problem, spots: Sequence[int]) -> int:
    """The spot that lies nearest to all others of its route or grid."""
    some = list(spots)[:: max(1, len(spots) // _SAMPLE)]
    far = problem.travel[problem.crews[0].mode].tables(some)[0]
    return some[int(np.argmin(far.sum(axis=1)))]


_SAMPLE = 200
"""Of how many spots a middle is found, at least, where there are more."""


def _lot(seed: int, at: int) -> int:
    """A number drawn for a route, the same for the same seed: Knuth's multiplicative hash, twice."""
    mixed = (seed * 2_654_435_761 + at * 40_503) % 2**32
    return (mixed ^ mixed >> 15) * 2_246_822_519 % 2**32


def _grouped(
    far: Table,
    stops: Sequence[int],
    size: int,
    seed: int,
    round_these: set[int] | None,
) -> list[list[int]]:
    """Routes in groups: from a route drawn by lot, the nearest that are free, until there are enough stops."""
    free, groups = set(range(len(stops))), []
    while first_of := free if round_these is None else free & round_these:
        group: list[int] = []
        many = 0
        for i in np.argsort(far[min(first_of, key=lambda i: (_lot(seed, i), i))], kind="stable"):
            if int(i) in free and (many + stops[int(i)] <= size or len(group) < 2):
                group.append(int(i))
                many += stops[int(i)]
            if many >= size:
                break
        free -= set(group)
        groups.append(group)
    return groups


def _shared_out(
    problem: Problem, left: Sequence[Stop], middles: Sequence[int], spare: list["_Spare"]
) -> list[int]:
    """For each stop that is left out, the route that is nearest of those that could take it, else the nearest."""
    if not left:
        return []
    spots = [*(s.spot for s in left), *middles]
    far = problem.travel[problem.crews[0].mode].tables(spots)[1][: len(left), len(left) :]
    out = []
    for stop, row in zip(left, far, strict=True):
        order = [int(i) for i in np.argsort(row, kind="stable")]
        at = next((i for i in order if spare[i].takes(stop, int(row[i]))), order[0])
        spare[at].give(stop, int(row[at]))
        out.append(at)
    return out


class _Spare:
    """What a crew could still take on: time and room, without looking at the order of its stops."""

    def __init__(self, crew: Crew, route: Route, stop_of: Mapping[str, Stop]) -> None:
        most = crew.ends_s - crew.starts_s if crew.most_s is None else crew.most_s
        self._crew, self._seconds = crew, most - (route.returns_s - route.leaves_s)
        self._room = list(crew.room)
        for key in route.stops():
            self._load(stop_of[key])

    def takes(self, stop: Stop, way_s: int) -> bool:
        """Whether there seems to be time and room for a stop."""
        loads = [max(_load(stop.brings, i), _load(stop.takes, i)) for i in range(len(self._room))]
        roomy = all(load <= room for load, room in zip(loads, self._room, strict=True))
        return roomy and self._crew.may(stop) and self._seconds >= stop.service_s + way_s

    def give(self, stop: Stop, way_s: int) -> None:
        """Take a stop on."""
        self._seconds -= stop.service_s + way_s
        self._load(stop)

    def _load(self, stop: Stop) -> None:
        for i in range(len(self._room)):
            self._room[i] -= max(_load(stop.brings, i), _load(stop.takes, i))


def _load(loads: Sequence[int], dimension: int) -> int:
    return loads[dimension] if dimension < len(loads) else 0
