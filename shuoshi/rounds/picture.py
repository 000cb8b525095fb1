"""A day as a picture: routes drawn from coordinates, no tile server; readable in black and white, by dashes and
numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from shuoshi.rounds.queries import Day

WIDTH, HEIGHT, MARGIN = 800, 560, 40
DASHES = ("", "8 4", "2 4", "12 4 2 4", "4 8", "16 4")


@dataclass(frozen=True, slots=True)
class Dot:
    """A stop in the picture, in its units; `label` its number on the way."""

    x: float
    y: float
    label: str
    said: str
    over: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A crew's way: points as SVG takes them, the dash that tells it from others, its stops."""

    name: str
    points: str
    dash: str
    shade: int
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything drawn: ways, stops that are left out, the base; `scale_m` metres to a bar of a hundred units."""

    lines: tuple[Line, ...]
    left: tuple[Dot, ...]
    base: Dot
    scale_m: int


def drawn(day: Day) -> Picture:
    """The picture of a day: north is up, a degree of longitude as wide as it is at the base."""
    spots = [s.spot for c in day.crews for s in c.stops if s.spot]
    spots += [s.spot for s in day.left if s.spot]
    place = _frame([day.base_spot, *spots])
    base = place(day.base_spot)
    lines = []
    for n, crew in enumerate(day.crews):
        dots = tuple(
            Dot(*place(s.spot), str(s.n or ""), f"{s.place} {s.what}", s.over_at is not None)
            for s in crew.stops
            if s.spot
        )
        way = [base, *((d.x, d.y) for d in dots), base] if dots else []
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in way)
        lines.append(Line(crew.name, points, DASHES[n % len(DASHES)], n % 6, dots))
    left = tuple(
        Dot(*place(s.spot), "", f"{s.place} {s.what}", False)
        for s in day.left
        if s.spot and s.why_left
    )
    metres = place.metres * 100
    return Picture(tuple(lines), left, Dot(*base, "", day.base, False), round(metres))


class _Placing:
    """From degrees to units of the picture; `metres` are one unit's."""

    def __init__(self, spots: Sequence[tuple[float, float]]) -> None:
        self.lat = max(s[0] for s in spots)
        self.lon = min(s[1] for s in spots)
        self.wide = cos(radians(self.lat))
        high = max(self.lat - min(s[0] for s in spots), 1e-4)
        across = max((max(s[1] for s in spots) - self.lon) * self.wide, 1e-4)
        self.units = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / high)
        self.metres = 111_195 / self.units

    def __call__(self, spot: tuple[float, float]) -> tuple[float, float]:
        x = MARGIN + (spot[1] - self.lon) * self.wide * self.units
        return round(x, 1), round(MARGIN + (self.lat - spot[0]) * self.units, 1)


def _frame(spots: Iterable[tuple[float, float]]) -> _Placing:
    return _Placing(list(spots))
