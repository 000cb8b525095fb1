"""The operator's screen of a community's desk phone: what is known already, and where to go on."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.knowledge.queries import answers_to
from shuoshi.matters.alike import Alike, alike_shown, alike_to
from shuoshi.matters.forms import clean
from shuoshi.matters.public import public_matter
from shuoshi.matters.terms import MatterNotFound
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words
from shuoshi.web.answering import for_staff
from shuoshi.web.asking import within_range
from shuoshi.web.faults import faults_of
from shuoshi.web.limiting import limit_account
from shuoshi.web.offering import openable
from shuoshi.web.views.opening import form_of
from shuoshi.web.views.visiting import homes, visitors

_MOST = 5


@require_http_methods(["GET", "POST"])
@for_staff
def desk(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Note what a caller says: see what is known there, answer it, or go on with the form of what it is."""
    able, refused = visitors(signed), None
    known: Mapping[str, Any] = {"asked": False}
    if request.method == "POST":
        try:
            if request.POST.get("as"):
                return _gone_on(request, able)
            known = _known(request, able)
        except Refusal as error:
            refused = error
    page: dict[str, Any] = {
        "homes": homes(able), "given": request.POST or {"place": able[0].bounds.lo[:12]},
        "faults": faults_of(refused), "opens": [(d, d.questions) for d in openable(able)],
    }  # fmt: skip
    answer = render(
        request, "web/desk.html", page | dict(known), status=refused.status if refused else 200
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _said(request: HttpRequest, able: tuple[Actor, ...]) -> tuple[str, str, Actor]:
    """What was said, where, and under whose range. Raises BadInput."""
    body, path = clean(request.POST.get("body", "")), request.POST.get("place", "")
    by = within_range(able, path)
    return body, path, by


def _gone_on(request: HttpRequest, able: tuple[Actor, ...]) -> HttpResponse:
    """The form of what it is, filled in with what was noted; nothing is kept until it is registered."""
    body, path, by = _said(request, able)
    d = next((d for d in openable((by,)) if d.key == request.POST["as"]), None)
    if d is None:
        raise BadInput("请从选项里选。", field="body")
    given = {"body": body, "place": path, "channel": "desk", "key": str(uuid.uuid4())}
    return form_of(request, d, list(able), given)


def _known(request: HttpRequest, able: tuple[Actor, ...]) -> Mapping[str, Any]:
    """What is known there already: within the operator's reach, and answers that everybody may hear."""
    body, path, by = _said(request, able)
    if not body:
        raise BadInput("这一项必填。", field="body")
    limit_account(request, "desk")
    at = clock_now()
    own = alike_to("", body, path[:12], by, at, most=_MOST)
    shown = alike_shown(body, path[:9], at, most=_MOST)
    today = local_date(at)
    known = [(e, e.is_doubtful(today)) for e in answers_to(body, path, most=_MOST)]
    return {"own": own, "answers": list(_answers(shown)), "asked": True, "known": known}


def _answers(shown: tuple[Alike, ...]) -> Iterator[dict[str, Any]]:
    """What was decided or done of released matters nearby, as everybody may read it."""
    for found in shown:
        try:
            m = public_matter(found.number)
        except MatterNotFound:
            continue  # taken down meanwhile
        fields = m.definition.fields
        yield {
            "m": m, "stage": in_words(m.definition.stages[m.stage].name),
            "said": [(in_words(fields[n].name), v) for n, v in m.shown.items() if n in fields],
        }  # fmt: skip
