"""Reading places; they hold no person, so every reach may."""

from dataclasses import dataclass

from shuoshi.places.models import Place, PlaceName, Succession
from shuoshi.places.terms import PlaceKind, PlaceNotFound, PlaceRow


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A street or town with its communities and villages, for a picker."""

    path: str
    name: str
    places: tuple[PlaceRow, ...]


def _row(place: Place) -> PlaceRow:
    return PlaceRow(place.id, place.path, PlaceKind(place.kind), place.name)


def place_at(path: str) -> PlaceRow:
    """The place with this path. One statement.

    Raises:  PlaceNotFound
    """
    place = Place.objects.filter(path=path).first()
    if place is None:
        raise PlaceNotFound
    return _row(place)


def way_to(path: str) -> tuple[PlaceRow, ...]:
    """The place at `path` and those above it, the district first. One statement."""
    above = [path[:n] for n in (6, 9, 12, 15, 20) if n <= len(path)]
    found = Place.objects.filter(path__in=[*above, path]).order_by("path")
    return tuple(_row(place) for place in found)


def called(name: str, under: str) -> tuple[PlaceRow, ...]:
    """Places under a path that bear or bore this name or alias. One statement."""
    found = PlaceName.objects.filter(name=name, place__path__startswith=under)
    return tuple(_row(n.place) for n in found.select_related("place").order_by("place__path", "id"))


def streets_with_communities(district: str) -> tuple[StreetRow, ...]:
    """Streets and towns of a district with their communities, in order of path. One statement."""
    rows = Place.objects.filter(path__startswith=district, closed_on__isnull=True).exclude(
        kind__in=[PlaceKind.GRID, PlaceKind.BUILDING]
    )
    streets: dict[str, tuple[str, list[PlaceRow]]] = {}
    for place in rows.order_by("path"):
        if len(place.path) == 9:
            streets[place.path] = (place.name, [])
        elif len(place.path) == 12 and place.path[:9] in streets:
            streets[place.path[:9]][1].append(_row(place))
    return tuple(StreetRow(path, name, tuple(found)) for path, (name, found) in streets.items())


def successions() -> list[Succession]:
    """Which places took over from which, oldest first. One statement."""
    return list(Succession.objects.select_related("before", "after").order_by("on", "id"))
