"""Rosters keep every hard rule, cost the least there is, and say which rules stand against each other where there is
none."""

import random
import signal
from dataclasses import replace
from itertools import product

import pytest

from shuoshi.planning.rosters.checking import cost_of, faults_of
from shuoshi.planning.rosters.solving import solve
from shuoshi.planning.rosters.terms import (
    Against,
    Demand,
    Duty,
    NoRoster,
    Person,
    Problem,
    Roster,
    Rule,
    Shift,
    Term,
    Wish,
)

EARLY = Shift("early", 8 * 60, 480)
LATE = Shift("late", 16 * 60, 480)
NIGHT = Shift("night", 0, 480, night=True)
THREE = (EARLY, LATE, NIGHT)


def asked(
    days: int, shifts: tuple[Shift, ...] = THREE, people: int = 1, **more
) -> tuple[Demand, ...]:
    return tuple(Demand(day, s.code, people, **more) for day in range(days) for s in shifts)


def made(problem: Problem, **more) -> Roster:
    roster = solve(problem, **({"seconds": 10.0, "workers": 2} | more))
    assert faults_of(problem, roster) == ()
    assert roster.cost == cost_of(problem, roster)
    return roster


def round_the_clock(people: int = 5, days: int = 7, **more) -> Problem:
    crew = tuple(Person(f"p{n}", week_most_min=48 * 60, run_most=5) for n in range(people))
    return Problem(days, THREE, asked(days, over=1), crew, **more)


def test_round_the_clock_with_eleven_hours_of_rest() -> None:
    problem = round_the_clock()
    roster = made(problem)
    assert len(roster.duties) == 21
    after = {(d.person, d.day): d.shift for d in roster.duties}
    for (person, day), shift in after.items():
        if shift == "late":
            assert after.get((person, day + 1)) not in ("early", "night")


def test_ctrl_c_is_still_the_callers() -> None:
    """The demonstration plans a roster in the process that ends everything else."""
    before = signal.signal(signal.SIGINT, _ours)
    try:
        made(round_the_clock(days=2))
        signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert _HEARD == [signal.SIGINT]


_HEARD: list[int] = []


def _ours(number: int, frame: object) -> None:
    _HEARD.append(number)


def test_what_breaks_a_rule_is_found_by_its_name() -> None:
    problem = Problem(
        4, THREE, (Demand(0, "early", 1),),
        (
            Person("a", posts=frozenset({"gate"}), shifts={"night": 0}, most_min=480, run_most=1, off=frozenset({3})),
            Person("b", week_most_min=480, break_least=2, weekends_most=0, least_min=481, run_least=2),
        ), begins_weekday=4,
    )  # fmt: skip
    duties = (
        Duty("a", 0, "late"), Duty("a", 1, "night"), Duty("a", 3, "early", "gate"), Duty("b", 0, "early"),
        Duty("b", 2, "early"), Duty("nobody", 0, "early"), Duty("b", 0, "late"),
    )  # fmt: skip
    found = {
        (f.person, f.day, f.rule) for f in faults_of(problem, Roster(duties, (), {}, 0, False, 0))
    }
    assert found == {
        ("nobody", 0, Rule.ALLOWED), ("b", 0, Rule.ONE_A_DAY), ("a", 0, Rule.ALLOWED), ("a", 1, Rule.ALLOWED),
        ("a", 3, Rule.OFF), ("a", None, Rule.SHIFTS), ("a", None, Rule.MINUTES), ("b", 0, Rule.WEEK),
        ("b", None, Rule.WEEKENDS), ("a", 1, Rule.REST), ("a", 0, Rule.RUN), ("b", 1, Rule.BREAK), ("b", 2, Rule.RUN),
    }  # fmt: skip


def test_a_demand_that_is_not_met_is_told() -> None:
    problem = Problem(1, (EARLY,), (Demand(0, "early", 2, under=100),), (Person("a"),))
    roster = made(problem)
    (short,) = roster.short
    assert (short.missing, short.able) == (1, 1)
    assert roster.cost[Term.UNDER] == 100
    assert faults_of(problem, replace(roster, short=()))


def test_a_skill_is_among_those_who_come() -> None:
    people = (Person("a"), Person("b"), Person("medic", skills=frozenset({"medic"})))
    demands = (Demand(0, "early", 2), Demand(0, "early", 1, skill="medic"))
    roster = made(Problem(1, (EARLY,), demands, people))
    assert "medic" in {d.person for d in roster.duties}


def test_nights_are_shared_and_wishes_heard() -> None:
    wishes = (
        Wish("p0", 0, "night", wants=False, weight=3),
        Wish("p1", 2, "", wants=True, weight=2),
    )
    roster = made(round_the_clock(people=7, wishes=wishes, night_weight=4))
    nights = [
        sum(d.person == f"p{n}" and d.shift == "night" for d in roster.duties) for n in range(7)
    ]
    assert max(nights) == min(nights) == 1
    assert roster.cost[Term.WISHES] == 0
    assert roster.proved


def test_it_is_made_anew_round_what_is_fixed_with_few_changes() -> None:
    problem = round_the_clock(people=6)
    first = made(problem)
    fixed = tuple(d for d in first.duties if d.day < 3)
    sick = next(d for d in first.duties if d.day == 4)
    people = tuple(
        replace(p, off=frozenset({4})) if p.key == sick.person else p for p in problem.people
    )
    again = made(
        replace(
            problem, people=people, fixed=fixed, settled=frozenset((d, s.code) for d in range(3) for s in THREE), before=first.duties, change_weight=10
        )
    )  # fmt: skip
    assert set(fixed) <= set(again.duties)
    assert sick not in again.duties
    kept = set(first.duties) & set(again.duties)
    assert len(kept) >= len(first.duties) - 4


def test_rest_and_runs_go_on_from_the_days_before() -> None:
    tired = Person("a", run_most=3, worked=("early", "early", "late"))
    problem = Problem(2, THREE, asked(2, (NIGHT,), under=1), (tired,))
    assert [d.day for d in made(problem).duties] == [1]
    assert faults_of(
        problem, Roster((Duty("a", 0, "night"), Duty("a", 1, "night")), (), {}, 0, False, 0)
    )


def test_too_few_for_a_demand_is_said_in_numbers() -> None:
    with pytest.raises(NoRoster) as found:
        made(Problem(1, (EARLY,), (Demand(0, "early", 3),), (Person("a"), Person("b"))))
    assert found.value.because == (Against(Rule.COVER, day=0, shift="early", asked=3, able=2),)


def test_the_rules_that_stand_against_each_other_are_named_and_no_others() -> None:
    people = (Person("a"), Person("b", run_most=5, off=frozenset({3})))
    demands = (Demand(0, "late", 2), Demand(1, "night", 1))
    with pytest.raises(NoRoster) as found:
        made(Problem(4, THREE, demands, people))
    rules = [b.rule for b in found.value.because]
    assert sorted(set(rules)) == [Rule.COVER, Rule.REST]
    assert rules.count(Rule.REST) == 2, "each of them would need it"
    assert {b.day for b in found.value.because if b.rule is Rule.COVER} == {0, 1}


def test_a_week_that_is_too_short_is_named() -> None:
    with pytest.raises(NoRoster) as found:
        made(Problem(7, (EARLY,), asked(7, (EARLY,)), (Person("a", week_most_min=40 * 60),)))
    assert Against(Rule.WEEK, "a") in found.value.because


def by_trying(problem: Problem) -> int | None:
    """The least cost of any roster at all that keeps every rule; None where none does."""
    spots = sorted({(d.shift, d.post) for d in problem.demands})
    best = None
    ways = [(p.key, day) for p in problem.people for day in range(problem.days)]
    for chosen in product((None, *spots), repeat=len(ways)):
        duties = tuple(
            Duty(person, day, *spot)
            for (person, day), spot in zip(ways, chosen, strict=True)
            if spot
        )
        roster = Roster(duties, (), {}, 0, False, 0.0)
        if any("told" not in f.words for f in faults_of(problem, roster)):
            continue
        cost = sum(cost_of(problem, roster).values())
        best = cost if best is None else min(best, cost)
    return best


def small(seed: int) -> Problem:
    rng = random.Random(seed)
    days, shifts = 4, (EARLY, NIGHT) if seed % 2 else (LATE, NIGHT)
    people = tuple(
        Person(
            f"p{n}", run_most=rng.choice([None, 2, 3]), run_least=rng.choice([1, 2]), break_least=rng.choice([1, 2]),
            weekends_most=rng.choice([None, 1]), off=frozenset(rng.sample(range(days), rng.choice([0, 1]))),
            most_min=rng.choice([None, 960]), least_min=rng.choice([0, 480]), shifts=rng.choice([{}, {"night": 1}]),
            worked=rng.choice([(), (shifts[0].code,), ("", "night")]), skills=frozenset(rng.choice([(), ("medic",)])),
        )
        for n in range(2)
    )  # fmt: skip
    demands = tuple(
        Demand(
            day, shift.code, rng.randint(0, 1), skill=skill, under=rng.choice([5, 20]), over=0 if skill else 1
        )
        for day in range(days)
        for shift in shifts
        for skill in (("",) if rng.random() < 0.7 else ("", "medic"))
    )  # fmt: skip
    wishes = tuple(
        Wish(f"p{rng.randrange(2)}", rng.randrange(days), rng.choice(["", "night"]), rng.random() < 0.5, rng.randint(1, 4))
        for _n in range(3)
    )  # fmt: skip
    return Problem(
        days,
        shifts,
        demands,
        people,
        wishes,
        begins_weekday=rng.randrange(7),
        night_weight=rng.choice([0, 3]),
    )


@pytest.mark.parametrize("seed", range(12))
def test_nothing_that_is_tried_one_by_one_is_better(seed: int) -> None:
    problem = small(seed)
    best = by_trying(problem)
    if best is None:
        with pytest.raises(NoRoster):
            made(problem)
        return
    roster = made(problem)
    assert roster.proved
    assert roster.total == roster.bound == best
