"""What Django itself refuses, as a page in the reader's words."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

_SHOWN_MOST = 5000
_log = logging.getLogger(__name__)


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
    logging.getLogger("shuoshi.security").warning("forged", extra={"page": request.path})
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
    """Our own fault; one bare sentence where not even the page's frame can be drawn, as without the
    database."""
    says = _("系统出了错，已经记下。请过一会儿再试。")
    try:
        page = {"says": says, "status": 500, "bare": False}
        return render(request, "ui/refusal.html", page, status=500)
    except Exception:
        _log.exception("the page of a fault could not be drawn")
        return HttpResponse(f"<!doctype html><meta charset=utf-8><p>{says}</p>", status=500)
