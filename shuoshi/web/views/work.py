"""Pages of staff: the queue, mine, a matter with the moves that may be made now."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuoshi.accounts.terms import NoDuty, SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.matters.actions import attach
from shuoshi.matters.engine import act, move
from shuoshi.matters.opening import may_open, open_matter
from shuoshi.matters.queries import around, holder_of_receipt, mine, numbered, queue
from shuoshi.matters.rules import Situation
from shuoshi.matters.terms import BadAnswers, Raised
from shuoshi.notices.actions import mark_read
from shuoshi.notices.queries import notices_of
from shuoshi.people.queries import Contact, contact
from shuoshi.places.queries import streets_with_communities
from shuoshi.programmes.ports import BLOCKS
from shuoshi.programmes.queries import current, installed
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import said
from shuoshi.units.queries import units_at
from shuoshi.web.asking import duty_for, seeing, staff, who
from shuoshi.web.rows import queue_lines
from shuoshi.web.showing import (
    CHANNELS,
    asks_of,
    bar,
    buttons,
    channel_name,
    clocks_of,
    due_in_words,
    entered_at,
    form_lines,
    panels,
    timeline,
)
from shuoshi.web.views.resident import KEY_MOST, judged

Panelled = tuple[str, str, Mapping[str, Any]]


def _signed(request: HttpRequest) -> SignedIn | HttpResponse:
    """Staff, or the way to the login."""
    if who(request) is None:
        return redirect(f"{settings.LOGIN_URL}?next={request.path}")
    return staff(request)


@require_safe
def queue_page(request: HttpRequest) -> HttpResponse:
    """What waits within reach, the most urgent first."""
    signed = _signed(request)
    if isinstance(signed, HttpResponse):
        return signed
    found = queue(signed.actors(), after=request.GET.get("after"))
    page = {
        "lines": queue_lines(found.rows, clock_now()),
        "after": found.after,
        "signed": signed,
        "opens": _may_open(signed),
    }
    return render(request, "web/queue.html", page)


def _may_open(signed: SignedIn) -> list[tuple[str, object]]:
    actors = signed.actors()
    return [(d.key, d.programme.name) for d in installed() if any(may_open(d, a) for a in actors)]


@require_safe
def mine_page(request: HttpRequest) -> HttpResponse:
    """What is assigned to me."""
    signed = _signed(request)
    if isinstance(signed, HttpResponse):
        return signed
    lines = queue_lines(mine(signed.actors()), clock_now())
    return render(request, "web/mine.html", {"lines": lines})


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """A matter by its number."""
    signed = staff(request)
    return redirect(
        "matter", matter_id=numbered(request.GET.get("number", "")[:20], signed.actors())
    )


@require_http_methods(["GET", "POST"])
def notices_page(request: HttpRequest) -> HttpResponse:
    """My notices; a POST marks them read."""
    signed = _signed(request)
    if isinstance(signed, HttpResponse):
        return signed
    if request.method == "POST":
        mark_read(account_id=signed.account_id, at=clock_now())
        return redirect("notices")
    rows = notices_of(signed.account_id, get_language() or "zh")
    return render(request, "web/notices.html", {"rows": rows})


@require_safe
def matter(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """A matter with its timeline and just the moves that this person may make now."""
    signed = _signed(request)
    if isinstance(signed, HttpResponse):
        return signed
    return _page(request, signed, matter_id)


def _page(
    request: HttpRequest,
    signed: SignedIn,
    matter_id: UUID,
    refused: Refusal | None = None,
    name: str = "",
) -> HttpResponse:
    at = clock_now()
    seen = seeing(signed.actors(), matter_id, at)
    actor, now, _states = seen[0]
    beside, d = around(matter_id, by=actor), now.definition
    page = {
        "now": now, "d": d, "around": beside, "actor": actor, "seen": seen, "at": at,
        "posts": {d.id: d.said(get_language() or "zh") for d in signed.duties},
        "bar": bar(d, now.matter.stage, entered_at(beside.steps), now.matter.closed_at is not None),
        "due": due_in_words(now), "clocks": clocks_of(now),
        "lines": timeline(d, beside, actor.role), "buttons": buttons(seen),
        "panels": _panels(seen, at), "form": form_lines(d, now.matter, actor.role),
        "units": [(u.id, u.name) for u in units_at(now.matter.path)],
        "contact": _contact(now, seen),
        "channel": channel_name(now.matter.channel), "act_url": "act", "act_args": (matter_id,),
        "given": request.POST, "tried": name,
        "faults": _faults(refused), "says": said(refused) if refused else "",
    }  # fmt: skip
    return render(request, "web/matter.html", page, status=refused.status if refused else 200)


def _contact(now: Situation, seen: list[tuple[Actor, Situation, Any]]) -> Contact | None:
    """Whom to call: shown to those who may do something with the matter now, not to onlookers."""
    if now.matter.raiser_id is None or not any(not b.standard for b in buttons(seen)):
        return None
    return contact(now.matter.raiser_id, by=seen[0][0])


def _panels(seen: list[tuple[Actor, Situation, Any]], at: datetime) -> list[Panelled]:
    """Panels of the first duty; a ballot as the duty that is on its roll sees it."""
    best: dict[str, Panelled] = {}
    for actor, _now, states in seen:
        for panel in panels(states, actor, at):
            rows = panel[2]
            if panel[0] not in best or rows.get("may") or rows.get("chair"):
                best[panel[0]] = panel
    return list(best.values())


def _faults(error: Refusal | None) -> dict[str, str]:
    if isinstance(error, BadAnswers):
        return {name: _(text) for name, text in error.faults.items()}
    if isinstance(error, BadInput) and error.field:
        return {error.field: said(error)}
    return {}


@require_POST
def make_move(request: HttpRequest, matter_id: UUID, name: str) -> HttpResponse:
    """Make a move under the one duty that it needs; what was typed is kept when it is refused."""
    signed, at = staff(request), clock_now()
    try:
        actor = duty_for(signed.actors(), name, matter_id, at, request.POST.get("duty"))
        answers: dict[str, object] = dict(request.POST.items())
        answers["pictures"] = [{"id": p} for p in request.POST.getlist("pictures")]
        contents = judged(request)
        revision = request.POST.get("revision", "")
        made = move(
            matter_id=matter_id, name=name, answers=answers, by=actor, at=at,
            revision=int(revision) if revision.isdecimal() else None,
        )  # fmt: skip
        if contents:
            attach(matter_id=matter_id, contents=contents, by=actor, at=at)
    except Refusal as error:
        if error.status in (403, 404):
            raise
        return _page(request, signed, matter_id, error, name)
    messages.success(request, _("已办：%(number)s") % {"number": made.number})
    return redirect("matter", matter_id=matter_id)


@require_POST
def make_act(request: HttpRequest, matter_id: UUID, block: str, name: str) -> HttpResponse:
    """An act of a block: vote, record, report, close."""
    signed, at = staff(request), clock_now()
    seen = seeing(signed.actors(), matter_id, at)
    actor = next((a for a, now, states in seen if _may(a, block, name, states)), seen[0][0])
    try:
        act(
            matter_id=matter_id,
            block=block,
            name=name,
            answers=request.POST.dict(),
            by=actor,
            at=at,
        )
    except Refusal as error:
        if error.status in (403, 404):
            raise
        return _page(request, signed, matter_id, error, name)
    messages.success(request, _("已记下。"))
    return (
        redirect("matter", matter_id=matter_id) if _still(signed, matter_id) else redirect("queue")
    )


def _may(actor: Actor, block: str, name: str, states: object) -> bool:
    rules = BLOCKS[block].acts if block in BLOCKS else ()
    return any(rule.name == name and actor.role in rule.by for rule in rules)


def _still(signed: SignedIn, matter_id: UUID) -> bool:
    try:
        return bool(seeing(signed.actors(), matter_id, clock_now()))
    except Refusal:
        return False


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, programme: str) -> HttpResponse:
    """Open a matter of a programme at the desk or in the doorway."""
    signed = _signed(request)
    if isinstance(signed, HttpResponse):
        return signed
    d, faults, status = current(programme), dict[str, str](), 200
    able = [a for a in signed.actors() if may_open(d, a)]
    if not able:
        raise NoDuty
    if request.method == "POST":
        try:
            return _opened(request, d.key, able[0])
        except Refusal as error:
            faults, status = _faults(error) or {"place": said(error)}, error.status
    block = d.stages[d.programme.first].blocks.get("form", {})
    page = {
        "d": d, "faults": faults, "asks": asks_of(d, {n: d.fields[n].required for n in block.get("fields", ())}),
        "given": request.POST or {"place": able[0].bounds.lo[:12], "key": str(uuid.uuid4())},
        "streets": streets_with_communities(settings.DISTRICT_CODE),
    }  # fmt: skip
    return render(request, "web/new.html", page, status=status)


def _channel(code: str) -> str:
    return code if code in CHANNELS else "visit"


def _opened(request: HttpRequest, programme: str, by: Actor) -> HttpResponse:
    given, at = request.POST, clock_now()
    contents = judged(request)
    raised = Raised(
        programme=programme, path=given.get("place", ""), title=given.get("title", ""),
        body=given.get("body", ""), kind=given.get("kind", ""), channel=_channel(given.get("channel", "visit")),
        private=given.get("private") == "true", name=given.get("name", ""),
        phone=given.get("phone", ""), form=dict(given.items()), key=given.get("key", "")[:KEY_MOST] or None,
    )  # fmt: skip
    receipt = open_matter(said=raised, by=by, at=at)
    if contents and not receipt.again:
        raiser, matter_id = holder_of_receipt(receipt.secret)
        attach(matter_id=matter_id, contents=contents, by=raiser, at=at)
    messages.success(request, _("已登记：%(number)s") % {"number": receipt.number})
    return redirect("matter", matter_id=receipt.matter_id)
