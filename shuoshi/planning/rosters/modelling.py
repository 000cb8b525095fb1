"""A roster as a model of CP-SAT: a yes or no for each person, day and duty that is not out of the question, the hard
rules as constraints, the soft ones as a cost. Each hard rule can be bound to a switch, so that one can ask which of
them stand against each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ortools.sat.python import cp_model

from shuoshi.planning.rosters.terms import (
    Against,
    Demand,
    Duty,
    Person,
    Problem,
    Rule,
    Term,
)

Bool = cp_model.IntVar
Sum: TypeAlias = Any
"""A sum of them, or a number where there are none: what OR-Tools adds up has no one type."""
Spot = tuple[str, str]
"""A shift at a post."""


@dataclass
class Model:
    """The model of a problem, with what is needed to read its answer.

    Shape:   `duty` the yes or no of each duty by person, day and spot; `works` whether somebody serves at all;
             `missing` how many a demand is short of; `cost` by term; `switches` what each rule is bound to, where that
             was asked.
    """

    problem: Problem
    explaining: bool = False
    made: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    duty: dict[tuple[str, int], dict[Spot, Bool]] = field(default_factory=dict)
    works: dict[tuple[str, int], Sum] = field(default_factory=dict)
    missing: dict[Demand, Bool] = field(default_factory=dict)
    cost: dict[Term, list[Sum]] = field(default_factory=lambda: defaultdict(list))
    switches: dict[Against, Bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shifts = {s.code: s for s in self.problem.shifts}
        self.of_day: dict[tuple[int, Spot], list[tuple[Person, Bool]]] = defaultdict(list)
        self._duties()
        for person in self.problem.people:
            self._person(person)
        for demand in self.problem.demands:
            self._demand(demand)
        self._wishes()
        self._nights()
        self._changes()
        terms = [t for some in self.cost.values() for t in some]
        if terms and not self.explaining:
            self.made.minimize(sum(terms))

    def duties(self, solver: cp_model.CpSolver) -> tuple[Duty, ...]:
        """The duties of an answer."""
        return tuple(
            sorted(
                Duty(person, day, shift, post)
                for (person, day), spots in self.duty.items()
                for (shift, post), yes in spots.items()
                if solver.boolean_value(yes)
            )
        )

    # Each duty that is not out of the question

    def _duties(self) -> None:
        spots_of = self._spots()
        standing = {(d.person, d.day): d for d in self.problem.fixed}
        for person in self.problem.people:
            for day in range(self.problem.days):
                fixed = standing.get((person.key, day))
                spots = self._open(person, day, fixed, spots_of.get(day, ()))
                found = {
                    (shift, post): self.made.new_bool_var(f"{person.key} {day} {shift} {post}")
                    for shift, post in spots
                }
                self.duty[person.key, day] = found
                for spot, yes in found.items():
                    self.of_day[day, spot].append((person, yes))
                if len(found) > 1:
                    self.made.add_at_most_one(found.values())
                self.works[person.key, day] = sum(found.values()) if found else 0
                if fixed is not None:
                    rule = Against(Rule.FIXED, person.key, day, fixed.post, fixed.shift)
                    self._bind(self.made.add(found[fixed.shift, fixed.post] == 1), rule)

    def _spots(self) -> Mapping[int, Sequence[Spot]]:
        found: dict[int, dict[Spot, None]] = defaultdict(dict)
        for demand in self.problem.demands:
            found[demand.day][demand.shift, demand.post] = None
        return {day: tuple(spots) for day, spots in found.items()}

    def _open(
        self, person: Person, day: int, fixed: Duty | None, spots: Iterable[Spot]
    ) -> Iterator[Spot]:
        if fixed is not None:
            yield (fixed.shift, fixed.post)
            return
        if day in person.off:
            return
        for shift, post in spots:
            if (
                (day, shift) not in self.problem.settled
                and (not person.posts or post in person.posts)
                and person.shifts.get(shift, 1) > 0
            ):
                yield (shift, post)

    # What holds for one person

    def _bind(self, constraint: cp_model.Constraint, rule: Against) -> None:
        """Where it is asked which rules stand against each other, a rule holds only while its switch is on."""
        if self.explaining:
            if rule not in self.switches:
                self.switches[rule] = self.made.new_bool_var(str(rule))
            constraint.only_enforce_if(self.switches[rule])

    def _person(self, person: Person) -> None:
        days = range(self.problem.days)
        self._rests(person)
        self._sums(person)
        works = [self._worked(person, n) for n in range(len(person.worked))]
        works += [self.works[person.key, d] for d in days]
        before = len(person.worked)
        if person.run_most is not None:
            for start in range(len(works) - person.run_most):
                window = works[start : start + person.run_most + 1]
                if start + person.run_most >= before:
                    rule = Against(Rule.RUN, person.key)
                    self._bind(self.made.add(sum(window) <= person.run_most), rule)
        self._least(person, works, before)
        self._weekends(person)

    def _worked(self, person: Person, n: int) -> int:
        return int(bool(person.worked[n]))

    def _rests(self, person: Person) -> None:
        last = person.worked[-1] if person.worked else ""
        rule = Against(Rule.REST, person.key)
        for one in self.problem.shifts:
            soon = {s.code for s in self.problem.shifts if self.problem.too_soon(one, s)}
            if not soon:
                continue
            if last == one.code:
                none = self._some(person, 0, soon)
                if none:
                    self._bind(self.made.add(sum(none) == 0), rule)
            for day in range(self.problem.days - 1):
                first = self._some(person, day, {one.code})
                after = self._some(person, day + 1, soon)
                if first and after:
                    self._bind(self.made.add(sum(first) + sum(after) <= 1), rule)

    def _some(self, person: Person, day: int, codes: Iterable[str]) -> list[Bool]:
        return [yes for (shift, _post), yes in self.duty[person.key, day].items() if shift in codes]

    def _minutes(self, person: Person, days: Iterable[int]) -> Sum:
        return sum(
            self.shifts[shift].minutes * yes
            for day in days
            for (shift, _post), yes in self.duty[person.key, day].items()
        )

    def _sums(self, person: Person) -> None:
        days = range(self.problem.days)
        served = self._minutes(person, days)
        rule = Against(Rule.MINUTES, person.key)
        if person.least_min:
            self._bind(self.made.add(served >= person.least_min), rule)
        if person.most_min is not None:
            self._bind(self.made.add(served <= person.most_min), rule)
        if person.week_most_min is not None:
            for week in self.problem.weeks():
                minutes = self._minutes(person, week)
                within = Against(Rule.WEEK, person.key)
                self._bind(self.made.add(minutes <= person.week_most_min), within)
        for code, most in person.shifts.items():
            often = [yes for day in days for yes in self._some(person, day, {code})]
            if most < len(often):
                self._bind(self.made.add(sum(often) <= most), Against(Rule.SHIFTS, person.key))

    def _least(self, person: Person, works: Sequence[Sum], before: int) -> None:
        """No run of duties, and no break, that is too short and lies between two others."""
        last = len(works) - 1
        for long in range(1, max(person.run_least, person.break_least)):
            for start in range(1, last - long + 1):
                end = start + long
                if end < before:
                    continue
                edges = works[start - 1] + works[end]
                inside = sum(works[start:end])
                if long < person.run_least:  # off, on × long, off
                    run = self.made.add(inside - edges <= long - 1)
                    self._bind(run, Against(Rule.RUN, person.key))
                if long < person.break_least:  # on, off × long, on
                    pause = self.made.add(edges - inside <= 1)
                    self._bind(pause, Against(Rule.BREAK, person.key))

    def _weekends(self, person: Person) -> None:
        if person.weekends_most is None:
            return
        worked = []
        for days in self.problem.weekends():
            some = self.made.new_bool_var(f"{person.key} weekend {days[0]}")
            for day in days:
                if self.duty[person.key, day]:
                    self.made.add(some >= self.works[person.key, day])
            worked.append(some)
        if person.weekends_most < len(worked):
            rule = Against(Rule.WEEKENDS, person.key)
            self._bind(self.made.add(sum(worked) <= person.weekends_most), rule)

    # What is asked of all of them

    def _demand(self, demand: Demand) -> None:
        there = [
            yes
            for person, yes in self.of_day[demand.day, (demand.shift, demand.post)]
            if not demand.skill or demand.skill in person.skills
        ]
        if demand.under is None:
            rule = cover_of(demand, len(there))
            self._bind(self.made.add(sum(there) >= demand.people), rule)
        else:
            most = demand.people
            missing = self.made.new_int_var(0, most, f"missing {demand}")
            self.made.add(sum(there) + missing >= demand.people)
            self.missing[demand] = missing
            self.cost[Term.UNDER].append(demand.under * missing)
        if demand.over and there:
            over = self.made.new_int_var(0, max(len(there) - demand.people, 0), f"over {demand}")
            self.made.add(sum(there) - over <= demand.people)
            self.cost[Term.OVER].append(demand.over * over)

    def _wishes(self) -> None:
        for wish in self.problem.wishes:
            spots = self.duty[wish.person, wish.day]
            some = [yes for (s, _post), yes in spots.items() if wish.shift in ("", s)]
            served = sum(some)
            against = 1 - served if wish.wants else served
            self.cost[Term.WISHES].append(wish.weight * against)

    def _nights(self) -> None:
        nights = {s.code for s in self.problem.shifts if s.night}
        if not self.problem.night_weight or not nights:
            return
        least = self.made.new_int_var(0, self.problem.days, "fewest nights")
        most = self.made.new_int_var(0, self.problem.days, "most nights")
        for person in self.problem.people:
            if not any(person.shifts.get(code, 1) for code in nights):
                continue
            had = sum(
                yes
                for day in range(self.problem.days)
                for yes in self._some(person, day, nights)
            )  # fmt: skip
            self.made.add(had >= least)
            self.made.add(had <= most)
        self.cost[Term.NIGHTS].append(self.problem.night_weight * (most - least))

    def _changes(self) -> None:
        if not self.problem.change_weight:
            return
        for duty in self.problem.before:
            yes = self.duty.get((duty.person, duty.day), {}).get((duty.shift, duty.post))
            self.cost[Term.CHANGES].append(
                self.problem.change_weight * (1 if yes is None else 1 - yes)
            )


def able_on(problem: Problem, demand: Demand) -> int:
    """How many could serve a demand at all: of its skill and post, in such a shift, not off that day; or set there."""
    fixed = {d.person for d in problem.fixed if _is_for(d, demand)}
    return sum(
        (not demand.skill or demand.skill in p.skills) and (p.key in fixed or _could(p, demand))
        for p in problem.people
    )


def _is_for(duty: Duty, demand: Demand) -> bool:
    return (duty.day, duty.shift, duty.post) == (demand.day, demand.shift, demand.post)


def _could(p: Person, demand: Demand) -> bool:
    return (
        (not p.posts or demand.post in p.posts)
        and p.shifts.get(demand.shift, 1) > 0
        and demand.day not in p.off
    )


def cover_of(demand: Demand, able: int) -> Against:
    """A demand as a rule, with how many could come at all."""
    return Against(
        Rule.COVER, day=demand.day, post=demand.post, shift=demand.shift, skill=demand.skill,
        asked=demand.people, able=able,
    )  # fmt: skip
