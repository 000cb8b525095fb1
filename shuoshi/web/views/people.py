"""People for those who look after them: found and shown masked, looked at for a purpose, corrected; their
logins, consents and requests."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.codes import Use, waiting
from shuoshi.accounts.glass import REVIEWERS
from shuoshi.accounts.queries import login_of_person
from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.people.actions import correct, unmask
from shuoshi.people.logins import begin_login, code_of, open_login
from shuoshi.people.queries import MOST
from shuoshi.people.reading import risks_of
from shuoshi.people.terms import KEEPERS, UNMASKERS, VALUES, Shown
from shuoshi.privacy.asking import requests_of
from shuoshi.privacy.terms import REQUESTS
from shuoshi.reach.terms import Actor
from shuoshi.sealing.queries import looks_within
from shuoshi.sealing.rules import mask
from shuoshi.ui.words import in_words
from shuoshi.web.answering import Do, Given, answered, for_staff
from shuoshi.web.asking import finders, found_by, seen_by
from shuoshi.web.limiting import limit_account
from shuoshi.web.looks import look_lines, looks_in_words
from shuoshi.web.residents import where_to, words_of_register
from shuoshi.web.rights import Rights, consents_shown
from shuoshi.web.views.registered import RegisterDeeds

_QUERY_MOST = 60


@require_http_methods(["GET", "POST"])
@for_staff
def people_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Look somebody up. The words go by POST: a name or a number belongs in no address."""
    if request.method == "POST":
        limit_account(request, "people")
    able = finders(signed.actors())
    may_register = any(a.role in KEEPERS for a in able)

    def find(given: QueryDict) -> Given:
        query = given.get("query", "")[:_QUERY_MOST]
        return {"people": found_by(able, query), "asked": True, "given": given}

    def show() -> Mapping[str, Any]:
        return {"people": [], "most": MOST, "asked": False, "may_register": may_register}

    return answered(request, "web/people.html", show, {"": find})


@require_http_methods(["GET", "POST"])
@for_staff
def person_page(request: HttpRequest, signed: SignedIn, person_id: UUID) -> HttpResponse:
    """One person: masks, a look behind them, a correction; their login, consents, requests."""
    if request.method == "POST":
        limit_account(request, "people")
    by, shown = seen_by(finders(signed.actors()), person_id)
    deeds, rights = _Deeds(person_id, by), Rights(person_id, by)
    does: dict[str, Do] = {
        "look": deeds.look, "correct": deeds.correct, "send": deeds.send, "login": deeds.login,
        "ask": rights.ask, "consent": rights.consent, "withdraw": rights.withdraw,
        **RegisterDeeds(person_id, by).does(),
    }  # fmt: skip
    able = finders(signed.actors())
    return answered(request, "web/person.html", lambda: _page(person_id, shown, by, able), does)


def _page(person_id: UUID, shown: Shown, by: Actor, able: tuple[Actor, ...]) -> Mapping[str, Any]:
    """What the page shows: to those who keep the register more than to those who only look."""
    page = {
        "person": shown, "looks": looks_in_words(), "revealed": {},
        "titles": [(name, in_words(title)) for name, (_kind, title) in VALUES.items()],
        "may_look": by.role in UNMASKERS, "may_correct": by.role in KEEPERS,
        "risks": risks_of(person_id, by=by), **words_of_register(),
    }  # fmt: skip
    if by.role not in KEEPERS:
        return page
    return page | {
        "kinds": [(k.value, in_words(n)) for k, n in REQUESTS.items()],
        "names": {k: in_words(n) for k, n in REQUESTS.items()}, "homes": where_to(able),
        "login": login_of_person(person_id), "code_sent": _waiting(person_id, by),
        "consents": consents_shown(person_id, by), "requests": requests_of(person_id, by=by),
    }  # fmt: skip


def _waiting(person_id: UUID, by: Actor) -> str:
    """The phone to which this worker sent a code, masked: who sends one has not looked at it."""
    sent = waiting(code_of(person_id, by, Use.DESK), at=clock_now())
    return mask(VALUES["phone"][0], sent) if sent else ""


class _Deeds:
    """What the forms of a person's page do."""

    def __init__(self, person_id: UUID, by: Actor) -> None:
        self.person_id, self.by = person_id, by

    def look(self, given: QueryDict) -> Given:
        whole = unmask(
            person_id=self.person_id, fields=given.getlist("fields"),
            purpose=given.get("purpose", ""), why=given.get("why", ""), by=self.by, at=clock_now(),
        )  # fmt: skip
        return {"revealed": whole}

    def correct(self, given: QueryDict) -> Given:
        changed = correct(
            person_id=self.person_id,
            given={n: str(v) for n, v in given.items()},
            by=self.by,
            at=clock_now(),
        )
        names = "、".join(in_words(VALUES[name][1]) for name in changed)
        return (_("已更正：%(what)s") % {"what": names}) if names else _("没有改动。")

    def send(self, given: QueryDict) -> Given:
        begin_login(person_id=self.person_id, by=self.by, at=clock_now())
        return _("验证码已发到本人手机，请本人当面念给您听。")

    def login(self, given: QueryDict) -> Given:
        open_login(person_id=self.person_id, code=given.get("code", ""), by=self.by, at=clock_now())
        return _("号码核实了，本人可以用手机验证码登录了。")


@require_safe
@for_staff
def looks_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Who looked behind which masks, within the range of those who audit."""
    able = [a for a in signed.actors() if a.role in REVIEWERS]
    if not able:
        raise NotAllowed("查看记录由督查室和审计员来看。")
    return answered(
        request,
        "web/looks.html",
        lambda: {"rows": look_lines(looks_within(by=able[0]), able[0])},
        {},
    )
