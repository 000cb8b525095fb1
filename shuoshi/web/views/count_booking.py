"""Slots of counts: booked for oneself, for whom one looks after, for somebody of one's range."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.counts.booking import MyCount, book, cancel, counts_of
from shuoshi.counts.terms import SubjectNotFound
from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import Actor
from shuoshi.web.answering import Given, answered, chosen_id, for_staff
from shuoshi.web.asking import as_resident, under_any
from shuoshi.web.counting import count_code, edition_names, slot_of, workers


@require_http_methods(["GET", "POST"])
def my_counts_page(request: HttpRequest) -> HttpResponse:
    """The counts that I belong to: whether I was counted, where to go, when."""
    by = as_resident(request)
    if by is None or by.person_id is None:
        return redirect(settings.LOGIN_URL)
    return _page(request, by, by.person_id, own=True)


@require_http_methods(["GET", "POST"])
def their_counts_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Those of somebody whom I look after as a neighbour."""
    by = as_resident(request)
    if by is None:
        raise SubjectNotFound
    return _page(request, by, person_id, own=False)


@require_http_methods(["GET", "POST"])
@for_staff
def counts_of_page(request: HttpRequest, signed: SignedIn, person_id: UUID) -> HttpResponse:
    """Those of somebody of my range, or whom my unit looks after."""
    able = workers(signed.by_duty())
    by = under_any(able, lambda a: (a, counts_of(person_id, by=a, at=clock_now())))[0]
    return _page(request, by, person_id, own=False)


def _page(request: HttpRequest, by: Actor, person_id: UUID, *, own: bool) -> HttpResponse:
    counts_of(person_id, by=by, at=clock_now())

    def booked(given: QueryDict) -> Given:
        site, starts_at = chosen_id(given.get("site"), "slot"), slot_of(given.get("slot", ""))
        book(site_id=site, subject_id=person_id, starts_at=starts_at, by=by, at=clock_now())
        return _("约好了。")

    def cancelled(given: QueryDict) -> Given:
        cancel(booking_id=chosen_id(given.get("booking")), by=by, at=clock_now())
        return _("取消了，可以另约。")

    def show() -> Mapping[str, Any]:
        mine: tuple[MyCount, ...] = counts_of(person_id, by=by, at=clock_now())
        return {
            "mine": mine,
            "own": own,
            "editions": edition_names(),
            "code": count_code(person_id),
        }

    return answered(request, "web/my_counts.html", show, {"book": booked, "cancel": cancelled})
