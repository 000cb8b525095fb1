"""Finding a matter: by its number, or by what was said."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.matters.searching import Found, numbered, numbered_outside, search
from shuoshi.matters.terms import MatterNotFound
from shuoshi.programmes.queries import installed, installed_keys
from shuoshi.web.answering import Given, answered, for_staff
from shuoshi.web.limiting import limit_account
from shuoshi.web.rows import queue_lines

WORDS_MOST = 60
_NUMBER = re.compile(r"\d{4}-\d{1,8}")


@require_http_methods(["GET", "POST"])
@for_staff
def find(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Matters by words, or the one with a number. What was said belongs in no address, so words come
    by POST; a number may come either way."""
    number = request.GET.get("number", "")[:WORDS_MOST].strip()
    if "number" in request.GET:
        return _numbered(request, signed, number)

    def show() -> Mapping[str, Any]:
        return {"lines": [], "after": None, "asked": False}

    return answered(request, "web/find.html", show, {"": partial(_look, request, signed)})


def _look(request: HttpRequest, signed: SignedIn, given: QueryDict) -> Given:
    """What the words find; a number leads to its matter."""
    words = given.get("words", "")[:WORDS_MOST].strip()
    limit_account(request, "find")
    if any(c.isdigit() for c in words):  # another house's number may look like anything, ours too
        channels = [d.programme.outside.channel for d in installed() if d.programme.outside]
        try:
            return _led(request, numbered_outside(words, channels, signed.actors()))
        except MatterNotFound:
            pass
    if _NUMBER.fullmatch(words):
        return _numbered(request, signed, words)
    found = search(words, signed.actors(), after=given.get("after"))
    page = {"lines": _lines(found, signed), "after": found.after, "asked": True}
    return page | {"given": given}


def _numbered(request: HttpRequest, signed: SignedIn, number: str) -> HttpResponse:
    try:
        return _led(request, numbered(number[:20], signed.actors()))
    except MatterNotFound:
        says = _("您的范围内没有编号为“%(number)s”的事。编号写成 2026-000012 的样子。")
        messages.error(request, says % {"number": number[:20]})
        return _sent(request, reverse("queue"))


def _led(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    return _sent(request, reverse("matter", args=[matter_id]))


def _sent(request: HttpRequest, to: str) -> HttpResponse:
    if request.headers.get("HX-Request"):  # the whole page goes there, not a part of this one
        return HttpResponseClientRedirect(to)
    return redirect(to)


def _lines(found: Found, signed: SignedIn) -> list[tuple[object, str]]:
    """The lines of a list, each with the piece of text in which the words stand."""
    rows = [f.row for f in found.rows]
    lines = queue_lines(rows, clock_now(), signed.actors(), installed_keys())
    return [
        (line._replace(state="done", due=_("已办完"), turn="") if f.closed else line, f.piece)
        for line, f in zip(lines, found.rows, strict=True)
    ]
