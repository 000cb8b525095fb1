"""Registering a resident at the desk or in the doorway."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.people.queries import people_shown
from shuoshi.people.registering import register_person
from shuoshi.people.terms import VALUES, KnownAlready, Shown, Tie
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words
from shuoshi.web.answering import Given, answered, for_staff
from shuoshi.web.asking import keepers, under_whose_range
from shuoshi.web.limiting import limit_account
from shuoshi.web.residents import homes_of, words_of_register


@require_http_methods(["GET", "POST"])
@for_staff
def register_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Register a resident; whoever is known already is shown instead."""
    form = _Form(request, keepers(signed.actors()))
    return answered(request, "web/register.html", form.show, {"": form.register})


class _Form:
    """The form, and those who are alike whom it found."""

    def __init__(self, request: HttpRequest, able: tuple[Actor, ...]) -> None:
        self.request, self.able = request, able
        self.alike: tuple[Shown, ...] = ()

    def register(self, given: QueryDict) -> Given:
        limit_account(self.request, "people")
        by = under_whose_range(self.able, given.get("place", ""))
        try:
            made = register_person(
                given={n: given.get(n, "") for n in VALUES}, path=given.get("place", ""),
                sure=given.get("sure") == "true", by=by, at=clock_now(),
                tie=given.get("tie") or Tie.OTHER, moved_here=given.get("moved_here") == "true",
            )  # fmt: skip
        except KnownAlready as error:
            self.alike = people_shown(error.alike, by=by)
            raise
        messages.success(self.request, _("已登记。"))
        return redirect("person", person_id=made)

    def show(self) -> Mapping[str, Any]:
        fields = [(n, in_words(title)) for n, (_kind, title) in VALUES.items()]
        here = self.able[0].bounds.lo
        page: dict[str, Any] = {
            "fields": fields,
            "groups": homes_of(self.able),
            "alike": self.alike,
            "here": here,
        }
        return page | dict(words_of_register())
