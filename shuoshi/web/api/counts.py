"""Counts: planned, sites, members brought in batches, containers on their way, who is missing; the same actions as the
pages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Status

from shuoshi.counts.arranging import (
    close_site,
    end_count,
    go_on,
    make_ready,
    mend_site,
    plan_count,
    reopen_site,
    set_up_site,
)
from shuoshi.counts.binding import bind, unbind
from shuoshi.counts.boards import board
from shuoshi.counts.booking import book, cancel, counts_of
from shuoshi.counts.by_car import send_car
from shuoshi.counts.completeness import missing_in, singles_in
from shuoshi.counts.custody import (
    bag_up,
    hand_over_bags,
    seal_containers,
    sign_containers,
    take_back_bag,
    unbag,
    unseal,
)
from shuoshi.counts.editions import editions
from shuoshi.counts.missing import say_missing, take_back
from shuoshi.counts.queries import counts_within, sees
from shuoshi.counts.queueing import call_next, put_back, take_number
from shuoshi.counts.resulting import give_results, receive_bags
from shuoshi.counts.sites import site_shown
from shuoshi.counts.siting import propose_sites
from shuoshi.counts.terms import Went
from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import Actor
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.api.own import own
from shuoshi.web.asking import finders, under_any, under_whose_range
from shuoshi.web.count_schemas import (
    BagsIn,
    BookIn,
    BoundAnswer,
    CountBoardOut,
    CountIn,
    CountMembersIn,
    CountRowOut,
    CountSiteIn,
    CountSiteWholeOut,
    EditionOut,
    HandedIn,
    MissingIn,
    MissingOut,
    MyCountOut,
    NumberAnswer,
    ProposedOut,
    ReadyIn,
    ReceivedIn,
    ResultsIn,
    SealingsIn,
    SingleOut,
    StopsAnswer,
    TicketIn,
    WentAnswer,
    bags_said,
    board_out,
    bound_answer,
    bound_said,
    count_out,
    count_said,
    edition_out,
    missing_out,
    my_count_out,
    proposed_out,
    sealings_said,
    single_out,
    site_said,
    whole_site,
)
from shuoshi.web.counting import leaders, under_lab, workers

router = Router(tags=["counts"])
Made = dict[str, UUID]


def _led(request: HttpRequest, do: Callable[[Actor], Any]) -> Any:
    return under_any(leaders(in_person(request)), do)


def _worked(request: HttpRequest, do: Callable[[Actor], Any]) -> Any:
    return under_any(workers(in_person(request)), do)


def _looked(request: HttpRequest, do: Callable[[Actor], Any]) -> Any:
    """Under a duty that may look people up."""
    return under_any(finders(workers(in_person(request))), do)


def _answer(went: dict[Any, Went]) -> WentAnswer:
    return WentAnswer(went={str(k): w.value for k, w in went.items()})


@router.get("/counts/editions", response={200: list[EditionOut], **Errors})
def editions_there(request: HttpRequest) -> list[EditionOut]:
    """The editions of the rules, the newest of each kind of emergency first."""
    workers(actors(request))
    return [edition_out(e) for e in editions().values()]


@router.get("/counts", response={200: list[CountRowOut], **Errors})
def counts(request: HttpRequest) -> list[CountRowOut]:
    """Counts that concern my range or unit, the latest first."""
    found = {c.id: c for a in workers(actors(request)) for c in counts_within(by=a)}
    return [count_out(c) for c in found.values()]


@router.post("/counts", response={201: Made, **Errors})
def planned(request: HttpRequest, given: CountIn = Body(...)) -> Status:
    """Plan a count, while an emergency of its edition's kind is on."""
    by = under_whose_range(leaders(in_person(request)), given.place)
    return Status(201, {"id": plan_count(said=count_said(given), by=by, at=clock_now())})


@router.get("/counts/{uuid:count_id}", response={200: CountBoardOut, **Errors})
def shown(request: HttpRequest, count_id: UUID, place: str = "") -> CountBoardOut:
    """A count at one place of my range, by what lies below it; below a grid by building."""
    able = workers(actors(request))
    mine = [a for a in able if place and a.bounds.holds(place)] or able
    return board_out(under_any(mine, lambda a: board(count_id, by=a, path=place)))


@router.post("/counts/{uuid:count_id}/end", response={204: None, **Errors})
def ended(request: HttpRequest, count_id: UUID) -> Status:
    """A count is over: nothing that happens later is counted."""
    _led(request, lambda a: end_count(count_id=count_id, by=a, at=clock_now()))
    return Status(204, None)


@router.delete("/counts/{uuid:count_id}/end", response={204: None, **Errors})
def went_on(request: HttpRequest, count_id: UUID) -> Status:
    """It was ended by mistake: it goes on, within a day."""
    _led(request, lambda a: go_on(count_id=count_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/counts/{uuid:count_id}/sites", response={201: Made, **Errors})
def site_set_up(request: HttpRequest, count_id: UUID, given: CountSiteIn = Body(...)) -> Status:
    """Set a site up."""
    by = under_whose_range(leaders(in_person(request)), given.place)
    made = set_up_site(count_id=count_id, said=site_said(given), by=by, at=clock_now())
    return Status(201, {"id": made})


@router.get("/counts/{uuid:count_id}/proposal", response={200: list[ProposedOut], **Errors})
def proposed(request: HttpRequest, count_id: UUID, place: str) -> list[ProposedOut]:
    """Sites that might be, by how many live where, how far they walk, how long they wait."""
    by = under_whose_range(leaders(actors(request)), place)
    return [proposed_out(p) for p in propose_sites(count_id, path=place, by=by)]


@router.get("/sites/{uuid:site_id}", response={200: CountSiteWholeOut, **Errors})
def site(request: HttpRequest, site_id: UUID) -> CountSiteWholeOut:
    """One site at work."""
    able = workers(actors(request))
    return whole_site(under_any(able, lambda a: site_shown(site_id, by=a, at=clock_now())))


@router.put("/sites/{uuid:site_id}", response={204: None, **Errors})
def site_mended(request: HttpRequest, site_id: UUID, given: CountSiteIn = Body(...)) -> Status:
    """A site is otherwise than was said; its place stays."""
    _led(request, lambda a: mend_site(site_id=site_id, said=site_said(given), by=a, at=clock_now()))
    return Status(204, None)


@router.delete("/sites/{uuid:site_id}", response={204: None, **Errors})
def site_closed(request: HttpRequest, site_id: UUID) -> Status:
    """A site is closed; what was counted there stays."""
    _led(request, lambda a: close_site(site_id=site_id, by=a, at=clock_now()))
    return Status(204, None)


@router.put("/sites/{uuid:site_id}/ready", response={204: None, **Errors})
def readied(request: HttpRequest, site_id: UUID, given: ReadyIn = Body(...)) -> Status:
    """What of the set-up list is there."""
    _worked(
        request, lambda a: make_ready(site_id=site_id, ticked=given.ready, by=a, at=clock_now())
    )
    return Status(204, None)


@router.post("/sites/{uuid:site_id}/members", response={200: list[BoundAnswer], **Errors})
def bound(
    request: HttpRequest, site_id: UUID, given: CountMembersIn = Body(...)
) -> list[BoundAnswer]:
    """Bind members to containers; an answer each in their order. One that is wrong refuses the batch by its field."""
    items = [bound_said(m) for m in given.members]
    came = _worked(
        request,
        lambda a: bind(site_id=site_id, edition=given.edition, items=items, by=a, at=clock_now()),
    )
    return [bound_answer(c) for c in came]


@router.delete("/bound/{uuid:bound_id}", response={204: None, **Errors})
def unbound(request: HttpRequest, bound_id: UUID) -> Status:
    """Somebody was bound by mistake, while their container stands open."""
    _worked(request, lambda a: unbind(member_id=bound_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/sites/{uuid:site_id}/sealed", response={200: WentAnswer, **Errors})
def sealed(request: HttpRequest, site_id: UUID, given: SealingsIn = Body(...)) -> WentAnswer:
    """Containers sealed, each by how many are in it."""
    items = sealings_said(given)
    return _answer(
        _worked(
            request, lambda a: seal_containers(site_id=site_id, items=items, by=a, at=clock_now())
        )
    )


@router.post("/sites/{uuid:site_id}/signed", response={200: WentAnswer, **Errors})
def signed(request: HttpRequest, site_id: UUID, given: SealingsIn = Body(...)) -> WentAnswer:
    """Containers signed by a second hand, which counted once more."""
    items = sealings_said(given)
    return _answer(
        _worked(
            request, lambda a: sign_containers(site_id=site_id, items=items, by=a, at=clock_now())
        )
    )


@router.delete("/sites/{uuid:site_id}/sealed/{uuid:container_id}", response={204: None, **Errors})
def unsealed(request: HttpRequest, site_id: UUID, container_id: UUID) -> Status:
    """A container stands open again, unless it is in a bag."""
    _worked(
        request,
        lambda a: unseal(container_id=container_id, site_id=site_id, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.post("/sites/{uuid:site_id}/bags", response={200: WentAnswer, **Errors})
def bagged(request: HttpRequest, site_id: UUID, given: BagsIn = Body(...)) -> WentAnswer:
    """Containers put into bags."""
    items = bags_said(given)
    return _answer(
        _worked(request, lambda a: bag_up(site_id=site_id, items=items, by=a, at=clock_now()))
    )


@router.delete("/sites/{uuid:site_id}/bags/{uuid:bag_id}", response={204: None, **Errors})
def unbagged(request: HttpRequest, site_id: UUID, bag_id: UUID) -> Status:
    """What is in a bag is taken out again, until it is handed over."""
    _worked(request, lambda a: unbag(site_id=site_id, bag_id=bag_id, by=a, at=clock_now()))
    return Status(204, None)


@router.delete("/sites/{uuid:site_id}/handed/{uuid:bag_id}", response={204: None, **Errors})
def handed_back(request: HttpRequest, site_id: UUID, bag_id: UUID) -> Status:
    """A bag is at the site again, until it is received."""
    _worked(request, lambda a: take_back_bag(site_id=site_id, bag_id=bag_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/sites/{uuid:site_id}/again", response={204: None, **Errors})
def site_reopened(request: HttpRequest, site_id: UUID) -> Status:
    """A site was closed by mistake."""
    _led(request, lambda a: reopen_site(site_id=site_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/sites/{uuid:site_id}/handed", response={200: WentAnswer, **Errors})
def handed(request: HttpRequest, site_id: UUID, given: HandedIn = Body(...)) -> WentAnswer:
    """Bags leave with somebody."""

    def hand(by: Actor) -> dict[UUID, Went]:
        return hand_over_bags(site_id=site_id, bags=given.bags, to=given.to, by=by, at=clock_now())

    return _answer(_worked(request, hand))


@router.post("/sites/{uuid:site_id}/tickets", response={201: NumberAnswer, **Errors})
def number_taken(request: HttpRequest, site_id: UUID, given: TicketIn = Body(...)) -> Status:
    """Give whoever came a number."""

    def take(by: Actor) -> int:
        return take_number(
            site_id=site_id, first=given.first, booking_for=given.subject, by=by, at=clock_now()
        )

    return Status(201, NumberAnswer(number=_worked(request, take)))


@router.post("/sites/{uuid:site_id}/tickets/next", response={200: NumberAnswer, **Errors})
def called(request: HttpRequest, site_id: UUID) -> NumberAnswer:
    """Call whose turn it is."""
    n = _worked(request, lambda a: call_next(site_id=site_id, by=a, at=clock_now()))
    return NumberAnswer(number=n)


@router.delete("/sites/{uuid:site_id}/tickets/{int:ticket}/call", response={204: None, **Errors})
def called_back(request: HttpRequest, site_id: UUID, ticket: int) -> Status:
    """Somebody was called and is not there: they wait again."""
    _worked(request, lambda a: put_back(site_id=site_id, number=ticket, by=a, at=clock_now()))
    return Status(204, None)


@router.get("/me/counts", response={200: list[MyCountOut], **Errors})
def my_counts(request: HttpRequest) -> list[MyCountOut]:
    """The counts that I belong to: whether I was counted, where to go, when."""
    by, person_id = own(request)
    return [my_count_out(c) for c in counts_of(person_id, by=by, at=clock_now())]


@router.get("/people/{uuid:person_id}/counts", response={200: list[MyCountOut], **Errors})
def their_counts(request: HttpRequest, person_id: UUID) -> list[MyCountOut]:
    """Those of somebody of my range, or whom I look after."""
    able = in_person(request)
    found = under_any(able, lambda a: counts_of(person_id, by=a, at=clock_now()))
    return [my_count_out(c) for c in found]


@router.post("/sites/{uuid:site_id}/bookings", response={201: Made, **Errors})
def slot_booked(request: HttpRequest, site_id: UUID, given: BookIn = Body(...)) -> Status:
    """Book a slot, for oneself where nobody is named."""
    able = in_person(request)
    subject = given.subject or own(request)[1]

    def do(by: Actor) -> UUID:
        return book(
            site_id=site_id, subject_id=subject, starts_at=given.starts_at, by=by, at=clock_now()
        )

    return Status(201, {"id": under_any(able, do)})


@router.delete("/bookings/{uuid:booking_id}", response={204: None, **Errors})
def slot_cancelled(request: HttpRequest, booking_id: UUID) -> Status:
    """The slot is free again."""
    under_any(in_person(request), lambda a: cancel(booking_id=booking_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/counts/{uuid:count_id}/received", response={200: WentAnswer, **Errors})
def received(request: HttpRequest, count_id: UUID, given: ReceivedIn = Body(...)) -> WentAnswer:
    """Bags came to the unit that finds results."""
    able = workers(in_person(request))
    return _answer(
        under_lab(
            able,
            count_id,
            lambda a: receive_bags(count_id=count_id, bags=given.bags, by=a, at=clock_now()),
        )
    )


@router.post("/counts/{uuid:count_id}/results", response={200: WentAnswer, **Errors})
def resulted(request: HttpRequest, count_id: UUID, given: ResultsIn = Body(...)) -> WentAnswer:
    """What was found."""
    able = workers(in_person(request))
    return _answer(
        under_lab(
            able,
            count_id,
            lambda a: give_results(count_id=count_id, results=given.results, by=a, at=clock_now()),
        )
    )


@router.get("/counts/{uuid:count_id}/missing", response={200: list[MissingOut], **Errors})
def missing(
    request: HttpRequest,
    count_id: UUID,
    place: str = "",
    reason: str = "",
    after: UUID | None = None,
) -> list[MissingOut]:
    """Who of a place is missing, masked, sixty a page."""
    able = finders(workers(in_person(request)))
    mine = [a for a in able if place and a.bounds.holds(place)] or able
    rows = under_any(
        mine, lambda a: missing_in(count_id, path=place, by=a, reason=reason[:40], after=after)
    )
    return [missing_out(m) for m in rows]


@router.put("/counts/{uuid:count_id}/missing", response={204: None, **Errors})
def missing_said(request: HttpRequest, count_id: UUID, given: MissingIn = Body(...)) -> Status:
    """Why somebody is missing."""

    def say(by: Actor) -> None:
        say_missing(
            count_id=count_id, subject_id=given.subject, reason=given.reason, note=given.note, by=by, at=clock_now()
        )  # fmt: skip

    _looked(request, say)
    return Status(204, None)


@router.delete("/counts/{uuid:count_id}/missing/{uuid:subject_id}", response={204: None, **Errors})
def missing_taken_back(request: HttpRequest, count_id: UUID, subject_id: UUID) -> Status:
    """It was said by mistake."""
    _looked(
        request,
        lambda a: take_back(count_id=count_id, subject_id=subject_id, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.post("/counts/{uuid:count_id}/car/{uuid:round_id}", response={200: StopsAnswer, **Errors})
def car_sent(request: HttpRequest, count_id: UUID, round_id: UUID) -> StopsAnswer:
    """Whoever can't come becomes a stop of a round; gives how many are new."""
    new = _looked(
        request, lambda a: send_car(count_id=count_id, round_id=round_id, by=a, at=clock_now())
    )
    return StopsAnswer(stops=new)


@router.get("/counts/{uuid:count_id}/singles", response={200: list[SingleOut], **Errors})
def singles(request: HttpRequest, count_id: UUID) -> list[SingleOut]:
    """Who of my range is to be counted again alone, masked."""
    able = finders(workers(in_person(request)))
    under_any(able, lambda a: singles_in(count_id, by=a))
    found = {s.id: s for a in able if sees(count_id, a) for s in singles_in(count_id, by=a)}
    return [single_out(s) for s in found.values()]
