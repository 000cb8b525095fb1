"""What views share: who asks, under which of their duties, with what idempotency."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from shuoshi.accounts.middleware import Asked
from shuoshi.accounts.terms import NoDuty, SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, NotFound, Refusal
from shuoshi.matters.engine import situation
from shuoshi.matters.looking import note_glass, open_fields
from shuoshi.matters.rules import why_not
from shuoshi.matters.situation import Situation
from shuoshi.matters.terms import MatterNotFound
from shuoshi.people.queries import find_people, person_shown
from shuoshi.people.terms import FINDERS, KEEPERS, MayNotFind, MayNotRegister, PersonNotFound, Shown
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import ANYBODY, SYSTEM, Actor, Reach
from shuoshi.sealing.actions import log_look
from shuoshi.sealing.terms import Look

T = TypeVar("T")


def who(request: HttpRequest) -> SignedIn | None:
    """Who is signed in."""
    found = cast(Asked, request).who
    return found or None


def staff(request: HttpRequest) -> SignedIn:
    """Who is signed in with a duty. Raises NoDuty."""
    found = who(request)
    if found is None or not found.is_staff:
        raise NoDuty
    return found


def anybody(request: HttpRequest) -> Actor:
    """The actor under which somebody says something: a resident's account, or nobody's."""
    found = who(request)
    if found is None:
        return ANYBODY
    actors = found.actors()
    own = [actor for actor in actors if actor.role == "resident"]
    return next(iter(own or actors), ANYBODY)


def seeing(
    actors: tuple[Actor, ...], matter_id: Any, at: Any
) -> list[tuple[Actor, Situation, Any]]:
    """The situation of a matter under each duty that sees it.

    Raises:  MatterNotFound when none does
    """
    found = []
    for actor in actors:
        try:
            now, states = situation(matter_id, by=actor, at=at)
        except MatterNotFound:
            continue
        found.append((actor, now, states))
    if not found:
        raise MatterNotFound
    if all(actor.glass_id for actor, _now, _states in found):
        note_glass(found[0][1], found[0][0])
    return found


def limits_of(path: str) -> tuple[str, str]:
    """The range of a street or community, or of the whole district."""
    district = settings.DISTRICT_CODE
    inside = (
        path.isascii() and path.isdigit() and path.startswith(district) and len(path) in (9, 12)
    )
    bounds = bounds_of(path if inside else district)
    return bounds.lo, bounds.hi


def finders(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The duties under which somebody may look people up. Raises MayNotFind without any."""
    able = tuple(a for a in actors if a.role in FINDERS and a.reach is Reach.TERRITORIAL)
    if not able:
        raise MayNotFind
    return able


def keepers(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The duties under which somebody may register people. Raises MayNotRegister without any."""
    able = tuple(a for a in actors if a.role in KEEPERS and a.reach is Reach.TERRITORIAL)
    if not able:
        raise MayNotRegister
    return able


def as_resident(request: HttpRequest) -> Actor | None:
    """Whoever asks, as a resident who is signed in; None otherwise."""
    signed = who(request)
    return next((a for a in signed.actors() if a.role == "resident"), None) if signed else None


def under_whose_range(able: Sequence[Actor], path: str) -> Actor:
    """The first of these duties that holds a place, else the first, which will be refused."""
    return next((a for a in able if a.bounds.holds(path)), able[0])


def within_range(able: Sequence[Actor], path: str) -> Actor:
    """The first of these duties that holds a place which a form names. Raises BadInput where none does."""
    by = under_whose_range(able, path)
    if not path or not by.bounds.holds(path):
        raise BadInput("这个社区不在您的范围内。", field="place")
    return by


def seen_by(able: tuple[Actor, ...], person_id: UUID) -> tuple[Actor, Shown]:
    """A person under the first duty that sees them; under broken glass it is written down.

    Raises:  PersonNotFound
    """
    for actor in able:
        try:
            shown = person_shown(person_id, by=actor)
        except PersonNotFound:
            continue
        _note_people([shown], actor)
        return actor, shown
    raise PersonNotFound


def found_by(able: tuple[Actor, ...], text: str) -> list[Shown]:
    """Those whom a text fits, under any of these duties; whom broken glass showed is written down.

    Raises:  TooLittle
    """
    found: dict[UUID, Shown] = {}
    for actor in able:
        fresh = [p for p in find_people(text, by=actor) if p.id not in found]
        _note_people(fresh, actor)
        found |= {p.id: p for p in fresh}
    return list(found.values())


def _note_people(shown: Sequence[Shown], by: Actor) -> None:
    if by.glass_id is None:
        return
    with acting(SYSTEM):
        for person in shown:
            log_look(
                fields=["masked"], purpose=Look.URGENT, path=person.path, by=by, at=clock_now(),
                person_id=person.id,
            )  # fmt: skip


def under_any(able: Sequence[Actor], do: Callable[[Actor], T]) -> T:
    """What comes of it under the first duty within whose reach it lies. Raises what the last one got."""
    *others, last = able
    for actor in others:
        try:
            return do(actor)
        except NotFound:
            continue
    return do(last)


def looking(
    seen: Sequence[tuple[Actor, Situation, Any]], fields: Sequence[str]
) -> tuple[Actor, Situation]:
    """The duty under which these fields may be looked at, else the first, which will be refused."""
    able = [(a, now) for a, now, _ in seen if set(fields) <= set(open_fields(now, a))]
    return able[0] if able else seen[0][:2]


def duty_for(
    actors: tuple[Actor, ...], name: str, matter_id: Any, at: Any, chosen: str | None
) -> Actor:
    """The one duty under which a move is made: the chosen one, or the first that may make it.

    Shape:   with one duty nothing is read: the engine itself says yes or no.
    Raises:  the refusal that the last duty would get
    """
    mine = [a for a in actors if chosen in (None, "", str(a.duty_id))]
    if not mine:
        raise NoDuty
    if len(mine) == 1:
        return mine[0]
    refusal: Refusal = MatterNotFound()
    for actor, now, _ in seeing(tuple(mine), matter_id, at):
        said = why_not(now, name, actor)
        if said is None:
            return actor
        refusal = said
    raise refusal
