"""Pages of forms: a POST does what its `do` names and comes back, or says on the same page why not."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.ui.words import said
from shuoshi.web.asking import staff, who
from shuoshi.web.faults import faults_of

Given = str | dict[str, Any] | HttpResponseBase
Do = Callable[[QueryDict], Given]
"""Does one thing that a form asks for. Gives the words that say it was done, an answer of its own, or
what the page shows this once."""
Show = Callable[[], Mapping[str, Any]]


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view whoever is signed in with a duty; others log in first. Raises NoDuty."""

    @wraps(view)
    def guarded(request: HttpRequest, **given: Any) -> HttpResponse:
        return to_login(request) if who(request) is None else view(request, staff(request), **given)

    return guarded


def for_account(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view whoever is signed in, with a duty or without; others log in first."""

    @wraps(view)
    def guarded(request: HttpRequest, **given: Any) -> HttpResponse:
        signed = who(request)
        return to_login(request) if signed is None else view(request, signed, **given)

    return guarded


def to_login(request: HttpRequest) -> HttpResponse:
    """To the login, and back to this page from there."""
    return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")


def chosen_day(text: str, field: str) -> date:
    """The day that a form names. Raises BadInput with its field."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput("请按 2026-01-31 的样子填日期。", field=field) from None


def chosen_id(text: str | None, field: str | None = None) -> UUID:
    """The row that a form names. Raises BadInput with its field."""
    try:
        return UUID(text or "")
    except ValueError:
        raise BadInput("请从名单里选。", field=field) from None


def answered(
    request: HttpRequest, template: str, show: Show, does: Mapping[str, Do], *, keep: bool = False
) -> HttpResponse:
    """Show a page of forms, or do what a form asks; what was typed is kept when it is refused.

    Shape:   `does` by the form's `do`; templates get `given`, `tried`, `faults` and `says`. Without
             `keep` no browser keeps the page.
    """
    came: dict[str, Any] | HttpResponseBase = {}
    refused: Refusal | None = None
    tried = request.POST.get("do", "")
    if request.method == "POST":
        try:
            came = _done(request, does, tried)
        except Refusal as error:
            refused = error
    if isinstance(came, HttpResponseBase):
        return cast(HttpResponse, came)
    page = dict(show()) | {
        "faults": faults_of(refused), "says": said(refused) if refused else "", "tried": tried,
        "given": request.POST if refused else QueryDict(), "refused": refused,
    }  # fmt: skip
    answer = render(request, template, page | came, status=refused.status if refused else 200)
    if not keep:
        answer["Cache-Control"] = "no-store"
    return answer


def _done(
    request: HttpRequest, does: Mapping[str, Do], tried: str
) -> dict[str, Any] | HttpResponseBase:
    """Do it; an answer, or what is shown this once. Raises what the action raises."""
    if tried not in does:
        raise BadInput
    came = does[tried](request.POST)
    if isinstance(came, str):
        messages.success(request, came)
        return redirect(request.get_full_path())
    return came
