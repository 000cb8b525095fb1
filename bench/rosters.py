"""Rosters: the shift-scheduling set beside its best-known results, and the district's own.

`python -m bench.rosters [--only 1,3,5] [--seconds 60] [--seeds 1]` reads ../shared/data/rosters; every roster is checked
by what shares nothing with the solver.
"""

import argparse
import csv
import random
import time
from collections.abc import Iterator
from pathlib import Path

from shuoshi.planning.rosters.checking import cost_of, faults_of
from shuoshi.planning.rosters.solving import solve
from shuoshi.planning.rosters.terms import (
    Demand,
    NoRoster,
    Person,
    Problem,
    Shift,
    Wish,
)

FOLDER = Path(__file__).parent.parent.parent / "shared" / "data" / "rosters"
Rows = list[list[str]]


def sections(text: str) -> dict[str, Rows]:
    """The sections of an instance: rows of fields."""
    found: dict[str, Rows] = {}
    name = ""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("SECTION_"):
            name = line.removeprefix("SECTION_")
            found[name] = []
        elif line and not line.startswith("#"):
            found[name].append(line.split(","))
    return found


def instance(number: int) -> Problem:
    """One instance of the set: shifts may follow unless named, no rest in hours, one place."""
    parts = sections((FOLDER / f"Instance{number}.txt").read_text())
    days = int(parts["HORIZON"][0][0])
    off: dict[str, set[int]] = {row[0]: set(map(int, row[1:])) for row in parts["DAYS_OFF"]}
    shifts = tuple(
        Shift(code, 0, int(minutes), never_before=frozenset(filter(None, after.split("|"))))
        for code, minutes, after in parts["SHIFTS"]
    )
    people = tuple(
        Person(
            key,
            shifts={c: int(n) for c, n in (pair.split("=") for pair in most.split("|"))},
            most_min=int(most_min), least_min=int(least_min), run_most=int(run_most), run_least=int(run_least),
            break_least=int(break_least), weekends_most=int(weekends), off=frozenset(off.get(key, ())),
        )
        for key, most, most_min, least_min, run_most, run_least, break_least, weekends in parts["STAFF"]
    )  # fmt: skip
    demands = tuple(
        Demand(int(day), shift, int(people), under=int(under), over=int(over))
        for day, shift, people, under, over in parts["COVER"]
    )
    wishes = tuple(
        Wish(person, int(day), shift, wants, int(weight))
        for wants, name in ((True, "SHIFT_ON_REQUESTS"), (False, "SHIFT_OFF_REQUESTS"))
        for person, day, shift, weight in parts[name]
    )
    return Problem(days, shifts, demands, people, wishes, rest_min=0)


def best_known() -> dict[int, int]:
    """The best-known cost of each instance."""
    with (FOLDER / "bks_schedulingbenchmarks.csv").open() as file:
        rows = csv.DictReader(file)
        return {int(r["instance"]): int(r["best_known_ub_NurseScheduler"]) for r in rows}


def district(seed: int = 1, people: int = 300, posts: int = 9, days: int = 28) -> Problem:
    """The district's own: nine posts round the clock in three shifts, each with a medic, a police officer and four more;
    eleven hours of rest, five days on end, forty-eight hours a week, wishes of a third of the people."""
    rng = random.Random(seed)
    shifts = (
        Shift("early", 8 * 60, 480), Shift("late", 16 * 60, 480), Shift("night", 0, 480, night=True),
    )  # fmt: skip
    places = [f"post{n}" for n in range(1, posts + 1)]
    crew = [
        Person(
            f"p{n:03}", posts=frozenset({places[n % posts], rng.choice(places)}),
            skills=frozenset({("medic", "police", "", "")[n // posts % 4]} - {""}), week_most_min=48 * 60, run_most=5,
            break_least=1, weekends_most=3, off=frozenset(rng.sample(range(days), rng.choice([0, 0, 1, 2]))),
        )
        for n in range(people)
    ]  # fmt: skip
    demands = [
        Demand(day, shift.code, many, place, skill, over=0 if skill else 1)
        for day in range(days)
        for shift in shifts
        for place in places
        for skill, many in (("", 6), ("medic", 1), ("police", 1))
    ]
    wishes = [
        Wish(
            p.key, rng.randrange(days), rng.choice(["", "night", "early"]), False, rng.randint(1, 3)
        )
        for p in crew
        if rng.random() < 1 / 3
    ]
    return Problem(days, shifts, tuple(demands), tuple(crew), tuple(wishes), night_weight=5)


def _lines(only: list[int], seconds: float, seeds: list[int]) -> Iterator[str]:
    known = best_known()
    for number in only:
        problem = instance(number)
        for seed in seeds:
            yield _line(f"Instance {number}", problem, seconds, seed, known[number])


def _line(name: str, problem: Problem, seconds: float, seed: int, best: int | None) -> str:
    since = time.monotonic()
    try:
        roster = solve(problem, seconds=seconds, seed=seed)
    except NoRoster as none:
        return f"{name:12} seed {seed}: no roster, {time.monotonic() - since:.1f} s: {none}"
    faults = faults_of(problem, roster)
    assert dict(cost_of(problem, roster)) == dict(roster.cost)
    gap = f", best known {best}, {100 * (roster.total - best) / best:+.2f} %" if best else ""
    return (
        f"{name:12} seed {seed}: cost {roster.total}{gap}, bound {roster.bound}"
        f"{', proved' if roster.proved else ''}, {roster.took_s:.1f} s, {len(faults)} faults"
    )


def main() -> None:
    """Print a line for each roster as it comes."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--only", default="1,3,5,7,9,11,13,15,17,19,21,23")
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--seeds", default="1")
    asked.add_argument("--district", action="store_true")
    given = asked.parse_args()
    seeds = list(map(int, given.seeds.split(",")))
    if given.district:
        for seed in seeds:
            print(_line("district", district(seed), given.seconds, seed, None), flush=True)
        return
    for line in _lines(list(map(int, given.only.split(","))), given.seconds, seeds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
