"""Who needs looking after: how many of which group where, who they are, whose reasons are to be looked at again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput
from shuoshi.people.reading import PAGE, LookedAfter, at_risk, due_count, risk_counts
from shuoshi.people.terms import GROUPS, Group
from shuoshi.places.queries import names_of
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words
from shuoshi.web.answering import chosen_id, for_staff
from shuoshi.web.asking import finders
from shuoshi.web.residents import words_of_register

_LEVELS = (6, 9, 12, 15, 20)


@require_safe
@for_staff
def at_risk_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """The list within my range, by group or by what is due; the figures above it."""
    by = finders(signed.actors())[0]
    group, due = request.GET.get("group", ""), request.GET.get("due") == "1"
    if group and group not in set(Group):
        raise BadInput("请从选项里选。", field="group")
    after: UUID | None = chosen_id(request.GET["after"]) if request.GET.get("after") else None
    today = local_date(clock_now())
    people: tuple[LookedAfter, ...] = ()
    if group or due:
        people = at_risk(by=by, group=group, due_by=today if due else None, after=after)
    page = {
        "people": people, "group": group, "due": due, "many_due": due_count(by=by, on=today),
        "next": people[-1].person.id if len(people) == PAGE else None, **words_of_register(), **_counts(by),
    }  # fmt: skip
    answer = render(request, "web/at_risk.html", page)
    answer["Cache-Control"] = "no-store"
    return answer


def _counts(by: Actor) -> Mapping[str, Any]:
    """The table: places one level below the reader's range, groups, and sums."""
    level = next((n for n in _LEVELS if n > len(by.bounds.lo)), _LEVELS[-1])
    found = risk_counts(by=by, level=level)
    names = names_of(found)
    rows = [
        (names.get(path, path), [many.get(g, 0) for g in Group]) for path, many in found.items()
    ]
    sums = (
        [sum(column) for column in zip(*(cells for _n, cells in rows), strict=True)] if rows else []
    )
    heads = [(g.value, in_words(GROUPS[g])) for g in Group]
    return {"heads": heads, "rows": rows, "sums": sums}
