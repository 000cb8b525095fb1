"""What a code says about a place."""

from shuoshi.places.terms import PlaceKind

_LOCAL_FROM, _LOCAL_TO = 901, 999
_KINDS = {2: PlaceKind.PROVINCE, 4: PlaceKind.PREFECTURE, 6: PlaceKind.DISTRICT}


def path_of(code: str) -> str:
    """The path of a 12-digit statistical code: 14 01 02 003 004 without its empty tail.

    Raises:  ValueError when it is no such code
    Source:  DOMAIN.md 1.1
    """
    if len(code) != 12 or not code.isdigit():
        raise ValueError(f"'{code}' is no statistical code of 12 digits")
    for length in (2, 4, 6, 9):
        if set(code[length:]) == {"0"}:
            return code[:length]
    return code


def kind_of(path: str, name: str) -> PlaceKind:
    """The kind of the place that a path of the statistical form names.

    Shape:   streets 001-099, towns 100-199, townships from 200; villages 200-399 and whatever is
             called one, communities else.
    Raises:  ValueError on another length
    Source:  DOMAIN.md 1.1 (the split inside villages [K])
    """
    if len(path) in _KINDS:
        return _KINDS[len(path)]
    if len(path) == 9:
        part = int(path[6:])
        if part < 100:
            return PlaceKind.STREET
        return PlaceKind.TOWN if part < 200 else PlaceKind.TOWNSHIP
    if len(path) == 12:
        village = 200 <= int(path[9:]) < 400 or name.endswith(("村委会", "村"))
        return PlaceKind.VILLAGE if village else PlaceKind.COMMUNITY
    if len(path) == 15:
        return PlaceKind.GRID
    raise ValueError(f"'{path}' is no path of the statistical form")


def parent_path(path: str) -> str | None:
    """The path one level up, or nothing for a province."""
    lengths = [n for n in (2, 4, 6, 9, 12, 15) if n < len(path)]
    return path[: lengths[-1]] if lengths else None


def short_name(name: str) -> str:
    """A name as people say it: without 居民委员会 and 村民委员会 at its end."""
    for tail in ("社区居民委员会", "居民委员会", "社区居委会", "居委会"):
        if name.endswith(tail) and len(name) > len(tail):
            return name.removesuffix(tail) + "社区"
    for tail in ("村民委员会", "村委会"):
        if name.endswith(tail) and len(name) > len(tail):
            return name.removesuffix(tail).removesuffix("村") + "村"
    return name


def next_local(taken: set[str], parent: str) -> str:
    """The first free path under `parent` (a street's) in the range that no office assigns.

    Raises:  ValueError when all 99 are taken
    Source:  DESIGN.md "Places keep their path": official village parts end at 599
    """
    for n in range(_LOCAL_FROM, _LOCAL_TO + 1):
        if f"{parent}{n:03}" not in taken:
            return f"{parent}{n:03}"
    raise ValueError(f"no local code is left under {parent}")


_TOWNS = (PlaceKind.STREET, PlaceKind.TOWN, PlaceKind.TOWNSHIP)
_COMMUNITIES = (PlaceKind.COMMUNITY, PlaceKind.VILLAGE)
_UNDER: dict[PlaceKind, tuple[tuple[PlaceKind, ...], int]] = {
    PlaceKind.DISTRICT: (_TOWNS, 3),
    **dict.fromkeys(_TOWNS, (_COMMUNITIES, 3)),
    **dict.fromkeys(_COMMUNITIES, ((PlaceKind.GRID,), 3)),
    PlaceKind.GRID: ((PlaceKind.BUILDING,), 5),
}


def kinds_under(kind: PlaceKind) -> tuple[PlaceKind, ...]:
    """The kinds of places that may be added under one of this kind."""
    return _UNDER.get(kind, ((), 0))[0]


def is_part(kind: PlaceKind, part: str) -> bool:
    """Whether `part` continues the path of a place of this kind: digits, as many as its level has.

    Source:  DESIGN.md "Places keep their path"
    """
    return part.isascii() and part.isdigit() and len(part) == _UNDER.get(kind, ((), 0))[1]
