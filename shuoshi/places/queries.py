"""Reading places; they hold no person, so every reach may."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q

from shuoshi.places.models import Estate, Place, PlaceCode, PlaceName, Site, Succession
from shuoshi.places.terms import PlaceKind, PlaceNotFound, PlaceRow, SuccessionKind

_SUCCESSIONS_MOST = 8


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


def places_called(codes: Collection[str], names: Collection[str]) -> tuple[PlaceRow, ...]:
    """Places with one of these official codes or names, the smallest first. One statement."""
    called = (
        Q(path__in=codes) | Q(codes__code__in=codes) | Q(name__in=names) | Q(names__name__in=names)
    )
    found = Place.objects.filter(called).distinct()
    return tuple(_row(p) for p in sorted(found, key=lambda p: (-len(p.path), p.path)))


def way_to(path: str) -> tuple[PlaceRow, ...]:
    """The place at `path` and those above it, the district first. One statement."""
    above = [path[:n] for n in (6, 9, 12, 15, 20) if n <= len(path)]
    found = Place.objects.filter(path__in=[*above, path]).order_by("path")
    return tuple(_row(place) for place in found)


def names_of(paths: Iterable[str]) -> dict[str, str]:
    """How places are called on a line: a grid's or building's name after its community's, its estate's and,
    for a building, its grid's, for buildings of one name stand in several grids. One statement."""
    wanted = set(paths)
    above = {path[:n] for path in wanted for n in (12, 15)}
    found = Place.objects.filter(path__in=wanted | above)
    rows = found.values_list("path", "name", "estate__name")
    names = {path: (name, estate) for path, name, estate in rows}

    def said(path: str) -> str:
        name, estate = names.get(path, ("", None))
        community, grid = (names.get(path[:n], ("", None))[0] for n in (12, 15))
        return " ".join(dict.fromkeys(filter(None, (community, estate, grid, name))))

    return {path: said(path) for path in wanted}


def called(name: str, under: str) -> tuple[PlaceRow, ...]:
    """Places under a path that bear or bore this name or alias. One statement."""
    found = PlaceName.objects.filter(name=name, place__path__startswith=under)
    return tuple(_row(n.place) for n in found.select_related("place").order_by("place__path", "id"))


def paths_by_name(under: str, on: date) -> dict[str, str]:
    """The path of each place under a path by what people write: its code, its name, its name after its
    estate's, its community's or that of the place above, without blanks; '' for what several places are
    called. One statement."""
    found = Place.objects.filter(_standing(on), path__startswith=under)
    rows = list(found.values_list("path", "name", "estate__name", "parent__name").order_by("path"))
    names = {path: name for path, name, _estate, _above in rows}
    out: dict[str, set[str]] = {}
    for path, name, estate, above in rows:
        own = names.get(path[:12], "") if len(path) > 12 else ""
        grid = (above or "") if len(path) > 15 else ""
        parts = {f"{e}{g}{name}" for e in ("", estate or "") for g in ("", grid)}
        for said in {f"{before}{part}" for before in ("", own) for part in parts} | {
            f"{above or ''}{name}"
        }:
            out.setdefault("".join(said.split()), set()).add(path)
        out[path] = {path}
    return {said: paths.pop() if len(paths) == 1 else "" for said, paths in out.items()}


def _standing(on: date) -> Q:
    """Places that are not closed on a day."""
    return Q(closed_on__isnull=True) | Q(closed_on__gt=on)


def streets_with_communities(district: str, on: date) -> tuple[StreetRow, ...]:
    """Streets and towns of a district with the communities that stand on a day, in order of path.

    One statement.
    """
    rows = Place.objects.filter(_standing(on), path__startswith=district).exclude(
        kind__in=[PlaceKind.GRID, PlaceKind.BUILDING]
    )
    streets: dict[str, tuple[str, list[PlaceRow]]] = {}
    for place in rows.order_by("path"):
        if len(place.path) == 9:
            streets[place.path] = (place.name, [])
        elif len(place.path) == 12 and place.path[:9] in streets:
            streets[place.path[:9]][1].append(_row(place))
    return tuple(StreetRow(path, name, tuple(found)) for path, (name, found) in streets.items())


def under(path: str, on: date) -> tuple[str, ...]:
    """Paths of what lies directly under a place and stands on a day, no buildings. One statement."""
    rows = Place.objects.filter(_standing(on), parent__path=path).exclude(kind=PlaceKind.BUILDING)
    return tuple(rows.order_by("path").values_list("path", flat=True))


def homes_under(path: str, on: date) -> tuple[StreetRow, ...]:
    """Where people live under a path: each community, named, with itself where it lies there, its grids and
    buildings, those that stand on a day; a building after its estate and its grid. Two statements."""
    rows = Place.objects.filter(_standing(on), path__startswith=path).filter(
        kind__in=[PlaceKind.COMMUNITY, PlaceKind.VILLAGE, PlaceKind.GRID, PlaceKind.BUILDING]
    )
    found: dict[str, list[PlaceRow]] = {}
    for place in rows.select_related("estate", "parent").order_by("path"):
        row = _row(place)
        estate = place.estate.name if place.estate else ""
        grid = place.parent.name if place.parent and row.kind == PlaceKind.BUILDING else ""
        called = " ".join(filter(None, (estate, grid, row.name)))
        found.setdefault(place.path[:12], []).append(replace(row, name=called))
    names = names_of(found)
    return tuple(StreetRow(c, names.get(c, c), tuple(places)) for c, places in found.items())


def buildings_of(estates: Iterable[UUID], on: date) -> tuple[StreetRow, ...]:
    """The buildings of these estates that stand on a day, by estate. One statement."""
    rows = Place.objects.filter(_standing(on), estate_id__in=list(estates), kind=PlaceKind.BUILDING)
    found: dict[str, list[PlaceRow]] = {}
    for place in rows.select_related("estate", "parent").order_by("estate__name", "path"):
        if place.estate is not None and place.parent is not None:
            row = replace(_row(place), name=f"{place.parent.name} {place.name}")
            found.setdefault(place.estate.name, []).append(row)
    return tuple(StreetRow("", estate, tuple(places)) for estate, places in found.items())


def answering_path(path: str, on: date) -> str:
    """Where the units that answer for a place stand on a day: its own path, or that of the place
    which took it over. One statement, one more for each succession on the way."""
    for _ in range(_SUCCESSIONS_MOST):
        above = [path[:n] for n in (6, 9, 12, 15, 20) if n <= len(path)]
        taken = Succession.objects.filter(before__path__in=above, on__lte=on)
        taken = taken.exclude(kind=SuccessionKind.SPLIT).order_by("-before__path", "-on")
        after = taken.values_list("after__path", flat=True).first()
        if after is None:
            return path
        path = after
    return path


def successions() -> list[Succession]:
    """Which places took over from which, oldest first. One statement."""
    return list(Succession.objects.select_related("before", "after").order_by("on", "id"))


@dataclass(frozen=True, slots=True)
class Dated:
    """A code or a name of a place, from a day until another; `what` is its system or kind."""

    what: str
    text: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class EstateRow:
    """An estate with the buildings it consists of."""

    id: UUID
    name: str
    buildings: tuple[PlaceRow, ...]


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A spot where something is done."""

    id: UUID
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """One place that became part of another on a day."""

    before: PlaceRow
    after: PlaceRow
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A place with all that is known of it."""

    way: tuple[PlaceRow, ...]
    closed_on: date | None
    codes: tuple[Dated, ...]
    names: tuple[Dated, ...]
    children: tuple[PlaceRow, ...]
    buildings: tuple[PlaceRow, ...]
    estates: tuple[EstateRow, ...]
    sites: tuple[SiteRow, ...]
    successions: tuple[SuccessionRow, ...]

    @property
    def place(self) -> PlaceRow:
        """The place itself: the last one on the way to it."""
        return self.way[-1]


def place_page(path: str, on: date) -> PlacePage:
    """A place with its codes, names, estates, sites, what is under it on a day, what it came from.

    Shape:   nine statements; `buildings` only of a community or village.
    Raises:  PlaceNotFound
    """
    way = way_to(path)
    if not way or way[-1].path != path:
        raise PlaceNotFound
    own = Place.objects.get(path=path)
    under = Place.objects.filter(_standing(on), parent=own).order_by("path")
    here = own.kind in (PlaceKind.COMMUNITY, PlaceKind.VILLAGE)
    houses = Place.objects.filter(path__startswith=path, kind=PlaceKind.BUILDING).order_by("path")
    buildings = list(houses) if here else []
    codes = PlaceCode.objects.filter(place=own).order_by("valid_from_on", "id")
    names = PlaceName.objects.filter(place=own).order_by("valid_from_on", "id")
    found = Succession.objects.filter(before=own) | Succession.objects.filter(after=own)
    return PlacePage(
        way=way,
        closed_on=own.closed_on,
        codes=tuple(Dated(c.system, c.code, c.valid_from_on, c.valid_to_on) for c in codes),
        names=tuple(Dated(n.kind, n.name, n.valid_from_on, n.valid_to_on) for n in names),
        children=tuple(_row(p) for p in under),
        buildings=tuple(_row(b) for b in buildings),
        estates=tuple(
            EstateRow(e.id, e.name, tuple(_row(b) for b in buildings if b.estate_id == e.id))
            for e in Estate.objects.filter(community=own).order_by("name", "id")
        ),
        sites=tuple(
            SiteRow(s.id, s.name, s.kind)
            for s in Site.objects.filter(place=own).order_by("name", "id")
        ),
        successions=tuple(
            SuccessionRow(_row(s.before), _row(s.after), s.kind, s.on)
            for s in found.select_related("before", "after").order_by("on", "id")
        ),
    )
