"""How good plans are, and how fast: `make bench-planning ARGS=…`. Reads ../shared/data/routing.

Routing instances beside two other solvers, each plan read by the independent checker; a day of 10,000 stops;
20,000 needs among 3,500 helpers. `--only R1_2_1,C101 --seconds 10 --seeds 1,2 --conventions distance`.
"""

import argparse
import random
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass

from bench.routing import DISTANCE, SCALE, SOLVERS, VEHICLES, Instance, Outcome, instances
from shuoshi.planning.match.field import Field
from shuoshi.planning.match.solving import match
from shuoshi.planning.match.terms import Helper, Need
from shuoshi.planning.rounds.checking import faults_of
from shuoshi.planning.rounds.solving import solve
from shuoshi.planning.rounds.terms import Crew, Limit, Price, Problem, Rest, Stop, Window
from shuoshi.planning.rounds.travel import ByDistance

HOUR = 3_600
_TOLERANCE = 0.001
"""How far behind the better of the others a plan may be."""
_TOWN = (37.52, 111.14)


def main() -> None:
    """Whatever the arguments ask for; everything without any."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", type=lambda t: t.upper().split(","), default=[])
    asked.add_argument("--sizes", type=lambda t: [int(n) for n in t.split(",")], default=[])
    asked.add_argument(
        "--seconds", type=lambda t: [float(n) for n in t.split(",")], default=[10.0, 60.0]
    )
    asked.add_argument("--seeds", type=lambda t: [int(n) for n in t.split(",")], default=[1, 2])
    asked.add_argument("--conventions", type=lambda t: t.split(","), default=[DISTANCE, VEHICLES])
    asked.add_argument("--parts", type=lambda t: t.split(","), default=["match", "day", "routing"])
    given = asked.parse_args()
    if "match" in given.parts:
        matching()
    if "day" in given.parts:
        a_big_day()
    if "routing" in given.parts:
        for convention in given.conventions:
            for seconds in given.seconds:
                routing(convention, seconds, given.seeds, given.only, given.sizes)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run: vehicles too many and the length's gap in percent; nothing where nothing was found."""

    vehicles: int
    gap: float

    def behind(self, other: "Run") -> bool:
        """Whether it is worse than another by more than the tolerance: in vehicles first, where these count."""
        return (self.vehicles, self.gap - 100 * _TOLERANCE) > (other.vehicles, other.gap)


NOTHING = Run(1_000, 1_000.0)


def routing(
    convention: str, seconds: float, seeds: list[int], only: list[str], sizes: list[int]
) -> None:
    """Each instance by each solver; solvers without a seed run once."""
    print(f"\n{convention}, {seconds:.0f} s")
    runs: dict[tuple[int, str], list[Run]] = defaultdict(list)
    behind: list[str] = []
    for instance in instances(convention, only):
        if sizes and instance.size not in sizes:
            continue
        found: dict[str, list[Run]] = defaultdict(list)
        for name, solver in SOLVERS.items():
            for seed in seeds if name == "shuoshi" else seeds[:1]:
                found[name].append(shown(instance, solver(instance, seconds, seed), seed))
            runs[instance.size, name] += found[name]
        mine = sorted(found["shuoshi"], key=lambda r: (r.vehicles, r.gap))[len(seeds) // 2]
        others = min((r for name, some in found.items() if name != "shuoshi" for r in some),
                     key=lambda r: (r.vehicles, r.gap))  # fmt: skip
        if mine.behind(others):
            behind.append(
                f"{instance.name} ({mine.vehicles - others.vehicles} vehicles, {mine.gap - others.gap:.2f} %)"
            )
    for (size, name), some in sorted(runs.items()):
        done = [r for r in some if r != NOTHING]
        gap = f"{statistics.mean(r.gap for r in done):.2f} %" if done else "-"
        more = (
            f", {statistics.mean(r.vehicles for r in done):.2f} vehicles too many"
            if done and convention == VEHICLES
            else ""
        )
        print(f"  {size} stops, {name}: mean gap {gap}{more}, {len(done)} of {len(some)} runs")
    print(
        f"  behind the better of the others by more than 0.1 %: {', '.join(behind) or 'never'}",
        flush=True,
    )


def shown(instance: Instance, outcome: Outcome, seed: int) -> Run:
    """One line of the table, and the run; a plan with faults counts as nothing."""
    known, plan = instance.known, outcome.plan
    if plan is None:
        print(
            f"  {instance.name:9} {outcome.solver:9} seed {seed}: nothing found, {outcome.took_s:.1f} s",
            flush=True,
        )
        return NOTHING
    faults = faults_of(instance.problem, plan)
    length = plan.terms()["metres"] / SCALE[instance.convention]
    gap = 100 * (length / known.length - 1)
    print(
        f"  {instance.name:9} {outcome.solver:9} seed {seed}: {len(plan.routes)} routes, {length:.1f}, gap {gap:.2f} %,"
        f" {outcome.took_s:.1f} s{', FAULTS: ' + faults[0] if faults else ''}",
        flush=True,
    )
    if faults:
        return NOTHING
    return Run(
        max(len(plan.routes) - known.vehicles, 0) if instance.convention == VEHICLES else 0, gap
    )


def a_big_day() -> None:
    """10,000 stops in 60 grids for 60 crews: windows, samples that come along, skills, a lunch."""
    problem = big_day(10_000, 60)
    since = time.monotonic()
    plan = solve(problem, limit=Limit(seconds=100.0), seed=1)
    took = time.monotonic() - since
    faults = faults_of(problem, plan)
    print(
        f"10,000 stops, 60 crews: {took:.1f} s, {len(plan.left)} left out, {dict(plan.terms())}, {len(faults)} faults",
        flush=True,
    )


def big_day(stops: int, crews: int) -> Problem:
    """A made-up day by a seed: grids round a town, two or three minutes a door."""
    rng = random.Random(3)
    middles = [(_TOWN[0] + rng.gauss(0, 0.02), _TOWN[1] + rng.gauss(0, 0.025)) for _ in range(60)]
    spots, made = list(middles), []
    for i in range(stops):
        zone = rng.randrange(len(middles))
        lat, lon = middles[zone]
        spots.append((lat + rng.gauss(0, 0.002), lon + rng.gauss(0, 0.0025)))
        closes = 15 * HOUR + 1_800
        window = Window(8 * HOUR, closes) if rng.random() < 0.9 else Window(9 * HOUR, 11 * HOUR)
        made.append(
            Stop(f"s{i:05}", len(spots) - 1, (window,), rng.choice((60, 90, 120)), takes=(1,),
                 skills=frozenset({"child"} if rng.random() < 0.05 else ()), priority=rng.choice((1, 1, 1, 3)),
                 zone=f"{zone:03}")
        )  # fmt: skip
    lunch = Rest(Window(11 * HOUR + 1_800, 13 * HOUR), 1_800)
    cars = tuple(
        Crew(f"c{i:02}", "car", i % 60, i % 60, 8 * HOUR, 16 * HOUR, room=(250,),
             skills=frozenset({"child"} if i % 3 == 0 else ()), rests=(lunch,))
        for i in range(crews)
    )  # fmt: skip
    return Problem(tuple(made), cars, {"car": ByDistance(tuple(spots), 1.4, 5.0)}, Price(1, 2))


def matching() -> None:
    """20,000 needs among 3,500 helpers, and one need among 3,500."""
    needs, helpers = made_up(20_000, 3_500)
    since = time.monotonic()
    found = match(needs, helpers)
    print(
        f"20,000 needs, 3,500 helpers: {time.monotonic() - since:.1f} s, {len(found.pairs)} matched",
        flush=True,
    )
    times = []
    for need in needs[:200]:
        since = time.monotonic()
        Field(helpers).suggest(need)
        times.append(time.monotonic() - since)
    times.sort()
    print(
        f"one need: median {1_000 * times[100]:.1f} ms, p95 {1_000 * times[190]:.1f} ms", flush=True
    )


def made_up(needs: int, helpers: int) -> tuple[list[Need], list[Helper]]:
    """Made up by a seed: twelve skills, streets as areas, some with children, some who came before."""
    rng = random.Random(5)
    skills, keys = [f"skill{i}" for i in range(12)], [f"h{i:05}" for i in range(helpers)]
    streets = [f"141102{i:03}" for i in range(1, 12)]

    def somewhere() -> tuple[float, float]:
        return _TOWN[0] + rng.gauss(0, 0.03), _TOWN[1] + rng.gauss(0, 0.04)

    some = []
    for key in keys:
        street = rng.choice(streets)
        areas = ((street, f"{int(street) + 1}"),) if rng.random() < 0.5 else ()
        some.append(
            Helper(key, "volunteer", frozenset(rng.sample(skills, 3)), somewhere(), areas, rng.randrange(1, 2**14),
                   cleared=rng.random() < 0.3, load=rng.randrange(3), most=9)
        )  # fmt: skip
    asked = [
        Need(f"n{i:06}", rng.choice(skills), f"{rng.choice(streets)}001001", somewhere(), 1 << rng.randrange(14),
             cleared=rng.random() < 0.1, urgency=rng.choice((1, 1, 2, 5)), before=rng.choice(("", rng.choice(keys))))
        for i in range(needs)
    ]  # fmt: skip
    return asked, some


if __name__ == "__main__":
    main()
