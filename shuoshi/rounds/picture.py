"""A day as a picture: routes drawn from coordinates, no tile server; readable in black and white, by dashes and
numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin, tau

from shuoshi.rounds.queries import Day, StopRow

WIDTH, HEIGHT, MARGIN = 480, 400, 36
_HIGH, _CROWD = 24.0, 150
"""How high numbers are drawn, in units; with so many of them they stay where they are."""
DASHES = ("", "8 4", "2 4", "12 4 2 4", "4 8", "16 4")


@dataclass(frozen=True, slots=True)
class Dot:
    """A stop in the picture, in its units; `label` its number on the way, drawn at `x`, `y`; `spot` is where it lies,
    elsewhere where numbers would cover one another."""

    x: float
    y: float
    label: str
    said: str
    over: bool
    spot: tuple[float, float]

    @property
    def wide(self) -> float:
        """How wide its number is drawn."""
        return max(_HIGH, 8.0 * len(self.label) + 8)

    @property
    def aside(self) -> bool:
        """Whether its number is not drawn where it lies."""
        return (self.x, self.y) != self.spot


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
    """Everything drawn: ways, stops that are left out, where ways begin and end; `scale_m` metres to a bar of a hundred
    units."""

    lines: tuple[Line, ...]
    left: tuple[Dot, ...]
    bases: tuple[Dot, ...]
    scale_m: int


def drawn(day: Day) -> Picture:
    """The picture of a day: north is up, a degree of longitude as wide as it is at the base."""
    ends = {e.degrees: e.name for c in day.crews for e in (c.start, c.end) if c.stops}
    ends[day.base.degrees] = day.base.name
    spots = [s.spot for c in day.crews for s in c.stops if s.spot]
    spots += [s.spot for s in day.left if s.spot]
    place = _Placing([*ends, *spots])
    bases = tuple(_dot(place(spot), "", name, False) for spot, name in ends.items())
    free = _Free(bases)
    lines = []
    for n, crew in enumerate(day.crews):
        dots = _dots([(place(s.spot), s) for s in crew.stops if s.spot])
        way = [place(crew.start.degrees), *(d.spot for d in dots), place(crew.end.degrees)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in way) if dots else ""
        lines.append(Line(crew.name, points, DASHES[n % len(DASHES)], n % 6, dots))
    left = tuple(
        _dot(place(s.spot), "?", f"{s.place} {s.what}", False)
        for s in day.left
        if s.spot and s.why_left
    )
    return Picture(
        tuple(replace(line, dots=free.each(line.dots)) for line in lines), free.each(left), bases,
        round(place.metres * 100),
    )  # fmt: skip


def _dot(spot: tuple[float, float], label: str, said: str, over: bool) -> Dot:
    return Dot(*spot, label, said, over, spot)


def _dots(placed: Sequence[tuple[tuple[float, float], StopRow]]) -> tuple[Dot, ...]:
    """The stops of a way in its order, those one after another at one spot as one: 9–12."""
    out: list[Dot] = []
    first = ""
    for spot, s in placed:
        n, over = str(s.n or ""), s.over_at is not None
        if out and out[-1].spot == spot:
            said = f"{out[-1].said}; {s.place} {s.what}"
            out[-1] = _dot(spot, f"{first}–{n}", said, out[-1].over and over)
            continue
        first = n
        out.append(_dot(spot, n, f"{s.place} {s.what}", over))
    return tuple(out)


class _Free:
    """Room for numbers: one that would cover another goes a little aside, where there is room near it."""

    def __init__(self, taken: Sequence[Dot]) -> None:
        self.taken = list(taken)

    def each(self, dots: Sequence[Dot]) -> tuple[Dot, ...]:
        """The dots in their order, each where it covers none before it."""
        return tuple(self._put(dot) for dot in dots)

    def _put(self, dot: Dot) -> Dot:
        if len(self.taken) > _CROWD:
            return dot
        moved = (replace(dot, x=x, y=y) for x, y in _round(dot.spot))
        put = next(filter(self._open, moved), dot)
        self.taken.append(put)
        return put

    def _open(self, dot: Dot) -> bool:
        inside = dot.wide / 2 <= dot.x <= WIDTH - dot.wide / 2
        inside = inside and _HIGH / 2 <= dot.y <= HEIGHT - 1.5 * _HIGH
        return inside and not any(covers(dot, other) for other in self.taken)


def covers(one: Dot, other: Dot) -> bool:
    """Whether two numbers lie one over the other."""
    beside = abs(one.x - other.x) >= (one.wide + other.wide) / 2
    return not beside and abs(one.y - other.y) < _HIGH


def _round(spot: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """A spot, then spots round it, the nearest first."""
    yield spot
    for far in (_HIGH, 1.6 * _HIGH, 2.2 * _HIGH, 3 * _HIGH):
        for turn in range(12):
            angle = tau * turn / 12
            yield round(spot[0] + far * sin(angle), 1), round(spot[1] - far * cos(angle), 1)


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
