"""Pages of whoever says something: raise it, keep the receipt, follow it, say whether it was solved."""

import uuid
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.matters.actions import attach, served
from shuoshi.matters.engine import act, move
from shuoshi.matters.opening import open_matter
from shuoshi.matters.pictures import receive
from shuoshi.matters.queries import around, holder_of_receipt, raised_by
from shuoshi.matters.terms import BadAnswers, MatterNotFound, Raised
from shuoshi.places.queries import streets_with_communities
from shuoshi.programmes.queries import current
from shuoshi.ui.words import said
from shuoshi.web.asking import anybody, seeing, who
from shuoshi.web.showing import bar, buttons, due_in_words, entered_at, panels, timeline
from shuoshi.web.views.public import YISHI, serve

KEY_MOST = 64


def contents_of(request: HttpRequest) -> list[bytes]:
    """The bytes of uploaded files; a file over the limit is refused before it is read.

    Raises:  TooLarge (by `receive`), BadInput when there are too many
    """
    files = [f for f in request.FILES.getlist("files") if f.size]
    if len(files) > settings.UPLOAD_MOST_FILES:
        raise BadInput(
            "一次最多传 %(most)s 个文件。", field="files", most=settings.UPLOAD_MOST_FILES
        )
    return [f.read(settings.UPLOAD_MOST_BYTES + 1) for f in files]


def judged(request: HttpRequest) -> list[bytes]:
    """Uploaded files, each found to be what it says before anything else is done.

    Raises:  TooLarge, BadInput
    """
    contents = contents_of(request)
    for content in contents:
        receive(content)
    return contents


def _raised(request: HttpRequest) -> Raised:
    given = request.POST
    return Raised(
        programme=YISHI,
        path=given.get("place", ""),
        title="",
        body=given.get("body", ""),
        kind=given.get("kind", ""),
        channel="needs_form",
        private=given.get("private") == "true",
        name=given.get("name", ""),
        phone=given.get("phone", ""),
        key=given.get("key", "")[:KEY_MOST] or None,
    )


def _faults(error: Refusal) -> dict[str, str]:
    if isinstance(error, BadAnswers):
        return {name: _(text) for name, text in error.faults.items()}
    field = error.field if isinstance(error, BadInput) else None
    return {field or "place": said(error)}


@require_http_methods(["GET", "POST"])
def say(request: HttpRequest) -> HttpResponse:
    """Say something: one text, a place, a picture if there is one."""
    faults: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        by, at = anybody(request), clock_now()
        try:
            contents = judged(request)
            receipt = open_matter(said=_raised(request), by=by, at=at)
            actor, matter_id = holder_of_receipt(receipt.secret)
            if contents and not receipt.again:
                attach(matter_id=matter_id, contents=contents, by=actor, at=at)
            return redirect("track", secret=receipt.secret)
        except Refusal as error:
            faults, status = _faults(error), error.status
    page = {
        "streets": streets_with_communities(settings.DISTRICT_CODE),
        "kinds": current(YISHI).programme.kinds,
        "given": request.POST or {"place": request.GET.get("place", ""), "key": str(uuid.uuid4())},
        "faults": faults,
    }
    return render(request, "web/say.html", page, status=status)


def _qr(request: HttpRequest, secret: str) -> Markup:
    address = request.build_absolute_uri(f"/t/{secret}")
    return Markup(segno.make(address, error="m").svg_inline(scale=4, border=2, omitsize=True))  # noqa: S704 - segno's own SVG of our own address


@require_safe
def track(request: HttpRequest, secret: str) -> HttpResponse:
    """A matter as its raiser follows it, by the secret of the receipt."""
    actor, matter_id = holder_of_receipt(secret)
    at = clock_now()
    ((_actor, now, states),) = seeing((actor,), matter_id, at)
    beside = around(matter_id, by=actor)
    d = now.definition
    page = {
        "secret": secret,
        "now": now,
        "d": d,
        "around": beside,
        "bar": bar(d, now.matter.stage, entered_at(beside.steps), now.matter.closed_at is not None),
        "due": due_in_words(now),
        "lines": timeline(d, beside, "raiser"),
        "buttons": [b for b in buttons([(actor, now, states)]) if b.name != "claim"],
        "panels": [p for p in panels(states, actor, at) if p[0] in ("survey", "notice", "ballot")],
        "qr": _qr(request, secret),
        "act_url": "track_act",
        "act_args": (secret,),
    }
    answer = render(request, "web/track.html", page)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_POST
def make_move(request: HttpRequest, secret: str, name: str) -> HttpResponse:
    """A move of the raiser: words, withdraw, object, reopen."""
    actor, matter_id = holder_of_receipt(secret)
    contents = judged(request)
    made = move(
        matter_id=matter_id, name=name, answers=request.POST.dict(), by=actor, at=clock_now()
    )
    if contents:
        attach(matter_id=matter_id, contents=contents, by=actor, at=clock_now())
    messages.success(request, _("已记下：%(number)s") % {"number": made.number})
    return redirect("track", secret=secret)


@require_POST
def make_act(request: HttpRequest, secret: str, block: str, name: str) -> HttpResponse:
    """The raiser's word in a block: solved or not."""
    actor, matter_id = holder_of_receipt(secret)
    act(
        matter_id=matter_id, block=block, name=name, answers=request.POST.dict(), by=actor,
        at=clock_now(),
    )  # fmt: skip
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
        secret = code.rsplit("/", 1)[-1]
        try:
            holder_of_receipt(secret)
            return redirect("track", secret=secret)
        except MatterNotFound:
            if len(secret) <= 20 and "-" in secret:
                return redirect("public_matter", number=secret)
            says = _("没有找到。请看回执上的查询码，或者扫回执上的二维码。")
    return render(
        request, "web/follow.html", {"code": code, "says": says}, status=422 if says else 200
    )


@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """A resident's own matters."""
    found = who(request)
    own = [a for a in found.actors() if a.role == "resident"] if found else []
    rows = raised_by(own[0]) if own else ()
    return render(request, "web/my.html", {"rows": rows, "signed_in": bool(own)})
