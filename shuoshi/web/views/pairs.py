"""Two registrations that may be one person, side by side."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.people.reading import pair_shown, pairs_within
from shuoshi.people.settling import keep_apart, merge, undo_merge
from shuoshi.people.terms import KEEPERS, UNDO_DAYS, VALUES, PairState
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words
from shuoshi.web.answering import Given, answered, chosen_id, for_staff
from shuoshi.web.asking import finders, under_any
from shuoshi.web.residents import words_of_register


@require_safe
@for_staff
def pairs_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Pairs that wait within my range, and those that were merged lately."""
    by = finders(signed.actors())[0]
    page = {
        "pairs": pairs_within(by=by),
        "merged": pairs_within(by=by, state=PairState.MERGED, most=10),
    }
    answer = render(request, "web/pairs.html", page)
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "POST"])
@for_staff
def pair_page(request: HttpRequest, signed: SignedIn, pair_id: UUID) -> HttpResponse:
    """One pair: the same person, and which registration stays; or two."""
    by, pair = under_any(finders(signed.actors()), lambda a: (a, pair_shown(pair_id, by=a)))
    deeds = _Deeds(request, pair_id, by)
    page = {
        "pair": pair, "may": by.role in KEEPERS, "days": UNDO_DAYS, **words_of_register(),
        "titles": [(name, in_words(title)) for name, (_kind, title) in VALUES.items()],
    }  # fmt: skip
    does = {"merge": deeds.merge, "two": deeds.two, "undo": deeds.undo}
    return answered(request, "web/pair.html", lambda: page, does)


class _Deeds:
    """What the forms of a pair's page do."""

    def __init__(self, request: HttpRequest, pair_id: UUID, by: Actor) -> None:
        self.request, self.pair_id, self.by = request, pair_id, by

    def merge(self, given: QueryDict) -> Given:
        kept = chosen_id(given.get("kept"), "kept")
        merge(pair_id=self.pair_id, kept=kept, by=self.by, at=clock_now())
        messages.success(self.request, _("合并好了。三十天内可以撤销。"))
        return redirect("person", person_id=kept)

    def two(self, given: QueryDict) -> Given:
        keep_apart(pair_id=self.pair_id, by=self.by, at=clock_now())
        messages.success(self.request, _("记下了：是两个人，不再问。"))
        return redirect("pairs")

    def undo(self, given: QueryDict) -> Given:
        undo_merge(pair_id=self.pair_id, by=self.by, at=clock_now())
        return _("撤销了，两边的登记都回来了。")
