"""Breaking glass: minutes outside one's range, and a second person's word on it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.glass import (
    LEAST,
    MOST,
    REVIEWERS,
    break_glass,
    close_glass,
    glasses_of,
    may_break,
    review_glass,
)
from shuoshi.accounts.terms import NoDuty
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.kernel.numbers import whole_or
from shuoshi.places.queries import streets_with_communities
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import said
from shuoshi.web.faults import faults_of
from shuoshi.web.views.work import signed_or_login

_DEFAULT = 15


@require_http_methods(["GET", "POST"])
def glass_page(request: HttpRequest) -> HttpResponse:
    """One's own break-glasses, a new one, and those that wait for a reviewer."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    own = [a for a in signed.actors() if a.glass_id is None and a.duty_id]
    breakers = [a for a in own if may_break(a)]
    reviewers = [a for a in own if a.role in REVIEWERS]
    if not breakers and not reviewers:
        raise NoDuty
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            messages.success(request, _done(request, breakers, reviewers))
            return redirect("glass")
        except Refusal as error:
            refused = error
    at = clock_now()
    page = {
        "rows": glasses_of((reviewers or breakers)[0]), "at": at, "may_break": bool(breakers),
        "may_review": bool(reviewers), "given": request.POST, "faults": faults_of(refused),
        "says": said(refused) if refused else "", "least": LEAST, "most": MOST,
        "minutes": request.POST.get("minutes", _DEFAULT),
        "streets": streets_with_communities(settings.DISTRICT_CODE, local_date(at)),
    }  # fmt: skip
    return render(request, "web/glass.html", page, status=refused.status if refused else 200)


def _done(request: HttpRequest, breakers: list[Actor], reviewers: list[Actor]) -> str:
    """Do what the form asks; the words that say so. Raises what the action raises."""
    given, at = request.POST, clock_now()
    match given.get("do"):
        case "break" if breakers:
            minutes = given.get("minutes", "")
            break_glass(
                path=given.get("place", ""), reason=given.get("reason", ""),
                minutes=whole_or(minutes, 0), by=breakers[0], at=at,
            )  # fmt: skip
            return _("已打开，看过什么都会记下来，由另一个人复核。")
        case "close":
            close_glass(glass_id=_key(given.get("glass")), by=(breakers or reviewers)[0], at=at)
            return _("已结束。")
        case "review" if reviewers:
            review_glass(
                glass_id=_key(given.get("glass")), right=given.get("right") == "true",
                words=given.get("words", ""), by=reviewers[0], at=at,
            )  # fmt: skip
            return _("复核已记下。")
        case _:
            raise NoDuty


def _key(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise BadInput from None
