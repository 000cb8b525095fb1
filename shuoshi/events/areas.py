"""The area that something was planned for, as an actor's range cuts it."""

from django.db.models import Q

from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import Actor, Reach

LEVELS = (6, 9, 12, 15)
"""How many digits name a district, a street, a community, a grid."""
_PATH_MOST = 40


def path_fits(path: str) -> bool:
    """Whether a text may be the path of a place."""
    return path.isascii() and path.isdigit() and len(path) <= _PATH_MOST


def meets(by: Actor, area: str) -> bool:
    """Whether an actor's range lies in an area, or holds it."""
    if by.reach is not Reach.TERRITORIAL:
        return False
    return by.bounds.holds(area) or bounds_of(area).holds(by.bounds.lo)


def meeting(area: str, column: str = "path") -> Q:
    """Rows whose place lies in an area, or holds it."""
    bounds = bounds_of(area)
    above = [area[:n] for n in LEVELS if n < len(area)]
    return Q(**{f"{column}__gte": bounds.lo, f"{column}__lt": bounds.hi}) | Q(
        **{f"{column}__in": above}
    )


def place_within(by: Actor, area: str, path: str) -> str:
    """The place that is shown of an area: as asked where that is in range and area, else as far up as the actor
    sees."""
    top = area
    if by.reach is Reach.TERRITORIAL and not by.bounds.holds(area):
        top = by.bounds.lo
    return path if path_fits(path) and bounds_of(top).holds(path) else top


def level_below(path: str) -> int:
    """How many digits name what lies below a place; 0 below a grid, where everything has its own."""
    return next((n for n in LEVELS if n > len(path)), 0)
