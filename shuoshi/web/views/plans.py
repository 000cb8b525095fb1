"""Plans of households at risk: the ledger with what lacks, one household's plan."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.care.queries import pairings_of
from shuoshi.care.terms import Subject
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.people.reading import home_shown
from shuoshi.reach.terms import Actor
from shuoshi.warnings.ladders import pledges
from shuoshi.warnings.planning import PAGE, end_plan, make_plan, plan_of, plans_within
from shuoshi.web.answering import Given, answered, chosen_id, for_staff
from shuoshi.web.asking import keepers, under_any
from shuoshi.web.caring import of_range, ranges_of
from shuoshi.web.warning import (
    callers,
    need_options,
    plan_of_form,
    words_of_ladders,
    words_of_warnings,
)


@require_safe
@for_staff
def plans_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """The plans of my range, or those that lack somebody."""
    able = keepers(callers(signed.by_duty()))
    by = of_range(able, request.GET.get("range", ""))
    lacking, text = request.GET.get("lacking") == "1", request.GET.get("after", "")
    after = chosen_id(text) if text else None

    def show() -> Mapping[str, Any]:
        rows = plans_within(by=by, lacking=lacking, after=after)
        return {
            "rows": rows, "lacking": lacking, "next": rows[-1].plan if len(rows) == PAGE else None,
            "range": by.bounds.lo, "ranges": ranges_of(able), **words_of_ladders(), **words_of_warnings(),
        }  # fmt: skip

    return answered(request, "web/plans.html", show, {})


@require_http_methods(["GET", "POST"])
@for_staff
def plan_page(request: HttpRequest, signed: SignedIn, household_id: UUID) -> HttpResponse:
    """What one household does when it is warned."""
    able = keepers(callers(signed.by_duty()))
    by, home = under_any(able, lambda a: (a, home_shown(household_id, by=a)))

    def make(given: QueryDict) -> Given:
        make_plan(household_id=household_id, said=plan_of_form(given), by=by, at=clock_now())
        return _("转移方案记下了。")

    def end(given: QueryDict) -> Given:
        end_plan(household_id=household_id, by=by, at=clock_now())
        return _("这一户不用转移方案了。")

    def show() -> Mapping[str, Any]:
        return {
            "home": home, "plan": plan_of(household_id, by=by), "threats": words_of_warnings()["ladder_options"],
            "needs": need_options(), "pairing": _pairing(household_id, by), "scheme": pledges()[0],
            **words_of_ladders(),
        }  # fmt: skip

    return answered(request, "web/plan.html", show, {"make": make, "end": end})


def _pairing(household_id: UUID, by: Actor) -> Any:
    """The household's pairing under the scheme of who knocks, where there is one."""
    there = pairings_of(Subject(household_id=household_id), by=by, on=local_date(clock_now()))
    return next((p for p in there if p.scheme.scheme in pledges()), None)
