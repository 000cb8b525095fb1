"""The page of the knowledge base: what a desk may answer at once, and who keeps it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.knowledge.actions import add_entry, end_entry
from shuoshi.knowledge.queries import answers_to, entries_for
from shuoshi.knowledge.terms import GOOD_FOR, KEEPERS
from shuoshi.places.queries import names_of
from shuoshi.reach.terms import Actor
from shuoshi.web.answering import answered, chosen_day, chosen_id, for_staff
from shuoshi.web.asking import under_whose_range
from shuoshi.web.offering import answerers

_WORDS_MOST = 60


@require_http_methods(["GET", "POST"])
@for_staff
def knowledge_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """What holds for my place, by words; those who keep it add, change and take out."""
    able = answerers(signed.actors())
    keeps = [a for a in able if a.role in KEEPERS]

    def show() -> Mapping[str, Any]:
        today = local_date(clock_now())
        words = request.GET.get("words", "")[:_WORDS_MOST].strip()
        place = able[0].bounds.lo[:12]
        rows = answers_to(words, place, most=50) if words else entries_for(place)
        own = [a.bounds.lo[:12] for a in keeps]
        return {
            "rows": [(e, e.is_doubtful(today), any(a.bounds.holds(e.path) for a in keeps)) for e in rows],
            "names": names_of([*(e.path for e in rows), *own]), "own": list(dict.fromkeys(own)),
            "words": words, "last": today + GOOD_FOR,
        }  # fmt: skip

    does = {"add": partial(_add, keeps or list(able)), "end": partial(_end, keeps or list(able))}
    return answered(request, "web/knowledge.html", show, does)


def _add(keeps: list[Actor], given: QueryDict) -> str:
    path, old = given.get("place", "")[:12], given.get("instead_of", "")
    add_entry(
        path=path, question=given.get("question", ""), answer=given.get("answer", ""),
        source=given.get("source", ""), review_on=chosen_day(given.get("review_on", ""), "review_on"),
        by=under_whose_range(keeps, path), at=clock_now(), instead_of=chosen_id(old) if old else None,
    )  # fmt: skip
    return _("记下了，值班的人现在就查得到。")


def _end(keeps: list[Actor], given: QueryDict) -> str:
    path = given.get("place", "")[:12]
    entry = chosen_id(given.get("entry"))
    end_entry(entry_id=entry, by=under_whose_range(keeps, path), at=clock_now())
    return _("已撤下。")
