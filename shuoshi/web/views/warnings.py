"""Warnings: relayed, how far everybody has come, the households of a place."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.events.areas import meets
from shuoshi.events.duties import leads, oversees, works
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.places.queries import way_to
from shuoshi.reach.queries import gates_on, kinds_on
from shuoshi.reach.terms import Actor
from shuoshi.warnings.ending import end_warning, resume_warning
from shuoshi.warnings.planning import keeps_plans
from shuoshi.warnings.queries import ONLY, PAGE, board, calls_in, my_calls, warnings_within
from shuoshi.warnings.reading import own_calls
from shuoshi.warnings.relaying import relay_warning
from shuoshi.warnings.rows import Board
from shuoshi.warnings.terms import GATE, WarningNotFound
from shuoshi.web.answering import Given, answered, chosen_id, for_staff, to_login
from shuoshi.web.asking import as_resident, under_any, under_whose_range, who
from shuoshi.web.residents import areas_of
from shuoshi.web.warning import (
    alert_of,
    filled_from,
    fresh_id,
    level_options,
    lookers,
    relayed_of,
    typed,
    warners,
    words_of_ladder,
    words_of_ladders,
    words_of_warnings,
)


@require_http_methods(["GET", "POST"])
@for_staff
def warnings_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """The warnings that concern me; relay one, from a source's file or by hand."""
    able = lookers(signed.by_duty())
    own = tuple(filter(leads, able))

    def relay(given: QueryDict) -> Given:
        by = under_whose_range(warners(able), given.get("place", ""))
        made = relay_warning(said=relayed_of(given), by=by, at=clock_now())
        return redirect("warned", warning_id=made)

    def read(given: QueryDict) -> Given:
        alert = alert_of(request)
        return {"filled": filled_from(alert, warners(able)), "alert": alert}

    def show() -> Mapping[str, Any]:
        found = {w.id: w for a in able for w in warnings_within(by=a)}
        at = clock_now()
        return {
            "rows": sorted(found.values(), key=lambda w: (w.ended_at is not None, -w.sent_at.timestamp())),
            "boards": {w.id for w in found.values() if any(meets(a, w.path) for a in able)},
            "leads": bool(own), "running": GATE in gates_on(), "areas": areas_of(own),
            "levels": level_options(kinds_on(GATE)),
            "calls_here": any(map(works, able)), "plans_here": any(map(keeps_plans, able)), "filled": {},
            "now": typed(at), "fresh": fresh_id(at), **words_of_warnings(),
        }  # fmt: skip

    return answered(request, "web/warnings.html", show, {"relay": relay, "read": read})


@require_http_methods(["GET", "POST"])
@for_staff
def warned_page(request: HttpRequest, signed: SignedIn, warning_id: UUID) -> HttpResponse:
    """One warning at a place of my range: who has answered, left, arrived; what is to be done next."""
    able = lookers(signed.by_duty())
    by, first = _board(request, able, warning_id)
    own = tuple(filter(leads, able))
    led = next((a for a in own if a.bounds.holds(first.row.path)), None)

    def end(given: QueryDict) -> Given:
        why, at = given.get("why", ""), clock_now()
        under_any(warners(able), lambda a: end_warning(warning_id=warning_id, why=why, by=a, at=at))
        return _("这个预警结束了。")

    def resume(given: QueryDict) -> Given:
        under_any(
            warners(able), lambda a: resume_warning(warning_id=warning_id, by=a, at=clock_now())
        )
        return _("恢复了，接着叫应。")

    def renew(given: QueryDict) -> Given:
        by = under_whose_range(warners(able), given.get("place", ""))
        made = relay_warning(said=relayed_of(given, warning_id), by=by, at=clock_now())
        return redirect("warned", warning_id=made)

    def show() -> Mapping[str, Any]:
        fresh = first if request.method == "GET" else _board(request, able, warning_id)[1]
        calls = works(by)
        return {
            "b": fresh, "r": fresh.row, "f": fresh.figures, "led": led is not None, "calls": calls,
            "first": calls_in(warning_id, by=by, path=fresh.path, only="waiting")[:10] if calls else (),
            "trail": [p for p in way_to(fresh.path) if p.path.startswith(fresh.row.path)],
            "levels": level_options((), fresh.row.ladder.ladder), "now": typed(clock_now()), "at": clock_now(),
            "fresh": fresh_id(clock_now()),
            **words_of_warnings(), **words_of_ladder(fresh.row.ladder),
        }  # fmt: skip

    return answered(
        request, "web/warned.html", show, {"end": end, "resume": resume, "renew": renew}
    )


def _board(request: HttpRequest, able: tuple[Actor, ...], warning_id: UUID) -> tuple[Actor, Board]:
    """Under the duty whose range holds the place that is asked for, else the first that sees it."""
    place, at = request.GET.get("place", "")[:40], clock_now()
    mine = [a for a in able if place and a.bounds.holds(place)] or list(able)
    return under_any(mine, lambda a: (a, board(warning_id, by=a, at=at, path=place)))


@require_safe
@for_staff
def warned_homes_page(request: HttpRequest, signed: SignedIn, warning_id: UUID) -> HttpResponse:
    """The households of a place under a warning, sixty a page."""
    able = tuple(a for a in lookers(signed.by_duty()) if works(a)) or lookers(signed.by_duty())
    by, shown = _board(request, able, warning_id)
    only = request.GET.get("only", "")
    if only not in ONLY:
        raise BadInput("请从选项里选。")
    text = request.GET.get("after", "")
    after = (request.GET.get("at", "")[:40], chosen_id(text)) if text else None
    rows = calls_in(warning_id, by=by, path=shown.path, only=only, after=after)

    def show() -> Mapping[str, Any]:
        last = rows[-1] if len(rows) == PAGE else None
        more = (
            {"place": shown.path, "only": only, "at": last.path, "after": last.id} if last else {}
        )
        return {
            "rows": rows, "r": shown.row, "f": shown.figures, "b": shown, "only": only, "first": after is None,
            "trail": [p for p in way_to(shown.path) if p.path.startswith(shown.row.path)], "at": clock_now(),
            "more": f"?{urlencode(more)}" if more else "",
            **words_of_warnings(), **words_of_ladder(shown.row.ladder),
        }  # fmt: skip

    return answered(request, "web/warned_homes.html", show, {})


@require_safe
@for_staff
def calls_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """The households at which I, or whoever is of my unit, am to call now."""
    able = lookers(signed.by_duty())

    def show() -> Mapping[str, Any]:
        found = {c.id: c for a in able for c in my_calls(by=a)}
        return {
            "rows": list(found.values()), "at": clock_now(), "address": "call",
            **words_of_warnings(), **words_of_ladders(),
        }  # fmt: skip

    return answered(request, "web/calls.html", show, {})


@require_safe
def warning_told_page(request: HttpRequest, warning_id: UUID) -> HttpResponse:
    """Where whoever was told of a warning has something to do: the board, their households to call, their own home."""
    signed = who(request)
    if signed is None:
        return to_login(request)
    able = [a for a in signed.actors() if works(a) or oversees(a)]
    found = next((w for a in able for w in warnings_within(by=a) if w.id == warning_id), None)
    if found and any(meets(a, found.path) for a in able):
        return redirect("warned", warning_id=warning_id)
    if found:
        return redirect("calls")
    by = as_resident(request)
    own = own_calls(by=by, at=clock_now()) if by else ()
    if any(s.warning.id == warning_id for s in own):
        return redirect("my_warnings")
    if by is not None and any(c.warning_id == warning_id for c in my_calls(by=by)):
        return redirect("my_calls")
    raise WarningNotFound
