"""Emergencies: what is on, by which order, until when; switched on, extended, ended, erased."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import NoDuty
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, Refusal
from shuoshi.kernel.numbers import whole_or
from shuoshi.privacy.ports import kinds
from shuoshi.privacy.switching import (
    COMMAND,
    KEEP_MOST,
    LOOKERS,
    delay_erasure,
    extend_switch,
    switch_off,
    switch_on,
)
from shuoshi.reach.queries import switches
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words, said
from shuoshi.web.faults import faults_of
from shuoshi.web.views.work import signed_or_login

_LAST, _KEEP = timedelta(days=14), 30


@require_http_methods(["GET", "POST"])
def emergency_page(request: HttpRequest) -> HttpResponse:
    """Every emergency, and the forms of whoever commands."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    able = [a for a in signed.actors() if a.role in LOOKERS]
    if not able:
        raise NoDuty
    commands = [a for a in able if a.role == COMMAND]
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            messages.success(request, _done(request.POST, (commands or able)[0]))
            return redirect("emergency")
        except Refusal as error:
            refused = error
    today = local_date(clock_now())
    known = kinds()
    page = {
        "rows": switches(), "may": bool(commands), "given": request.POST, "today": today,
        "faults": faults_of(refused), "says": said(refused) if refused else "",
        "kinds": [(k, "、".join(in_words(o) for o in known[k].opens)) for k in known],
        "names": {k: "、".join(in_words(o) for o in known[k].opens) for k in known},
        "keep": request.POST.get("keep_days", _KEEP), "keep_most": KEEP_MOST,
        "last_on": request.POST.get("last_on", (today + _LAST).isoformat()),
    }  # fmt: skip
    return render(request, "web/emergency.html", page, status=refused.status if refused else 200)


def _done(given: QueryDict, by: Actor) -> str:
    """Do what the form asks; the words that say so. Raises what the action raises."""
    at = clock_now()
    match given.get("do"):
        case "on":
            keep = given.get("keep_days", "")
            switch_on(
                kind=given.get("kind", ""), order_number=given.get("order_number", ""),
                legal_basis=given.get("legal_basis", ""), purpose=given.get("purpose", ""),
                last_on=_day(given, "last_on"), keep_days=whole_or(keep, -1),
                drill=given.get("drill") == "true", by=by, at=at,
            )  # fmt: skip
            return _("应急已开启。")
        case "extend":
            extend_switch(
                switch_id=_key(given), last_on=_day(given, "last_on"),
                order_number=given.get("order_number", ""), by=by, at=at,
            )  # fmt: skip
            return _("最后一天已延长。")
        case "off":
            switch_off(switch_id=_key(given), by=by, at=at)
            return _("应急已结束，到期销毁。")
        case "delay":
            delay_erasure(
                switch_id=_key(given), until=_day(given, "until"),
                assessment=given.get("assessment", ""), by=by, at=at,
            )  # fmt: skip
            return _("销毁已推迟。")
        case _:
            raise NoDuty


def _day(given: QueryDict, name: str) -> date:
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        raise BadInput("请按 2026-01-31 的样子填日期。", field=name) from None


def _key(given: QueryDict) -> UUID:
    try:
        return UUID(given.get("switch", ""))
    except ValueError:
        raise BadInput from None
