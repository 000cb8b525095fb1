"""Emergencies: what is on, by which order, until when; switched on, extended, ended, erased."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import NoDuty, SignedIn
from shuoshi.events.kinds import GROUPS, kinds_of_events
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.numbers import whole_or
from shuoshi.privacy.ports import EmergencyKind, kinds
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
from shuoshi.ui.words import in_words
from shuoshi.web.answering import Given, answered, chosen_day, chosen_id, for_staff

_LAST, _KEEP = timedelta(days=14), 30


@require_http_methods(["GET", "POST"])
@for_staff
def emergency_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Every emergency, and the forms of whoever commands."""
    able = [a for a in signed.actors() if a.role in LOOKERS]
    if not able:
        raise NoDuty
    commands = [a for a in able if a.role == COMMAND]
    deeds = _Deeds((commands or able)[0])
    does = {"on": deeds.on, "extend": deeds.extend, "off": deeds.off, "delay": deeds.delay}
    chosen = request.POST.get("kind") or request.GET.get("kind", "")
    return answered(
        request, "web/emergency.html", lambda: _page(request.POST, chosen, may=bool(commands)), does
    )


def _page(given: QueryDict, chosen: str, *, may: bool) -> Mapping[str, Any]:
    today, known, files = local_date(clock_now()), kinds(), kinds_of_events()
    names = {kind: in_words(k.name) if k.name else _opened(k) for kind, k in known.items()}
    covered = {gate for k in known.values() if k.name for gate in k.gates}
    file = files.get(chosen)
    law = "".join(f"《{one.name.zh}》" for one in file.law) if file else ""
    last = timedelta(days=file.last_days) if file else _LAST
    return {
        "rows": switches(), "may": may, "today": today, "names": names, "file": file,
        "groups": {g.value: in_words(n) for g, n in GROUPS.items()},
        "kinds": [(k, files[k].group.value if k in files else "") for k in known if k not in covered],
        "opened": {kind: _opened(k) for kind, k in known.items()}, "chosen": chosen if chosen in known else "",
        "basis": given.get("legal_basis", law), "purpose": given.get("purpose", file.purpose.zh if file else ""),
        "keep": given.get("keep_days", file.retention.days if file else _KEEP), "keep_most": KEEP_MOST,
        "last_on": given.get("last_on", (today + last).isoformat()),
    }  # fmt: skip


def _opened(kind: EmergencyKind) -> str:
    return "、".join(in_words(text) for text in kind.opens)


class _Deeds:
    """What the forms of emergencies do."""

    def __init__(self, by: Actor) -> None:
        self.by = by

    def on(self, given: QueryDict) -> Given:
        drill = given.get("drill") == "true"
        if not drill and given.get("sure") != "true":
            raise BadInput(
                "请先对照命令核对，再勾上“我核对过了”；演练的勾上“这是演练”。", field="sure"
            )
        switch_on(
            kind=given.get("kind", ""), order_number=given.get("order_number", ""),
            legal_basis=given.get("legal_basis", ""), purpose=given.get("purpose", ""),
            last_on=chosen_day(given.get("last_on", ""), "last_on"), keep_days=whole_or(given.get("keep_days", ""), -1),
            drill=drill, by=self.by, at=clock_now(),
        )  # fmt: skip
        return _("应急已开启。")

    def extend(self, given: QueryDict) -> Given:
        extend_switch(
            switch_id=_switch(given), last_on=chosen_day(given.get("last_on", ""), "last_on"),
            order_number=given.get("order_number", ""), by=self.by, at=clock_now(),
        )  # fmt: skip
        return _("最后一天已延长。")

    def off(self, given: QueryDict) -> Given:
        switch_off(switch_id=_switch(given), by=self.by, at=clock_now())
        return _("应急已结束，到期销毁。")

    def delay(self, given: QueryDict) -> Given:
        delay_erasure(
            switch_id=_switch(given), until=chosen_day(given.get("until", ""), "until"),
            assessment=given.get("assessment", ""), by=self.by, at=clock_now(),
        )  # fmt: skip
        return _("销毁已推迟。")


def _switch(given: QueryDict) -> Any:
    return chosen_id(given.get("switch"))
