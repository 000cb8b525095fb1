"""Requests of persons about their data, as whoever answers them sees them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, NotAllowed, Refusal
from shuoshi.privacy.asking import answer, requests_within
from shuoshi.privacy.terms import ANSWERERS, REQUESTS
from shuoshi.ui.words import in_words, said
from shuoshi.web.asking import under_any
from shuoshi.web.faults import faults_of
from shuoshi.web.views.work import signed_or_login


@require_http_methods(["GET", "POST"])
def requests_page(request: HttpRequest) -> HttpResponse:
    """Requests in my range, those that wait first."""
    signed = signed_or_login(request)
    if isinstance(signed, HttpResponse):
        return signed
    able = [a for a in signed.actors() if a.role in ANSWERERS]
    if not able:
        raise NotAllowed("个人信息的申请由社区书记或街道审核员答复。")
    refused: Refusal | None = None
    given = request.POST
    if request.method == "POST":
        try:
            under_any(
                able,
                lambda by: answer(
                    request_id=_key(given.get("request")), granted=given.get("granted") == "true",
                    words=given.get("words", ""), by=by, at=clock_now(),
                ),
            )  # fmt: skip
            messages.success(request, _("已答复。"))
            return redirect("requests")
        except Refusal as error:
            refused = error
    page = {
        "rows": list({r.id: r for a in able for r in requests_within(by=a)}.values()),
        "names": {k: in_words(name) for k, name in REQUESTS.items()},
        "today": local_date(clock_now()), "given": given, "faults": faults_of(refused),
        "says": said(refused) if refused else "",
    }  # fmt: skip
    found = render(request, "web/requests.html", page, status=refused.status if refused else 200)
    found["Cache-Control"] = "no-store"
    return found


def _key(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise BadInput from None
