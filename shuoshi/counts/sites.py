"""Reading sites of counts: with what went through them, at work, and as the unit that finds results sees them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count as Many
from django.db.models import F

from shuoshi.counts.booking import Booked, booked_at
from shuoshi.counts.editions import edition_called
from shuoshi.counts.keeping import count_there, read_word
from shuoshi.counts.models import Bag, Container, Guest, Member, Site
from shuoshi.counts.queries import CountRow, count_rows
from shuoshi.counts.queueing import Queue, queue_of
from shuoshi.counts.resulting import may_result
from shuoshi.counts.rules import may_count
from shuoshi.counts.terms import SiteNotFound
from shuoshi.places.queries import names_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.units.models import Unit

_CONTAINERS, _BAGS = 60, 40


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
    opens_min: int
    closes_min: int
    slot_min: int
    slot_room: int
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
class SiteShown:
    """A site at work: its count, containers that stand open with who is in them, those that were sealed, bags, slots
    that somebody booked, the queue."""

    row: SiteRow
    count: CountRow
    open: tuple[ContainerRow, ...]
    sealed: tuple[ContainerRow, ...]
    bags: tuple[BagRow, ...]
    guests: Mapping[UUID, Mapping[str, str]]
    booked: tuple[Booked, ...]
    queue: Queue


def site_shown(site_id: UUID, *, by: Actor, at: datetime) -> SiteShown:
    """One site with what is needed there; guests' fields as they are kept. Raises MayNotCount, SiteNotFound."""
    may_count(by)
    with acting(by) as scope:
        if not Site.objects.filter(id=site_id).exists():
            raise SiteNotFound
        scope.write_as_engine()
        site = Site.objects.select_related("count").get(id=site_id)
        (row,) = site_rows([site])
        found = Container.objects.filter(site_id=site_id).select_related("bag")
        open_ = list(found.filter(sealed_at__isnull=True).order_by("opened_at", "id")[:_CONTAINERS])
        sealed = list(
            found.filter(sealed_at__isnull=False).order_by(
                F("bag_id").asc(nulls_first=True), "-sealed_at", "-id"
            )[:_CONTAINERS]
        )
        inside = defaultdict[UUID, list[MemberRow]](list)
        members = Member.objects.filter(container_id__in=[c.id for c in open_])
        for m in members.order_by("at", "id"):
            inside[m.container_id].append(MemberRow(m.id, m.subject_id, m.at, m.again))
        guests = {
            g.id: g.fields for g in Guest.objects.filter(container_id__in=[c.id for c in open_])
        }
        bags = Bag.objects.filter(site_id=site_id).order_by(
            F("handed_at").asc(nulls_first=True), "-bagged_at", "-id"
        )[:_BAGS]
        return SiteShown(
            row, count_rows([site.count])[0],
            tuple(_container(c, by, inside[c.id]) for c in open_), tuple(_container(c, by, []) for c in sealed),
            tuple(_bag(b) for b in bags),
            guests, tuple(booked_at(site_id, at - timedelta(minutes=row.slot_min))), queue_of(site, at),
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


def site_rows(found: Iterable[Site]) -> tuple[SiteRow, ...]:
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
            s.stations, s.opens_min, s.closes_min, s.slot_min, s.slot_room, tuple(s.serves), tuple(s.ready), s.ready_at,
            s.closed_at, int(through.get(s.id, 0)),
            steps.get(s.id, {}),
        )
        for s in sites
    )  # fmt: skip


def _bag(b: Bag) -> BagRow:
    return BagRow(
        b.id, b.code, b.many, b.bagged_at, b.handed_at, read_word(b.handed_to), b.received_at
    )


@dataclass(frozen=True, slots=True)
class LabShown:
    """A count as the unit that finds its results sees it: how many containers are how far, results, bags that are on
    their way or came last, how many containers have no result though their time is over."""

    row: CountRow
    states: Mapping[str, int]
    results: Mapping[str, int]
    bags: tuple[BagRow, ...]
    late: int


def lab_shown(count_id: UUID, *, by: Actor, at: datetime) -> LabShown:
    """A count for the unit that finds its results. Raises CountNotFound, MayNotResult."""
    with acting(by) as scope:
        scope.write_as_engine()
        count = count_there(count_id)
        may_result(by, count)
        sites = list(Site.objects.filter(count_id=count_id).values_list("id", flat=True))
        states = defaultdict[str, int](int)
        with connection.cursor() as cursor:
            cursor.execute(_STATE, [sites])
            for _site, state, n in cursor.fetchall():
                states[state] += n
        found = Container.objects.filter(count_id=count_id).exclude(result="").values_list("result")
        results = dict(found.annotate(n=Many("id")).order_by("result"))
        rules = edition_called(count.edition).results
        since = at - timedelta(hours=rules.within_hours if rules else 0)
        late = Container.objects.filter(count_id=count_id, result="", opened_at__lt=since).count()
        bags = Bag.objects.filter(count_id=count_id, handed_at__isnull=False)
        last = bags.order_by(F("received_at").desc(nulls_first=True), "handed_at", "id")[:_BAGS]
        return LabShown(
            count_rows([count])[0], dict(states), results, tuple(_bag(b) for b in last), late
        )
