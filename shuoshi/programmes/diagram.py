"""A programme drawn as SVG: stages in columns of the bar, moves as arrows. No outside program."""

from html import escape

from shuoshi.programmes.definition import Definition

_W, _H, _GAP_X, _GAP_Y, _TOP = 132, 40, 64, 28, 44


def _columns(d: Definition) -> list[tuple[str, list[str]]]:
    lang_free = [(part.name.zh, list(part.stages)) for part in d.programme.bar]
    ends = [
        name
        for name, stage in d.programme.stages.items()
        if stage.final and _column(d, name) is None
    ]
    return [*lang_free, ("", ends)] if ends else lang_free


def _column(d: Definition, stage: str) -> int | None:
    return next((n for n, part in enumerate(d.programme.bar) if stage in part.stages), None)


def _spots(d: Definition) -> dict[str, tuple[int, int]]:
    out = {}
    for col, (_name, stages) in enumerate(_columns(d)):
        for row, stage in enumerate(stages):
            out[stage] = (16 + col * (_W + _GAP_X), _TOP + row * (_H + _GAP_Y))
    return out


def _arrow(start: tuple[int, int], end: tuple[int, int], label: str) -> str:
    (x1, y1), (x2, y2) = start, end
    if x2 > x1:
        a, b = (x1 + _W, y1 + _H // 2), (x2, y2 + _H // 2)
    elif x2 < x1:
        a, b = (x1, y1 + _H // 2 + 8), (x2 + _W, y2 + _H // 2 + 8)
    else:
        down = y2 > y1
        a, b = (x1 + _W // 2, y1 + (_H if down else 0)), (x2 + _W // 2, y2 + (0 if down else _H))
    title = f"<title>{escape(label)}</title>"
    return (
        f'<path d="M{a[0]} {a[1]} L{b[0]} {b[1]}" fill="none" stroke="currentColor" '
        f'stroke-opacity="0.55" marker-end="url(#tip)">{title}</path>'
    )


def draw(d: Definition, language: str = "zh") -> str:
    """The diagram of a programme; every arrow has its move's name as its title.

    Shape:   an SVG element without styles or scripts; readable in black and white.
    """
    spots = _spots(d)
    width = max(x for x, _ in spots.values()) + _W + 16
    height = max(y for _, y in spots.values()) + _H + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(d.programme.name.says(language))}" font-size="14">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="currentColor"/></marker></defs>',
    ]
    for col, part in enumerate(d.programme.bar):
        x = 16 + col * (_W + _GAP_X) + _W // 2
        name = escape(part.name.says(language))
        parts.append(
            f'<text x="{x}" y="26" text-anchor="middle" font-weight="700" fill="currentColor">{name}</text>'
        )
    for move in d.programme.moves.values():
        for start in move.starts():
            for branch in move.branches():
                if start in spots and branch.to in spots and branch.to != start:
                    label = move.name.says(language)
                    parts.append(_arrow(spots[start], spots[branch.to], label))
    for name, (x, y) in spots.items():
        stage = d.programme.stages[name]
        dash = ' stroke-dasharray="4 3"' if stage.final else ""
        parts.append(
            f'<rect x="{x}" y="{y}" width="{_W}" height="{_H}" rx="6" class="box" fill="white" '
            f'stroke="currentColor"{dash}/>'
            f'<text x="{x + _W // 2}" y="{y + 25}" text-anchor="middle" fill="currentColor" '
            f'font-size="{_size(stage.name.says(language))}">{escape(stage.name.says(language))}</text>'
        )
    return "".join([*parts, "</svg>"])


def _size(text: str) -> int:
    wide = sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
    return 14 if wide <= 17 else 12 if wide <= 21 else 9
