"""A matter's page for staff: what it is, and just the moves that this person may make now."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.channels.queries import offers_of
from shuoshi.channels.terms import ANSWERERS, OfferRow
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed, Refusal
from shuoshi.kernel.numbers import whole
from shuoshi.matters.actions import attach
from shuoshi.matters.alike import Alike, alike
from shuoshi.matters.engine import act, move, situation
from shuoshi.matters.looking import CONTACT, look, masked_contact, open_fields
from shuoshi.matters.queries import Around
from shuoshi.matters.receipts import read_out, secret_of
from shuoshi.matters.sealed import TRACE
from shuoshi.matters.situation import Situation
from shuoshi.matters.terms import MatterNotFound
from shuoshi.meetings.agenda import voted_on_at
from shuoshi.meetings.minutes import sitting_of
from shuoshi.people.terms import VALUES
from shuoshi.programmes.ports import BLOCKS
from shuoshi.programmes.queries import definition
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.ui.words import in_words, said
from shuoshi.web.asking import duty_for, looking, seeing, staff
from shuoshi.web.faults import faults_of
from shuoshi.web.looks import looks_in_words
from shuoshi.web.matter_facts import facts_of
from shuoshi.web.receipts import qr_of
from shuoshi.web.showing import (
    Button,
    buttons,
    panels,
)
from shuoshi.web.uploads import received_from
from shuoshi.web.views.work import signed_or_login

Panelled = tuple[str, str, Mapping[str, Any]]
Seen = list[tuple[Actor, Situation, Any]]


@require_safe
def matter(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """A matter with its timeline and just the moves that this person may make now."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    try:
        return _page(request, signed, matter_id)
    except MatterNotFound:
        if "messages" in request.COOKIES:  # one's own move has just taken it out of one's reach
            return redirect("queue")
        raise


def _page(
    request: HttpRequest,
    signed: SignedIn,
    matter_id: UUID,
    refused: Refusal | None = None,
    name: str = "",
    revealed: Mapping[str, str] = MappingProxyType({}),
) -> HttpResponse:
    at = clock_now()
    seen = seeing(signed.actors(), matter_id, at)
    actor, now, _states = seen[0]
    page = facts_of(now, actor, at) | {
        "posts": {d.id: d.said(get_language() or "zh") for d in signed.duties},
        "panels": _panels(seen, at),
        "act_url": "act",
        "act_args": (matter_id,),
        "given": request.POST,
        "tried": name,
        "faults": faults_of(refused),
        "says": said(refused) if refused else "",
    }
    offered = [p[2]["units"] for p in page["panels"] if BLOCKS[p[0]].hands_over]
    page["units"] = [(u.id, u.name) for found in offered for u in found]
    page["helpers"] = [
        (c.helper_id, _("%(name)s（%(unit)s）") % {"name": c.name, "unit": c.unit.name})
        for p in page["panels"] if BLOCKS[p[0]].hands_over for c in p[2].get("helpers", ())
    ]  # fmt: skip
    can = buttons(seen)
    page |= {"registered": _registered(now, signed), "alike": _alike(can, now, at)}
    page["sitting"] = sitting_of(matter_id, by=actor) if now.matter.channel == "meeting" else None
    page["met"] = voted_on_at(matter_id, by=actor)
    page["offers"] = _offers(page["around"], seen)
    page |= {"buttons": can, "sealed": _sealed(seen, revealed), "looks": looks_in_words()}
    page["revealed"] = [
        (label, value) for f, label, value, whole in page["sealed"] if f in revealed
    ]
    return render(request, "web/matter.html", page, status=refused.status if refused else 200)


def _alike(can: tuple[Button, ...], now: Situation, at: datetime) -> tuple[Alike, ...]:
    """What may be the same, for whoever may merge it."""
    merger = next((b.actor for b in can if b.name == "merge"), None)
    return alike(now.matter, merger, at) if merger else ()


def _offers(beside: Around, seen: Seen) -> tuple[OfferRow, ...]:
    """Who offered to help with what stands on the wall, for the community's own posts."""
    able = [a for a, _now, _states in seen if a.role in ANSWERERS]
    on_wall = able and (beside.public or {}).get("wall")
    return offers_of(seen[0][1].matter.id, by=able[0]) if on_wall else ()


def _sealed(seen: Seen, revealed: Mapping[str, str]) -> list[tuple[str, str, str, bool]]:
    """What is sealed here and these duties may look at: field, name, mask or what was looked at, and
    whether it is whole."""
    now, fields = seen[0][1], list(dict.fromkeys(f for a, n, _s in seen for f in open_fields(n, a)))
    if not fields:
        return []
    masks = masked_contact(now) if set(fields) & set(CONTACT) else {}
    d, rows = now.definition, []
    for field in fields:
        name = field.removeprefix("form.")
        said_as = in_words(VALUES[name][1] if field in CONTACT else d.fields[name].name)
        value = masks.get(field, "") if field in CONTACT else TRACE
        if value:
            rows.append((field, said_as, revealed.get(field, value), field in revealed))
    return rows


@require_POST
def look_at(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """Look behind masks for a purpose: the same page with the values, kept by no browser."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    fields, at = request.POST.getlist("fields"), clock_now()
    seen = seeing(signed.actors(), matter_id, at)
    actor, now = looking(seen, fields)
    try:
        values = look(
            now, fields=fields, purpose=request.POST.get("purpose", ""),
            why=request.POST.get("why", ""), by=actor, at=at,
        )  # fmt: skip
    except Refusal as error:
        return _page(request, signed, matter_id, error, "look")
    answer = _page(request, signed, matter_id, revealed=values)
    answer["Cache-Control"] = "no-store"
    return answer


def _panels(seen: Seen, at: datetime) -> list[Panelled]:
    """Panels of the first duty; a ballot as the duty that is on its roll sees it."""
    best: dict[str, Panelled] = {}
    for actor, _now, states in seen:
        for panel in panels(states, actor, at):
            rows = panel[2]
            if panel[0] not in best or rows.get("may") or rows.get("chair"):
                best[panel[0]] = panel
    return list(best.values())


@require_safe
def receipt(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """The receipt of what one has just registered for somebody, to print or to read out.

    Raises:  NotAllowed for anybody else, and once the matter has moved
    """
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    now, _states = situation(matter_id, by=SYSTEM, at=clock_now())
    if not _registered(now, signed):
        raise NotAllowed("回执只在登记的当时给登记人打印。")
    secret = secret_of(matter_id)
    page = {"m": now.matter, "read_out": read_out(secret), "qr": qr_of(request, secret)}
    answer = render(request, "web/receipt.html", page)
    answer["Cache-Control"] = "no-store"
    return answer


def _registered(now: Situation, signed: SignedIn) -> bool:
    """Whether this person has just registered the matter for somebody else."""
    m, first = now.matter, now.matter.steps[0]
    own = signed.person_id is not None and m.raiser_id == signed.person_id
    mine = first.account_id == signed.account_id and not own
    return mine and m.revision == 1 and m.parent_id is None


@require_http_methods(["GET", "POST"])
def make_move(request: HttpRequest, matter_id: UUID, name: str) -> HttpResponse:
    """Make a move under the one duty that it needs; what was typed is kept when it is refused."""
    if request.method == "GET":
        return redirect("matter", matter_id=matter_id)
    signed, at = staff(request), clock_now()
    try:
        actor = duty_for(signed.actors(), name, matter_id, at, request.POST.get("duty"))
        answers: dict[str, object] = dict(request.POST.items())
        answers["pictures"] = [{"id": p} for p in request.POST.getlist("pictures")]
        received = received_from(request)
        revision = request.POST.get("revision", "")
        made = move(
            matter_id=matter_id, name=name, answers=answers, by=actor, at=at,
            revision=whole(revision),
        )  # fmt: skip
        if received:
            attach(matter_id=matter_id, received=received, by=actor, at=at)
    except Refusal as error:
        if error.status in (403, 404):
            raise
        return _page(request, signed, matter_id, error, name)
    words = {"number": made.number, "what": in_words(definition(made.version_id).move(name).name)}
    done = _("%(number)s：“%(what)s”已记下。") % words
    if made.opened:
        done += _("新开了 %(numbers)s，链接在“登记”里。") % {"numbers": "、".join(made.opened)}
    messages.success(request, done)
    return redirect("matter", matter_id=matter_id)


@require_http_methods(["GET", "POST"])
def make_act(request: HttpRequest, matter_id: UUID, block: str, name: str) -> HttpResponse:
    """An act of a block: vote, record, report, close."""
    if request.method == "GET":
        return redirect("matter", matter_id=matter_id)
    signed, at = staff(request), clock_now()
    seen = seeing(signed.actors(), matter_id, at)
    actor = next((a for a, _now, _states in seen if _may(a, block, name)), seen[0][0])
    answers = request.POST.dict()
    try:
        act(matter_id=matter_id, block=block, name=name, answers=answers, by=actor, at=at)
    except Refusal as error:
        if error.status in (403, 404):
            raise
        return _page(request, signed, matter_id, error, name)
    messages.success(request, _("已记下。"))
    return redirect("matter", matter_id=matter_id)


def _may(actor: Actor, block: str, name: str) -> bool:
    rules = BLOCKS[block].acts if block in BLOCKS else ()
    return any(rule.name == name and actor.role in rule.by for rule in rules)
