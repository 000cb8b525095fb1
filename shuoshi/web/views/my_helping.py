"""What a resident does as a helper: their hours, reported by themselves, and their certificate."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.helpers.queries import certified, hours_of, own_helpers
from shuoshi.helpers.serving import report_hours
from shuoshi.helpers.terms import Served
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotFound
from shuoshi.places.queries import streets_with_communities
from shuoshi.web.answering import Given, answered, chosen_day, chosen_id
from shuoshi.web.asking import as_resident
from shuoshi.web.helping import certificate_of, number_of, period_of, slots_said, words_of_helpers
from shuoshi.web.views.helpers import pdf_answer


@require_http_methods(["GET", "POST"])
def my_helping_page(request: HttpRequest) -> HttpResponse:
    """As which helper I am registered, what I served, and reporting more."""
    by = as_resident(request)
    if by is None:
        return redirect(settings.LOGIN_URL)

    def hours(given: QueryDict) -> Given:
        served = Served(
            chosen_id(given.get("helper"), "helper"), given.get("place", ""), given.get("what", ""),
            chosen_day(given.get("on", ""), "on"), number_of(given.get("minutes", ""), "minutes"),
        )  # fmt: skip
        report_hours(served=served, by=by, at=clock_now())
        return _("记下了，等组织者确认。")

    def show() -> Mapping[str, Any]:
        mine = own_helpers(by=by)
        return {
            "mine": [(h, slots_said(h.slots), hours_of(h.id, by=by)) for h in mine],
            "places": streets_with_communities(settings.DISTRICT_CODE, local_date(clock_now())), **words_of_helpers(),
        }  # fmt: skip

    return answered(request, "web/my_helping.html", show, {"hours": hours})


@require_safe
def my_certificate(request: HttpRequest, helper_id: UUID) -> HttpResponse:
    """My own certificate, as PDF."""
    by = as_resident(request)
    if by is None:
        raise NotFound
    since, until = period_of(request.GET.get("since", ""), request.GET.get("until", ""))
    return pdf_answer(
        certificate_of(certified(helper_id, since_on=since, until_on=until, by=by)),
        "certificate.pdf",
    )
