"""The page of hot topics: what many people said about one incident."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import Refusal
from shuoshi.kernel.numbers import whole_or
from shuoshi.ui.words import said
from shuoshi.web.answering import for_staff
from shuoshi.web.faults import faults_of
from shuoshi.web.figures import counters, places_to_count
from shuoshi.web.incidents import DAYS, Hot, hot_topics
from shuoshi.web.limiting import limit_account

_SHOWN, _EACH = 30, 8


@require_safe
@for_staff
def topics_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Topics of a place and of so many days: how hot, since when, where, which matters."""
    able, at, says = counters(signed.actors()), clock_now(), ""
    given, faults = request.GET, dict[str, str]()
    place = given.get("place", "")[:15] or able[0].bounds.lo
    days = given.get("days", str(DAYS))[:4]
    found = Hot((), {}, 0, True)
    try:
        limit_account(request, "topics")
        found = hot_topics(able, place, whole_or(days, 0), at)
    except Refusal as error:
        faults, says = faults_of(error), said(error)
        place = able[0].bounds.lo if "place" in faults else place
    page = {
        "found": found, "topics": found.topics[:_SHOWN], "each": _EACH, "place": place, "days": days,
        "places": places_to_count(able, place, local_date(at)), "faults": faults, "says": says,
    }  # fmt: skip
    return render(request, "web/topics.html", page, status=422 if says else 200)
