"""Coming in and going out; the reader's language and letter size."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import RequestLoginCodeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuoshi.accounts.entering import BACKEND, PASSKEY_FAILED, note_logout
from shuoshi.accounts.logins import end_logins, logins_of
from shuoshi.accounts.proving import change_password
from shuoshi.accounts.terms import SECURITY, WrongPassword
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import Refusal
from shuoshi.reach.terms import ANYBODY
from shuoshi.ui.middleware import LANGUAGE_COOKIE
from shuoshi.ui.words import said
from shuoshi.web.asking import who
from shuoshi.web.faults import faults_of
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
    """Going out."""
    note_logout(request.user)
    logout(request)
    answer = redirect("home")
    answer["Clear-Site-Data"] = '"cache", "storage"'
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


@require_http_methods(["GET", "POST"])
def password_page(request: HttpRequest) -> HttpResponse:
    """Change one's own password; this session stays, others end."""
    found = who(request)
    if found is None:
        return redirect(f"{settings.LOGIN_URL}?next={request.path}")
    faults, status = dict[str, str](), 200
    if request.method == "POST":
        by = (
            next(iter(found.actors()), None)
            or found.administrator()
            or found.administrator(role=SECURITY)
            or ANYBODY
        )
        try:
            account = change_password(
                account_id=found.account_id, old=request.POST.get("old", ""),
                new=request.POST.get("new", ""), by=by, at=clock_now(),
            )  # fmt: skip
            login(
                request, account, backend=BACKEND
            )  # a new session of the new password; the old ones end
            end_logins(account.id, keep=request.session.session_key or "")
            messages.success(request, _("密码已换，别处的登录都已退出。"))
            return redirect("password")
        except Refusal as error:
            faults, status = faults_of(error), error.status
    here = request.session.session_key or ""
    page = {"faults": faults, "logins": logins_of(found.account_id, here)}
    return render(request, "web/password.html", page, status=status)


@require_POST
def end_login(request: HttpRequest) -> HttpResponse:
    """End one of one's other logins, or all of them."""
    found = who(request)
    if found is None:
        return redirect(settings.LOGIN_URL)
    here = request.session.session_key or ""
    n = end_logins(found.account_id, keep=here, only=request.POST.get("login") or None)
    messages.success(request, _("已退出 %(n)s 处登录。") % {"n": n})
    return redirect("password")
