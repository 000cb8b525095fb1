"""Where a count's sites might stand: proposed by how many live where, how far they walk and how long they wait. Without
the extra `planning` nothing is proposed, and that is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from shuoshi.counts.editions import Edition, edition_called
from shuoshi.counts.keeping import concerns, count_there
from shuoshi.counts.rules import may_plan
from shuoshi.counts.terms import CountNotFound, MayNotPlan
from shuoshi.events.areas import path_fits
from shuoshi.kernel.errors import Conflict
from shuoshi.places.queries import names_of
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor

_COMMUNITY, _GRID, _SECONDS = 12, 15, 6.0
_BY_DAY = 0.5
"""In which share of a round's hours people come; the rest is for the night and for results [P]."""
_HOMES = """
SELECT e.path, e.many, s.lat, s.lon FROM (
    SELECT left(path, %s) AS path, sum(many) AS many FROM counts_expected
    WHERE count_id = %s AND path >= %s AND path < %s GROUP BY 1) e
LEFT JOIN (
    SELECT left(path, %s) AS path, avg(lat) AS lat, avg(lon) AS lon FROM people_household
    WHERE lat IS NOT NULL AND path >= %s AND path < %s GROUP BY 1) s USING (path)
ORDER BY e.path
"""


class NoSiting(Conflict):
    """这台机器没有装排程，点位请自己定。"""


@dataclass(frozen=True, slots=True)
class SiteProposed:
    """A site that might be: where, for which places, how many people, stations, staff; mean wait in the busiest hour in
    minutes, the farthest way in metres where a map knows the places; `why` it is not as the edition wants: few, far."""

    path: str
    place: str
    serves: Mapping[str, str]
    people: int
    stations: int
    staff: int
    wait_min: float
    farthest_m: int | None
    why: tuple[str, ...]


def propose_sites(count_id: UUID, *, path: str, by: Actor) -> tuple[SiteProposed, ...]:
    """Sites for a count at a place of the actor's range, community by community.

    Raises:  MayNotPlan, CountNotFound, NoSiting
    """
    may_plan(by)
    with acting(by) as scope:
        scope.write_as_engine()
        count = count_there(count_id)
        if not concerns(by, count, ()):
            raise CountNotFound
        here = path or (count.path if by.bounds.holds(count.path) else by.bounds.lo)
        if not path_fits(here) or not by.bounds.holds(here):
            raise MayNotPlan
        bounds = bounds_of(here)
        of = [bounds.lo, bounds.hi]
        with connection.cursor() as cursor:
            cursor.execute(_HOMES, [_GRID, count.id, *of, _GRID, *of])
            rows = cursor.fetchall()
    hours = (count.until - count.starts_at).total_seconds() / 3_600
    return _proposed(rows, edition_called(count.edition), hours)


def _proposed(
    rows: list[tuple[str, int, float | None, float | None]], edition: Edition, hours: float
) -> tuple[SiteProposed, ...]:
    try:
        from shuoshi.planning.sites.solving import propose
        from shuoshi.planning.sites.terms import Home, Wanted
    except ImportError as error:
        raise NoSiting from error
    rule = edition.site
    wanted = Wanted(
        rule.people[0], rule.people[1], rule.staff_per, rule.per_station_hour, hours * _BY_DAY, rule.walk_m,
        rule.wait_min,
    )  # fmt: skip
    communities = dict[str, list[Home]]()
    for path, many, lat, lon in rows:
        spot = (lat, lon) if lat is not None and lon is not None else None
        communities.setdefault(path[:_COMMUNITY], []).append(Home(path, int(many), spot))
    found = [
        p
        for homes in communities.values()
        for p in propose(homes, wanted, seconds=_SECONDS / len(communities))
    ]
    names = names_of({k for p in found for k in (p.at, *p.homes)})
    return tuple(
        SiteProposed(
            p.at, names.get(p.at, p.at), {k: names.get(k, k) for k in p.homes}, p.people, p.stations, p.staff,
            p.wait_min, None if p.farthest_m is None else round(p.farthest_m), p.why,
        )
        for p in found
    )  # fmt: skip
