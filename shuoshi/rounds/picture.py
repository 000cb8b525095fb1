"""A day as a picture: routes drawn from coordinates, no tile server; readable in black and white, by dashes and
numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from shuoshi.rounds.queries import Day, StopRow

WIDTH, HEIGHT, MARGIN = 480, 400, 36
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
        dots = _dots([(place(s.spot), s) for s in crew.stops if s.spot])
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


def _dots(placed: Sequence[tuple[tuple[float, float], StopRow]]) -> tuple[Dot, ...]:
    """The stops of a way in its order, those one after another at one spot as one: 9–12."""
    out: list[Dot] = []
    first = ""
    for (x, y), s in placed:
        n, over = str(s.n or ""), s.over_at is not None
        if out and (out[-1].x, out[-1].y) == (x, y):
            said = f"{out[-1].said}; {s.place} {s.what}"
            out[-1] = Dot(x, y, f"{first}–{n}", said, out[-1].over and over)
            continue
        first = n
        out.append(Dot(x, y, n, f"{s.place} {s.what}", over))
    return tuple(out)


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
        self.left = (WIDTH - across * self.units) / 2
        self.top = (HEIGHT - high * self.units) / 2

    def __call__(self, spot: tuple[float, float]) -> tuple[float, float]:
        x = self.left + (spot[1] - self.lon) * self.wide * self.units
        return round(x, 1), round(self.top + (self.lat - spot[0]) * self.units, 1)


def _frame(spots: Iterable[tuple[float, float]]) -> _Placing:
    return _Placing(list(spots))
