"""Taking a list of matters along, as a sheet that streams."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.matters.listing import listers
from shuoshi.web.answering import Given, answered, for_staff
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
        return listed(signed, _day(given, "since"), _day(given, "until"))

    def show() -> Mapping[str, Any]:
        today, given = local_date(clock_now()), request.POST
        return {
            "since": given.get("since", (today - _SPAN).isoformat()),
            "until": given.get("until", today.isoformat()),
        }

    return answered(request, "web/list.html", show, {"": sheet})


def _day(given: QueryDict, name: str) -> date:
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        raise BadInput("请按 2026-01-31 的样子填日期。", field=name) from None
