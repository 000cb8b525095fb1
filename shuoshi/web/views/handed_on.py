"""The hotline's page of orders that others handle now."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.matters.handed_on import MOST, HandedOn, handed_on, takers
from shuoshi.web.answering import for_staff
from shuoshi.web.rows import tag_of


@require_safe
@for_staff
def handed_on_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Both numbers, the stage, who holds it, until when: nothing of what was said."""
    at, language = clock_now(), get_language() or "zh"
    rows = [row for by in takers(signed.actors()) for row in handed_on(by)]
    page = {
        "rows": [(r, tag_of(r.definition, r.kind, language), _state(r, at)) for r in rows],
        "most": MOST if len(rows) >= MOST else 0,
    }
    return render(request, "web/handed_on.html", page)


def _state(r: HandedOn, at: datetime) -> str:
    """Late by the whole's end, by the step's alone, or in time."""
    if r.overall_due_at is not None and r.overall_due_at < at:
        return "late"
    return "near" if r.due_at is not None and r.due_at < at else "intime"
