"""The message wall: what a reviewer put up, "me too" and "I can help"; a word against nobody."""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shuoshi.accounts.terms import NoDuty, SignedIn
from shuoshi.channels.actions import decline, offer_help, take_up, withdraw_offer
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.matters.opening import open_matter
from shuoshi.matters.public import wall
from shuoshi.matters.terms import Raised
from shuoshi.places.queries import streets_with_communities
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words, said
from shuoshi.web.answering import chosen_id, for_staff
from shuoshi.web.asking import limits_of, under_any, who
from shuoshi.web.faults import faults_of
from shuoshi.web.limiting import limit
from shuoshi.web.offering import between, for_residents, programme_for
from shuoshi.web.rows import board_lines

_KEY_MOST = 64


def resident_of(request: HttpRequest) -> Actor | None:
    """Whoever has a verified account, as a resident."""
    found = who(request)
    own = [a for a in found.actors() if a.role == "resident"] if found else []
    return own[0] if own else None


@require_http_methods(["GET", "POST"])
def wall_page(request: HttpRequest) -> HttpResponse:
    """What stands on the wall; a POST asks for a place on it."""
    by = resident_of(request)
    if request.method == "POST" and by is None:
        return redirect(f"{settings.LOGIN_URL}?next={reverse('wall')}")
    refused: Refusal | None = None
    if request.method == "POST" and by is not None:
        try:
            limit(request, "say")
            return _posted(request, by)
        except Refusal as error:
            refused = error
    path = request.GET.get("place", "")[:12]
    lo, hi = limits_of(path)
    found = wall(lo=lo, hi=hi, after=request.GET.get("after"))
    faults = faults_of(refused)
    page = {
        "lines": board_lines(found.rows), "toos": {m.number: m.me_too for m in found.rows},
        "texts": {m.number: m.text for m in found.rows}, "after": found.after, "place": path, "may": by is not None,
        "streets": streets_with_communities(settings.DISTRICT_CODE, local_date(clock_now())),
        "programmes": [(d.key, in_words(d.programme.name)) for d in for_residents()],
        "given": request.POST or {"key": str(uuid4())}, "faults": faults,
        "says": said(refused) if refused and not faults else "",
    }  # fmt: skip
    return render(request, "web/wall.html", page, status=refused.status if refused else 200)


def _posted(request: HttpRequest, by: Actor) -> HttpResponse:
    """A message for the wall: a matter like any other, which shows once a reviewer has put it up."""
    given = request.POST
    if given.get("private"):
        raise BadInput("不想公开的事不上墙，请到“说一件事”里说。", field="body")
    path, body = given.get("place", ""), given.get("body", "")
    form = given.get("key", "")[:_KEY_MOST]
    key = hashlib.sha256(f"{form}\x1f{path}\x1f{body}".encode()).hexdigest() if form else None
    raised = Raised(
        programme_for(given.get("programme", ""), by), path, "", body, channel="wall", key=key
    )
    receipt = open_matter(said=raised, by=by, at=clock_now())
    messages.success(request, _("收到了，社区看过以后上墙。进展看这一页。"))
    return redirect("track", secret=receipt.secret)


@require_POST
def help_with(request: HttpRequest, number: str) -> HttpResponse:
    """ "I can help": the community is told, and gets in touch."""
    by = resident_of(request)
    if by is None:
        return redirect(f"{settings.LOGIN_URL}?next={reverse('public_matter', args=[number])}")
    try:
        limit(request, "say")
        offer_help(number=number[:20], words=request.POST.get("words", ""), by=by, at=clock_now())
    except Refusal as error:
        if error.status == 404:
            raise
        messages.error(request, said(error))
        return redirect("public_matter", number=number)
    messages.success(request, _("谢谢您。社区会联系您，别人看不到是您。"))
    return redirect("public_matter", number=number)


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Take one's own offer back."""
    by = resident_of(request)
    if by is None:
        raise NoDuty
    try:
        withdraw_offer(offer_id=chosen_id(request.POST.get("offer")), by=by, at=clock_now())
        messages.info(request, _("已撤回。"))
    except Refusal as error:
        if error.status == 404:
            raise
        messages.error(request, said(error))
    return redirect("my")


@require_POST
@for_staff
def answer_offer(request: HttpRequest, signed: SignedIn, matter_id: UUID) -> HttpResponse:
    """Take an offer up, which shows whom to call this once, or decline it with thanks."""
    offer, at = chosen_id(request.POST.get("offer")), clock_now()
    try:
        if request.POST.get("do") != "take":
            under_any(
                between(signed.actors()),
                lambda a: decline(offer_id=offer, matter_id=matter_id, by=a, at=at),
            )
            messages.info(request, _("已谢过。"))
            return redirect("matter", matter_id=matter_id)
        known = under_any(
            between(signed.actors()),
            lambda a: take_up(offer_id=offer, matter_id=matter_id, by=a, at=at),
        )
    except Refusal as error:
        if error.status in (403, 404):
            raise
        messages.error(request, said(error))
        return redirect("matter", matter_id=matter_id)
    page: Mapping[str, Any] = {"known": known, "matter_id": matter_id}
    answer = render(request, "web/offer.html", page)
    answer["Cache-Control"] = "no-store"
    return answer
