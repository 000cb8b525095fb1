"""Slots at sites: booked by oneself, by a worker or by a volunteer who looks after somebody; cancelled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count as Many
from django.db.models import Q

from shuoshi.care.models import Carer
from shuoshi.care.terms import CarerState
from shuoshi.counts.editions import edition_called
from shuoshi.counts.keeping import noted
from shuoshi.counts.models import Booking, Count, Counted, Site
from shuoshi.counts.terms import (
    BookedAlready,
    BookingNotFound,
    NoSlot,
    Of,
    SiteNotFound,
    SlotFull,
    SubjectNotFound,
    Way,
)
from shuoshi.kernel.clock import local_date, midnight
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Person
from shuoshi.reach.scope import Scope, acting
from shuoshi.reach.terms import Actor, Reach

_SLOTS_MOST, _COMMUNITY = 96, 12


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at a site, and how many may still book it."""

    starts_at: datetime
    left: int


@dataclass(frozen=True, slots=True)
class SiteToBook:
    """A site that somebody may go to, with its slots; none where one simply comes."""

    id: UUID
    name: str
    address: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class MyCount:
    """A count that somebody belongs to: whether they were counted, what they booked, where they may go."""

    id: UUID
    name: str
    edition: str
    starts_at: datetime
    until: datetime
    counted: bool
    booking_id: UUID | None
    booked: str
    booked_for: datetime | None
    sites: tuple[SiteToBook, ...]


def counts_of(subject_id: UUID, *, by: Actor, at: datetime) -> tuple[MyCount, ...]:
    """The counts of persons to which somebody belongs now, not of drills.

    Raises:  SubjectNotFound for whom the actor may not book for
    """
    with acting(by) as scope:
        path, _way = _home(subject_id, by, scope)
        open_ = Count.objects.filter(ended_at__isnull=True, drill=False, until__gt=at)
        mine = [c for c in open_.order_by("starts_at", "id") if path.startswith(c.path)]
        return tuple(
            _mine(c, subject_id, path, at)
            for c in mine
            if edition_called(c.edition).of is Of.PERSON
        )


def _mine(count: Count, subject_id: UUID, path: str, at: datetime) -> MyCount:
    counted = Counted.objects.filter(count_id=count.id, subject_id=subject_id).exists()
    booking = (
        Booking.objects.filter(count_id=count.id, subject_id=subject_id, cancelled_at__isnull=True)
        .select_related("site").first()
    )  # fmt: skip
    sites = Site.objects.filter(count_id=count.id, closed_at__isnull=True).order_by("name", "id")
    return MyCount(
        count.id, count.name, count.edition, count.starts_at, count.until, counted,
        booking.id if booking else None, f"{booking.site.name} {booking.site.address}" if booking else "",
        booking.starts_at if booking else None,
        tuple(
            SiteToBook(s.id, s.name, s.address, slots_of(s, count, at)) for s in sites if serves(s, path)
        ),
    )  # fmt: skip


def serves(site: Site, path: str) -> bool:
    """Whether somebody who lives there is asked to come to a site: as it says, else those of its community."""
    if site.serves:
        return any(path.startswith(s) for s in site.serves)
    return path.startswith(site.path[:_COMMUNITY])


def slots_of(site: Site, count: Count, at: datetime) -> tuple[Slot, ...]:
    """The slots of a site from now on, as engine in the caller's scope, 96 at most. One statement."""
    if not site.slot_room:
        return ()
    found = Booking.objects.filter(site_id=site.id, cancelled_at__isnull=True)
    taken = dict(found.values_list("starts_at").annotate(n=Many("id")))
    return tuple(
        Slot(start, max(site.slot_room - taken.get(start, 0), 0)) for start in _starts(site, count, at)
    )  # fmt: skip


def _starts(site: Site, count: Count, at: datetime) -> Iterator[datetime]:
    """The moments at which slots begin that are not over."""
    each, many = timedelta(minutes=site.slot_min), 0
    day = local_date(max(at, count.starts_at))
    while day <= local_date(count.until):
        for minute in range(site.opens_min, site.closes_min - site.slot_min + 1, site.slot_min):
            start = midnight(day) + timedelta(minutes=minute)
            if start + each > at and count.starts_at <= start < count.until:
                yield start
                many += 1
                if many >= _SLOTS_MOST:
                    return
        day += timedelta(days=1)


def book(*, site_id: UUID, subject_id: UUID, starts_at: datetime, by: Actor, at: datetime) -> UUID:
    """Book a slot for somebody: oneself, whom one looks after, whoever lives in one's range.

    Raises:  SubjectNotFound, SiteNotFound, NoSlot, SlotFull, BookedAlready
    """
    with acting(by) as scope:
        path, way = _home(subject_id, by, scope)
        site = (
            Site.objects.select_for_update(of=("self",)).select_related("count")
            .filter(id=site_id, closed_at__isnull=True, count__ended_at__isnull=True).first()
        )  # fmt: skip
        if site is None or not path.startswith(site.count.path):
            raise SiteNotFound
        slot = next((s for s in slots_of(site, site.count, at) if s.starts_at == starts_at), None)
        if slot is None:
            raise NoSlot
        if not slot.left:
            raise SlotFull
        row = Booking(
            id=new_id(at), count_id=site.count_id, site_id=site.id, path=site.path, unit_id=site.unit_id,
            subject_id=subject_id, starts_at=starts_at, way=way, booked_at=at,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise BookedAlready from error
        noted("book", site.id, site.path, by, at)
    return row.id


def cancel(*, booking_id: UUID, by: Actor, at: datetime) -> None:
    """Whoever may book for somebody may cancel; the slot is free again. Raises BookingNotFound."""
    with acting(by) as scope:
        scope.write_as_engine()
        row = Booking.objects.filter(id=booking_id, cancelled_at__isnull=True).first()
    if row is None:
        raise BookingNotFound
    with acting(by) as scope:
        try:
            _home(row.subject_id, by, scope)
        except SubjectNotFound as error:
            raise BookingNotFound from error
        done = Booking.objects.filter(id=booking_id, cancelled_at__isnull=True)
        if not done.update(cancelled_at=at):
            raise BookingNotFound
        noted("cancel", row.site_id, row.path, by, at)


def _home(subject_id: UUID, by: Actor, scope: Scope) -> tuple[str, Way]:
    """Where somebody lives for whom the actor may book, and as who: oneself, whoever lives in one's range, whom one
    looks after. The scope writes as engine from then on.

    Raises:  SubjectNotFound
    """
    path, way, parts = None, Way.VOLUNTEER, list[UUID]()
    if by.reach in (Reach.TERRITORIAL, Reach.RESIDENT):
        found = Person.objects.filter(id=subject_id, left_on__isnull=True, same_as__isnull=True)
        path = found.values_list("path", flat=True).first()
        way = Way.SELF if by.reach is Reach.RESIDENT else Way.WORKER
    if path is None and by.reach in (Reach.HOLDING, Reach.RESIDENT):
        parts = list(Carer.objects.filter(state=CarerState.AGREED).values_list("id", flat=True))
        way = Way.VOLUNTEER
    scope.write_as_engine()
    if parts:
        mine = Carer.objects.filter(id__in=parts, pairing__person_id=subject_id)
        path = mine.values_list("path", flat=True).first()
    if path is None:
        raise SubjectNotFound
    return path, way


@dataclass(frozen=True, slots=True)
class Booked:
    """How many come to a site in a slot, and of how many somebody else booked it."""

    starts_at: datetime
    many: int
    for_others: int


def booked_at(site_id: UUID, since: datetime) -> Iterable[Booked]:
    """The slots of a site that somebody booked, as engine in the caller's scope. One statement."""
    found = Booking.objects.filter(
        site_id=site_id, cancelled_at__isnull=True, starts_at__gte=since
    ).values_list("starts_at")
    sums = found.annotate(n=Many("id"), o=Many("id", filter=~Q(way=Way.SELF)))
    return [Booked(*row) for row in sums.order_by("starts_at")[:_SLOTS_MOST]]
