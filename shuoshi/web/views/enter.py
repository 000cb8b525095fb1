"""Coming in and going out; the reader's language and letter size."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import RequestLoginCodeView
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuoshi.accounts.entering import PASSKEY_FAILED, note_logout
from shuoshi.accounts.terms import WrongPassword
from shuoshi.ui.middleware import LANGUAGE_COOKIE
from shuoshi.ui.words import said
from shuoshi.web.guarding import locked_out
from shuoshi.web.limiting import limit

_COOKIE: Any = {"max_age": 365 * 24 * 3600, "samesite": "Lax", "httponly": True}
_NAME_MOST = 60


def _next(request: HttpRequest, default: str) -> str:
    wished = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wished, {request.get_host()}, request.is_secure())
    return wished if safe and wished.startswith("/") else default


@require_http_methods(["GET", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    """The login by name and password; axes stands before it, allauth's stages come after it."""
    name, says = request.POST.get("username", "").strip()[:_NAME_MOST], ""
    if request.method == "POST":
        given = {"login": name, "password": request.POST.get("password", "")}
        form = LoginForm(data=given, request=request)
        if form.is_valid():  # a second factor comes next, where there is one
            answer: HttpResponse = form.login(request, redirect_url=_next(request, "") or None)
            return answer
        if form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts"):
            return locked_out(request)
        limit(request, "login")  # one address that tries many names
        says = said(WrongPassword())
    failed = bool(request.session.pop(PASSKEY_FAILED, False))
    page = {"username": name, "says": says, "next": _next(request, ""), "passkey_failed": failed}
    return render(request, "web/login.html", page, status=422 if says else 200)


class AskForCode(RequestLoginCodeView):  # type: ignore[misc] # allauth ships no types
    """The page that sends a code. Whoever waits for one may come back to ask for another, or to write
    another phone: allauth would lead them to where the first is asked for."""

    def _redirect_to_pending_stage(self, *_given: Any) -> None:
        return None


ask_for_code = AskForCode.as_view()


@require_POST
def logout_page(request: HttpRequest) -> HttpResponse:
    """Going out. What a phone has not brought home yet stays on it: storage is not cleared here, its day's list goes by
    the page's own script."""
    note_logout(request.user)
    logout(request)
    answer = redirect("home")
    answer["Clear-Site-Data"] = '"cache"'
    return answer


@require_GET
def look(request: HttpRequest, what: str, to: str) -> HttpResponse:
    """Remember the language or the letter size in a cookie; nothing else changes."""
    answer = HttpResponseRedirect(_next(request, "/"))
    if what == "language":
        answer.set_cookie(LANGUAGE_COOKIE, to[:8], secure=settings.SECURE_COOKIES, **_COOKIE)
    elif what == "elder" and to == "on":
        answer.set_cookie("elder", "1", secure=settings.SECURE_COOKIES, **_COOKIE)
    elif what == "elder":
        answer.delete_cookie("elder")
    return answer
