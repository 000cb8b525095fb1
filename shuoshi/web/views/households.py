"""A household: who lives there and who did, where it moves, where a map finds it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.people.homes import place_on_map
from shuoshi.people.moving import move_household
from shuoshi.people.reading import Home, home_shown
from shuoshi.people.terms import KEEPERS
from shuoshi.reach.terms import Actor
from shuoshi.web.answering import Given, answered, for_staff
from shuoshi.web.asking import finders, under_any
from shuoshi.web.residents import where_of, where_to, words_of_register


@require_http_methods(["GET", "POST"])
@for_staff
def household_page(request: HttpRequest, signed: SignedIn, household_id: UUID) -> HttpResponse:
    """One household within my range."""
    able = finders(signed.actors())
    by, home = under_any(able, lambda a: (a, home_shown(household_id, by=a)))
    deeds = _Deeds(request, home, by)
    return answered(
        request,
        "web/household.html",
        lambda: _page(home, by, able),
        {"move": deeds.move, "spot": deeds.spot},
    )


def _page(home: Home, by: Actor, able: tuple[Actor, ...]) -> Mapping[str, Any]:
    may = by.role in KEEPERS
    return {"home": home, "may": may, "homes": where_to(able) if may else [], **words_of_register()}


class _Deeds:
    """What the forms of a household's page do."""

    def __init__(self, request: HttpRequest, home: Home, by: Actor) -> None:
        self.request, self.home, self.by = request, home, by

    def move(self, given: QueryDict) -> Given:
        to = where_of(given)
        now_in = move_household(household_id=self.home.id, to=to, by=self.by, at=clock_now())
        messages.success(self.request, _("整户搬过去了，名单和待办都跟着走了。"))
        if not self.by.bounds.holds(to.path):
            return redirect("people")
        return redirect("household", household_id=now_in)

    def spot(self, given: QueryDict) -> Given:
        place_on_map(
            household_id=self.home.id,
            lat=given.get("lat", ""),
            lon=given.get("lon", ""),
            by=self.by,
            at=clock_now(),
        )
        return _("位置记下了，排路线时会用到。")
