"""What a day's rounds are made of, and what comes out of planning them.

Units: times are whole seconds of one day, lengths whole metres, loads whole units a dimension.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Table: TypeAlias = NDArray[np.int64]
PRIORITIES = range(1, 10)
"""1 may wait most, 9 least."""


class Travel(Protocol):
    """How far spots lie apart in one mode (car, foot)."""

    def tables(self, spots: Sequence[int]) -> tuple[Table, Table]:
        """Metres and seconds from each of these spots (rows) to each (columns)."""
        ...

    def leg(self, one: int, other: int) -> tuple[int, int]:
        """Metres and seconds of one leg."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """When a visit may begin: `opens_s <= begin <= closes_s`."""

    opens_s: int
    closes_s: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens_s <= self.closes_s:
            raise ValueError("a window opens before it closes, and not before the day does")


@dataclass(frozen=True, slots=True)
class Stop:
    """Somewhere to go.

    Shape:   `spot` is the index of its place in the travel tables; one of `windows` is used; `brings` is
             loaded where the crew starts, `takes` comes along to its end; `only` names the crews that may
             come, any where it is empty; `zone` is the grid along which a big day is split.
    """

    key: str
    spot: int
    windows: tuple[Window, ...]
    service_s: int = 0
    brings: tuple[int, ...] = ()
    takes: tuple[int, ...] = ()
    skills: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    priority: int = 1
    zone: str = ""

    def __post_init__(self) -> None:
        if not self.windows or self.service_s < 0 or self.priority not in PRIORITIES:
            raise ValueError(
                f"stop {self.key}: a window, no negative service, a priority of 1 to 9"
            )


@dataclass(frozen=True, slots=True)
class Rest:
    """A break that must begin within its window, at `spot`, or where the crew starts."""

    window: Window
    lasts_s: int
    spot: int | None = None


@dataclass(frozen=True, slots=True)
class Crew:
    """Whoever goes: a car with two medics, a walker.

    Shape:   `end` None means wherever the last visit is; `most_s` bounds the whole round, from leaving to
             arriving; `room` by dimension, without bound where it is empty.
    """

    key: str
    mode: str
    start: int
    end: int | None
    starts_s: int
    ends_s: int
    room: tuple[int, ...] = ()
    skills: frozenset[str] = frozenset()
    rests: tuple[Rest, ...] = ()
    most_s: int | None = None

    def may(self, stop: Stop) -> bool:
        """Whether this crew is able and allowed to serve a stop at all."""
        return stop.skills <= self.skills and (not stop.only or self.key in stop.only)


@dataclass(frozen=True, slots=True)
class Price:
    """What a plan costs: a metre, a second under way, a crew that goes out, a stop taken from its crew."""

    metre: int = 1
    second: int = 2
    crew: int = 0
    moved: int = 0


def takes(crew: Crew, rest: Rest, way: Travel) -> bool:
    """Whether a crew that does nothing else can take a rest."""
    spot = crew.start if rest.spot is None else rest.spot
    there = way.leg(crew.start, spot)[1]
    begins = max(crew.starts_s + there, rest.window.opens_s)
    back = 0 if crew.end is None else way.leg(spot, crew.end)[1]
    out = there + rest.lasts_s + back
    in_time = begins <= rest.window.closes_s and begins + rest.lasts_s + back <= crew.ends_s
    return in_time and (crew.most_s is None or out <= crew.most_s)


@dataclass(frozen=True, slots=True)
class Problem:
    """One day's rounds.

    Shape:   `travel` by mode; `stays` says with whom a stop was before, which costs `price.moved` to change;
             where `must` holds no stop may be left out.
    """

    stops: tuple[Stop, ...]
    crews: tuple[Crew, ...]
    travel: Mapping[str, Travel]
    price: Price = Price()
    stays: Mapping[str, str] = field(default_factory=dict)
    must: bool = False

    def __post_init__(self) -> None:
        keys = [s.key for s in self.stops] + [c.key for c in self.crews]
        if len(keys) != len(set(keys)):
            raise ValueError("a key stands twice")
        if self.price.moved and not self.price.metre:
            raise ValueError(
                "what a moved stop costs is told in metres: a metre must cost something"
            )
        unknown = {c.mode for c in self.crews} - set(self.travel)
        if unknown:
            raise ValueError(f"no travel for {', '.join(sorted(unknown))}")
        for crew in self.crews:
            if not all(takes(crew, rest, self.travel[crew.mode]) for rest in crew.rests):
                raise ValueError(f"{crew.key}: a rest does not fit into the shift")

    def only(self, stops: Sequence[Stop], crews: Sequence[Crew]) -> "Problem":
        """A part of it."""
        return Problem(tuple(stops), tuple(crews), self.travel, self.price, self.stays, self.must)


@dataclass(frozen=True, slots=True)
class Limit:
    """When to stop looking: after seconds, or after a number of steps, which makes the result repeatable."""

    seconds: float | None = None
    steps: int | None = None

    def __post_init__(self) -> None:
        if (self.seconds is None) == (self.steps is None):
            raise ValueError("a limit is either seconds or steps")
        if (self.seconds or self.steps or 0) <= 0:
            raise ValueError("a limit is above nothing")


@dataclass(frozen=True, slots=True)
class Call:
    """A visit in a route: the stop, when the crew arrives, begins and leaves."""

    stop: str
    arrives_s: int
    begins_s: int
    leaves_s: int


@dataclass(frozen=True, slots=True)
class Pause:
    """A rest in a route: which of the crew's, when it arrives there, begins and goes on."""

    rest: int
    arrives_s: int
    begins_s: int
    leaves_s: int


@dataclass(frozen=True, slots=True)
class Route:
    """What one crew does, in order; `metres`, `drive_s` and `wait_s` are sums over it."""

    crew: str
    leaves_s: int
    returns_s: int
    calls: tuple[Call | Pause, ...]
    metres: int
    drive_s: int
    wait_s: int

    def stops(self) -> tuple[str, ...]:
        """The stops it serves, in order."""
        return tuple(c.stop for c in self.calls if isinstance(c, Call))


class Why(StrEnum):
    """Why a stop is in no route."""

    NOBODY_ABLE = "nobody_able"
    TOO_BIG = "too_big"
    OUT_OF_TIME = "out_of_time"
    DAY_FULL = "day_full"


@dataclass(frozen=True, slots=True)
class Left:
    """A stop that is in no route, and why."""

    stop: str
    why: Why


@dataclass(frozen=True, slots=True)
class Plan:
    """The routes of a day, what is left out, and how it was found."""

    routes: tuple[Route, ...]
    left: tuple[Left, ...]
    seed: int
    took_s: float

    def terms(self) -> Mapping[str, int]:
        """What the plan costs, by term."""
        return {
            "crews": len(self.routes),
            "left": len(self.left),
            "metres": sum(r.metres for r in self.routes),
            "drive_s": sum(r.drive_s for r in self.routes),
            "wait_s": sum(r.wait_s for r in self.routes),
            "out_s": sum(r.returns_s - r.leaves_s for r in self.routes),
        }


class NoPlan(Exception):
    """A problem whose stops must all be served and can't be, as far as was found."""
