"""How long it takes from one spot to another: by distance and a factor, or by tables that a site supplies."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

import numpy as np

from shuoshi.planning.rounds.terms import Table

EARTH_M = 6_371_008.8
"""Mean radius of the earth. Source: IUGG."""


@dataclass(frozen=True, slots=True)
class ByDistance:
    """Straight lines on the globe, made longer by `factor`, at one speed.

    Units:   `spots` are (latitude, longitude) in degrees; `metres_a_second` above nothing.
    """

    spots: tuple[tuple[float, float], ...]
    factor: float
    metres_a_second: float

    def __post_init__(self) -> None:
        if self.factor < 1 or self.metres_a_second <= 0:
            raise ValueError(
                "a way is no shorter than its straight line, and a speed is above nothing"
            )

    def tables(self, spots: Sequence[int]) -> tuple[Table, Table]:
        """Metres and seconds between all of these spots."""
        at = np.radians(np.array([self.spots[s] for s in spots]).reshape(-1, 2))
        lat, lon = at[:, 0], at[:, 1]
        half_lat = np.sin((lat[:, None] - lat[None, :]) / 2) ** 2
        half_lon = np.sin((lon[:, None] - lon[None, :]) / 2) ** 2
        part = half_lat + np.cos(lat[:, None]) * np.cos(lat[None, :]) * half_lon
        metres = 2 * EARTH_M * np.arcsin(np.sqrt(np.clip(part, 0, 1))) * self.factor
        return np.rint(metres).astype(np.int64), np.ceil(metres / self.metres_a_second).astype(
            np.int64
        )

    def leg(self, one: int, other: int) -> tuple[int, int]:
        """Metres and seconds from one spot to another."""
        (lat1, lon1), (lat2, lon2) = self.spots[one], self.spots[other]
        part = sin(radians(lat1 - lat2) / 2) ** 2
        part += cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon1 - lon2) / 2) ** 2
        metres = 2 * EARTH_M * asin(min(1.0, sqrt(part))) * self.factor
        return round(metres), -int(-metres // self.metres_a_second)


@dataclass(frozen=True, slots=True, eq=False)
class ByTables:
    """Tables that somebody measured or computed: metres and seconds from row to column."""

    metres: Table
    seconds: Table

    def __post_init__(self) -> None:
        if self.metres.shape != self.seconds.shape or self.metres.ndim != 2:
            raise ValueError("two square tables of one size")
        if self.metres.shape[0] != self.metres.shape[1]:
            raise ValueError("two square tables of one size")
        if (self.metres < 0).any() or (self.seconds < 0).any():
            raise ValueError("no way is shorter than nothing")

    def tables(self, spots: Sequence[int]) -> tuple[Table, Table]:
        """Metres and seconds between all of these spots."""
        at = np.ix_(list(spots), list(spots))
        return self.metres[at], self.seconds[at]

    def leg(self, one: int, other: int) -> tuple[int, int]:
        """Metres and seconds from one spot to another."""
        return int(self.metres[one, other]), int(self.seconds[one, other])
