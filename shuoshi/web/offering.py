"""Which programmes something that a resident says may go into, on every way in."""

from datetime import date

from django.conf import settings

from shuoshi.accounts.terms import NoDuty
from shuoshi.channels.terms import ANSWERERS
from shuoshi.kernel.errors import NotAllowed
from shuoshi.matters.ground import estates_bodies
from shuoshi.matters.opening import may_open
from shuoshi.places.queries import StreetRow, buildings_of, streets_with_communities
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import fields_at_first
from shuoshi.programmes.queries import installed
from shuoshi.programmes.terms import ProgrammeNotFound
from shuoshi.reach.queries import gates_on
from shuoshi.reach.terms import Actor, Reach
from shuoshi.units.queries import estates_with


def for_residents() -> list[Definition]:
    """Programmes of residents' own that ask nothing more than words at first: the house's own one first."""
    found = [
        d
        for d in installed()
        if "resident" in d.programme.open_to
        and d.programme.emergency is None
        and not any(d.fields[name].required for name in fields_at_first(d))
    ]
    return sorted(found, key=lambda d: d.key != settings.SAY_PROGRAMME)


def where_to_say(d: Definition, on: date) -> tuple[StreetRow, ...]:
    """Where something of a programme may be said: a community or village, or a building of an estate whose
    body is to decide on it."""
    bodies = estates_bodies(d)
    if bodies:
        return buildings_of(estates_with(bodies), on)
    return streets_with_communities(settings.DISTRICT_CODE, on)


def openable(actors: tuple[Actor, ...]) -> list[Definition]:
    """What one of these duties may open now: an emergency's programme while it is switched on."""
    return [
        d
        for d in installed()
        if (d.programme.emergency is None or d.programme.emergency in gates_on())
        and any(may_open(d, a) for a in actors)
    ]


def answerers(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The duties of a place: they read what holds there. Raises NoDuty without any."""
    able = tuple(a for a in actors if a.reach is Reach.TERRITORIAL and not a.glass_id)
    if not able:
        raise NoDuty
    return able


def between(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The duties of a community that stand between whoever offers help and whoever is helped. Raises
    NotAllowed without any."""
    able = tuple(a for a in actors if a.role in ANSWERERS)
    if not able:
        raise NotAllowed
    return able


def programme_for(key: str, by: Actor) -> str:
    """The programme that a form names, or the house's own. Raises ProgrammeNotFound."""
    there = [d.key for d in for_residents() if may_open(d, by)]
    if not key and there:
        return there[0]
    if key not in there:
        raise ProgrammeNotFound
    return key
