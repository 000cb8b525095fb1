"""A resident's own data: seen, corrected, taken along; consents given and taken back; who looked."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shuoshi.accounts.codes import Use, waiting
from shuoshi.accounts.queries import login_of_person
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.people.logins import begin_change, code_of, finish_change
from shuoshi.people.queries import known_by
from shuoshi.people.terms import VALUES
from shuoshi.privacy.asking import requests_of
from shuoshi.privacy.terms import REQUESTS
from shuoshi.reach.terms import Actor
from shuoshi.sealing.queries import looks_at
from shuoshi.ui.words import in_words
from shuoshi.web.answering import Do, Given, answered
from shuoshi.web.asking import who
from shuoshi.web.limiting import limit_account
from shuoshi.web.looks import look_lines
from shuoshi.web.proofs import Proofs, prove, shown_lately
from shuoshi.web.rights import Rights, consents_shown
from shuoshi.web.taking import taken_as_zip

T = TypeVar("T", bound=HttpResponseBase)


def for_residents(view: Callable[..., T]) -> Callable[..., T | HttpResponse]:
    """Give a view the resident who is signed in; others log in first. Raises NotAllowed for staff."""

    @wraps(view)
    def guarded(request: HttpRequest, **given: Any) -> T | HttpResponse:
        found = who(request)
        if found is None:
            return redirect(f"{settings.LOGIN_URL}?next=/my/data")
        own = next((a for a in found.actors() if a.role == "resident"), None)
        if own is None or own.person_id is None:
            raise NotAllowed("这一页是居民账号的。")
        return view(request, own, own.person_id, **given)

    return guarded


@require_http_methods(["GET", "POST"])
@for_residents
def data_page(request: HttpRequest, by: Actor, person_id: UUID) -> HttpResponse:
    """What is kept about me, and what I may do about it."""
    rights, proofs = Rights(person_id, by), Proofs(request, person_id, by)
    phone = _Phone(request, by, person_id)
    does: dict[str, Do] = {
        "consent": rights.consent, "withdraw": rights.withdraw, "ask": rights.ask,
        "phone": phone.begin, "code": phone.finish, "send_proof": proofs.send, "proof": proofs.give,
    }  # fmt: skip
    return answered(request, "web/own_data.html", lambda: _page(request, by, person_id), does)


def _page(request: HttpRequest, by: Actor, person_id: UUID) -> Mapping[str, Any]:
    known, at = known_by(person_id, by=by), clock_now()
    return {
        "rows": [(in_words(VALUES[n][1]), v) for n, v in known.values.items() if v],
        "phone": known.values["phone"], "login": login_of_person(person_id),
        "change_sent": waiting(code_of(person_id, by, Use.CHANGE), at=at),
        "proof_sent": waiting(code_of(person_id, by, Use.PROOF), at=at),
        "proved": shown_lately(request), "looks": look_lines(looks_at(person_id, by=by)),
        "requests": requests_of(person_id, by=by),
        "kinds": [(k.value, in_words(name)) for k, name in REQUESTS.items()],
        "names": {k: in_words(name) for k, name in REQUESTS.items()},
        "consents": consents_shown(person_id, by), "today": local_date(at),
    }  # fmt: skip


class _Phone:
    """The two steps to another phone."""

    def __init__(self, request: HttpRequest, by: Actor, person_id: UUID) -> None:
        self.request, self.by, self.person_id = request, by, person_id

    def begin(self, given: QueryDict) -> Given:
        limit_account(self.request, "code")
        prove(self.request, self.by, given.get("password", ""))
        begin_change(
            person_id=self.person_id, phone=given.get("phone", ""), by=self.by, at=clock_now()
        )
        return _("验证码已发到这个号码，五分钟内有效；输对了才会换。")

    def finish(self, given: QueryDict) -> Given:
        limit_account(self.request, "code")
        finish_change(
            person_id=self.person_id, code=given.get("code", ""), by=self.by, at=clock_now()
        )
        return _("号码核实了，登录验证码以后发到这个号码。")


@require_POST
@for_residents
def export_page(request: HttpRequest, by: Actor, person_id: UUID) -> FileResponse:
    """Everything that is kept about me, as a zip of JSON, a page to read it in, and the files."""
    limit_account(request, "list")
    return taken_as_zip(person_id, by)
