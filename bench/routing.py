"""Instances of Solomon, and of Gehring and Homberger, as problems of ours; and two other solvers on the same ones.

Two conventions exist and are kept apart: *distance* counts the length alone, each leg cut to one decimal (the
DIMACS challenge's); *vehicles* counts the vehicles first, then the exact length.
"""

import csv
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import vroom
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from shuoshi.planning.rounds.fewest import fewest_crews
from shuoshi.planning.rounds.reasons import left_of
from shuoshi.planning.rounds.solving import solve
from shuoshi.planning.rounds.terms import (
    Call,
    Crew,
    Limit,
    NoPlan,
    Plan,
    Price,
    Problem,
    Route,
    Stop,
    Window,
)
from shuoshi.planning.rounds.travel import ByTables

FOLDER = Path(__file__).parent.parent.parent / "shared" / "data" / "routing"
DISTANCE, VEHICLES = "distance", "vehicles"
MANY, _FEWEST, _FEWEST_OF_MANY = 400, 1 / 3, 1 / 2
"""Which share of the time goes to finding how few vehicles are enough: more where there are more than so many stops."""
SCALE = {DISTANCE: 10, VEHICLES: 1_000}
"""What one of an instance's units is in ours: legs are cut after the first decimal, or rounded after the third."""
DISTANCE_KNOWN = {
    "C1_2_1": 2698.6, "C2_2_1": 1922.1, "R1_2_1": 4667.2, "R2_2_1": 3468.0, "RC1_2_1": 3516.9,
    "RC2_2_1": 2797.4, "C1_10_1": 42444.8, "C2_10_1": 16841.1, "R1_10_1": 53026.1, "R2_10_1": 36881.0,
    "RC1_10_1": 45790.7, "RC2_10_1": 28122.6,
}  # fmt: skip
"""Best known lengths of the Homberger instances in the DIMACS convention, which the data's own tables do not give.
Source: the instances that PyVRP publishes (R1, RC1, C1 of 1,000), and a list of the challenge for the others."""


@dataclass(frozen=True, slots=True)
class Known:
    """The best that is known of an instance: vehicles (0 where they do not count) and length."""

    vehicles: int
    length: float


@dataclass(frozen=True, slots=True)
class Instance:
    """One of them, in one convention."""

    name: str
    convention: str
    size: int
    problem: Problem
    known: Known


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a solver made of an instance: a plan, or nothing it could find in time."""

    solver: str
    plan: Plan | None
    took_s: float


def instances(convention: str, only: Sequence[str] = ()) -> Iterator[Instance]:
    """The instances that lie here, smallest first."""
    known = _known(convention)
    files = [
        *sorted((FOLDER / "solomon").glob("*.txt")),
        *sorted((FOLDER / "homberger").glob("*.txt")),
    ]
    made = [f for f in files if f.stem.upper() in known and (not only or f.stem.upper() in only)]
    for file in sorted(made, key=lambda f: f.stat().st_size):
        problem = _read(file, convention)
        yield Instance(
            file.stem.upper(), convention, len(problem.stops), problem, known[file.stem.upper()]
        )


def _known(convention: str) -> dict[str, Known]:
    solomon = {r["instance"].upper(): r for r in _rows("bks_solomon.csv")}
    homberger = {r["instance"].upper(): r for r in _rows("bks_homberger.csv")}
    if convention == DISTANCE:
        own = {name: Known(0, float(r["distfirst_trunc1_distance"])) for name, r in solomon.items()}
        return own | {name: Known(0, length) for name, length in DISTANCE_KNOWN.items()}
    one = {
        n: Known(int(r["vehfirst_routes"]), float(r["vehfirst_distance"]))
        for n, r in solomon.items()
    }
    return one | {
        n: Known(int(r["bks_vehicles"]), float(r["bks_distance"])) for n, r in homberger.items()
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read(file: Path, convention: str) -> Problem:
    """An instance. Vehicles: as many as it allows."""
    lines = [line.split() for line in file.read_text(encoding="utf-8").splitlines()]
    head = next(i for i, words in enumerate(lines) if words[:1] == ["NUMBER"])
    vehicles, room = int(lines[head + 1][0]), int(lines[head + 1][1])
    rows = np.array(
        [
            [int(w) for w in words]
            for words in lines[head + 2 :]
            if len(words) == 7 and words[0].isdigit()
        ]
    )
    scale = SCALE[convention]
    apart = scale * np.sqrt(((rows[:, None, 1:3] - rows[None, :, 1:3]) ** 2).sum(axis=-1))
    table = (apart if convention == DISTANCE else np.rint(apart)).astype(np.int64)
    stops = tuple(
        Stop(
            str(n),
            int(n),
            (Window(int(opens) * scale, int(closes) * scale),),
            int(service) * scale,
            (int(load),),
        )
        for n, _x, _y, load, opens, closes, service in rows[1:]
    )
    crews = tuple(
        Crew(f"v{i:03}", "car", 0, 0, 0, int(rows[0, 5]) * scale, (room,)) for i in range(vehicles)
    )
    return Problem(stops, crews, {"car": ByTables(table, table)}, Price(1, 0), must=True)


def ours(instance: Instance, seconds: float, seed: int) -> Outcome:
    """This project's, with two processes; for fewest vehicles some of the time goes to finding how few."""
    since, problem, begin = time.monotonic(), instance.problem, None
    if instance.convention == VEHICLES:
        share = _FEWEST_OF_MANY if len(problem.stops) > MANY else _FEWEST
        few = fewest_crews(problem, limit=Limit(seconds=seconds * share), seed=seed)
        problem, begin = few.problem, few.plan
    left = seconds - (time.monotonic() - since)
    try:
        plan = solve(problem, limit=Limit(seconds=max(left, 0.1)), seed=seed, begin=begin)
    except NoPlan:
        plan = None
    return Outcome("shuoshi", plan, time.monotonic() - since)


def by_ortools(instance: Instance, seconds: float, seed: int) -> Outcome:
    """OR-Tools' routing: cheapest insertion, then guided local search. It has no seed, and one thread."""
    since, problem = time.monotonic(), instance.problem
    table = problem.travel["car"].tables(range(len(problem.stops) + 1))[0]
    manager = pywrapcp.RoutingIndexManager(len(table), len(problem.crews), 0)
    model = pywrapcp.RoutingModel(manager)
    far = model.RegisterTransitMatrix(table.tolist())
    model.SetArcCostEvaluatorOfAllVehicles(far)
    if instance.convention == VEHICLES:
        model.SetFixedCostOfAllVehicles(int(table.max()) * len(problem.stops))
    service = np.array([0, *(s.service_s for s in problem.stops)])
    ends = problem.crews[0].ends_s
    model.AddDimension(
        model.RegisterTransitMatrix((table + service[:, None]).tolist()), ends, ends, False, "time"
    )
    loads = model.RegisterUnaryTransitVector([0, *(s.brings[0] for s in problem.stops)])
    model.AddDimension(loads, 0, problem.crews[0].room[0], True, "load")
    clock = model.GetDimensionOrDie("time")
    for at, stop in enumerate(problem.stops, start=1):
        clock.CumulVar(manager.NodeToIndex(at)).SetRange(
            stop.windows[0].opens_s, stop.windows[0].closes_s
        )
    how = pywrapcp.DefaultRoutingSearchParameters()
    how.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    how.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    how.time_limit.FromMilliseconds(int(max(seconds - (time.monotonic() - since), 0.1) * 1_000))
    found = model.SolveWithParameters(how)
    took = time.monotonic() - since
    if found is None:
        return Outcome("OR-Tools", None, took)
    ways = []
    for vehicle in range(len(problem.crews)):
        at, way = model.Start(vehicle), []
        while not model.IsEnd(at):
            if node := manager.IndexToNode(at):
                way.append(node)
            at = found.Value(model.NextVar(at))
        ways.append(way)
    return Outcome("OR-Tools", _driven(problem, ways, seed), took)


def by_vroom(instance: Instance, seconds: float, seed: int) -> Outcome:
    """VROOM with two threads and its deepest search; it stops by itself, or at the limit. It has no seed."""
    since, problem = time.monotonic(), instance.problem
    table = problem.travel["car"].tables(range(len(problem.stops) + 1))[0]
    given = vroom.Input()
    given.set_durations_matrix("car", table.astype(np.uint32))
    fixed = int(table.max()) * 10 if instance.convention == VEHICLES else 0
    for number, crew in enumerate(problem.crews):
        given.add_vehicle(
            vroom.Vehicle(number, start=0, end=0, profile="car", capacity=list(crew.room), time_window=(0, crew.ends_s),
                          costs=vroom.VehicleCosts(fixed=fixed, per_hour=3600))
        )  # fmt: skip
    for at, stop in enumerate(problem.stops, start=1):
        window = (stop.windows[0].opens_s, stop.windows[0].closes_s)
        given.add_job(
            vroom.Job(
                at,
                location=at,
                default_service=stop.service_s,
                delivery=list(stop.brings),
                time_windows=[window],
            )
        )
    found = given.solve(exploration_level=5, nb_threads=2, timeout=timedelta(seconds=seconds))
    took = time.monotonic() - since
    ways: dict[int, list[int]] = {}
    for _row, step in found.routes.iterrows():
        if step["type"] == "job":
            ways.setdefault(int(step["vehicle_id"]), []).append(int(step["id"]))
    plan = _driven(problem, list(ways.values()), seed)
    return Outcome("VROOM", plan if not plan.left else None, took)


SOLVERS: dict[str, Callable[[Instance, float, int], Outcome]] = {
    "shuoshi": ours, "OR-Tools": by_ortools, "VROOM": by_vroom,
}  # fmt: skip


def _driven(problem: Problem, ways: Sequence[Sequence[int]], seed: int) -> Plan:
    """Somebody else's routes, driven as early as can be, so that the same checker reads them."""
    leg, routes = problem.travel["car"].leg, []
    for crew, way in zip(problem.crews, [w for w in ways if w], strict=False):
        at, clock, metres, wait, calls = 0, 0, 0, 0, []
        for node in way:
            stop, there = problem.stops[node - 1], leg(at, node)
            begins = max(clock + there[1], stop.windows[0].opens_s)
            calls.append(Call(stop.key, clock + there[1], begins, begins + stop.service_s))
            wait += begins - clock - there[1]
            metres, clock, at = metres + there[0], begins + stop.service_s, node
        back = leg(at, 0)
        routes.append(
            Route(
                crew.key, 0, clock + back[1], tuple(calls), metres + back[0], metres + back[0], wait
            )
        )
    left = left_of(problem, (s for r in routes for s in r.stops()))
    return Plan(tuple(routes), left, seed, 0)
