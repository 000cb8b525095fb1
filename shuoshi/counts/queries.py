"""Reading counts: which there are, one with its figures by place, a site with what stands open there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count as Many
from django.db.models import F, Q

from shuoshi.counts.keeping import concerns, count_there, counts_of_mine, read_word
from shuoshi.counts.models import Bag, Container, Count, Guest, Member, Single, Site
from shuoshi.counts.rules import may_count
from shuoshi.counts.terms import CountNotFound, MayNotResult, SiteNotFound
from shuoshi.places.queries import names_of
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Bounds, Reach
from shuoshi.units.models import Unit

_LEVELS = (6, 9, 12, 15)
"""How many digits name a district, a street, a community, a grid."""
_COUNTS, _CONTAINERS, _BAGS = 100, 60, 40
_EXPECTED = """
SELECT left(path, %s), sum(many) FROM counts_expected WHERE count_id = %s AND path >= %s AND path < %s GROUP BY 1
"""
_TALLIED = """
SELECT left(path, %s), sum(counted), sum(again), sum(guests) FROM counts_tally
WHERE count_id = %s AND path >= %s AND path < %s GROUP BY 1
"""
_COUNTED = """
SELECT path, count(*), 0, 0 FROM counts_counted WHERE count_id = %s AND path >= %s AND path < %s GROUP BY 1
"""
_MISSING = """
SELECT left(path, %s), reason, count(*) FROM counts_missing
WHERE count_id = %s AND path >= %s AND path < %s AND NOT EXISTS (
    SELECT FROM counts_counted c
    WHERE c.count_id = counts_missing.count_id AND c.subject_id = counts_missing.subject_id)
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class CountRow:
    """A count: its area, edition, time, and how many the register had."""

    id: UUID
    path: str
    place: str
    name: str
    edition: str
    unit_id: UUID
    unit: str
    lab_id: UUID | None
    lab: str
    drill: bool
    n: int
    before_id: UUID | None
    expected: int
    counted: int
    starts_at: datetime
    until: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """How far a place is: expected by the register, counted for the first time, brought again, guests; missing by
    reason, '' for whom nobody has said why."""

    expected: int = 0
    counted: int = 0
    again: int = 0
    guests: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """How many were not counted, whatever the reason."""
        return max(self.expected - self.counted, 0)

    @property
    def unsaid(self) -> int:
        """Of whom nobody knows why."""
        return max(self.missing - sum(self.reasons.values()), 0)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with its figures in a count, and how many of it the round before counted, where there was one."""

    path: str
    name: str
    figures: Figures
    before: int | None


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site with what went through it: members, guests, containers that stand open, sealed, on their way, resulted."""

    id: UUID
    count_id: UUID
    path: str
    place: str
    unit_id: UUID
    unit: str
    name: str
    address: str
    stations: int
    serves: tuple[str, ...]
    ready: tuple[str, ...]
    ready_at: datetime | None
    closed_at: datetime | None
    counted: int
    steps: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody in a container: a number of the register, or a guest."""

    id: UUID
    subject_id: UUID | None
    at: datetime
    again: bool


@dataclass(frozen=True, slots=True)
class ContainerRow:
    """A container with how far it is."""

    id: UUID
    code: str
    most: int
    members: int
    opened_at: datetime
    sealed_at: datetime | None
    signed_at: datetime | None
    sealed_by_me: bool
    bag: str
    result: str
    inside: tuple[MemberRow, ...]


@dataclass(frozen=True, slots=True)
class BagRow:
    """A bag with where it is."""

    id: UUID
    code: str
    many: int
    bagged_at: datetime
    handed_at: datetime | None
    handed_to: str
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """A count at one place: its figures, those of what lies below, its sites, how many are to come again alone."""

    row: CountRow
    path: str
    figures: Figures
    below: tuple[PlaceRow, ...]
    sites: tuple[SiteRow, ...]
    singles: int


def counts_within(*, by: Actor) -> tuple[CountRow, ...]:
    """The counts that concern an actor's range or unit, the latest first; of a drill only while it runs. Raises
    MayNotCount for nobody who works anywhere."""
    may_count(by)
    with acting(by) as scope:
        mine = counts_of_mine()
        scope.write_as_engine()
        found = Count.objects.filter(Q(drill=False) | Q(ended_at__isnull=True))
        rows = list(found.order_by("-starts_at", "-id")[:_COUNTS])
        return _rows([r for r in rows if concerns(by, r, mine)])


def count_row(count_id: UUID) -> CountRow:
    """One count, in the caller's scope. Raises CountNotFound."""
    return _rows([count_there(count_id)])[0]


def board(count_id: UUID, *, by: Actor, path: str = "") -> Board:
    """A count at one place of an actor's range, by what lies below it. Raises MayNotCount, CountNotFound.

    Shape:   below a grid, by building; of a unit's people the whole area, in figures alone.
    """
    may_count(by)
    with acting(by) as scope:
        own = set(Site.objects.filter(count_id=count_id).values_list("id", flat=True))
        scope.write_as_engine()
        count = count_there(count_id)
        if not concerns(by, count, {count_id} if own else ()):
            raise CountNotFound
        (row,) = _rows([count])
        here = _here(by, row.path, path)
        level = next((n for n in _LEVELS if n > len(here)), 0)
        below = _figures(row.id, here, level)
        before = _figures(row.before_id, here, level) if row.before_id else {}
        names = names_of(below)
        return Board(
            row, here, added(below.values()),
            tuple(
                PlaceRow(p, names.get(p, p), below[p], before[p].counted if p in before else None)
                for p in sorted(below)
            ),
            _sites(Site.objects.filter(id__in=own)),
            Single.objects.filter(count_id=row.id, path__gte=here, path__lt=bounds_of(here).hi).count(),
        )  # fmt: skip


def _here(by: Actor, area: str, path: str) -> str:
    """The place whose figures are shown: as asked where that is in range and area, else as far up as the actor sees."""
    top = area
    if by.reach is Reach.TERRITORIAL and not by.bounds.holds(area):
        top = by.bounds.lo
    return path if path and bounds_of(top).holds(path) else top


def _figures(count_id: UUID, here: str, level: int) -> dict[str, Figures]:
    """By place of the next level below, as engine; by building below a grid. Three statements."""
    bounds: Bounds = bounds_of(here)
    digits = level or 40
    of: list[Any] = [count_id, bounds.lo, bounds.hi]
    with connection.cursor() as cursor:
        cursor.execute(_EXPECTED, [digits, *of])
        expected = dict(cursor.fetchall())
        cursor.execute(_TALLIED if level else _COUNTED, [digits, *of] if level else of)
        counted = {p: (int(c), int(a), int(g)) for p, c, a, g in cursor.fetchall()}
        cursor.execute(_MISSING, [digits, *of])
        reasons = defaultdict[str, dict[str, int]](dict)
        for p, reason, n in cursor.fetchall():
            reasons[p][reason] = n
    return {
        p: Figures(int(expected.get(p, 0)), *counted.get(p, (0, 0, 0)), reasons=reasons.get(p, {}))
        for p in {*expected, *counted, *reasons}
    }


def added(figures: Iterable[Figures]) -> Figures:
    """Several places' figures as one."""
    all_ = list(figures)
    reasons = defaultdict[str, int](int)
    for f in all_:
        for reason, n in f.reasons.items():
            reasons[reason] += n
    return Figures(
        sum(f.expected for f in all_), sum(f.counted for f in all_), sum(f.again for f in all_),
        sum(f.guests for f in all_), dict(reasons),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SiteShown:
    """A site at work: its count, containers that stand open with who is in them, those that were sealed, bags."""

    row: SiteRow
    count: CountRow
    open: tuple[ContainerRow, ...]
    sealed: tuple[ContainerRow, ...]
    bags: tuple[BagRow, ...]
    guests: Mapping[UUID, Mapping[str, str]]


def site_shown(site_id: UUID, *, by: Actor) -> SiteShown:
    """One site with what is needed there; guests' fields as they are kept. Raises MayNotCount, SiteNotFound."""
    may_count(by)
    with acting(by) as scope:
        if not Site.objects.filter(id=site_id).exists():
            raise SiteNotFound
        scope.write_as_engine()
        (row,) = _sites(Site.objects.filter(id=site_id))
        found = Container.objects.filter(site_id=site_id).select_related("bag")
        open_ = list(found.filter(sealed_at__isnull=True).order_by("opened_at", "id")[:_CONTAINERS])
        sealed = list(
            found.filter(sealed_at__isnull=False).order_by("-sealed_at", "-id")[:_CONTAINERS]
        )
        inside = defaultdict[UUID, list[MemberRow]](list)
        members = Member.objects.filter(container_id__in=[c.id for c in open_])
        for m in members.order_by("at", "id"):
            inside[m.container_id].append(MemberRow(m.id, m.subject_id, m.at, m.again))
        guests = {
            g.id: g.fields for g in Guest.objects.filter(container_id__in=[c.id for c in open_])
        }
        bags = Bag.objects.filter(site_id=site_id).order_by("-bagged_at", "-id")[:_BAGS]
        return SiteShown(
            row, count_row(row.count_id),
            tuple(_container(c, by, inside[c.id]) for c in open_), tuple(_container(c, by, []) for c in sealed),
            tuple(_bag(b) for b in bags),
            guests,
        )  # fmt: skip


def _container(c: Container, by: Actor, inside: list[MemberRow]) -> ContainerRow:
    mine = c.sealed_by is not None and c.sealed_by == by.account_id
    return ContainerRow(
        c.id, c.code, c.most, c.members, c.opened_at, c.sealed_at, c.signed_at, mine, c.bag.code if c.bag else "",
        c.result, tuple(inside),
    )  # fmt: skip


_STATE = """
SELECT c.site_id, CASE WHEN c.result <> '' THEN 'resulted' WHEN g.received_at IS NOT NULL THEN 'received'
    WHEN g.handed_at IS NOT NULL THEN 'handed' WHEN c.bag_id IS NOT NULL THEN 'bagged'
    WHEN c.signed_at IS NOT NULL THEN 'signed' WHEN c.sealed_at IS NOT NULL THEN 'sealed' ELSE 'open' END, count(*)
FROM counts_container c LEFT JOIN counts_bag g ON g.id = c.bag_id WHERE c.site_id = ANY(%s) GROUP BY 1, 2
"""
_AT_SITES = """
SELECT site_id, sum(counted + again + guests) FROM counts_tally
WHERE count_id = ANY(%s) AND site_id = ANY(%s) GROUP BY 1
"""


def _sites(found: Iterable[Site]) -> tuple[SiteRow, ...]:
    """As engine in the caller's scope. Five statements, however many sites."""
    sites = sorted(found, key=lambda s: (s.path, s.name, s.id))
    if not sites:
        return ()
    ids = [s.id for s in sites]
    units = dict(Unit.objects.filter(id__in=[s.unit_id for s in sites]).values_list("id", "name"))
    places = names_of({s.path for s in sites})
    steps = defaultdict[UUID, dict[str, int]](dict)
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [ids])
        for site, state, n in cursor.fetchall():
            steps[site][state] = n
        cursor.execute(_AT_SITES, [list({s.count_id for s in sites}), ids])
        through = dict(cursor.fetchall())
    return tuple(
        SiteRow(
            s.id, s.count_id, s.path, places.get(s.path, ""), s.unit_id, units.get(s.unit_id, ""), s.name, s.address,
            s.stations, tuple(s.serves), tuple(s.ready), s.ready_at, s.closed_at, int(through.get(s.id, 0)),
            steps.get(s.id, {}),
        )
        for s in sites
    )  # fmt: skip


def _rows(counts: list[Count]) -> tuple[CountRow, ...]:
    """In any scope. Three statements, however many counts."""
    units = dict(
        Unit.objects.filter(id__in=[u for c in counts for u in (c.unit_id, c.lab_id)])
        .values_list("id", "name")
    )  # fmt: skip
    places = names_of({c.path for c in counts})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count_id, sum(counted) FROM counts_tally WHERE count_id = ANY(%s) GROUP BY 1",
            [[c.id for c in counts]],
        )
        counted = dict(cursor.fetchall())
    return tuple(
        CountRow(
            c.id, c.path, places.get(c.path, ""), c.name, c.edition, c.unit_id, units.get(c.unit_id, ""), c.lab_id,
            units.get(c.lab_id, "") if c.lab_id else "", c.drill, c.n, c.before_id, c.expected,
            int(counted.get(c.id, 0)), c.starts_at, c.until, c.ended_at,
        )
        for c in counts
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabShown:
    """A count as the unit that finds its results sees it: how many containers are how far, results, bags that are on
    their way or came last."""

    row: CountRow
    states: Mapping[str, int]
    results: Mapping[str, int]
    bags: tuple[BagRow, ...]


def lab_shown(count_id: UUID, *, by: Actor) -> LabShown:
    """A count for the unit that finds its results. Raises CountNotFound, MayNotResult."""
    with acting(by) as scope:
        scope.write_as_engine()
        count = count_there(count_id)
        if by.unit_id is None or by.unit_id != count.lab_id:
            raise MayNotResult
        sites = list(Site.objects.filter(count_id=count_id).values_list("id", flat=True))
        states = defaultdict[str, int](int)
        with connection.cursor() as cursor:
            cursor.execute(_STATE, [sites])
            for _site, state, n in cursor.fetchall():
                states[state] += n
        found = Container.objects.filter(count_id=count_id).exclude(result="").values_list("result")
        results = dict(found.annotate(n=Many("id")).order_by("result"))
        bags = Bag.objects.filter(count_id=count_id, handed_at__isnull=False)
        last = bags.order_by(F("received_at").desc(nulls_first=True), "handed_at", "id")[:_BAGS]
        return LabShown(_rows([count])[0], dict(states), results, tuple(_bag(b) for b in last))


def _bag(b: Bag) -> BagRow:
    return BagRow(
        b.id, b.code, b.many, b.bagged_at, b.handed_at, read_word(b.handed_to), b.received_at
    )
