"""Requests of persons about their data, as whoever answers them sees them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.people.queries import people_shown
from shuoshi.privacy.asking import answer, requests_within
from shuoshi.privacy.terms import ANSWERERS, REQUESTS
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import in_words
from shuoshi.web.answering import Given, answered, chosen_id, for_staff
from shuoshi.web.asking import under_any


@require_http_methods(["GET", "POST"])
@for_staff
def requests_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Requests in my range, those that wait first."""
    able = [a for a in signed.actors() if a.role in ANSWERERS]
    if not able:
        raise NotAllowed("个人信息的申请由社区书记或街道审核员答复。")

    does = {"": partial(_reply, able)}
    return answered(request, "web/requests.html", lambda: _page(able), does)


def _reply(able: list[Actor], given: QueryDict) -> Given:
    under_any(
        able,
        lambda by: answer(
            request_id=chosen_id(given.get("request")), granted=given.get("granted") == "true",
            words=given.get("words", ""), sure=given.get("sure") == "true", by=by, at=clock_now(),
        ),
    )  # fmt: skip
    return _("已答复。")


def _page(able: list[Actor]) -> Mapping[str, Any]:
    rows = list({r.id: r for a in able for r in requests_within(by=a)}.values())
    ids = [r.person_id for r in rows if r.person_id]
    people = {p.id: p for a in able for p in people_shown(ids, by=a)}
    names = {k: in_words(name) for k, name in REQUESTS.items()}
    return {"rows": rows, "people": people, "names": names, "today": local_date(clock_now())}
