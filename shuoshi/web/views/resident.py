"""Pages of whoever says something: raise it, keep the receipt, follow it, say whether it was solved."""

import hashlib
import re
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.channels.queries import my_offers
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import Refusal
from shuoshi.matters.actions import attach, served
from shuoshi.matters.engine import act, move
from shuoshi.matters.ground import estates_bodies
from shuoshi.matters.opening import open_matter
from shuoshi.matters.public import my_toos, public_matter
from shuoshi.matters.queries import around, holder_of_receipt, raised_by
from shuoshi.matters.receipts import as_written, read_out, secret_of
from shuoshi.matters.situation import Situation
from shuoshi.matters.terms import MatterNotFound, Raised
from shuoshi.places.queries import StreetRow, homes_under, names_of
from shuoshi.programmes.ports import BLOCKS
from shuoshi.programmes.queries import current
from shuoshi.programmes.terms import ProgrammeNotFound
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.sealing.queries import looks_in
from shuoshi.ui.words import said
from shuoshi.warnings.reading import own_calls
from shuoshi.web.asking import anybody, seeing, who
from shuoshi.web.due import clocks_of, due_in_words
from shuoshi.web.faults import faults_of
from shuoshi.web.limiting import TooFast, limit
from shuoshi.web.looks import look_lines
from shuoshi.web.offering import where_to_say
from shuoshi.web.receipts import qr_of
from shuoshi.web.serving import serve
from shuoshi.web.showing import bar, buttons, entered_at, form_lines, panels, timeline
from shuoshi.web.uploads import received_from
from shuoshi.web.views.alike import who_says
from shuoshi.web.views.public import YISHI
from shuoshi.web.views.pushing import push_of

KEY_MOST = 64


def _key(request: HttpRequest) -> str | None:
    """The same words in the same form are one request: sent twice, or sent again after going back,
    they give one matter and one receipt. A form that is opened anew is another."""
    form = request.POST.get("key", "")[:KEY_MOST]
    if not form:
        return None
    said = [request.POST.get(n, "") for n in ("place", "body", "kind", "private", "name", "phone")]
    return hashlib.sha256(
        "\x1f".join([form, request.META.get("CSRF_COOKIE", ""), *said]).encode()
    ).hexdigest()


def _raised(request: HttpRequest, programme: str) -> Raised:
    given = request.POST
    return Raised(
        programme=programme,
        path=given.get("place", ""),
        title="",
        body=given.get("body", ""),
        kind=given.get("kind", ""),
        channel="needs_form",
        private=given.get("private") == "true",
        name=given.get("name", ""),
        phone=given.get("phone", ""),
        key=_key(request),
    )


@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, programme: str = YISHI) -> HttpResponse:
    """Say something: one text, a place, a picture if there is one; in a programme that residents may open."""
    d = current(programme)
    if "resident" not in d.programme.open_to or d.programme.emergency:
        raise ProgrammeNotFound
    kind = d.programme.fields.get("kind")  # a programme of the site's own may have no kinds
    faults: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        by, at = anybody(request), clock_now()
        try:
            limit(request, "say")
            received = received_from(request)
            receipt = open_matter(said=_raised(request, programme), by=by, at=at)
            actor, matter_id = holder_of_receipt(receipt.secret)
            if received:
                attach(
                    matter_id=matter_id,
                    received=received,
                    by=actor,
                    at=at,
                    first_only=receipt.again,
                )
            if receipt.again:
                messages.info(request, _("刚才已经收到了，这是那一份回执。"))
            return redirect("track", secret=receipt.secret)
        except Refusal as error:
            faults, status = faults_of(error) or {"place": said(error)}, error.status
    given = request.POST or {"place": request.GET.get("place", ""), "key": str(uuid4())}
    page = {
        "streets": [
            *_scanned(given.get("place", "")),
            *where_to_say(d, local_date(clock_now())),
        ],
        "d": d,
        "kinds": d.programme.kinds,
        "estates": bool(estates_bodies(d)),
        "hint": kind.hint if kind else None,
        "own": programme == YISHI,
        "given": given,
        "faults": faults,
    }
    return render(request, "web/say.html", page, status=status)


def _scanned(path: str) -> list[StreetRow]:
    """The grid or building whose poster was scanned, as the first place to choose."""
    if not (path.isascii() and path.isdigit()) or len(path) not in (15, 20):
        return []
    found = homes_under(path, local_date(clock_now()))  # none where it is closed
    here = [place for row in found for place in row.places if place.path == path]
    return [
        StreetRow("", _("扫码的地方"), (replace(p, name=names_of([path])[path]),)) for p in here
    ]


@require_safe
def track(request: HttpRequest, secret: str) -> HttpResponse:
    """A matter as its raiser follows it, by the secret of the receipt."""
    return _page(request, secret)


def _page(
    request: HttpRequest, secret: str, refused: Refusal | None = None, name: str = ""
) -> HttpResponse:
    actor, matter_id = holder_of_receipt(secret)
    ((_actor, now, states),) = seeing((actor,), matter_id, clock_now())
    page = of_raiser(now, actor, states) | {
        "secret": as_written(secret),
        "read_out": read_out(as_written(secret)),
        "qr": qr_of(request, as_written(secret)),
        "act_url": "track_act",
        "act_args": (secret,),
        "given": request.POST,
        "tried": name,
        "faults": faults_of(refused),
        "says": said(refused) if refused else "",
    }
    status = refused.status if refused else 200
    answer = render(request, "web/track.html", page, status=status)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def of_raiser(now: Situation, actor: Actor, states: Any) -> dict[str, Any]:
    """What a raiser's page shows of their matter."""
    m, d, at = now.matter, now.definition, now.at
    beside = around(m.id, by=actor)
    onward = [c for c in m.children if c["link"] in ("continues", "child")]
    return {
        "now": now, "d": d, "around": beside, "due": due_in_words(now), "clocks": clocks_of(now),
        "bar": bar(d, m.stage, entered_at(beside.steps), m.closed_at is not None),
        "lines": timeline(d, beside, "raiser"),
        "looked": look_lines(looks_in(m.id, of=m.raiser_id, by=SYSTEM)),
        "buttons": [b for b in buttons([(actor, now, states)]) if b.name != "claim"],
        "panels": [p for p in panels(states, actor, at) if BLOCKS[p[0]].for_raiser],
        "handled": form_lines(d, m, "raiser", at_first=False),
        "said_files": [f for f in beside.files if f.stage == d.programme.first],
        "later_files": [f for f in beside.files if f.stage != d.programme.first],
        "onward": [(c["number"], secret_of(UUID(c["id"]))) for c in onward],
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def make_move(request: HttpRequest, secret: str, name: str) -> HttpResponse:
    """A move of the raiser: words, withdraw, object, reopen."""
    if request.method == "GET":
        return redirect("track", secret=secret)
    actor, matter_id = holder_of_receipt(secret)
    answers, at = request.POST.dict(), clock_now()
    try:
        limit(request, "raiser")
        received = received_from(request)
        made = move(matter_id=matter_id, name=name, answers=answers, by=actor, at=at)
        if received:
            attach(matter_id=matter_id, received=received, by=actor, at=at)
    except Refusal as error:
        return _page(request, secret, error, name)
    messages.success(request, _("已记下：%(number)s") % {"number": made.number})
    return redirect("track", secret=secret)


@require_http_methods(["GET", "POST"])
def make_act(request: HttpRequest, secret: str, block: str, name: str) -> HttpResponse:
    """The raiser's word in a block: solved or not."""
    if request.method == "GET":
        return redirect("track", secret=secret)
    actor, matter_id = holder_of_receipt(secret)
    answers, at = request.POST.dict(), clock_now()
    try:
        limit(request, "raiser")
        act(matter_id=matter_id, block=block, name=name, answers=answers, by=actor, at=at)
    except Refusal as error:
        return _page(request, secret, error, name)
    messages.success(request, _("谢谢您的评价，已经记下。"))
    return redirect("track", secret=secret)


@require_safe
def attachment(request: HttpRequest, secret: str, file_id: UUID) -> FileResponse:
    """A file of the raiser's own matter."""
    actor, _matter_id = holder_of_receipt(secret)
    return serve(served(file_id, (actor,)))


@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Find one's matter: by the receipt's code, or its public page by the number."""
    code, says = request.POST.get("code", "").strip()[:200], ""
    if request.method == "POST":
        try:
            limit(request, "follow")
            return _found(code.rsplit("/", 1)[-1])
        except TooFast as error:
            says = said(error)
        except MatterNotFound:
            says = _("没有找到。请看回执上的查询码，或者扫回执上的二维码。")
            if _NUMBER.fullmatch(code):
                says = _("这个编号的事没有公开。只凭编号查不到没公开的事，请用回执上的查询码。")
    page = {"code": code, "says": says}
    return render(request, "web/follow.html", page, status=422 if says else 200)


_NUMBER = re.compile(r"(\d{4})[-－—–](\d{1,6})")


def _found(code: str) -> HttpResponse:
    """Where a code or a number leads. Raises MatterNotFound."""
    number = _NUMBER.fullmatch(code.strip())
    if number:
        found = public_matter(f"{number[1]}-{int(number[2]):06}")
        return redirect("public_matter", number=found.number)
    secret = as_written(code)
    holder_of_receipt(secret)
    return redirect("track", secret=secret)


@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """A resident's own matters; each opens with the secret of its receipt."""
    found = who(request)
    own = [a for a in found.actors() if a.role == "resident"] if found else []
    rows = [(m, secret_of(m.id)) for m in raised_by(own[0])] if own else []
    said_as = who_says(request)
    toos = my_toos(said_as) if said_as else ()
    offers = my_offers(by=own[0]) if own else ()
    page: dict[str, Any] = {
        "rows": rows, "signed_in": bool(own), "toos": toos, "offers": offers, "warned": (),
    }  # fmt: skip
    if found and own:
        page |= push_of(found.account_id)
        page["warned"] = [
            s for s in own_calls(by=own[0], at=clock_now()) if s.warning.ended_at is None
        ]
    return render(request, "web/my.html", page)
