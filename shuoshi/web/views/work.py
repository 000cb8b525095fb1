"""Pages of staff: the queue, mine, a matter with the moves that may be made now."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import NoDuty, SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.matters.actions import attach
from shuoshi.matters.listing import LISTERS
from shuoshi.matters.opening import may_open, open_matter
from shuoshi.matters.queries import holder_of_receipt, mine, queue
from shuoshi.matters.terms import Raised
from shuoshi.notices.actions import mark_read
from shuoshi.notices.queries import notices_of
from shuoshi.places.queries import StreetRow, streets_with_communities
from shuoshi.privacy.asking import first_due
from shuoshi.privacy.terms import ANSWERERS
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import fields_at_first
from shuoshi.programmes.queries import current, installed, installed_keys
from shuoshi.reach.queries import kinds_on
from shuoshi.reach.terms import Actor, Reach
from shuoshi.ui.words import in_words, said
from shuoshi.web.asking import staff, who
from shuoshi.web.faults import faults_of
from shuoshi.web.rows import queue_lines
from shuoshi.web.showing import CHANNELS, asks_of
from shuoshi.web.uploads import received_from

KEY_MOST = 64


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
        "opens": _may_open(signed, programmes),
        "may_list": bool(signed.roles & LISTERS),
        "requests": _requests(signed),
    }
    return render(request, "web/queue.html", page)


def _requests(signed: SignedIn) -> tuple[int, date] | None:
    """How many people wait for an answer about their data, and until when the first may wait."""
    found = [first_due(by=a) for a in signed.actors() if a.role in ANSWERERS]
    due = [until for _n, until in found if until is not None]
    return (max(n for n, _due in found), min(due)) if due else None


def _may_open(signed: SignedIn, programmes: tuple[Definition, ...]) -> list[tuple[str, object]]:
    actors = signed.actors()
    return [
        (d.key, d.programme.name)
        for d in programmes
        if (d.programme.emergency is None or d.programme.emergency in kinds_on())
        and any(may_open(d, a) for a in actors)
    ]


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
    return render(request, "web/notices.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, programme: str) -> HttpResponse:
    """Open a matter of a programme at the desk or in the doorway."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    d, faults, status = current(programme), dict[str, str](), 200
    able = [a for a in signed.actors() if may_open(d, a)]
    if not able:
        raise NoDuty
    if request.method == "POST":
        try:
            path = request.POST.get("place", "")
            inside = [a for a in able if a.reach is not Reach.TERRITORIAL or a.bounds.holds(path)]
            if path and not inside:
                raise BadInput("这个社区不在您的范围内。", field="place")
            return _opened(request, d.key, (inside or able)[0])
        except Refusal as error:
            faults, status = faults_of(error) or {"place": said(error)}, error.status
    asked = fields_at_first(d)
    page = {
        "channels": [(k, in_words(CHANNELS[k])) for k in ("visit", "desk", "meeting", "chat", "wall", "needs_form")],
        "asked": any(request.POST.get(n) for n in asked),
        "d": d, "faults": faults, "asks": asks_of(d, {n: d.fields[n].required for n in asked}),
        "given": _given(request, able[0]),
        "streets": _own_streets(able),
    }  # fmt: skip
    return render(request, "web/new.html", page, status=status)


def _own_streets(able: list[Actor]) -> list[StreetRow]:
    """The streets with the communities in which one of these duties may register something."""
    found = []
    for street in streets_with_communities(settings.DISTRICT_CODE, local_date(clock_now())):
        inside = tuple(
            p
            for p in street.places
            if any(a.reach is not Reach.TERRITORIAL or a.bounds.holds(p.path) for a in able)
        )
        if inside:
            found.append(StreetRow(street.path, street.name, inside))
    return found


def _given(request: HttpRequest, by: Actor) -> Mapping[str, str]:
    """What the form shows: what was typed, under a new key once it was refused; else what this
    post most often takes."""
    key = str(uuid.uuid4())
    if request.method == "POST":
        return request.POST.dict() | {"key": key}
    channel = "desk" if by.role == "desk_worker" else "visit"
    return {"place": by.bounds.lo[:12], "key": key, "channel": channel}


def _channel(code: str) -> str:
    return code if code in CHANNELS else "visit"


def _opened(request: HttpRequest, programme: str, by: Actor) -> HttpResponse:
    given, at = request.POST, clock_now()
    received = received_from(request)
    raised = Raised(
        programme=programme, path=given.get("place", ""), title=given.get("title", ""),
        body=given.get("body", ""), kind=given.get("kind", ""), channel=_channel(given.get("channel", "visit")),
        private=given.get("private") == "true", name=given.get("name", ""),
        phone=given.get("phone", ""), form=dict(given.items()), key=given.get("key", "")[:KEY_MOST] or None,
    )  # fmt: skip
    receipt = open_matter(said=raised, by=by, at=at)
    if received:
        raiser, matter_id = holder_of_receipt(receipt.secret)
        attach(matter_id=matter_id, received=received, by=raiser, at=at, first_only=receipt.again)
    messages.success(request, _("已登记：%(number)s") % {"number": receipt.number})
    return redirect("receipt", matter_id=receipt.matter_id)
