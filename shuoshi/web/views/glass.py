"""Breaking glass: minutes outside one's range, and a second person's word on it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.glass import (
    LEAST,
    MOST,
    REVIEWERS,
    GlassRow,
    break_glass,
    close_glass,
    glasses_of,
    may_break,
    review_glass,
)
from shuoshi.accounts.terms import NoDuty, SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.numbers import whole_or
from shuoshi.places.queries import StreetRow, streets_with_communities
from shuoshi.reach.terms import Actor
from shuoshi.sealing.queries import looks_under
from shuoshi.web.answering import Do, Given, answered, chosen_id, for_staff
from shuoshi.web.asking import under_any
from shuoshi.web.looks import LookLine, look_lines

_DEFAULT = 15


@require_http_methods(["GET", "POST"])
@for_staff
def glass_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """One's own break-glasses, a new one, and those that wait for a reviewer."""
    own = [a for a in signed.actors() if a.glass_id is None and a.duty_id]
    breakers = [a for a in own if may_break(a)]
    reviewers = [a for a in own if a.role in REVIEWERS]
    if not breakers and not reviewers:
        raise NoDuty
    does: dict[str, Do] = {
        "close": lambda given: _close(given, (breakers or reviewers)[0]),
        "break": lambda given: _break(given, _first(breakers)),
        "review": lambda given: under_any(_all(reviewers), lambda by: _review(given, by)),
    }
    return answered(
        request, "web/glass.html", lambda: _page(request.POST, breakers, reviewers), does
    )


def _page(given: QueryDict, breakers: list[Actor], reviewers: list[Actor]) -> Mapping[str, Any]:
    rows = _rows([*reviewers, *breakers])
    return {
        "rows": rows, "at": clock_now(), "may_break": bool(breakers), "least": LEAST, "most": MOST,
        "may_review": bool(reviewers), "minutes": given.get("minutes", _DEFAULT),
        "seen": _seen(rows, reviewers), "streets": _outside(breakers),
    }  # fmt: skip


def _all(able: list[Actor]) -> list[Actor]:
    if not able:
        raise NoDuty
    return able


def _first(able: list[Actor]) -> Actor:
    return _all(able)[0]


def _outside(breakers: list[Actor]) -> list[StreetRow]:
    """Every community but those that these duties see anyway."""
    found = []
    for street in streets_with_communities(settings.DISTRICT_CODE, local_date(clock_now())):
        places = tuple(
            p for p in street.places if not any(a.bounds.holds(p.path) for a in breakers)
        )
        if places:
            found.append(StreetRow(street.path, street.name, places))
    return found


def _rows(able: list[Actor]) -> list[GlassRow]:
    """Each broken glass once that one of these duties may see, those that wait for a review first."""
    found = {g.id: g for a in able for g in glasses_of(a)}
    return sorted(
        found.values(), key=lambda g: (g.reviewed_at is not None, -g.begins_at.timestamp())
    )


def _seen(rows: list[GlassRow], reviewers: list[Actor]) -> dict[str, list[LookLine]]:
    """What was looked at under each broken glass, for whoever reviews it."""
    found = {}
    for g in rows:
        by = next((a for a in reviewers if a.bounds.holds(g.path)), None)
        if by is not None:
            found[str(g.id)] = look_lines(looks_under(g.id, by=by), by=by)
    return found


def _break(given: QueryDict, by: Actor) -> Given:
    break_glass(
        path=given.get("place", ""), reason=given.get("reason", ""),
        minutes=whole_or(given.get("minutes", ""), 0), by=by, at=clock_now(),
    )  # fmt: skip
    return _("已打开，看过什么都会记下来，由另一个人复核。")


def _close(given: QueryDict, by: Actor) -> Given:
    close_glass(glass_id=chosen_id(given.get("glass")), by=by, at=clock_now())
    return _("已结束。")


def _review(given: QueryDict, by: Actor) -> Given:
    review_glass(
        glass_id=chosen_id(given.get("glass")), right=given.get("right") == "true",
        words=given.get("words", ""), by=by, at=clock_now(),
    )  # fmt: skip
    return _("复核已记下。")
