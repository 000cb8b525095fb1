"""Is it one of these? While somebody writes; "me too"; two matters side by side for whoever may merge them."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import Refusal
from shuoshi.matters.alike import Alike, alike_shown, alike_to
from shuoshi.matters.engine import move
from shuoshi.matters.public import my_toos
from shuoshi.matters.queries import around
from shuoshi.matters.rules import Situation, open_moves
from shuoshi.matters.too import me_too, not_me, who_is
from shuoshi.reach.terms import Actor, Reach
from shuoshi.ui.words import day, in_words, said
from shuoshi.web.asking import anybody, seeing, staff, who
from shuoshi.web.faults import faults_of
from shuoshi.web.limiting import TooFast, limit
from shuoshi.web.views.work import signed_or_login

_COOKIE, _YEAR_S = "shuoshi_too", 365 * 24 * 3600
_TEXT_MOST = 1000


def browser_of(request: HttpRequest) -> str:
    """What this browser keeps to be counted once: nothing that says who it is."""
    kept = request.COOKIES.get(_COOKIE, "")
    return kept if len(kept) == 32 and kept.isalnum() else secrets.token_hex(16)


def who_says(request: HttpRequest) -> str:
    """Under which hash whoever asks is counted."""
    return who_is(anybody(request), browser_of(request))


@require_POST
def asked(request: HttpRequest) -> JsonResponse:
    """What may be the same as the text of a form, for its script to show; nothing where nothing is, or
    somebody asks too often."""
    text = request.POST.get("body", "")[:_TEXT_MOST]
    try:
        limit(request, "alike")
        found = _found(request, text, request.POST.get("place", ""), request.POST.get("kind", ""))
    except TooFast:
        found = ()
    own = bool(_desk(request))
    answer = JsonResponse({"found": [_shown(a, staff=own) for a in found]})
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(a: Alike, *, staff: bool) -> dict[str, str]:
    """A proposal in the reader's words; `too` is where "me too" goes, for whoever says something."""
    page = reverse("matter", args=[a.id]) if staff else reverse("public_matter", args=[a.number])
    return {
        "title": a.title, "place": a.place, "day": day(a.opened_at), "href": page,
        "stage": in_words(a.definition.stages[a.stage].name),
        "too": "" if staff or a.closed else reverse("too", args=[a.number]),
    }  # fmt: skip


def _desk(request: HttpRequest) -> list[Actor]:
    signed = who(request)
    actors = signed.actors() if signed else ()
    return [a for a in actors if a.reach is Reach.TERRITORIAL and not a.glass_id]


def _found(request: HttpRequest, text: str, path: str, kind: str) -> tuple[Alike, ...]:
    at = clock_now()
    if not (path.isdigit() and len(path) in (12, 15)):
        return ()
    desk = [a for a in _desk(request) if a.bounds.holds(path)]
    if desk:
        return alike_to("", text, path[:12], desk[0], at, kind=kind)
    return alike_shown(text, path[:12], at, kind=kind)


@require_http_methods(["GET", "POST"])
def too(request: HttpRequest, number: str) -> HttpResponse:
    """Me too, or no longer: counted once, without a login."""
    if request.method == "GET":
        return redirect("public_matter", number=number)
    browser, at = browser_of(request), clock_now()
    by = anybody(request)
    answer = redirect("public_matter", number=number)
    try:
        limit(request, "too")
        says = not_me if request.POST.get("back") else me_too
        n = says(number[:20], who_is(by, browser), at)
    except Refusal as error:
        if error.status == 404:
            raise
        messages.error(request, said(error))
        return answer
    if request.POST.get("back"):
        messages.info(request, _("已撤回。"))
    else:
        words = _("记下了，有 %(n)s 人也遇到。不用再说一遍，进展看这一页。")
        messages.success(request, words % {"n": n})
    if not by.person_id:
        answer.set_cookie(
            _COOKIE, browser, max_age=_YEAR_S, httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip
    return answer


@require_http_methods(["GET", "POST"])
def beside(request: HttpRequest, matter_id: UUID, other_id: UUID) -> HttpResponse:
    """Two matters side by side; a POST merges one into the other."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    if request.method == "GET":
        return _page(request, signed, matter_id, other_id)
    signed, at = staff(request), clock_now()
    ids = (matter_id, other_id) if request.POST.get("keep") != "left" else (other_id, matter_id)
    try:
        goes, stays = (_can(seeing(signed.actors(), i, at)) for i in ids)
        made = move(
            matter_id=ids[0], name="merge", by=goes[0], at=at,
            answers={"into": stays[1].matter.number, "reason": request.POST.get("reason", "")},
        )  # fmt: skip
    except Refusal as error:
        if error.status in (403, 404):
            raise
        return _page(request, signed, matter_id, other_id, error)
    words = {"one": made.number, "other": stays[1].matter.number}
    messages.success(request, _("%(one)s 已并入 %(other)s。并错了，可以在它的页面上撤销。") % words)
    return redirect("matter", matter_id=ids[0])


def _can(seen: list[tuple[Actor, Situation, Any]]) -> tuple[Actor, Situation, bool]:
    """Under which duty it can be merged; else the first, which says why not."""
    able = [(a, now, True) for a, now, _states in seen if "merge" in open_moves(now, a)]
    return able[0] if able else (seen[0][0], seen[0][1], False)


def _page(
    request: HttpRequest,
    signed: SignedIn,
    matter_id: UUID,
    other_id: UUID,
    refused: Refusal | None = None,
) -> HttpResponse:
    at, sides = clock_now(), []
    for i in (matter_id, other_id):
        actor, now, may = _can(seeing(signed.actors(), i, at))
        sides.append({"now": now, "m": now.matter, "around": around(i, by=actor), "may": may})
    left, right = sides
    same = left["m"].programme == right["m"].programme  # type: ignore[attr-defined]
    page = {
        "sides": sides, "same": same and matter_id != other_id,
        "reason": request.POST.get("reason", ""), "keep": request.POST.get("keep", "right"),
        "faults": faults_of(refused), "says": said(refused) if refused else "",
    }  # fmt: skip
    return render(request, "web/beside.html", page, status=refused.status if refused else 200)


def too_of(request: HttpRequest, number: str) -> bool:
    """Whether whoever reads a public page has said "me too"."""
    kept = request.COOKIES.get(_COOKIE) or anybody(request).person_id
    return bool(kept) and any(m.number == number for m in my_toos(who_says(request)))
