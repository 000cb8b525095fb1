"""Slots of counts, and the queue of a site."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Status

from shuoshi.counts.booking import book, cancel, counts_of
from shuoshi.counts.queueing import call_next, put_back, take_number
from shuoshi.counts.terms import SubjectNotFound
from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import Actor
from shuoshi.web.api.base import Errors, in_person
from shuoshi.web.api.counts import worked
from shuoshi.web.api.own import own
from shuoshi.web.asking import under_any
from shuoshi.web.count_slot_schemas import BookIn, MyCountOut, NumberAnswer, TicketIn, my_count_out

router = Router(tags=["counts"])
Made = dict[str, UUID]


def _anybody(request: HttpRequest) -> tuple[Actor, ...]:
    """The duties of whoever is signed in, a resident's among them. Raises SubjectNotFound without any."""
    able = tuple(in_person(request))
    if not able:
        raise SubjectNotFound
    return able


@router.post("/sites/{uuid:site_id}/tickets", response={201: NumberAnswer, **Errors})
def number_taken(request: HttpRequest, site_id: UUID, given: TicketIn = Body(...)) -> Status:
    """Give whoever came a number."""

    def take(by: Actor) -> int:
        return take_number(
            site_id=site_id, first=given.first, booking_for=given.subject, by=by, at=clock_now()
        )

    return Status(201, NumberAnswer(number=worked(request, take)))


@router.post("/sites/{uuid:site_id}/tickets/next", response={200: NumberAnswer, **Errors})
def called(request: HttpRequest, site_id: UUID) -> NumberAnswer:
    """Call whose turn it is."""
    n = worked(request, lambda a: call_next(site_id=site_id, by=a, at=clock_now()))
    return NumberAnswer(number=n)


@router.delete("/sites/{uuid:site_id}/tickets/{int:ticket}/call", response={204: None, **Errors})
def called_back(request: HttpRequest, site_id: UUID, ticket: int) -> Status:
    """Somebody was called and is not there: they wait again."""
    worked(request, lambda a: put_back(site_id=site_id, number=ticket, by=a, at=clock_now()))
    return Status(204, None)


@router.get("/me/counts", response={200: list[MyCountOut], **Errors})
def my_counts(request: HttpRequest) -> list[MyCountOut]:
    """The counts that I belong to: whether I was counted, where to go, when."""
    by, person_id = own(request)
    return [my_count_out(c) for c in counts_of(person_id, by=by, at=clock_now())]


@router.get("/people/{uuid:person_id}/counts", response={200: list[MyCountOut], **Errors})
def their_counts(request: HttpRequest, person_id: UUID) -> list[MyCountOut]:
    """Those of somebody of my range, or whom I look after."""
    able = _anybody(request)
    found = under_any(able, lambda a: counts_of(person_id, by=a, at=clock_now()))
    return [my_count_out(c) for c in found]


@router.post("/sites/{uuid:site_id}/bookings", response={201: Made, **Errors})
def slot_booked(request: HttpRequest, site_id: UUID, given: BookIn = Body(...)) -> Status:
    """Book a slot, for oneself where nobody is named."""
    able = _anybody(request)
    subject = given.subject or own(request)[1]

    def do(by: Actor) -> UUID:
        return book(
            site_id=site_id, subject_id=subject, starts_at=given.starts_at, by=by, at=clock_now()
        )

    return Status(201, {"id": under_any(able, do)})


@router.delete("/bookings/{uuid:booking_id}", response={204: None, **Errors})
def slot_cancelled(request: HttpRequest, booking_id: UUID) -> Status:
    """The slot is free again."""
    under_any(_anybody(request), lambda a: cancel(booking_id=booking_id, by=a, at=clock_now()))
    return Status(204, None)
