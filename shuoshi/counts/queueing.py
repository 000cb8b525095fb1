"""The queue of a site: numbers taken, called in their order, put back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from shuoshi.counts.editions import edition_called
from shuoshi.counts.keeping import noted, site_of_mine
from shuoshi.counts.models import Booking, Site, Ticket
from shuoshi.counts.rules import may_count
from shuoshi.counts.terms import NobodyWaits, TicketNotFound
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.ids import new_id
from shuoshi.reach.terms import Actor

_WAITING_MOST, _CALLED_MOST = 500, 8


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A number in the queue."""

    id: UUID
    number: int
    first: bool
    slot_at: datetime | None
    came_at: datetime
    called_at: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """Who waits in their order, who was called last, and how long the last of them will wait, in minutes."""

    waiting: tuple[TicketRow, ...]
    called: tuple[TicketRow, ...]
    wait_min: int


def in_order(waiting: Sequence[TicketRow], at: datetime) -> tuple[TicketRow, ...]:
    """Those who can't stand long first; then whoever booked a slot that has begun, by slot; then by number."""

    def place(t: TicketRow) -> tuple[bool, bool, datetime, int]:
        due = t.slot_at is not None and t.slot_at <= at
        return not t.first, not due, t.slot_at if due and t.slot_at else at, t.number

    return tuple(sorted(waiting, key=place))


def take_number(
    *, site_id: UUID, first: bool, booking_for: UUID | None, by: Actor, at: datetime
) -> int:
    """Give whoever came a number; `booking_for` a person of the register, whose slot counts. Raises MayNotCount,
    SiteNotFound, SiteOver."""
    may_count(by)
    with site_of_mine(site_id, by) as site:
        on = local_date(at)
        last = Ticket.objects.filter(site_id=site.id, on=on).aggregate(n=Max("number"))["n"] or 0
        Ticket.objects.create(
            id=new_id(at), site_id=site.id, path=site.path, unit_id=site.unit_id, on=on, number=last + 1, first=first,
            slot_at=_slot(site, booking_for), came_at=at,
        )  # fmt: skip
        return int(last) + 1


def _slot(site: Site, subject_id: UUID | None) -> datetime | None:
    """When somebody booked to come to a site."""
    if subject_id is None:
        return None
    found = Booking.objects.filter(
        site_id=site.id, subject_id=subject_id, cancelled_at__isnull=True
    )
    return found.values_list("starts_at", flat=True).first()


def call_next(*, site_id: UUID, by: Actor, at: datetime) -> int:
    """Call whose turn it is; their number. Raises MayNotCount, SiteNotFound, SiteOver, NobodyWaits."""
    may_count(by)
    with site_of_mine(site_id, by) as site:
        order = in_order(_waiting(site, at), at)
        if not order:
            raise NobodyWaits
        Ticket.objects.filter(id=order[0].id).update(called_at=max(at, order[0].came_at))
        noted("call", site.id, site.path, by, at)
        return order[0].number


def put_back(*, site_id: UUID, number: int, by: Actor, at: datetime) -> None:
    """Somebody was called and is not there, or by mistake: they wait again. Raises MayNotCount, SiteNotFound, SiteOver,
    TicketNotFound."""
    may_count(by)
    with site_of_mine(site_id, by) as site:
        found = Ticket.objects.filter(
            site_id=site.id, on=local_date(at), number=number, called_at__isnull=False
        )
        if not found.update(called_at=None):
            raise TicketNotFound
        noted("put_back", site.id, site.path, by, at)


def queue_of(site: Site, at: datetime) -> Queue:
    """The queue of a site now, as engine in the caller's scope. Two statements."""
    waiting = in_order(_waiting(site, at), at)
    called = Ticket.objects.filter(site_id=site.id, on=local_date(at), called_at__isnull=False)
    rate = edition_called(site.count.edition).site.per_station_hour * site.stations
    wait = timedelta(hours=len(waiting) / rate)
    return Queue(
        waiting, tuple(map(_row, called.order_by("-called_at", "-number")[:_CALLED_MOST])),
        round(wait.total_seconds() / 60),
    )  # fmt: skip


def _waiting(site: Site, at: datetime) -> list[TicketRow]:
    found = Ticket.objects.filter(site_id=site.id, on=local_date(at), called_at__isnull=True)
    return [_row(t) for t in found.order_by("number")[:_WAITING_MOST]]


def _row(t: Ticket) -> TicketRow:
    return TicketRow(t.id, t.number, t.first, t.slot_at, t.came_at, t.called_at)
