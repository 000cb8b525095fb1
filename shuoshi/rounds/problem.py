"""A day's rows as planning takes them, and a plan as rows again. Needs the extra `planning`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any
from uuid import UUID

import numpy as np

from shuoshi.planning.rounds.terms import (
    Call,
    Pause,
    Plan,
    Price,
    Problem,
    Rest,
    Route,
    Travel,
    Window,
    takes,
)
from shuoshi.planning.rounds.terms import Crew as PlannedCrew
from shuoshi.planning.rounds.terms import Stop as PlannedStop
from shuoshi.planning.rounds.travel import ByDistance, ByTables
from shuoshi.rounds.models import Crew, Leg, Round, Stop
from shuoshi.rounds.terms import MODES, Mode

_MIN = 60
_NOON = Rest(Window(11 * 3600, 13 * 3600), 3600)
_NOON_FITS = (11 * 60, 14 * 60)
_KMH = 3.6
_WIDTHS = (12, 15, 40)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A day as a problem, the stops that are on no map, and whether ways come from tables."""

    problem: Problem
    nowhere: tuple[UUID, ...]
    travel: str


def draw(row: Round, crews: Sequence[Crew], stops: Sequence[Stop]) -> Drawn:
    """The problem of a day: one dimension of load, a lunch of an hour, grids as zones. Its spots are the base, the
    stops, and where crews start or end that do so elsewhere."""
    spots, nowhere = _spots(stops)
    there = [s for s in stops if s.id in spots]
    own = {(c.id, end): at for c in crews for end, at in _ends(c)}
    places = [row.path, *(s.path for s in there), *(row.path for _ in own)]
    points = ((row.base_lat, row.base_lon), *(spots[s.id] for s in there), *own.values())
    spot_of = {end: n for n, end in enumerate(own, 1 + len(there))}
    kmh = {Mode.CAR: row.car_kmh, Mode.FOOT: row.walk_kmh}
    ways = {m: _travel(m, points, places, row.factor, kmh[m] / _KMH) for m in MODES}
    problem = Problem(
        tuple(_stop(s, n) for n, s in enumerate(there, 1)),
        tuple(_crew(c, spot_of, ways[Mode(c.mode)][0]) for c in crews),
        {m.value: way for m, (way, _from) in ways.items()},
        Price(1, 2),
    )
    used = {ways[Mode(c.mode)][1] for c in crews}
    travel = used.pop() if len(used) == 1 else "mixed"
    return Drawn(problem, nowhere, travel)


def _spots(
    stops: Sequence[Stop],
) -> tuple[dict[UUID, tuple[float, float]], tuple[UUID, ...]]:
    """Where each stop lies: as written down, else in the middle of what is known of its building or grid."""
    known: dict[str, list[tuple[float, float]]] = {}
    for s in stops:
        if s.lat is not None and s.lon is not None:
            for n in (15, len(s.path)):
                known.setdefault(s.path[:n], []).append((s.lat, s.lon))
    found, nowhere = dict[UUID, tuple[float, float]](), list[UUID]()
    for s in stops:
        if s.lat is not None and s.lon is not None:
            found[s.id] = (s.lat, s.lon)
            continue
        near = known.get(s.path) or known.get(s.path[:15])
        if near:
            found[s.id] = (fmean(p[0] for p in near), fmean(p[1] for p in near))
        else:
            nowhere.append(s.id)
    return found, tuple(nowhere)


def _travel(
    mode: Mode,
    points: Sequence[tuple[float, float]],
    places: Sequence[str],
    factor: float,
    speed: float,
) -> tuple[Travel, str]:
    """By distance, or by what the site's table knows of the places, the rest by distance; and which."""
    by_distance = ByDistance(tuple(points), factor, speed)
    known = _known_ways(mode, places)
    if not known:
        return by_distance, "distance"
    metres, seconds = (np.array(t) for t in by_distance.tables(range(len(points))))
    away = np.array(places)[:, None] != np.array(places)[None, :]
    said = np.zeros(away.shape, dtype=bool)
    for table, index in known:
        there = table[0][np.ix_(index, index)]
        at = (there >= 0) & away
        metres[at], seconds[at] = there[at], table[1][np.ix_(index, index)][at]
        said |= at
    return ByTables(metres, seconds), "tables" if said[away].all() else "mixed"


def _known_ways(mode: Mode, places: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
    """What a site's table says of ways, from the coarse (communities) to the fine (grids, then the places themselves).

    Shape:   each as metres and seconds between its places (2, k, k), -1 where nothing is said, with the place of each
             point (n,).
    """
    found = []
    for width in _WIDTHS:
        names = sorted({p[:width] for p in places})
        of = {name: n for n, name in enumerate(names)}
        table = np.full((2, len(names), len(names)), -1, dtype=np.int64)
        legs = Leg.objects.filter(mode=mode, start__in=names, end__in=names)
        for start, end, metres, seconds in legs.values_list("start", "end", "metres", "seconds"):
            table[:, of[start], of[end]] = metres, seconds
        if (table >= 0).any():
            found.append((table, np.array([of[p[:width]] for p in places])))
    return found


def _ends(c: Crew) -> Iterator[tuple[str, tuple[float, float]]]:
    """Where a crew starts and ends, as far as that is not the base."""
    if c.start_spot:
        yield "start", c.start_spot
    if c.end_spot:
        yield "end", c.end_spot


def _crew(c: Crew, spot_of: Mapping[tuple[UUID, str], int], way: Travel) -> PlannedCrew:
    """A crew with its lunch, where it is out at noon and the lunch fits before the way to its end."""
    noon = c.rests and c.starts_min <= _NOON_FITS[0] and c.ends_min >= _NOON_FITS[1]
    start, end = spot_of.get((c.id, "start"), 0), spot_of.get((c.id, "end"), 0)
    made = PlannedCrew(
        str(c.id), c.mode, start, end, c.starts_min * _MIN, c.ends_min * _MIN, (c.room,) if c.room else (),
        frozenset(c.skills),
    )  # fmt: skip
    return replace(made, rests=(_NOON,)) if noon and takes(made, _NOON, way) else made


def _stop(s: Stop, spot: int) -> PlannedStop:
    return PlannedStop(
        str(s.id), spot, (Window(s.opens_min * _MIN, s.closes_min * _MIN),), s.service_min * _MIN,
        (s.brings,) if s.brings else (), (), frozenset(s.skills),
        frozenset({str(s.only_id)}) if s.only_id else frozenset(), s.priority, s.path[:15],
    )  # fmt: skip


def as_rows(routes: Iterable[Route]) -> list[dict[str, Any]]:
    """Routes as they are stored."""
    return [
        {
            "crew": r.crew, "leaves_s": r.leaves_s, "returns_s": r.returns_s, "metres": r.metres, "drive_s": r.drive_s,
            "wait_s": r.wait_s, "calls": [call_row(c) for c in r.calls],
        }
        for r in routes
    ]  # fmt: skip


def call_row(c: Call | Pause) -> dict[str, Any]:
    """A call or a rest as it is stored."""
    what = {"stop": c.stop} if isinstance(c, Call) else {"rest": c.rest}
    return what | {"arrives_s": c.arrives_s, "begins_s": c.begins_s, "leaves_s": c.leaves_s}


def as_plan(rows: Sequence[Mapping[str, Any]], seed: int) -> Plan:
    """A stored plan as planning takes it."""
    return Plan(
        tuple(
            Route(
                r["crew"], r["leaves_s"], r["returns_s"], tuple(_call(c) for c in r["calls"]), r["metres"],
                r["drive_s"], r["wait_s"],
            )
            for r in rows
        ),
        (), seed, 0.0,
    )  # fmt: skip


def _call(c: Mapping[str, Any]) -> Call | Pause:
    times = (c["arrives_s"], c["begins_s"], c["leaves_s"])
    return Call(c["stop"], *times) if "stop" in c else Pause(c["rest"], *times)
