"""Finding a matter: by its number, or by what was said."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.matters.queries import numbered
from shuoshi.matters.searching import Found, search
from shuoshi.matters.terms import MatterNotFound
from shuoshi.programmes.queries import installed_keys
from shuoshi.ui.words import said
from shuoshi.web.limiting import limit_account
from shuoshi.web.rows import queue_lines
from shuoshi.web.views.work import signed_or_login

WORDS_MOST = 60
_NUMBER = re.compile(r"\d{4}-\d{1,8}")


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Matters by words, or the one with a number. What was said belongs in no address, so words come
    by POST; a number may come either way."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    given = request.POST if request.method == "POST" else request.GET
    words = (given.get("words") or given.get("number") or "")[:WORDS_MOST].strip()
    if _NUMBER.fullmatch(words) or "number" in given:
        return _numbered(request, signed, words)
    found, fault = Found((), None), ""
    if request.method == "POST":
        limit_account(request, "find")
        try:
            found = search(words, signed.actors(), after=given.get("after"))
        except BadInput as error:
            fault = said(error)
    page = {
        "words": words, "fault": fault, "asked": request.method == "POST" and not fault,
        "lines": _lines(found, signed), "after": found.after,
    }  # fmt: skip
    answer = render(request, "web/find.html", page, status=422 if fault else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _numbered(request: HttpRequest, signed: SignedIn, number: str) -> HttpResponse:
    try:
        return redirect("matter", matter_id=numbered(number[:20], signed.actors()))
    except MatterNotFound:
        says = _("您的范围内没有编号为“%(number)s”的事。编号写成 2026-000012 的样子。")
        messages.error(request, says % {"number": number[:20]})
        return redirect("queue")


def _lines(found: Found, signed: SignedIn) -> list[tuple[object, str]]:
    """The lines of a list, each with the piece of text in which the words stand."""
    rows = [f.row for f in found.rows]
    lines = queue_lines(rows, clock_now(), signed.actors(), installed_keys())
    return [
        (line._replace(state="done", due=_("已办完"), turn="") if f.closed else line, f.piece)
        for line, f in zip(lines, found.rows, strict=True)
    ]
