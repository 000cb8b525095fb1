"""A carer's day and their parts: who is to be visited, what they may know to go there, what they found."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.care.caring import answer_carer, leave_role
from shuoshi.care.pairing import decline_own
from shuoshi.care.parts import Part, day_list, look_at_part, part_shown
from shuoshi.care.queries import own_pairings
from shuoshi.care.unvisiting import take_back_visit
from shuoshi.care.visiting import record_visit
from shuoshi.devices.queries import waiting_of
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotFound
from shuoshi.kernel.ids import new_id
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rounds.queries import crews_within
from shuoshi.web.answering import Given, answered, chosen_id, for_staff
from shuoshi.web.asking import as_resident, under_any
from shuoshi.web.caring import (
    carers,
    raisable,
    raise_from_visit,
    said_of_due,
    taken_back_by,
    visited_of,
    ways_of,
    words_of_care,
)


@require_safe
@for_staff
def day_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Whom I am to visit: what is due first, then who has not been met for longest."""
    able, mine = carers(signed.actors()), request.GET.get("mine") == "1"

    def show() -> Mapping[str, Any]:
        calls = [c for a in able for c in day_list(by=a, on=local_date(clock_now()), mine=mine)]
        return {
            "calls": _lines({c.carer_id: c for c in calls}.values()), "mine": mine,
            "arranges": any(a.reach is Reach.TERRITORIAL for a in able),
            "phone_waiting": waiting_of(signed.account_id, clock_now()), **words_of_care(),
        }  # fmt: skip

    return answered(request, "web/care_day.html", show, {})


def _lines(calls: Any) -> list[dict[str, Any]]:
    at = clock_now()
    return [{"c": c, "due": said_of_due(c.due_at, at), "since": c.days_since(at)} for c in calls]


@require_http_methods(["GET", "POST"])
@for_staff
def part_page(request: HttpRequest, signed: SignedIn, carer_id: UUID) -> HttpResponse:
    """One part of mine, or of my unit or range."""
    return _part_page(request, carers(signed.actors()), carer_id, "part")


@require_http_methods(["GET", "POST"])
def my_part_page(request: HttpRequest, carer_id: UUID) -> HttpResponse:
    """A part of mine as a neighbour who helps."""
    by = as_resident(request)
    if by is None:
        raise NotFound
    return _part_page(request, (by,), carer_id, "my_part")


@require_http_methods(["GET", "POST"])
def my_care_page(request: HttpRequest) -> HttpResponse:
    """Who looks after me, and whom I look after."""
    by = as_resident(request)
    if by is None:
        return redirect(settings.LOGIN_URL)

    def decline(given: QueryDict) -> Given:
        decline_own(pairing_id=chosen_id(given.get("pairing")), by=by, at=clock_now())
        return _("好，以后不再上门。想要时跟社区说一声。")

    def show() -> Mapping[str, Any]:
        on = local_date(clock_now())
        mine = {c.carer_id: c for c in day_list(by=by, on=on)}
        return {
            "own": own_pairings(by=by, on=on), "calls": _lines(mine.values()),
            "ways": crews_within(by=by, on=on),
            "phone_waiting": waiting_of(by.account_id, clock_now()) if by.account_id else 0, **words_of_care(),
        }  # fmt: skip

    return answered(request, "web/my_care.html", show, {"decline": decline})


def _part_page(
    request: HttpRequest, able: tuple[Actor, ...], carer_id: UUID, address: str
) -> HttpResponse:
    on = local_date(clock_now())
    by, part = under_any(able, lambda a: (a, part_shown(carer_id, by=a, on=on)))
    deeds = _Deeds(carer_id, by)
    does = {
        "look": deeds.look, "visit": deeds.visit, "yes": deeds.yes, "no": deeds.no, "leave": deeds.leave,
        "raise": deeds.raise_, "visit_back": deeds.visit_back,
    }  # fmt: skip
    return answered(request, "web/part.html", lambda: _page(part, by, address), does)


def _page(part: Part, by: Actor, address: str) -> Mapping[str, Any]:
    call = part.call
    return {
        "part": part, "call": call, "address": address, "due": said_of_due(call.due_at, clock_now()),
        "since": call.days_since(clock_now()), "ways": ways_of(call.scheme, call.tier),
        "raises": raisable(call.scheme, by), "fresh_id": new_id(clock_now()), "whole": {},
        "last": part.visits[0] if part.visits else None, "backs": taken_back_by(part.visits, by),
        "arranges": by.reach is Reach.TERRITORIAL, **words_of_care(),
    }  # fmt: skip


class _Deeds:
    """What the forms of a part's page do."""

    def __init__(self, carer_id: UUID, by: Actor) -> None:
        self.carer_id, self.by = carer_id, by

    def look(self, given: QueryDict) -> Given:
        at = clock_now()
        shown = look_at_part(self.carer_id, by=self.by, on=local_date(at), at=at)
        return {"whole": shown.values}

    def visit(self, given: QueryDict) -> Given:
        record_visit(visited=visited_of(given, self.carer_id), by=self.by, at=clock_now())
        return _("记下了。")

    def visit_back(self, given: QueryDict) -> Given:
        take_back_visit(visit_id=chosen_id(given.get("visit")), by=self.by, at=clock_now())
        return _("收回了，当没有记过。")

    def yes(self, given: QueryDict) -> Given:
        answer_carer(carer_id=self.carer_id, yes=True, why="", by=self.by, at=clock_now())
        return _("同意了，谢谢。")

    def no(self, given: QueryDict) -> Given:
        why = given.get("why", "")
        answer_carer(carer_id=self.carer_id, yes=False, why=why, by=self.by, at=clock_now())
        return _("记下了，社区另找一位。")

    def leave(self, given: QueryDict) -> Given:
        leave_role(carer_id=self.carer_id, why=given.get("why", ""), by=self.by, at=clock_now())
        return _("记下了，社区另找一位。")

    def raise_(self, given: QueryDict) -> Given:
        receipt = raise_from_visit(
            visit_id=chosen_id(given.get("visit")), programme=given.get("programme", ""),
            body=given.get("body", ""), by=self.by, at=clock_now(),
        )  # fmt: skip
        return _("转出去了：%(number)s") % {"number": receipt.number}
