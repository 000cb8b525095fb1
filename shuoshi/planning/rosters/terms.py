"""What a roster is made of, and what comes out of planning one.

Units: days are counted from 0, the first day of the roster; times of a day and lengths are whole minutes. A shift
belongs to the day on which it begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

DAY_MIN = 24 * 60
WEEK = 7
REST_MIN = 11 * 60
"""Between two shifts. Source: SEEDS A6 for three shifts of eight hours; the eleven hours are ours [P]."""


class Rule(StrEnum):
    """A hard rule."""

    COVER = "cover"
    ONE_A_DAY = "one_a_day"
    ALLOWED = "allowed"
    REST = "rest"
    OFF = "off"
    FIXED = "fixed"
    SHIFTS = "shifts"
    MINUTES = "minutes"
    WEEK = "week"
    RUN = "run"
    BREAK = "break"
    WEEKENDS = "weekends"


class Term(StrEnum):
    """A part of a roster's cost."""

    UNDER = "under"
    OVER = "over"
    WISHES = "wishes"
    NIGHTS = "nights"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Shift:
    """A kind of shift: when it begins, how long it is, whether it is a night's.

    Shape:   `never_before` are shifts that may not follow on the next day, beside those that come too soon.
    """

    code: str
    begins_min: int
    minutes: int
    night: bool = False
    never_before: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not 0 <= self.begins_min < DAY_MIN or not 0 < self.minutes <= DAY_MIN:
            raise ValueError(f"shift {self.code}: begins within the day and lasts a day at most")


@dataclass(frozen=True, slots=True)
class Demand:
    """How many are to be there: at a post, on a day, in a shift.

    Shape:   of `skill`, '' for anybody; one who is short costs `under`, or may not be where that is None; one more than
             asked costs `over`, which is asked of demands for anybody alone.
    """

    day: int
    shift: str
    people: int
    post: str = ""
    skill: str = ""
    under: int | None = None
    over: int = 0

    def __post_init__(self) -> None:
        if self.people < 0 or self.over < 0 or (self.under or 0) < 0:
            raise ValueError(f"demand of day {self.day}, {self.shift}: nothing negative")
        if self.skill and self.over:
            raise ValueError("what is over is counted for everybody, not by skill")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who serves.

    Shape:   `posts` where, anywhere where it is empty; `shifts` how many of a kind at most, all where it is not named;
             minutes over the whole roster, `week_most_min` in any calendar week; `run_most` and `run_least` days on
             end, `break_least` days off on end, `weekends_most` with a duty; `off` days without any. `worked` are the
             shifts of the days before, the last one nearest, '' for a day off: rest and runs go on from there.
    """

    key: str
    posts: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    shifts: Mapping[str, int] = field(default_factory=dict)
    least_min: int = 0
    most_min: int | None = None
    week_most_min: int | None = None
    run_most: int | None = None
    run_least: int = 1
    break_least: int = 1
    weekends_most: int | None = None
    off: frozenset[int] = frozenset()
    worked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.run_least < 1 or self.break_least < 1 or (self.run_most or 1) < 1:
            raise ValueError(f"{self.key}: a run and a break last a day at least")


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody would like to serve a shift on a day, or not to; `shift` '' is any. Against it costs `weight`."""

    person: str
    day: int
    shift: str
    wants: bool
    weight: int

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise ValueError("a wish weighs nothing or more")


@dataclass(frozen=True, slots=True, order=True)
class Duty:
    """Somebody's shift on a day, at a post."""

    person: str
    day: int
    shift: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A roster to make.

    Shape:   `begins_weekday` of day 0, 0 is Monday; `fixed` duties stand; `settled` shifts (day, code)
             take nobody but them; each night that somebody has more than somebody else costs `night_weight`; of
             `before` each duty that is not kept costs `change_weight`.
    """

    days: int
    shifts: tuple[Shift, ...]
    demands: tuple[Demand, ...]
    people: tuple[Person, ...]
    wishes: tuple[Wish, ...] = ()
    fixed: tuple[Duty, ...] = ()
    settled: frozenset[tuple[int, str]] = frozenset()
    before: tuple[Duty, ...] = ()
    begins_weekday: int = 0
    rest_min: int = REST_MIN
    night_weight: int = 0
    change_weight: int = 0

    def __post_init__(self) -> None:
        codes, keys = {s.code for s in self.shifts}, {p.key for p in self.people}
        if self.days < 1 or len(codes) != len(self.shifts) or len(keys) != len(self.people):
            raise ValueError("a roster has a day, and shifts and people of different names")
        for demand in self.demands:
            if demand.shift not in codes or not 0 <= demand.day < self.days:
                raise ValueError(
                    f"demand of day {demand.day}, {demand.shift}: no such day or shift"
                )
        if {code for p in self.people for code in p.worked} - codes - {""}:
            raise ValueError("what was worked before is a shift of the roster's")
        for named in (*self.fixed, *self.before):
            if named.person not in keys or named.shift not in codes:
                raise ValueError(f"{named}: no such person or shift")

    def posts(self) -> tuple[str, ...]:
        """Where people are asked for, in order."""
        return tuple(sorted({d.post for d in self.demands}))

    def too_soon(self, one: Shift, other: Shift) -> bool:
        """Whether `other` may not follow `one` on the next day."""
        rest = DAY_MIN + other.begins_min - (one.begins_min + one.minutes)
        return other.code in one.never_before or rest < self.rest_min

    def weekends(self) -> tuple[tuple[int, ...], ...]:
        """The days of each weekend that lie within the roster."""
        found: dict[int, list[int]] = {}
        for day in range(self.days):
            since = day + self.begins_weekday
            if since % WEEK >= WEEK - 2:
                found.setdefault(since // WEEK, []).append(day)
        return tuple(map(tuple, found.values()))

    def weeks(self) -> tuple[range, ...]:
        """The days of each calendar week, as far as they lie within the roster."""
        edges = [
            0, *(d for d in range(1, self.days) if (d + self.begins_weekday) % WEEK == 0), self.days,
        ]  # fmt: skip
        return tuple(range(a, b) for a, b in pairwise(edges))


@dataclass(frozen=True, slots=True)
class Short:
    """A demand that is not met: how many are missing, and how many could have come at all that day."""

    demand: Demand
    missing: int
    able: int


@dataclass(frozen=True, slots=True)
class Roster:
    """Who serves when: what it costs by term, and below which nobody can come; `proved` where that is reached.

    Shape:   duties in order of person and day.
    """

    duties: tuple[Duty, ...]
    short: tuple[Short, ...]
    cost: Mapping[Term, int]
    bound: int
    proved: bool
    took_s: float

    @property
    def total(self) -> int:
        """What it costs altogether."""
        return sum(self.cost.values())


@dataclass(frozen=True, slots=True)
class Against:
    """A rule that takes part in making a roster impossible: of whom, on which day; '' and None where it is not one
    person's or one day's. `asked` and `able` are what is asked and what there is, in the rule's units, where numbers
    say it."""

    rule: Rule
    person: str = ""
    day: int | None = None
    post: str = ""
    shift: str = ""
    skill: str = ""
    asked: int = 0
    able: int = 0


class NoRoster(Exception):
    """No roster keeps every hard rule, where that was `proved`, and `because` names rules that can't stand together, if
    there was time to find them; else the time was too short to find a roster."""

    def __init__(self, because: tuple[Against, ...] = (), *, proved: bool = False) -> None:
        self.because, self.proved = because, proved
        super().__init__("; ".join(f"{b.rule} {b.person} {b.day}" for b in because) or "time")
