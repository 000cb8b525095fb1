"""Taking a list of matters along, as a sheet that streams."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.matters.listing import listers
from shuoshi.web.answering import Given, answered, chosen_day, for_staff
from shuoshi.web.limiting import limit_account
from shuoshi.web.sheets import listed

_SPAN = timedelta(days=30)


@require_http_methods(["GET", "POST"])
@for_staff
def list_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Which days; then the sheet itself, piece by piece, each under the reach of that moment."""
    listers(signed)

    def sheet(given: QueryDict) -> Given:
        limit_account(request, "list")
        return listed(
            signed,
            chosen_day(given.get("since", ""), "since"),
            chosen_day(given.get("until", ""), "until"),
        )

    def show() -> Mapping[str, Any]:
        today, given = local_date(clock_now()), request.POST
        return {
            "since": given.get("since", (today - _SPAN).isoformat()),
            "until": given.get("until", today.isoformat()),
        }

    return answered(request, "web/list.html", show, {"": sheet})
