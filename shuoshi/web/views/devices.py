"""My phones, and what they brought home that waits for somebody's word."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.devices.deciding import NOT_IN_TIME, give_up, send_again, settle
from shuoshi.devices.enrolling import end_device
from shuoshi.devices.ports import KINDS
from shuoshi.devices.queries import devices_of, held_for, held_shown
from shuoshi.devices.terms import STATES, Ask, HeldRow, NotASide, State
from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words
from shuoshi.web.answering import Given, answered, chosen_id, for_account
from shuoshi.web.device_schemas import said_why


@require_http_methods(["GET", "POST"])
@for_account
def devices_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """My phones, and the records that wait: mine, and those of others where I arrange."""

    def end(given: QueryDict) -> Given:
        end_device(device_id=chosen_id(given.get("device")), by=signed, at=clock_now())
        return _("停用了。这台手机再传来的记录，要您点头才记下。")

    def show() -> Mapping[str, Any]:
        held = held_for(signed.account_id, signed.by_duty(), clock_now())
        return {
            "devices": devices_of(signed.account_id),
            "mine": [_shown(h) for h in held if h.mine], "others": [_shown(h) for h in held if not h.mine],
        }  # fmt: skip

    return answered(request, "web/devices.html", show, {"end": end})


@require_http_methods(["GET", "POST"])
@for_account
def held_page(request: HttpRequest, signed: SignedIn, sent_id: UUID) -> HttpResponse:
    """One record that waits: mended and sent again, settled field by field, or given up."""

    def row_now() -> tuple[HeldRow, Actor | None]:
        able = signed.by_duty()
        return held_shown(sent_id, account_id=signed.account_id, able=able, at=clock_now())

    row, actor = row_now()

    def again(given: QueryDict) -> Given:
        mended = values_of(row.asks, given)
        state = send_again(sent_id=sent_id, values=mended, by=signed, at=clock_now())
        return _done(request, state)

    def decide(given: QueryDict) -> Given:
        settle(sent_id=sent_id, values=_chosen(row, given), by=signed, at=clock_now())
        return _done(request, State.KEPT)

    def drop(given: QueryDict) -> Given:
        give_up(sent_id=sent_id, why=given.get("why", ""), by=signed, at=clock_now())
        return _done(request, State.GIVEN_UP)

    def show() -> Mapping[str, Any]:
        fresh, _actor = row_now()
        said = fresh.mended or fresh.values
        return {
            "h": _shown(fresh), "asks": [_field(a, said) for a in fresh.asks], "in_stead": actor is not None,
            "both": [_both(a, fresh) for a in fresh.asks], "clash": bool(fresh.theirs and fresh.asks),
            "hopeless": actor is None and (fresh.why in NOT_IN_TIME or not fresh.here),
        }  # fmt: skip

    does = {"again": again, "settle": decide, "drop": drop}
    return answered(request, "web/held.html", show, does)


def _done(request: HttpRequest, state: str) -> HttpResponse | str:
    """Where somebody goes on: back to the list once it is over, to the same page while it still waits."""
    if state == State.KEPT:
        messages.success(request, _("记下了。"))
    elif state == State.GIVEN_UP:
        messages.success(request, _("好，不记了。"))
    else:
        messages.error(request, _("还是没收下，原因在下面。"))
        return redirect(request.get_full_path())
    return redirect(reverse("devices"))


def values_of(asks: tuple[Ask, ...], given: QueryDict) -> dict[str, Any]:
    """What a form says of a record, by field."""
    return {a.name: _value(a, given) for a in asks}


def _value(ask: Ask, given: QueryDict) -> str | bool | list[str]:
    if ask.type == "many":
        return [str(one) for one in given.getlist(ask.name)]
    said = given.get(ask.name, "")
    return said == "true" if ask.type == "yes" else said


def _chosen(row: HeldRow, given: QueryDict) -> dict[str, Any]:
    """Field by field the side that was chosen; what both say alike stays. Raises NotASide with its field."""
    sides = {"ours": row.mended or row.values, "theirs": row.theirs}
    found = dict[str, Any]()
    for a in row.asks:
        side = given.get(a.name, "ours" if _both(a, row)["same"] else "")
        if side not in sides:
            raise NotASide(field=a.name)
        found[a.name] = sides[side].get(a.name, "")
    return found


def _shown(h: HeldRow) -> dict[str, Any]:
    return {
        "row": h, "kind": in_words(KINDS[h.kind].title), "state": in_words(STATES[h.state]), "why": said_why(h),
        "says": [f"{label}：{said}" for label, said in _said(h) if said],
    }  # fmt: skip


def _said(h: HeldRow) -> list[tuple[str, str]]:
    said = h.mended or h.values
    return [(in_words(a.label), said_value(a, said.get(a.name))) for a in h.asks]


def said_value(ask: Ask, value: Any) -> str:
    """A field's value in words."""
    names = {code: in_words(name) for code, name in (*ask.options, *ask.known)}
    if isinstance(value, bool):
        return _("是") if value else ""
    if isinstance(value, list):
        return "、".join(names.get(str(v), str(v)) for v in value)
    return names.get(str(value), str(value)) if value not in (None, "") else ""


def _field(ask: Ask, values: Mapping[str, Any]) -> dict[str, Any]:
    options = [(code, in_words(name)) for code, name in ask.options]
    value = values.get(ask.name) or ""
    if (ask.type == "many") != isinstance(value, list):
        value = [] if ask.type == "many" else str(value)
    return {
        "ask": ask, "label": in_words(ask.label), "options": options, "value": value,
        "needed": ask.required and ask.when is None,
    }  # fmt: skip


def _both(ask: Ask, h: HeldRow) -> dict[str, Any]:
    ours, theirs = (
        said_value(ask, side.get(ask.name)) for side in (h.mended or h.values, h.theirs)
    )
    return {
        "name": ask.name,
        "label": in_words(ask.label),
        "ours": ours,
        "theirs": theirs,
        "same": ours == theirs,
    }
