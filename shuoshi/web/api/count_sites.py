"""Sites of counts: set up, members brought in batches, containers on their way, results."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Status

from shuoshi.counts.arranging import (
    close_site,
    make_ready,
    mend_site,
    reopen_site,
    set_up_site,
)
from shuoshi.counts.binding import bind, unbind
from shuoshi.counts.custody import (
    bag_up,
    hand_over_bags,
    seal_containers,
    sign_containers,
    take_back_bag,
    unbag,
    unseal,
)
from shuoshi.counts.resulting import give_results, receive_bags
from shuoshi.counts.sites import site_shown
from shuoshi.counts.terms import Went
from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import Actor
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.api.counts import led, worked
from shuoshi.web.asking import under_any, under_whose_range
from shuoshi.web.count_site_schemas import (
    BagsIn,
    BoundAnswer,
    CountMembersIn,
    CountSiteIn,
    CountSiteWholeOut,
    HandedIn,
    ReadyIn,
    ReceivedIn,
    ResultsIn,
    SealingsIn,
    WentAnswer,
    bags_said,
    bound_answer,
    bound_said,
    sealings_said,
    site_said,
    whole_site,
)
from shuoshi.web.counting import leaders, under_lab, workers

router = Router(tags=["counts"])
Made = dict[str, UUID]


def _answer(went: dict[Any, Went]) -> WentAnswer:
    return WentAnswer(went={str(k): w.value for k, w in went.items()})


@router.post("/counts/{uuid:count_id}/sites", response={201: Made, **Errors})
def site_set_up(request: HttpRequest, count_id: UUID, given: CountSiteIn = Body(...)) -> Status:
    """Set a site up."""
    by = under_whose_range(leaders(in_person(request)), given.place)
    made = set_up_site(count_id=count_id, said=site_said(given), by=by, at=clock_now())
    return Status(201, {"id": made})


@router.get("/sites/{uuid:site_id}", response={200: CountSiteWholeOut, **Errors})
def site(request: HttpRequest, site_id: UUID) -> CountSiteWholeOut:
    """One site at work."""
    able = workers(actors(request))
    return whole_site(under_any(able, lambda a: site_shown(site_id, by=a, at=clock_now())))


@router.put("/sites/{uuid:site_id}", response={204: None, **Errors})
def site_mended(request: HttpRequest, site_id: UUID, given: CountSiteIn = Body(...)) -> Status:
    """A site is otherwise than was said; its place stays."""
    led(request, lambda a: mend_site(site_id=site_id, said=site_said(given), by=a, at=clock_now()))
    return Status(204, None)


@router.delete("/sites/{uuid:site_id}", response={204: None, **Errors})
def site_closed(request: HttpRequest, site_id: UUID) -> Status:
    """A site is closed; what was counted there stays."""
    led(request, lambda a: close_site(site_id=site_id, by=a, at=clock_now()))
    return Status(204, None)


@router.put("/sites/{uuid:site_id}/ready", response={204: None, **Errors})
def readied(request: HttpRequest, site_id: UUID, given: ReadyIn = Body(...)) -> Status:
    """What of the set-up list is there."""
    worked(request, lambda a: make_ready(site_id=site_id, ticked=given.ready, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/sites/{uuid:site_id}/members", response={200: list[BoundAnswer], **Errors})
def bound(
    request: HttpRequest, site_id: UUID, given: CountMembersIn = Body(...)
) -> list[BoundAnswer]:
    """Bind members to containers; an answer each in their order. One that is wrong refuses the batch by its field."""
    items = [bound_said(m) for m in given.members]
    came = worked(
        request,
        lambda a: bind(site_id=site_id, edition=given.edition, items=items, by=a, at=clock_now()),
    )
    return [bound_answer(c) for c in came]


@router.delete("/bound/{uuid:bound_id}", response={204: None, **Errors})
def unbound(request: HttpRequest, bound_id: UUID) -> Status:
    """Somebody was bound by mistake, while their container stands open."""
    worked(request, lambda a: unbind(member_id=bound_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/sites/{uuid:site_id}/sealed", response={200: WentAnswer, **Errors})
def sealed(request: HttpRequest, site_id: UUID, given: SealingsIn = Body(...)) -> WentAnswer:
    """Containers sealed, each by how many are in it."""
    items = sealings_said(given)
    return _answer(
        worked(
            request, lambda a: seal_containers(site_id=site_id, items=items, by=a, at=clock_now())
        )
    )


@router.post("/sites/{uuid:site_id}/signed", response={200: WentAnswer, **Errors})
def signed(request: HttpRequest, site_id: UUID, given: SealingsIn = Body(...)) -> WentAnswer:
    """Containers signed by a second hand, which counted once more."""
    items = sealings_said(given)
    return _answer(
        worked(
            request, lambda a: sign_containers(site_id=site_id, items=items, by=a, at=clock_now())
        )
    )


@router.delete("/sites/{uuid:site_id}/sealed/{uuid:container_id}", response={204: None, **Errors})
def unsealed(request: HttpRequest, site_id: UUID, container_id: UUID) -> Status:
    """A container stands open again, unless it is in a bag."""
    worked(
        request,
        lambda a: unseal(container_id=container_id, site_id=site_id, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.post("/sites/{uuid:site_id}/bags", response={200: WentAnswer, **Errors})
def bagged(request: HttpRequest, site_id: UUID, given: BagsIn = Body(...)) -> WentAnswer:
    """Containers put into bags."""
    items = bags_said(given)
    return _answer(
        worked(request, lambda a: bag_up(site_id=site_id, items=items, by=a, at=clock_now()))
    )


@router.delete("/sites/{uuid:site_id}/bags/{uuid:bag_id}", response={204: None, **Errors})
def unbagged(request: HttpRequest, site_id: UUID, bag_id: UUID) -> Status:
    """What is in a bag is taken out again, until it is handed over."""
    worked(request, lambda a: unbag(site_id=site_id, bag_id=bag_id, by=a, at=clock_now()))
    return Status(204, None)


@router.delete("/sites/{uuid:site_id}/handed/{uuid:bag_id}", response={204: None, **Errors})
def handed_back(request: HttpRequest, site_id: UUID, bag_id: UUID) -> Status:
    """A bag is at the site again, until it is received."""
    worked(request, lambda a: take_back_bag(site_id=site_id, bag_id=bag_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/sites/{uuid:site_id}/again", response={204: None, **Errors})
def site_reopened(request: HttpRequest, site_id: UUID) -> Status:
    """A site was closed by mistake."""
    led(request, lambda a: reopen_site(site_id=site_id, by=a, at=clock_now()))
    return Status(204, None)


@router.post("/sites/{uuid:site_id}/handed", response={200: WentAnswer, **Errors})
def handed(request: HttpRequest, site_id: UUID, given: HandedIn = Body(...)) -> WentAnswer:
    """Bags leave with somebody."""

    def hand(by: Actor) -> dict[UUID, Went]:
        return hand_over_bags(site_id=site_id, bags=given.bags, to=given.to, by=by, at=clock_now())

    return _answer(worked(request, hand))


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
