"""Being told on one's own browser: the page's button, and the worker that shows what comes."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import NoDuty
from shuoshi.channels.push import Push
from shuoshi.kernel.clock import now as clock_now
from shuoshi.notices.addresses import browsers_of, subscribe, unsubscribe
from shuoshi.notices.ports import ADAPTERS
from shuoshi.notices.terms import Way
from shuoshi.web.asking import who

_WORKER = Path(__file__).parents[2] / "ui" / "static" / "ui" / "push.js"
_MOST = 4000


def push_key() -> str:
    """What a browser subscribes with; '' where this site pushes nothing."""
    adapter = ADAPTERS.get(Way.PUSH)
    return adapter.public_key() if isinstance(adapter, Push) else ""


def push_of(account_id: UUID) -> dict[str, Any]:
    """What the button shows an account: the key, on how many browsers it is told already."""
    key = push_key()
    return {"push_key": key, "browsers": browsers_of(account_id) if key else 0}


@require_safe
@cache_control(max_age=3600)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it may act for every page."""
    return HttpResponse(_WORKER.read_text(encoding="utf-8"), content_type="text/javascript")


@require_http_methods(["GET", "POST"])
def browser(request: HttpRequest) -> HttpResponse:
    """Tell me on this browser too, or on none any more; a GET leads to where what was told stands."""
    signed = who(request)
    if request.method == "GET":
        return redirect("notices" if signed and signed.is_staff else "my")
    if signed is None:
        raise NoDuty("请先登录。")
    if request.POST.get("do") == "stop":
        unsubscribe(account_id=signed.account_id)
        return redirect("notices" if signed.is_staff else "my")
    to = request.POST.get("to", "")[:_MOST]
    subscribe(account_id=signed.account_id, to=to, at=clock_now())
    return HttpResponse(_("这个浏览器会收到通知了。"), content_type="text/plain; charset=utf-8")
