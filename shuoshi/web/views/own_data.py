"""A resident's own data: seen, corrected, taken along; consents given and taken back; who looked."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shuoshi.accounts.codes import waiting
from shuoshi.accounts.queries import logins_held
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.people.logins import begin_phone, finish_phone
from shuoshi.people.queries import known_by
from shuoshi.people.terms import VALUES
from shuoshi.privacy.asking import ask, requests_of
from shuoshi.privacy.terms import REQUESTS
from shuoshi.reach.terms import Actor
from shuoshi.sealing.queries import looks_at
from shuoshi.ui.words import in_words
from shuoshi.web.answering import Given, answered
from shuoshi.web.asking import who
from shuoshi.web.consents import agreed, consents_shown, taken_back
from shuoshi.web.looks import look_lines
from shuoshi.web.proofs import prove, prove_by_code, send_proof, shown_lately
from shuoshi.web.taking import taken_as_zip


def for_residents(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the resident who is signed in; others log in first. Raises NotAllowed for staff."""

    @wraps(view)
    def guarded(request: HttpRequest, **given: Any) -> HttpResponse:
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
    deeds = _Deeds(request, by, person_id)
    does = {
        "consent": deeds.consent, "withdraw": deeds.withdraw, "ask": deeds.ask,
        "phone": deeds.phone, "code": deeds.code, "send_proof": deeds.send_proof,
        "proof": deeds.proof,
    }  # fmt: skip
    return answered(request, "web/own_data.html", lambda: _page(request, by, person_id), does)


def _page(request: HttpRequest, by: Actor, person_id: UUID) -> Mapping[str, Any]:
    known = known_by(person_id, by=by)
    login = logins_held(person_id)[0]
    return {
        "rows": [(in_words(VALUES[n][1]), v) for n, v in known.values.items() if v],
        "phone": known.values["phone"], "login": login, "code_sent": waiting(person_id),
        "proved": shown_lately(request), "looks": look_lines(looks_at(person_id, by=by)),
        "requests": requests_of(person_id, by=by),
        "kinds": [(k.value, in_words(name)) for k, name in REQUESTS.items()],
        "names": {k: in_words(name) for k, name in REQUESTS.items()},
        "consents": consents_shown(person_id, by), "today": local_date(clock_now()),
    }  # fmt: skip


class _Deeds:
    """What the forms of one's own data do."""

    def __init__(self, request: HttpRequest, by: Actor, person_id: UUID) -> None:
        self.request, self.by, self.person_id = request, by, person_id

    def consent(self, given: QueryDict) -> Given:
        return agreed(self.person_id, given, self.by)

    def withdraw(self, given: QueryDict) -> Given:
        return taken_back(self.person_id, given, self.by)

    def ask(self, given: QueryDict) -> Given:
        ask(
            person_id=self.person_id, kind=given.get("kind", ""), words=given.get("words", ""),
            by=self.by, at=clock_now(),
        )  # fmt: skip
        return _("申请已收到，会在这里答复您。")

    def send_proof(self, given: QueryDict) -> Given:
        send_proof(self.person_id, by=self.by)
        return _("验证码已发到您登记的手机。")

    def proof(self, given: QueryDict) -> Given:
        prove_by_code(self.request, self.person_id, given.get("code", ""), by=self.by)
        return _("核对过了，十分钟内可以改。")

    def phone(self, given: QueryDict) -> Given:
        prove(self.request, self.by, given.get("password", ""))
        begin_phone(person_id=self.person_id, phone=given.get("phone", ""), by=self.by)
        return _("验证码已发到这个号码，五分钟内有效；输对了才会换。")

    def code(self, given: QueryDict) -> Given:
        finish_phone(
            person_id=self.person_id, code=given.get("code", ""), by=self.by, at=clock_now()
        )
        return _("号码核实了，登录验证码以后发到这个号码。")


@require_POST
@for_residents
def export_page(request: HttpRequest, by: Actor, person_id: UUID) -> HttpResponse:
    """Everything that is kept about me, as a zip of JSON and a page to read it in."""
    return taken_as_zip(person_id, by)
