"""Looking people up, masked; looking behind a mask for a purpose; correcting what is registered."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.glass import REVIEWERS
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, NotAllowed, Refusal
from shuoshi.people.actions import correct, unmask
from shuoshi.people.queries import MOST
from shuoshi.people.terms import (
    KEEPERS,
    UNMASKERS,
    VALUES,
    Shown,
)
from shuoshi.privacy.asking import ask
from shuoshi.privacy.terms import REQUESTS
from shuoshi.reach.terms import Actor
from shuoshi.sealing.queries import looks_within
from shuoshi.ui.words import in_words, said
from shuoshi.web.asking import finders, found_by, seen_by
from shuoshi.web.faults import faults_of
from shuoshi.web.limiting import limit_account
from shuoshi.web.looks import look_lines, looks_in_words
from shuoshi.web.views.work import signed_or_login

_QUERY_MOST = 60
_NOTHING: Mapping[str, str] = MappingProxyType({})


@require_http_methods(["GET", "POST"])
def people_page(request: HttpRequest) -> HttpResponse:
    """Look somebody up. The words go by POST: a name or a number belongs in no address."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    if request.method == "POST":
        limit_account(request, "people")
    able, query, fault = finders(signed.actors()), request.POST.get("query", "")[:_QUERY_MOST], ""
    found: list[Shown] = []
    if request.method == "POST":
        try:
            found = found_by(able, query)
        except BadInput as error:
            fault = said(error)
    page = {
        "query": query, "fault": fault, "people": found, "most": MOST,
        "asked": request.method == "POST" and not fault,
    }  # fmt: skip
    answer = render(request, "web/people.html", page, status=422 if fault else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "POST"])
def person_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person: masks, a look behind them, a correction."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    if request.method == "POST":
        limit_account(request, "people")
    by, shown = seen_by(finders(signed.actors()), person_id)
    if request.method == "GET":
        return _person(request, by, shown)
    try:
        if request.POST.get("do") == "correct":
            changed = correct(person_id=person_id, given=request.POST.dict(), by=by, at=clock_now())
            names = "、".join(in_words(VALUES[name][1]) for name in changed)
            says = _("已更正：%(what)s") % {"what": names} if names else _("没有改动。")
            messages.success(request, says)
            return redirect("person", person_id=person_id)
        if request.POST.get("do") == "ask":
            ask(
                person_id=person_id, kind=request.POST.get("kind", ""),
                words=request.POST.get("words", ""), by=by, at=clock_now(),
            )  # fmt: skip
            messages.success(request, _("申请已登记。"))
            return redirect("person", person_id=person_id)
        whole = unmask(
            person_id=person_id, fields=request.POST.getlist("fields"),
            purpose=request.POST.get("purpose", ""), why=request.POST.get("why", ""), by=by,
            at=clock_now(),
        )  # fmt: skip
        return _person(request, by, shown, whole)
    except Refusal as error:
        return _person(request, by, shown, refused=error)


def _person(
    request: HttpRequest,
    by: Actor,
    shown: Shown,
    whole: Mapping[str, str] = _NOTHING,
    refused: Refusal | None = None,
) -> HttpResponse:
    given = request.POST if refused else _NOTHING
    rows = [
        (name, in_words(title), whole.get(name, shown.values.get(name, "")), name in whole)
        for name, (_kind, title) in VALUES.items()
    ]
    page = {
        "person": shown, "rows": rows, "given": given, "faults": faults_of(refused),
        "says": said(refused) if refused else "", "looks": looks_in_words(),
        "kinds": [(k.value, in_words(n)) for k, n in REQUESTS.items()],
        "may_look": by.role in UNMASKERS, "may_correct": by.role in KEEPERS, "revealed": whole,
    }  # fmt: skip
    answer = render(request, "web/person.html", page, status=refused.status if refused else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def looks_page(request: HttpRequest) -> HttpResponse:
    """Who looked behind which masks, within the range of those who audit."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    able = [a for a in signed.actors() if a.role in REVIEWERS]
    if not able:
        raise NotAllowed("查看记录由督查室和审计员来看。")
    rows = look_lines(looks_within(by=able[0]))
    return render(request, "web/looks.html", {"rows": rows})
