"""Is it one of these? While somebody writes; "me too"; two matters side by side for whoever may merge them."""

import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
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
from shuoshi.matters.queries import around
from shuoshi.matters.rules import open_moves
from shuoshi.matters.situation import Situation
from shuoshi.matters.terms import Snapshot
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
    """Under which hash whoever asks is counted; '' for a browser that has kept nothing yet."""
    by = anybody(request)
    return who_is(by, browser_of(request)) if by.person_id or _COOKIE in request.COOKIES else ""


@require_POST
def asked(request: HttpRequest) -> JsonResponse:
    """What may be the same as the text of a form, for its script to show; nothing where nothing is, or
    somebody asks too often."""
    given = request.POST
    text, path, kind = (
        given.get("body", "")[:_TEXT_MOST],
        given.get("place", ""),
        given.get("kind", ""),
    )
    found = list[dict[str, str]]()
    if path.isdigit() and len(path) in (12, 15, 20):
        try:
            limit(request, "alike")
            found = _found(request, text, path, kind)
        except TooFast:
            pass
    answer = JsonResponse({"found": found})
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


def _found(request: HttpRequest, text: str, path: str, kind: str) -> list[dict[str, str]]:
    """What staff may see there, under the duty that holds the place; for anybody else what was released."""
    signed, at = who(request), clock_now()
    desk = [
        a
        for a in (signed.actors() if signed else ())
        if a.reach is Reach.TERRITORIAL and not a.glass_id and a.bounds.holds(path)
    ]
    if desk:
        own = alike_to("", text, path[:12], desk[0], at, kind=kind)
        return [_shown(a, staff=True) for a in own]
    return [_shown(a, staff=False) for a in alike_shown(text, path[:12], at, kind=kind)]


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
            secure=settings.SECURE_COOKIES,
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
    at, sides = clock_now(), list[dict[str, Any]]()
    for i in (matter_id, other_id):
        actor, now, may = _can(seeing(signed.actors(), i, at))
        sides.append({"now": now, "m": now.matter, "around": around(i, by=actor), "may": may})
    left, right = sides
    same = left["m"].programme == right["m"].programme
    page = {
        "sides": sides, "same": same and matter_id != other_id,
        "reason": request.POST.get("reason", ""), "keep": request.POST.get("keep") or _older(left["m"], right["m"]),
        "faults": faults_of(refused), "says": said(refused) if refused else "",
    }  # fmt: skip
    return render(request, "web/beside.html", page, status=refused.status if refused else 200)


def _older(left: Snapshot, right: Snapshot) -> str:
    """Which of the two stays unless somebody says otherwise: the one that was said first."""
    return "left" if left.opened_at < right.opened_at else "right"
