"""One crew of a day, and one of its stops: added, mended, kept together, called off."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.people.queries import person_shown
from shuoshi.people.reading import home_shown
from shuoshi.reach.terms import Actor
from shuoshi.rounds.crews import mend_crew
from shuoshi.rounds.queries import round_shown, rounds_within
from shuoshi.rounds.stops import add_stop, drop_stop, keep_with, mend_stop
from shuoshi.rounds.terms import OVER, CrewNotFound, StopNotFound
from shuoshi.web.answering import Given, answered, chosen_id, for_staff
from shuoshi.web.asking import under_any
from shuoshi.web.riding import (
    asks_of,
    crew_of,
    crew_values,
    planners,
    stop_of,
    stop_values,
    who_may_go,
    words_of_rounds,
)


@require_http_methods(["GET", "POST"])
@for_staff
def crew_page(
    request: HttpRequest, signed: SignedIn, round_id: UUID, crew_id: UUID
) -> HttpResponse:
    """Who goes, how, from when to when, from where to where."""
    by, day = under_any(planners(signed.by_duty()), lambda a: (a, round_shown(round_id, by=a)))
    crew = next((c for c in day.crews if c.id == crew_id), None)
    if crew is None:
        raise CrewNotFound

    def mend(given: QueryDict) -> Given:
        mend_crew(crew_id=crew_id, crew=crew_of(given, by), by=by, at=clock_now())
        messages.success(request, _("改好了；重新排一次才照办。"))
        return redirect("round", round_id=round_id)

    def show() -> Mapping[str, Any]:
        values = crew_values(crew, day.base)
        return {
            "day": day,
            "crew": crew,
            "values": values,
            **who_may_go(by, crew),
            **words_of_rounds(),
        }

    return answered(request, "web/crew.html", show, {"mend": mend})


@require_http_methods(["GET", "POST"])
@for_staff
def stop_page(
    request: HttpRequest, signed: SignedIn, round_id: UUID, stop_id: UUID
) -> HttpResponse:
    """What a stop asks for, with which crew it stays, whether anybody goes there."""
    by, day = under_any(planners(signed.by_duty()), lambda a: (a, round_shown(round_id, by=a)))
    stops = (*day.left, *(s for c in day.crews for s in c.stops))
    stop = next((s for s in stops if s.id == stop_id), None)
    if stop is None:
        raise StopNotFound

    def back(said: str) -> HttpResponse:
        messages.success(request, said)
        return redirect("round", round_id=round_id)

    def mend(given: QueryDict) -> Given:
        crew = given.get("crew", "")
        kept = chosen_id(crew, "crew") if crew else None
        mend_stop(stop_id=stop_id, asks=asks_of(given, was=stop.priority), by=by, at=clock_now())
        if kept != stop.only_id:
            keep_with(stop_id=stop_id, crew_id=kept, by=by, at=clock_now())
        return back(_("改好了；重新排一次才照办。"))

    def drop(given: QueryDict) -> Given:
        drop_stop(stop_id=stop_id, by=by, at=clock_now())
        return back(_("这一站取消了。"))

    def show() -> Mapping[str, Any]:
        options = [(str(c.id), c.name) for c in day.crews if not c.lost]
        return {
            "day": day, "stop": stop, "values": stop_values(stop), "crew_options": options, "over": OVER,
            **words_of_rounds(),
        }  # fmt: skip

    return answered(request, "web/stop.html", show, {"mend": mend, "drop": drop})


@require_http_methods(["GET", "POST"])
@for_staff
def new_stop_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Add the home of somebody, or a household, to a day."""
    able = planners(signed.actors())
    person, household = request.GET.get("person", ""), request.GET.get("household", "")

    def add(given: QueryDict) -> Given:
        round_id = chosen_id(given.get("round"), "round")
        stop = stop_of(given)
        under_any(able, lambda a: add_stop(round_id=round_id, stop=stop, by=a, at=clock_now()))
        return redirect("round", round_id=round_id)

    def show() -> Mapping[str, Any]:
        today = local_date(clock_now())
        days = {r.id: r for a in able for r in rounds_within(by=a) if r.on >= today}
        return {
            "whom": under_any(able, lambda a: _whom(person, household, a)), "person": person, "household": household,
            "days": [(str(r.id), f"{r.on} {r.name}") for r in days.values()], **words_of_rounds(),
        }  # fmt: skip

    return answered(request, "web/new_stop.html", show, {"add": add})


def _whom(person: str, household: str, by: Actor) -> str:
    if person:
        shown = person_shown(chosen_id(person), by=by)
        return f"{shown.values['name']} · {shown.place}"
    if household:
        home = home_shown(chosen_id(household), by=by)
        return f"{home.place} {home.door}"
    return ""
