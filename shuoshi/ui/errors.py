"""What Django itself refuses, as a page in the reader's words."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

_SHOWN_MOST = 5000


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address; a program gets it as a problem."""
    if request.path.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": _("没有这个地址。"),
            "status": 404,
            "code": "not_found",
        }
        return JsonResponse(problem, status=404, content_type="application/problem+json")
    page = {"says": _("没有这个网页。"), "status": 404, "bare": False}
    return render(request, "ui/refusal.html", page, status=404)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: left open too long, or a browser that keeps no cookies. What was
    written is shown, to be copied into a fresh form."""
    written = request.POST.get("body") or request.POST.get("words") or ""
    page = {
        "says": _("这个页面放得太久，或者浏览器没有保存 cookie，没有收到您的内容。"),
        "status": 403,
        "bare": False,
        "written": written[:_SHOWN_MOST],
        "back": request.path,
    }
    return render(request, "ui/refusal.html", page, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Our own fault."""
    page = {"says": _("系统出了错，已经记下。请过一会儿再试。"), "status": 500, "bare": False}
    return render(request, "ui/refusal.html", page, status=500)
