"""A day's rounds: put together, planned, looked at as a picture and a sheet, and driven."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.devices.queries import waiting_of
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotFound
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rounds.arranging import ask_plan, copy_round, drop_round, start_round
from shuoshi.rounds.crews import add_crew, lose_crew, restore_crew
from shuoshi.rounds.driving import look_at_crew, look_at_stop, note_stop, take_back
from shuoshi.rounds.picture import HEIGHT, WIDTH, drawn
from shuoshi.rounds.queries import Day, crews_within, last_base, round_shown, rounds_within, way_of
from shuoshi.rounds.stops import drop_stop, restore_stop, take_in_visits
from shuoshi.rounds.terms import (
    CAR_KMH,
    FACTOR,
    OVER,
    WALK_KMH,
    Came,
    CrewNotFound,
    MayNotPlan,
    State,
)
from shuoshi.web.administering import soon
from shuoshi.web.answering import Given, answered, chosen_day, chosen_id, for_staff, to_login
from shuoshi.web.asking import as_resident, under_any, under_whose_range, who
from shuoshi.web.helping import number_of
from shuoshi.web.residents import homes_of
from shuoshi.web.riding import (
    crew_of,
    going_of,
    planners,
    riders,
    who_may_go,
    words_of_rounds,
)


@require_http_methods(["GET", "POST"])
@for_staff
def rounds_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Days of my range, and crews of my unit today; start a day."""
    able = riders(signed.actors())
    arranging = tuple(a for a in able if a.reach is Reach.TERRITORIAL)

    def start(given: QueryDict) -> Given:
        if not arranging:
            raise MayNotPlan
        by = under_whose_range(arranging, given.get("place", ""))
        return redirect("round", round_id=start_round(going=going_of(given), by=by, at=clock_now()))

    def show() -> Mapping[str, Any]:
        today = local_date(clock_now())
        days = {r.id: r for a in arranging for r in rounds_within(by=a)}
        sent = [c for a in able if a.reach is Reach.HOLDING for c in crews_within(by=a, on=today)]
        return {
            "days": list(days.values()), "sent": sent, "arranges": bool(arranging), "homes": homes_of(arranging),
            "here": arranging[0].bounds.lo[:12] if arranging else "",
            "base": last_base(by=arranging[0]) if arranging else None, "factor": FACTOR, "car_kmh": CAR_KMH,
            "walk_kmh": WALK_KMH, "phone_waiting": waiting_of(signed.account_id, clock_now()), **words_of_rounds(),
        }  # fmt: skip

    return answered(request, "web/rounds.html", show, {"start": start})


@require_http_methods(["GET", "POST"])
@for_staff
def round_page(request: HttpRequest, signed: SignedIn, round_id: UUID) -> HttpResponse:
    """One day."""
    able = planners(signed.actors())
    by, seen = under_any(able, lambda a: (a, round_shown(round_id, by=a)))
    deeds = _Deeds(request, round_id, by)
    does = {
        "crew": deeds.crew, "lose": deeds.lose, "restore": deeds.restore, "visits": deeds.visits,
        "drop": deeds.drop, "again": deeds.again, "plan": deeds.plan, "copy": deeds.copy, "delete": deeds.delete,
    }  # fmt: skip
    return answered(request, "web/round.html", lambda: _day(seen, by), does)


def _day(day: Day, by: Actor) -> Mapping[str, Any]:
    today = local_date(clock_now())
    return {
        "day": day, "picture": drawn(day), "width": WIDTH, "height": HEIGHT, **who_may_go(by),
        "next_on": max(day.row.on + timedelta(days=7), today + timedelta(days=1)),
        "may_drop": day.may_drop(today), "over": OVER,
        "planning": day.row.state is State.ASKED, "failed": day.row.state is State.FAILED, **words_of_rounds(),
    }  # fmt: skip


class _Deeds:
    """What the forms of a day's page do."""

    def __init__(self, request: HttpRequest, round_id: UUID, by: Actor) -> None:
        self.request, self.round_id, self.by = request, round_id, by

    def crew(self, given: QueryDict) -> Given:
        add_crew(round_id=self.round_id, crew=crew_of(given, self.by), by=self.by, at=clock_now())
        return _("加上了。")

    def lose(self, given: QueryDict) -> Given:
        lose_crew(crew_id=chosen_id(given.get("crew")), by=self.by, at=clock_now())
        return _("这一组不去了；重新排一次，它的站点交给别的组。")

    def restore(self, given: QueryDict) -> Given:
        restore_crew(crew_id=chosen_id(given.get("crew")), by=self.by, at=clock_now())
        return _("这一组又能去了，重新排一次。")

    def visits(self, given: QueryDict) -> Given:
        many = take_in_visits(round_id=self.round_id, by=self.by, at=clock_now())
        return _("加进来 %(n)s 户到期的走访。") % {"n": many}

    def drop(self, given: QueryDict) -> Given:
        drop_stop(stop_id=chosen_id(given.get("stop")), by=self.by, at=clock_now())
        return _("这一站取消了。")

    def again(self, given: QueryDict) -> Given:
        restore_stop(stop_id=chosen_id(given.get("stop")), by=self.by, at=clock_now())
        return _("这一站又要去了，重新排一次。")

    def plan(self, given: QueryDict) -> Given:
        seconds = number_of(given.get("seconds") or "5", "seconds")
        ask_plan(round_id=self.round_id, seconds=seconds, by=self.by, at=clock_now())
        soon("plan_asked_rounds")
        return _("正在排，几秒钟就好。")

    def copy(self, given: QueryDict) -> Given:
        on = chosen_day(given.get("on", ""), "on")
        new = copy_round(round_id=self.round_id, on=on, by=self.by, at=clock_now())
        messages.success(self.request, _("照抄过来了，是 %(on)s 的；走访到那天再加。") % {"on": on})
        return redirect("round", round_id=new)

    def delete(self, given: QueryDict) -> Given:
        drop_round(round_id=self.round_id, by=self.by, at=clock_now())
        messages.success(self.request, _("这一天删掉了。"))
        return redirect("rounds")


@require_http_methods(["GET", "POST"])
@for_staff
def round_sheet(request: HttpRequest, signed: SignedIn, round_id: UUID) -> HttpResponse:
    """A day as a sheet to print: a page a crew, with a line to sign for each stop. Masked, but for a crew that takes no
    phone along: its doors and phones, each look written down."""
    by, day = under_any(planners(signed.actors()), lambda a: (a, round_shown(round_id, by=a)))

    def look(given: QueryDict) -> Given:
        crew_id = chosen_id(given.get("crew"))
        if crew_id not in {c.id for c in day.crews}:
            raise CrewNotFound
        return {"whole": look_at_crew(crew_id=crew_id, by=by, at=clock_now()), "only": crew_id}

    def show() -> Mapping[str, Any]:
        drawing = {"picture": drawn(day), "width": WIDTH, "height": HEIGHT}
        return {"day": day, "whole": {}, "only": None, **drawing, **words_of_rounds()}

    return answered(request, "web/round_sheet.html", show, {"look": look})


@require_http_methods(["GET", "POST"])
@for_staff
def way_page(request: HttpRequest, signed: SignedIn, crew_id: UUID) -> HttpResponse:
    """The driver's page: the next stop, call, done, not there, who took it."""
    return _way_page(request, riders(signed.actors()), crew_id)


@require_http_methods(["GET", "POST"])
def my_way_page(request: HttpRequest, crew_id: UUID) -> HttpResponse:
    """The same for a neighbour who goes there."""
    by = as_resident(request)
    if by is None and who(request) is None:
        return to_login(request)
    if by is None:
        raise NotFound
    return _way_page(request, (by,), crew_id)


def _way_page(request: HttpRequest, able: tuple[Actor, ...], crew_id: UUID) -> HttpResponse:
    by, way = under_any(able, lambda a: (a, way_of(crew_id, by=a)))

    def look(given: QueryDict) -> Given:
        stop = chosen_id(given.get("stop"))
        return {"whole": look_at_stop(stop_id=stop, by=by, at=clock_now()), "looked": str(stop)}

    def note(given: QueryDict) -> Given:
        came = Came(
            chosen_id(given.get("stop")), given.get("state", ""), given.get("receipt", ""), given.get("note", "")
        )  # fmt: skip
        note_stop(came=came, by=by, at=clock_now())
        return _("记下了，去下一站。")

    def back(given: QueryDict) -> Given:
        take_back(stop_id=chosen_id(given.get("stop")), by=by, at=clock_now())
        return _("收回了，这一站还没到。")

    def show() -> Mapping[str, Any]:
        waits = [s for s in way.crew.stops if s.state not in OVER]
        return {
            "way": way, "next": waits[0] if waits else None, "after": waits[1:],
            "gone": [s for s in way.crew.stops if s.state in OVER], "whole": {}, "looked": "",
            "arranges": by.reach is Reach.TERRITORIAL, "own": by.reach is Reach.RESIDENT,
            "phone_waiting": waiting_of(by.account_id, clock_now()) if by.account_id else 0, **words_of_rounds(),
        }  # fmt: skip

    return answered(request, "web/way.html", show, {"look": look, "note": note, "back": back})
