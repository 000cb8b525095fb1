"""Voting by phone with a one-time code, for those on a body's roll who have no account."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.meetings.phone_votes import begin_vote, open_pass, papers, vote_by_phone
from shuoshi.meetings.terms import Choice, PassOver
from shuoshi.ui.words import said
from shuoshi.web.answering import chosen_id
from shuoshi.web.faults import faults_of
from shuoshi.web.limiting import limit


@require_http_methods(["GET", "POST"])
def vote_page(request: HttpRequest) -> HttpResponse:
    """Ask for a code, write it, vote: one address, each step on the one before."""
    refused: Refusal | None = None
    page: dict[str, Any] = {}
    if request.method == "POST":
        limit(request, "vote")
        try:
            page = _step(request)
        except PassOver as error:
            refused = error
        except Refusal as error:
            refused, page = error, _as_it_stood(request)
    faults = faults_of(refused)
    page |= {
        "given": request.POST, "faults": faults, "demo": settings.DEMO,
        "says": said(refused) if refused and not faults else "",
    }  # fmt: skip
    answer = render(request, "web/vote.html", page, status=refused.status if refused else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _step(request: HttpRequest) -> dict[str, Any]:
    given, at = request.POST, clock_now()
    phone = given.get("phone", "")[:30]
    match given.get("do", ""):
        case "code":
            begin_vote(phone=phone, at=at)
            return {"sent_to": phone}
        case "open":
            ticket = open_pass(phone=phone, code=given.get("code", "")[:10], at=at)
            return {"ticket": ticket, "papers": papers(ticket, at=at)}
        case "vote":
            return _voted(request)
    raise BadInput


def _voted(request: HttpRequest) -> dict[str, Any]:
    given, at, ticket = request.POST, clock_now(), request.POST.get("ticket", "")
    try:
        choice = Choice(given.get("choice", ""))
    except ValueError:
        raise BadInput("请选赞成、反对或弃权。", field="choice") from None
    counts = vote_by_phone(
        given=ticket, voter_id=chosen_id(given.get("voter", ""), "voter"), choice=choice, at=at
    )
    done = _("您的票投好了。") if counts else _("您的意见记下了，供会议参考。")
    return {"ticket": ticket, "papers": papers(ticket, at=at), "done": done}


def _as_it_stood(request: HttpRequest) -> dict[str, Any]:
    """The step from which something was refused. Raises nothing: an old pass begins anew."""
    given = request.POST
    if given.get("do") == "open":
        return {"sent_to": given.get("phone", "")[:30]}
    if given.get("do") == "vote":
        ticket = given.get("ticket", "")
        try:
            return {"ticket": ticket, "papers": papers(ticket, at=clock_now())}
        except PassOver:
            return {}
    return {}
