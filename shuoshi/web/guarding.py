"""Standing before the pages: who needs a second factor, who failed too often."""

import logging
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shuoshi.accounts.entering import METHODS
from shuoshi.accounts.middleware import Asked
from shuoshi.accounts.terms import SECOND_FACTOR_ROLES
from shuoshi.kernel.texts import marked
from shuoshi.web.limiting import address_of

_security = logging.getLogger("shuoshi.security")
_OPEN = ("/account/", "/login", "/logout", "/look/", "/static/", "/healthz", "/password")


_OPEN_TO_GIVEN = ("/login", "/logout", "/look/", "/static/", "/healthz", "/password")


def proved(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor, or a passkey, which is one by itself."""
    return any(said.get("method") == "mfa" for said in request.session.get(METHODS, ()))


def second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., Any]:
    """The middleware: whoever may unmask, switch, answer or administer shows a second factor first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.SECOND_FACTOR or request.path.startswith(_OPEN):
            return get_response(request)
        found = cast(Asked, request).who
        if not found or not (found.roles & SECOND_FACTOR_ROLES) or proved(request):
            return get_response(request)
        if request.path.startswith("/api/"):
            said = {"title": _(_NEEDED), "status": 403, "code": "second_factor"}
            return JsonResponse(said, status=403, content_type="application/problem+json")
        return redirect("mfa_index")

    return middleware


def own_password(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., Any]:
    """The middleware: whoever came in with a password that the house made sets their own first, before a
    second factor too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_OPEN_TO_GIVEN):
            return get_response(request)
        found = cast(Asked, request).who
        if not found or found.given_at is None:
            return get_response(request)
        if request.path.startswith("/api/"):
            said = {"title": _(_OWN_FIRST), "status": 403, "code": "own_password"}
            return JsonResponse(said, status=403, content_type="application/problem+json")
        messages.info(request, _(_OWN_FIRST))
        return redirect("password")

    return middleware


_OWN_FIRST = marked("这是别人给您的密码，请先换成自己的。")
_NEEDED = marked("您的岗位要先设好第二道验证。")


def told_as_problems(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., Any]:
    """The middleware: a method that an operation does not have is a problem of the API too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        if answer.status_code != 405 or not request.path.startswith("/api/"):
            return answer
        said = {
            "type": "about:blank",
            "title": _(_NO_METHOD),
            "status": 405,
            "code": "method",
            "errors": {},
        }
        told = JsonResponse(said, status=405, content_type="application/problem+json")
        told["Allow"] = answer["Allow"]
        return told

    return middleware


_NO_METHOD = marked("这个地址没有这种操作。")


def renewed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """The middleware: a session in which somebody proved again who they are goes on under a new name."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.path.startswith("/account/"):
            return get_response(request)
        name, before = request.session.session_key, len(request.session.get(METHODS, ()))
        answer = get_response(request)
        same = request.session.session_key == name
        if name and same and len(request.session.get(METHODS, ())) > before:
            request.session.cycle_key()
        return answer

    return middleware


def locked_out(request: HttpRequest, *_given: Any, **_named: Any) -> HttpResponse:
    """Too many failed logins: wait, with the form as it was."""
    _security.warning("locked_out", extra={"address": address_of(request)})
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    says = _("试得太多了，请 %(n)s 分钟以后再来。忘了密码请找管理员重设。") % {"n": minutes}
    page = {
        "username": request.POST.get("username", "")[:60],
        "says": says,
        "next": "",
        "passkey_failed": False,
    }
    answer = render(request, "web/login.html", page, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer
