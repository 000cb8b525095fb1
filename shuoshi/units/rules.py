"""Which unit stands at which kind of place."""

from shuoshi.places.terms import PlaceKind
from shuoshi.units.terms import COMMUNITYS_BODIES, OF_ESTATES, UNIT_KINDS, UnitKind

_TOWNS = frozenset({PlaceKind.STREET, PlaceKind.TOWN, PlaceKind.TOWNSHIP})
_COMMUNITIES = frozenset({PlaceKind.COMMUNITY, PlaceKind.VILLAGE})
_AT: dict[UnitKind, frozenset[PlaceKind]] = {
    UnitKind.DISTRICT: frozenset({PlaceKind.DISTRICT}),
    UnitKind.DEPARTMENT: frozenset({PlaceKind.DISTRICT}),
    UnitKind.TOWNSHIP: _TOWNS,
    UnitKind.COMMUNITY: _COMMUNITIES,
    UnitKind.HOTLINE: frozenset({PlaceKind.DISTRICT}),
    **dict.fromkeys(OF_ESTATES, _COMMUNITIES),
    **dict.fromkeys(COMMUNITYS_BODIES, _COMMUNITIES),
}


def stands_at(unit: UnitKind, place: PlaceKind) -> bool:
    """Whether a unit of this kind stands at a place of that one; firms and teams stand anywhere."""
    return place in _AT.get(unit, frozenset(PlaceKind))


def answering_units(place: PlaceKind) -> tuple[tuple[UnitKind, str], ...]:
    """The units that a new place of this kind needs, each with what follows the place's name."""
    if place in _TOWNS:
        return ((UnitKind.TOWNSHIP, ""),)
    if place in _COMMUNITIES:
        return (
            (UnitKind.COMMUNITY, ""),
            *((body, UNIT_KINDS[body].zh) for body in COMMUNITYS_BODIES),
        )
    return ()
