"""What is asked of sites, and what is proposed."""

from dataclasses import dataclass

Spot = tuple[float, float]
"""Latitude and longitude, in degrees."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where people come from: a building or a grid. `spot` its middle, or none where no map knows it."""

    key: str
    people: int
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a site has to be like: how many people it serves, people to one of its staff, how many a station takes an
    hour, within how many hours everybody came, how far people walk in metres and wait in minutes at most; `peak` how
    many more than on the average come in the busiest hour."""

    least: int
    most: int
    staff_per: int
    per_station_hour: int
    hours: float
    walk_m: int
    wait_min: float
    peak: float = 1.5
    """[P]"""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A site: at which home, for which, how many people, stations and staff; how long they wait on the average in the
    busiest hour, how far the farthest of them walks (none without a map); `why` it is not as wanted, in codes: few
    people, too far."""

    at: str
    homes: tuple[str, ...]
    people: int
    stations: int
    staff: int
    wait_min: float
    farthest_m: float | None
    why: tuple[str, ...] = ()
