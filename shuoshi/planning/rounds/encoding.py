"""A problem as PyVRP takes it.

A crew's abilities, its rests and whom it served before make a profile of its own: what it may not serve is too
far away in that profile to be in time, what it takes from another is `price.moved` farther. A stop with
several windows is a group of clients of which one at most is served. Rests are clients that one profile
alone can reach, and that must be served.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, VehicleType

from shuoshi.planning.rounds.terms import Problem, Stop, Table, Window

_DAY_S = 86_400
_FAR = 20
"""How many times the longest way what may not be served lies away."""


@dataclass(frozen=True, slots=True)
class _Who:
    """What a client of the solver stands for: a stop's window, or a rest."""

    stop: int = -1
    rest: int = -1
    crew: int = -1


@dataclass(frozen=True, slots=True)
class Encoded:
    """A problem for the solver, and what its numbers mean."""

    problem: Problem
    whole: ProblemData
    clients: tuple[_Who, ...]
    kinds: tuple[tuple[int, ...], ...]
    """The crews of each vehicle type."""

    def kind_of(self) -> dict[str, int]:
        """The vehicle type of each crew."""
        keys = self.problem.crews
        return {keys[c].key: kind for kind, crews in enumerate(self.kinds) for c in crews}


@dataclass(frozen=True, slots=True)
class _Profile:
    """What makes two crews alike on the way."""

    mode: str
    barred: frozenset[int]
    foreign: frozenset[int]
    rests: int
    """The crew whose rests these are, or -1."""


def encode(problem: Problem) -> Encoded:
    """Shape it for the solver. Costs tables of (stops + spots of crews)² numbers a profile."""
    loads = _dimensions(problem)
    bases, base_of = _bases(problem)
    rests = [(c, r) for c, crew in enumerate(problem.crews) for r in range(len(crew.rests))]
    spots = [s.spot for s in problem.stops] + [b for b in bases if b is not None]
    rest_at = len(spots)
    for c, r in rests:
        spot = problem.crews[c].rests[r].spot
        spots.append(problem.crews[c].start if spot is None else spot)
    anywhere = len(spots) if None in bases else -1
    tables = {mode: _open(way.tables(spots), anywhere) for mode, way in problem.travel.items()
              if any(c.mode == mode for c in problem.crews)}  # fmt: skip
    far = _far(problem, tables)
    profiles, kinds = _kinds(problem)
    metres, seconds = [], []
    for profile in profiles:
        one, two = _seen(profile, tables[profile.mode], problem, far, rest_at, rests)
        metres.append(one)
        seconds.append(two)
    size = len(spots) + (anywhere >= 0)
    clients, groups, who = _clients(problem, rests, rest_at, loads, _prize(problem, tables))
    starts = [len(problem.stops) + i for i in range(sum(b is not None for b in bases))]
    places = [*starts, anywhere] if anywhere >= 0 else starts
    return Encoded(
        problem,
        ProblemData(
            [Location(0, 0) for _ in range(size)],
            clients,
            [Depot(at) for at in places],
            [_vehicle(problem, crews, profile, base_of, loads) for profile, crews in kinds],
            metres,  # type: ignore[arg-type]  # PyVRP's stub names an array's shape 'int'
            seconds,  # type: ignore[arg-type]
            groups,
        ),
        tuple(who),
        tuple(tuple(crews) for _profile, crews in kinds),
    )


def _dimensions(problem: Problem) -> int:
    given = [len(s.brings) for s in problem.stops] + [len(s.takes) for s in problem.stops]
    return max(given + [len(c.room) for c in problem.crews], default=0)


def _padded(given: Sequence[int], loads: int, rest: int = 0) -> list[int]:
    return [*given, *[rest] * (loads - len(given))]


def _bases(problem: Problem) -> tuple[list[int | None], dict[int | None, int]]:
    """Where crews start and end, each spot once; 'anywhere' is the last."""
    spots = sorted(
        {c.start for c in problem.crews} | {c.end for c in problem.crews if c.end is not None}
    )
    bases: list[int | None] = [*spots]
    if any(c.end is None for c in problem.crews):
        bases.append(None)
    return bases, {base: i for i, base in enumerate(bases)}


def _open(tables: tuple[Table, Table], anywhere: int) -> tuple[Table, Table]:
    """With one more place, that is everywhere at once, for rounds that end where they end."""
    if anywhere < 0:
        return tables
    return np.pad(tables[0], (0, 1)), np.pad(tables[1], (0, 1))


def _far(problem: Problem, tables: dict[str, tuple[Table, Table]]) -> tuple[int, int]:
    longest = max((int(t[0].max(initial=1)) for t in tables.values()), default=1)
    latest = max((c.ends_s for c in problem.crews), default=_DAY_S)
    return _FAR * max(longest, 1), latest + 1


def _prize(problem: Problem, tables: dict[str, tuple[Table, Table]]) -> int:
    """More than any detour costs: what is left out is left for want of room, not of worth."""
    price = problem.price
    metres = max((int(t[0].max(initial=0)) for t in tables.values()), default=0)
    seconds = max((c.ends_s - c.starts_s for c in problem.crews), default=0)
    return 2 * metres * price.metre + seconds * price.second + price.crew + price.moved + 1


def _kinds(problem: Problem) -> tuple[list[_Profile], list[tuple[int, list[int]]]]:
    """The profiles, and the vehicle types: (profile, crews that are alike in everything)."""
    profiles: dict[_Profile, int] = {}
    kinds: dict[tuple[object, ...], list[int]] = {}
    for c, crew in enumerate(problem.crews):
        barred = frozenset(i for i, s in enumerate(problem.stops) if not crew.may(s))
        foreign = frozenset(
            i for i, s in enumerate(problem.stops)
            if problem.price.moved and problem.stays.get(s.key, crew.key) != crew.key
        )  # fmt: skip
        profile = _Profile(crew.mode, barred, foreign, c if crew.rests else -1)
        number = profiles.setdefault(profile, len(profiles))
        alike = (number, crew.start, crew.end, crew.starts_s, crew.ends_s, crew.room, crew.most_s)
        kinds.setdefault(alike, []).append(c)
    return list(profiles), [(int(str(alike[0])), crews) for alike, crews in kinds.items()]


def _seen(
    profile: _Profile,
    tables: tuple[Table, Table],
    problem: Problem,
    far: tuple[int, int],
    rest_at: int,
    rests: Sequence[tuple[int, int]],
) -> tuple[Table, Table]:
    """The tables as one profile sees them."""
    metres, seconds = tables
    shut = [
        *profile.barred,
        *(rest_at + i for i, (c, _r) in enumerate(rests) if c != profile.rests),
    ]
    if not shut and not profile.foreign:
        return metres, seconds
    metres, seconds = metres.copy(), seconds.copy()
    if profile.foreign:
        metres[:, list(profile.foreign)] += problem.price.moved // max(problem.price.metre, 1)
    if shut:
        metres[:, shut], seconds[:, shut] = far
    np.fill_diagonal(metres, 0)
    np.fill_diagonal(seconds, 0)
    return metres, seconds


def _clients(
    problem: Problem, rests: Sequence[tuple[int, int]], rest_at: int, loads: int, prize: int
) -> tuple[list[Client], list[ClientGroup], list[_Who]]:
    clients: list[Client] = []
    groups: list[ClientGroup] = []
    who: list[_Who] = []
    for i, stop in enumerate(problem.stops):
        several = len(stop.windows) > 1
        if several:
            group = ClientGroup(
                list(range(len(clients), len(clients) + len(stop.windows))), problem.must
            )
            groups.append(group)
        for window in stop.windows:
            clients.append(_client(stop, i, window, loads, prize, problem.must,
                                   len(groups) - 1 if several else None))  # fmt: skip
            who.append(_Who(stop=i))
    for number, (c, r) in enumerate(rests):
        rest = problem.crews[c].rests[r]
        clients.append(
            Client(
                rest_at + number, [0] * loads, [0] * loads, service_duration=rest.lasts_s,
                tw_early=rest.window.opens_s, tw_late=rest.window.closes_s,
            )
        )  # fmt: skip
        who.append(_Who(rest=r, crew=c))
    return clients, groups, who


def _client(
    stop: Stop, at: int, window: Window, loads: int, prize: int, must: bool, group: int | None
) -> Client:
    return Client(
        at, _padded(stop.brings, loads), _padded(stop.takes, loads), service_duration=stop.service_s,
        tw_early=window.opens_s, tw_late=window.closes_s,
        prize=0 if must else prize * stop.priority, required=must and group is None, group=group,
    )  # fmt: skip


_BOUNDLESS = 10**12


def _vehicle(
    problem: Problem, crews: Sequence[int], profile: int, base_of: dict[int | None, int], loads: int
) -> VehicleType:
    crew, price = problem.crews[crews[0]], problem.price
    most_s = crew.ends_s - crew.starts_s if crew.most_s is None else crew.most_s
    return VehicleType(
        len(crews), _padded(crew.room, loads, _BOUNDLESS), base_of[crew.start], base_of[crew.end],
        price.crew, crew.starts_s, crew.ends_s, unit_distance_cost=price.metre,
        shift_duration=most_s,
        unit_duration_cost=price.second,
        profile=profile,
    )  # fmt: skip
