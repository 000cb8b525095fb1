"""Registering a matter at the desk or in the doorway, for whoever says it."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import NoDuty
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.matters.actions import attach
from shuoshi.matters.ground import estates_bodies
from shuoshi.matters.opening import may_open, open_matter
from shuoshi.matters.queries import holder_of_receipt
from shuoshi.matters.terms import KnownOutside, Raised
from shuoshi.places.queries import StreetRow, names_of, way_to
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import fields_at_first
from shuoshi.programmes.queries import current
from shuoshi.reach.terms import Actor, Reach
from shuoshi.ui.words import in_words, said
from shuoshi.web.faults import faults_of
from shuoshi.web.offering import where_to_say
from shuoshi.web.showing import CHANNELS, asks_of
from shuoshi.web.uploads import received_from
from shuoshi.web.views.work import signed_or_login

KEY_MOST = 64


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
            field = "outside_id" if isinstance(error, KnownOutside) else "place"
            faults, status = faults_of(error) or {field: said(error)}, error.status
    return form_of(request, d, able, _given(request, d, able[0]), faults, status)


def form_of(
    request: HttpRequest,
    d: Definition,
    able: list[Actor],
    given: Mapping[str, str],
    faults: Mapping[str, str] = MappingProxyType({}),
    status: int = 200,
) -> HttpResponse:
    """The form in which somebody registers a matter, filled in with what is `given`."""
    asked = fields_at_first(d)
    page = {
        "channels": [(k, in_words(CHANNELS[k])) for k in _channels_of(d)],
        "asked": any(given.get(n) for n in asked),
        "d": d, "faults": faults, "asks": asks_of(d, {n: d.fields[n].required for n in asked}),
        "estates": bool(estates_bodies(d)),
        "given": given, "streets": _own_streets(d, able, given.get("place", "")),
    }  # fmt: skip
    return render(request, "web/new.html", page, status=status)


def _own_streets(d: Definition, able: list[Actor], chosen: str) -> list[StreetRow]:
    """The streets with the communities in which one of these duties may register something; a grid or a
    building that was chosen before stands first."""
    chosen_one = (
        way_to(chosen)[-1:] if len(chosen) > 12 and chosen.isascii() and chosen.isdigit() else ()
    )
    found = [
        StreetRow("", _("选好的地方"), (replace(p, name=names_of([p.path])[p.path]),))
        for p in chosen_one
    ]
    for street in where_to_say(d, local_date(clock_now())):
        inside = tuple(
            p
            for p in street.places
            if any(a.reach is not Reach.TERRITORIAL or a.bounds.holds(p.path) for a in able)
        )
        if inside:
            found.append(StreetRow(street.path, street.name, inside))
    return found


def _given(request: HttpRequest, d: Definition, by: Actor) -> Mapping[str, str]:
    """What the form shows: what was typed, under a new key once it was refused; else what this
    post most often takes."""
    key = str(uuid.uuid4())
    if request.method == "POST":
        return request.POST.dict() | {"key": key}
    outside = d.programme.outside
    channel = outside.channel if outside else "desk" if by.role == "desk_worker" else "visit"
    return {"place": by.bounds.lo[:12], "key": key, "channel": channel}


def _channels_of(d: Definition) -> tuple[str, ...]:
    """The ways in which somebody may have said it: for another house's programme its own first."""
    own = (d.programme.outside.channel,) if d.programme.outside else ()
    return (*own, "visit", "desk", "meeting", "chat", "wall", "needs_form")


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
        outside_id=given.get("outside_id", "").strip() or None,
    )  # fmt: skip
    receipt = open_matter(said=raised, by=by, at=at)
    if received:
        raiser, matter_id = holder_of_receipt(receipt.secret)
        attach(matter_id=matter_id, received=received, by=raiser, at=at, first_only=receipt.again)
    messages.success(request, _("已登记：%(number)s") % {"number": receipt.number})
    return redirect("receipt", matter_id=receipt.matter_id)
