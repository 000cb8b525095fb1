"""Minutes of a meeting of residents, which become matters line by line."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import Refusal
from shuoshi.kernel.numbers import whole_or
from shuoshi.matters.terms import BadAnswers
from shuoshi.meetings.minutes import Held, keep_minutes
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import said
from shuoshi.web.answering import chosen_day, for_staff
from shuoshi.web.asking import within_range
from shuoshi.web.faults import faults_of
from shuoshi.web.offering import for_residents
from shuoshi.web.views.visiting import filled_rows, homes, need_in, placed, rows_shown, visitors

_LINES_MOST = 12


@require_http_methods(["GET", "POST"])
@for_staff
def new_sitting(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Write the minutes of a meeting down."""
    able = visitors(signed)
    refused: Refusal | None = None
    if request.method == "POST" and not request.POST.get("more"):
        try:
            return _kept(request, able)
        except Refusal as error:
            refused = error
    faults = faults_of(refused)
    page = {
        "homes": homes(able), "programmes": [(d.key, d.programme.name) for d in for_residents()],
        "needs": range(rows_shown(request)), "most": _LINES_MOST, "given": _given(request, able), "faults": faults,
        "says": said(refused) if refused and not faults else "",
    }  # fmt: skip
    return render(request, "web/minutes.html", page, status=refused.status if refused else 200)


def _given(request: HttpRequest, able: tuple[Actor, ...]) -> Mapping[str, Any]:
    if request.method == "POST":
        kept = {} if request.POST.get("more") else {"key": str(uuid4())}
        return request.POST.dict() | kept
    today = local_date(clock_now()).isoformat()
    return {"place": able[0].bounds.lo[:12], "key": str(uuid4()), "held_on": today}


def _kept(request: HttpRequest, able: tuple[Actor, ...]) -> HttpResponse:
    given, path = request.POST, request.POST.get("place", "")
    by = within_range(able, path)
    rows = filled_rows(request)
    lines = tuple(need_in(request, n, path, by, channel="meeting") for n in rows)
    held = Held(
        path, given.get("title", ""), chosen_day(given.get("held_on", ""), "held_on"),
        given.get("location", ""), whole_or(given.get("attended", ""), 0), given.get("attendees", ""),
        given.get("minutes", ""), lines,
    )  # fmt: skip
    try:
        sitting_id = keep_minutes(held=held, by=by, at=clock_now())
    except BadAnswers as error:
        raise placed(error, rows) from None
    messages.success(request, _("纪要记下了，登记了 %(n)s 件。") % {"n": len(lines)})
    return redirect("sitting", sitting_id=sitting_id)
