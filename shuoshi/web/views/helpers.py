"""Helpers: listed, added, changed, cleared for homes with children; their hours and certificate."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.helpers.actions import add_helper, change_helper, clear_helper, end_helper
from shuoshi.helpers.logins import find_resident, logins_of, name_login
from shuoshi.helpers.queries import (
    PAGE,
    HelperRow,
    certified,
    helper_shown,
    helpers_within,
    hours_of,
)
from shuoshi.helpers.serving import report_hours
from shuoshi.helpers.terms import ORGANISERS, Served
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.places.queries import homes_under, names_of, streets_with_communities
from shuoshi.reach.terms import Actor, Reach
from shuoshi.web.answering import Given, answered, chosen_day, chosen_id, for_staff
from shuoshi.web.asking import under_any
from shuoshi.web.helping import (
    certificate_of,
    helping,
    keeping,
    number_of,
    period_of,
    profile_of,
    slots_said,
    units_of,
    words_of_helpers,
)


@require_http_methods(["GET", "POST"])
@for_staff
def helpers_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Helpers of my range or unit; add one."""
    able = helping(signed.actors())
    kind, skill = request.GET.get("kind", ""), request.GET.get("skill", "")
    after = chosen_id(request.GET["after"]) if request.GET.get("after") else None

    def add(given: QueryDict) -> Given:
        unit_id = chosen_id(given.get("unit"), "unit")
        made = add_helper(
            unit_id=unit_id, profile=profile_of(given), by=keeping(able, unit_id), at=clock_now()
        )
        messages.success(request, _("已登记。"))
        return redirect("helper", helper_id=made)

    def show() -> Mapping[str, Any]:
        rows = [h for a in able for h in helpers_within(by=a, kind=kind, skill=skill, after=after)]
        there = list({h.id: h for h in rows}.values())
        return {
            "helpers": there, "kind": kind, "skill": skill, "units": units_of(able), "areas": _areas(able),
            "may_confirm": any(a.role in ORGANISERS for a in able),
            "next": there[-1].id if len(there) == PAGE else None, **words_of_helpers(),
        }  # fmt: skip

    return answered(request, "web/helpers.html", show, {"add": add})


def _areas(able: tuple[Actor, ...]) -> list[tuple[str, str]]:
    """Communities and grids in the reach of these duties, as areas that somebody serves."""
    today = local_date(clock_now())
    found: dict[str, str] = {}
    for a in able:
        for row in homes_under(a.bounds.lo, today) if len(a.bounds.lo) >= 9 else ():
            found[row.path] = row.name
            found |= {p.path: p.name for p in row.places if len(p.path) == 15}
    return sorted(found.items())


@require_http_methods(["GET", "POST"])
@for_staff
def helper_page(request: HttpRequest, signed: SignedIn, helper_id: UUID) -> HttpResponse:
    """One helper whom I keep."""
    able = helping(signed.actors())
    by, shown = under_any(able, lambda a: (a, helper_shown(helper_id, by=a)))
    deeds = _Deeds(helper_id, by)
    does = {
        "change": deeds.change, "clear": deeds.clear, "end": deeds.end, "hours": deeds.hours,
        "login": deeds.login, "resident": deeds.resident,
    }  # fmt: skip
    return answered(request, "web/helper.html", lambda: _page(shown, by, able), does)


def _page(shown: HelperRow, by: Actor, able: tuple[Actor, ...]) -> Mapping[str, Any]:
    names = names_of(shown.areas)
    return {
        "helper": shown, "free": slots_said(shown.slots), "areas_said": [names.get(a, a) for a in shown.areas],
        "hours": hours_of(shown.id, by=by), "may_clear": by.role in ORGANISERS, "areas": _areas(able),
        "here": by.bounds.lo, "places": streets_with_communities(settings.DISTRICT_CODE, local_date(clock_now())),
        "logins": [(str(i), name) for i, name in logins_of(shown.unit_id, at=clock_now())],
        "finds": by.reach is Reach.TERRITORIAL, **words_of_helpers(),
    }  # fmt: skip


class _Deeds:
    """What the forms of a helper's page do."""

    def __init__(self, helper_id: UUID, by: Actor) -> None:
        self.helper_id, self.by = helper_id, by

    def change(self, given: QueryDict) -> Given:
        stored = helper_shown(self.helper_id, by=self.by).areas
        offered = {path for path, _name in _areas((self.by,))}
        wished = profile_of(given)
        kept = tuple(
            a for a in stored if a not in offered
        )  # places that this form does not offer stay
        profile = replace(wished, areas=(*wished.areas, *kept))
        change_helper(helper_id=self.helper_id, profile=profile, by=self.by, at=clock_now())
        return _("改好了。")

    def clear(self, given: QueryDict) -> Given:
        until = _day_or_none(given.get("until", ""))
        clear_helper(helper_id=self.helper_id, until=until, by=self.by, at=clock_now())
        return _("记下了。")

    def login(self, given: QueryDict) -> Given:
        text = given.get("account", "")
        account = chosen_id(text, "account") if text else None
        name_login(helper_id=self.helper_id, account_id=account, by=self.by, at=clock_now())
        return _("记下了。")

    def resident(self, given: QueryDict) -> Given:
        find_resident(helper_id=self.helper_id, by=self.by, at=clock_now())
        return _("找到了，连上了。")

    def end(self, given: QueryDict) -> Given:
        end_helper(helper_id=self.helper_id, by=self.by, at=clock_now())
        return _("已退出，时长都留着。")

    def hours(self, given: QueryDict) -> Given:
        served = Served(
            self.helper_id, given.get("place", "") or self.by.bounds.lo, given.get("what", ""),
            chosen_day(given.get("on", ""), "on"), number_of(given.get("minutes", ""), "minutes"),
        )  # fmt: skip
        report_hours(served=served, by=self.by, at=clock_now())
        return _("记下了，等组织者确认。")


def _day_or_none(text: str) -> date | None:
    return chosen_day(text, "until") if text.strip() else None


@require_safe
@for_staff
def helper_certificate(request: HttpRequest, signed: SignedIn, helper_id: UUID) -> HttpResponse:
    """A helper's certificate of a period, as PDF."""
    since, until = period_of(request.GET.get("since", ""), request.GET.get("until", ""))
    found = under_any(
        helping(signed.actors()),
        lambda a: certified(helper_id, since_on=since, until_on=until, by=a),
    )
    return pdf_answer(certificate_of(found), "certificate.pdf")


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF to be kept by nobody else."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
