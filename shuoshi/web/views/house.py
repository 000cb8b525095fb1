"""The house itself: health, the demo's guide and clock, the components, a programme's diagram."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from shuoshi.kernel.clock import move_clock
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.numbers import whole_or
from shuoshi.matters.timers import sweep
from shuoshi.privacy.switching import sweep_switches
from shuoshi.programmes.diagram import draw
from shuoshi.programmes.queries import current
from shuoshi.web.due import limit_in_words
from shuoshi.web.guide import accounts_of_the_demo
from shuoshi.web.outbox import sent_codes
from shuoshi.web.showing import BarPart, asks_of

_MOST_DAYS = 31


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the server and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


@require_safe
def demo_page(request: HttpRequest) -> HttpResponse:
    """Who can sign in, and the day that the demonstration lives on."""
    if not settings.DEMO:
        raise Http404
    return render(request, "web/demo.html", {"accounts": accounts_of_the_demo(), "at": clock_now()})


@require_safe
def outbox_page(request: HttpRequest) -> HttpResponse:
    """One-time codes that the demonstration sent: to this page, not to a phone."""
    if not settings.DEMO:
        raise Http404
    answer = render(request, "web/outbox.html", {"rows": sent_codes()})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def move_on(request: HttpRequest) -> HttpResponse:
    """Let the demonstration's days pass; what falls due on the way rings."""
    if not settings.DEMO:
        raise Http404
    given = request.POST.get("days", "1")
    days = min(_MOST_DAYS, whole_or(given, 1))
    for _day in range(max(1, days)):
        move_clock(timedelta(days=1))
        sweep(at=clock_now())
        sweep_switches(at=clock_now())
    messages.success(request, _("演示的日子往后走了 %(n)s 天。") % {"n": days})
    return redirect("demo")


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component, alive; in the demonstration, for those who build."""
    if not settings.DEMO:
        raise Http404
    d = current(settings.SAY_PROGRAMME)
    parts = [
        BarPart(part.name, state, clock_now() if state != "ahead" else None)
        for part, state in zip(
            d.programme.bar, ("done", "done", "here", "ahead", "ahead"), strict=True
        )
    ]
    asks = [n for n in ("kind", "major", "decision", "agreed_on") if n in d.fields]
    page = {"parts": parts, "asks": asks_of(d, dict.fromkeys(asks, False)), "at": clock_now()}
    return render(request, "web/components.html", page)


@require_safe
def programme(request: HttpRequest, key: str) -> HttpResponse:
    """How a programme goes: its diagram, stages, limits with their sources."""
    d = current(key[:40])
    svg = Markup(draw(d, get_language() or "zh"))  # noqa: S704 - our own SVG, its texts escaped
    return render(
        request, "web/programme.html", {"d": d, "svg": svg, "limit_in_words": limit_in_words}
    )
