"""One household under a warning: as whoever calls there, and as the household itself; neighbours who help."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import Actor, Reach
from shuoshi.warnings.calling import say_step, take_back_step
from shuoshi.warnings.queries import my_calls
from shuoshi.warnings.reading import call_shown, look_at_call, own_calls
from shuoshi.warnings.terms import CallNotFound, Step
from shuoshi.web.answering import Given, answered, chosen_id, for_staff
from shuoshi.web.asking import as_resident, under_any
from shuoshi.web.warning import (
    callers,
    fresh_id,
    step_of,
    words_of_ladder,
    words_of_ladders,
    words_of_warnings,
)


@require_http_methods(["GET", "POST"])
@for_staff
def call_page(request: HttpRequest, signed: SignedIn, call_id: UUID) -> HttpResponse:
    """One household at which I am to call, or that lies in my range."""
    return _call(request, callers(signed.by_duty()), call_id, "call")


@require_http_methods(["GET", "POST"])
def my_call_page(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """The same as a neighbour who helps."""
    by = as_resident(request)
    if by is None:
        raise CallNotFound
    return _call(request, (by,), call_id, "my_call")


def _call(request: HttpRequest, able: Sequence[Actor], call_id: UUID, address: str) -> HttpResponse:
    by = under_any(able, lambda a: (a, call_shown(call_id, by=a, at=clock_now())))[0]

    def say(given: QueryDict) -> Given:
        at = clock_now()
        say_step(said=step_of(given, call_id, at), by=by, at=at)
        return _("记下了。")

    def back(given: QueryDict) -> Given:
        step = chosen_id(given.get("step"))
        take_back_step(call_id=call_id, step_id=step, by=by, at=clock_now())
        return _("撤回了。")

    def look(given: QueryDict) -> Given:
        return {"reached": look_at_call(call_id, by=by, at=clock_now())}

    def show() -> Mapping[str, Any]:
        at = clock_now()
        shown = call_shown(call_id, by=by, at=at)
        return {
            "s": shown, "call": shown.call, "r": shown.warning, "reached": None,
            "board": by.reach is Reach.TERRITORIAL, "at": at, "address": address,
            "fresh": lambda: fresh_id(at), **words_of_warnings(), **words_of_ladder(shown.warning.ladder),
        }  # fmt: skip

    return answered(request, "web/call.html", show, {"say": say, "back": back, "look": look})


@require_safe
def my_calls_page(request: HttpRequest) -> HttpResponse:
    """The households at which I am to call as a neighbour who helps."""
    by = as_resident(request)
    if by is None:
        return redirect(settings.LOGIN_URL)

    def show() -> Mapping[str, Any]:
        return {
            "rows": list(my_calls(by=by)), "at": clock_now(), "address": "my_call",
            **words_of_warnings(), **words_of_ladders(),
        }  # fmt: skip

    return answered(request, "web/calls.html", show, {})


@require_http_methods(["GET", "POST"])
def my_warnings_page(request: HttpRequest) -> HttpResponse:
    """The warnings for my own household: what we are asked to do, where to, and our answer."""
    by = as_resident(request)
    if by is None or by.person_id is None:
        return redirect(settings.LOGIN_URL)

    def say(given: QueryDict) -> Given:
        at = clock_now()
        call = chosen_id(given.get("call"))
        say_step(said=step_of(given, call, at, own=True), by=by, at=at)
        if given.get("step") == Step.HELP:
            return _("马上告诉包保的人和社区书记。有生命危险先打 110、119、120。")
        return _("收到了，谢谢。")

    def back(given: QueryDict) -> Given:
        step = chosen_id(given.get("step"))
        take_back_step(call_id=chosen_id(given.get("call")), step_id=step, by=by, at=clock_now())
        return _("撤回了。")

    def show() -> Mapping[str, Any]:
        at = clock_now()
        mine = own_calls(by=by, at=at)
        return {
            "mine": [(s, words_of_ladder(s.warning.ladder)) for s in mine], "fresh": lambda: fresh_id(at), "at": at,
            **words_of_warnings(),
        }  # fmt: skip

    return answered(request, "web/my_warnings.html", show, {"say": say, "back": back})
