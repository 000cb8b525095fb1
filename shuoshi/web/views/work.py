"""Pages of staff: the queue, mine, a matter with the moves that may be made now."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.matters.listing import LISTERS
from shuoshi.matters.queries import mine, queue
from shuoshi.meetings.terms import CHAIRS, VOTERS
from shuoshi.notices.actions import mark_read
from shuoshi.notices.queries import notices_of
from shuoshi.privacy.asking import first_due
from shuoshi.privacy.terms import ANSWERERS
from shuoshi.programmes.queries import installed, installed_keys
from shuoshi.reach.terms import Reach
from shuoshi.web.asking import staff, who
from shuoshi.web.offering import for_residents, openable
from shuoshi.web.rows import queue_lines
from shuoshi.web.views.pushing import push_of


def signed_or_login(request: HttpRequest) -> SignedIn | HttpResponse:
    """Staff, or the way to the login."""
    if who(request) is None:
        return redirect(f"{settings.LOGIN_URL}?next={request.path}")
    return staff(request)


@require_safe
def queue_page(request: HttpRequest) -> HttpResponse:
    """What waits within reach, the most urgent first; a resident is led to their own matters."""
    found = who(request)
    if found is not None and not found.is_staff and found.person_id is not None:
        return redirect("my")
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    if not signed.actors():
        return redirect("site")  # an administrator reads no matter
    programmes = installed()
    there = frozenset(d.key for d in programmes)
    waits = queue(signed.actors(), after=request.GET.get("after"))
    page = {
        "lines": queue_lines(waits.rows, clock_now(), signed.actors(), there),
        "after": waits.after,
        "posts": dict.fromkeys(d.said(get_language() or "zh") for d in signed.duties),
        "opens": [(d.key, d.programme.name) for d in openable(signed.actors())],
        "ways": _ways(signed),
        "may_list": bool(signed.roles & LISTERS),
        "requests": _requests(signed),
    }
    return render(request, "web/queue.html", page)


def _ways(signed: SignedIn) -> list[tuple[str, str]]:
    """The ways in beside a single form, for whoever registers what residents say: address and name."""
    roles = {role for d in for_residents() for role in d.programme.open_to}
    desk = [a for a in signed.actors() if a.reach is Reach.TERRITORIAL and a.role in roles]
    if not desk:
        meets = any(a.role in CHAIRS or a.role in VOTERS for a in signed.actors())
        return [(reverse("sittings"), _("会议"))] if meets else []
    place = desk[0].bounds.lo
    own = [(reverse("desk"), _("值班电话")), (reverse("knowledge"), _("知识库"))]
    own.append((reverse("visit"), _("入户走访")))
    own += [(reverse("sittings"), _("会议")), (reverse("chat"), _("群里的一条消息"))]
    own.append((reverse("sheet"), _("从表格登记")))
    if len(place) in (12, 15, 20):
        own.append((reverse("posters", args=[place]), _("楼栋二维码")))
    return own


def _requests(signed: SignedIn) -> tuple[int, date] | None:
    """How many people wait for an answer about their data, and until when the first may wait."""
    found = [first_due(by=a) for a in signed.actors() if a.role in ANSWERERS]
    due = [until for _n, until in found if until is not None]
    return (max(n for n, _due in found), min(due)) if due else None


@require_safe
def mine_page(request: HttpRequest) -> HttpResponse:
    """What is assigned to me."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    actors = signed.actors()
    lines = queue_lines(mine(actors), clock_now(), actors, installed_keys())
    return render(request, "web/mine.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
def notices_page(request: HttpRequest) -> HttpResponse:
    """My notices; a POST marks them read."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    if request.method == "POST":
        mark_read(account_id=signed.account_id, at=clock_now())
        return redirect("notices")
    rows = notices_of(signed.account_id, get_language() or "zh")
    return render(request, "web/notices.html", {"rows": rows} | push_of(signed.account_id))
