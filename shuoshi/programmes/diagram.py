"""A programme drawn as SVG: stages from top to bottom, moves as arrows. No outside program.

A move to the next stage goes straight down, with its name beside it. What skips stages runs along
the right, what goes back along the left; all that leads to one stage shares one lane.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from shuoshi.programmes.definition import Definition

_BOX_W, _BOX_H, _PITCH, _TOP, _LANE, _ROUND = 168, 40, 72, 16, 18, 8
_LABEL_MOST = 18


@dataclass(frozen=True, slots=True)
class _Edge:
    """What leads from one stage to another, by the rows in which they stand."""

    start: int
    end: int
    label: str

    @property
    def is_straight(self) -> bool:
        return self.end == self.start + 1


def _rows(d: Definition) -> list[str]:
    """The stages in the order of the bar, then the ends that stand in none."""
    barred = [stage for part in d.programme.bar for stage in part.stages]
    return barred + [name for name in d.programme.stages if name not in barred]


def _edges(d: Definition, rows: list[str], language: str) -> list[_Edge]:
    found: dict[tuple[int, int], list[str]] = {}
    for move in d.programme.moves.values():
        for start in move.starts():
            for branch in move.branches():
                if start in rows and branch.to in rows and branch.to != start:
                    key = (rows.index(start), rows.index(branch.to))
                    found.setdefault(key, []).append(move.name.says(language))
    return [_Edge(a, b, " / ".join(dict.fromkeys(names))) for (a, b), names in found.items()]


def _lanes(edges: Iterable[_Edge]) -> dict[int, int]:
    """For each stage that is led to, its lane: the nearest one that nothing else uses there."""
    spans: dict[int, tuple[int, int]] = {}
    for edge in edges:
        low, high = spans.get(edge.end, (edge.end, edge.end))
        spans[edge.end] = (min(low, edge.start), max(high, edge.start))
    taken: list[list[tuple[int, int]]] = []
    lanes: dict[int, int] = {}
    for end, (low, high) in sorted(spans.items(), key=lambda item: item[1][1] - item[1][0]):
        free = (n for n, used in enumerate(taken) if all(high < a or b < low for a, b in used))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        lanes[end] = lane
    return lanes


def _middle(row: int) -> int:
    return _TOP + row * _PITCH + _BOX_H // 2


def _straight(edge: _Edge, left: int) -> str:
    x, y1, y2 = left + _BOX_W // 2, _middle(edge.start) + _BOX_H // 2, _middle(edge.end)
    return (
        f'<path d="M{x} {y1} V{y2 - _BOX_H // 2}" fill="none" stroke="currentColor" '
        f'marker-end="url(#tip)"><title>{escape(edge.label)}</title></path>'
        f'<text x="{x + 8}" y="{y1 + 20}" font-size="11" fill="currentColor">{escape(_short(edge.label))}</text>'
    )


def _short(label: str) -> str:
    return label if len(label) <= _LABEL_MOST else label[: _LABEL_MOST - 1] + "…"


def _round(edge: _Edge, lane: int, left: int, beside: int) -> str:
    """Along the right for what goes on, `beside` the labels; along the left for what goes back."""
    back = edge.end < edge.start
    side, away = (left, -1) if back else (left + _BOX_W, 1)
    x = side + away * (lane * _LANE + (_LANE if back else beside))
    y1, y2 = _middle(edge.start) + 8, _middle(edge.end) - 8
    turn = _ROUND if y2 > y1 else -_ROUND
    return (
        f'<path d="M{side} {y1} H{x - away * _ROUND} Q{x} {y1} {x} {y1 + turn} V{y2 - turn} '
        f'Q{x} {y2} {x - away * _ROUND} {y2} H{side}" fill="none" stroke="currentColor" '
        f'stroke-opacity="0.6" marker-end="url(#tip)"><title>{escape(edge.label)}</title></path>'
    )


def _band(name: str, stages: Iterable[str], rows: list[str], width: int) -> str:
    """A character of the bar, and the stripe behind its stages."""
    own = [rows.index(stage) for stage in stages]
    y, height = _TOP + min(own) * _PITCH - 12, (max(own) - min(own)) * _PITCH + _BOX_H + 24
    return (
        f'<rect x="4" y="{y}" width="{width - 8}" height="{height}" rx="8" fill="currentColor" '
        f'fill-opacity="0.05"/><text x="12" y="{y + 24}" font-weight="700" '
        f'fill="currentColor">{escape(name)}</text>'
    )


def _box(d: Definition, name: str, row: int, left: int, language: str) -> str:
    stage = d.programme.stages[name]
    text = stage.name.says(language)
    dash = ' stroke-dasharray="4 3"' if stage.final else ""
    y = _TOP + row * _PITCH
    return (
        f'<rect x="{left}" y="{y}" width="{_BOX_W}" height="{_BOX_H}" rx="6" class="box" '
        f'fill="white" stroke="currentColor"{dash}/>'
        f'<text x="{left + _BOX_W // 2}" y="{y + 25}" text-anchor="middle" fill="currentColor" '
        f'font-size="{_size(text)}">{escape(text)}</text>'
    )


def draw(d: Definition, language: str = "zh") -> str:
    """The diagram of a programme; every arrow has its moves' names as its title.

    Shape:   an SVG element without styles or scripts; readable in black and white.
    """
    rows = _rows(d)
    edges = _edges(d, rows, language)
    on = _lanes(e for e in edges if e.end > e.start + 1)
    back = _lanes(e for e in edges if e.end < e.start)
    left = _left(d, back, language)
    labels = max((_wide(_short(e.label)) * 7 for e in edges if e.is_straight), default=0)
    beside = max(_LANE, labels + 16 - _BOX_W // 2)
    width = left + _BOX_W + beside + _LANE * (1 + max(on.values(), default=0))
    height = _TOP * 2 + (len(rows) - 1) * _PITCH + _BOX_H
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'role="img" aria-label="{escape(d.programme.name.says(language))}" font-size="14">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="currentColor"/></marker></defs>',
    ]
    for part in d.programme.bar:
        parts.append(_band(part.name.says(language), part.stages, rows, width))
    for edge in edges:
        if edge.is_straight:
            parts.append(_straight(edge, left))
        else:
            lane = (back if edge.end < edge.start else on)[edge.end]
            parts.append(_round(edge, lane, left, beside))
    parts += [_box(d, name, row, left, language) for row, name in enumerate(rows)]
    return "".join([*parts, "</svg>"])


def _left(d: Definition, back: Mapping[int, int], language: str) -> int:
    """Where the boxes begin: after the bar's words and the lanes that go back."""
    longest = max(_wide(part.name.says(language)) for part in d.programme.bar)
    return 16 + longest * 8 + _LANE * (1 + max(back.values(), default=-1) + 1)


def _wide(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def _size(text: str) -> int:
    wide = _wide(text)
    return 14 if wide <= 20 else 12 if wide <= 24 else 10
