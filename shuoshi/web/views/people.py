"""People for those who look after them: found and shown masked, looked at for a purpose, registered,
corrected; their logins, consents and requests."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuoshi.accounts.codes import Sent, waiting
from shuoshi.accounts.glass import REVIEWERS
from shuoshi.accounts.queries import logins_held
from shuoshi.accounts.terms import SignedIn
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.people.actions import correct, unmask
from shuoshi.people.logins import begin_phone, open_login
from shuoshi.people.queries import MOST, people_shown
from shuoshi.people.registering import register_person
from shuoshi.people.terms import KEEPERS, UNMASKERS, VALUES, KnownAlready
from shuoshi.places.queries import StreetRow, homes_under
from shuoshi.privacy.asking import ask, requests_of
from shuoshi.privacy.terms import REQUESTS
from shuoshi.reach.terms import Actor
from shuoshi.sealing.queries import looks_within
from shuoshi.sealing.rules import mask
from shuoshi.ui.words import in_words
from shuoshi.web.answering import Given, answered, for_staff
from shuoshi.web.asking import finders, found_by, seen_by
from shuoshi.web.consents import agreed, consents_shown, taken_back
from shuoshi.web.limiting import limit_account
from shuoshi.web.looks import look_lines, looks_in_words

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


def _keepers(signed: SignedIn) -> list[Actor]:
    able = [a for a in finders(signed.actors()) if a.role in KEEPERS]
    if not able:
        raise NotAllowed("登记居民由网格员、社区和街道来办。")
    return able


@require_http_methods(["GET", "POST"])
@for_staff
def register_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Register a resident; whoever is known already is shown instead."""
    able = _keepers(signed)

    def register(given: QueryDict) -> Given:
        limit_account(request, "people")
        path, sure = given.get("place", ""), given.get("sure") == "true"
        by = next((a for a in able if a.bounds.holds(path)), able[0])
        try:
            made = register_person(
                given={n: str(v) for n, v in given.items()}, path=path, sure=sure, by=by,
                at=clock_now(),
            )  # fmt: skip
        except KnownAlready as error:
            alike.extend(people_shown(error.alike, by=by))
            raise
        messages.success(request, _("已登记。"))
        return redirect("person", person_id=made)

    alike: list[Any] = []

    def show() -> Mapping[str, Any]:
        fields = [(n, in_words(title)) for n, (_kind, title) in VALUES.items()]
        here = able[0].bounds.lo[:12]
        return {"fields": fields, "groups": _homes(able), "alike": alike, "here": here}

    return answered(request, "web/register.html", show, {"": register})


def _homes(able: list[Actor]) -> list[StreetRow]:
    """Each place once where one of these duties may register somebody, by community."""
    today = local_date(clock_now())
    found = {row.path: row for a in able for row in homes_under(a.bounds.lo, today)}
    return list(found.values())


@require_http_methods(["GET", "POST"])
@for_staff
def person_page(request: HttpRequest, signed: SignedIn, person_id: UUID) -> HttpResponse:
    """One person: masks, a look behind them, a correction; their login, consents, requests."""
    if request.method == "POST":
        limit_account(request, "people")
    by, shown = seen_by(finders(signed.actors()), person_id)
    deeds = _Deeds(person_id, by)
    does = {
        "look": deeds.look, "correct": deeds.correct, "ask": deeds.ask, "send": deeds.send,
        "login": deeds.login, "consent": deeds.consent, "withdraw": deeds.withdraw,
    }  # fmt: skip

    def show() -> Mapping[str, Any]:
        keeps = by.role in KEEPERS
        return {
            "person": shown, "looks": looks_in_words(), "revealed": {}, "titles": _titles(),
            "kinds": [(k.value, in_words(n)) for k, n in REQUESTS.items()],
            "names": {k: in_words(n) for k, n in REQUESTS.items()}, "today": local_date(clock_now()),
            "may_look": by.role in UNMASKERS, "may_correct": keeps,
            "logins": logins_held(person_id) if keeps else [], "code_sent": _waiting(person_id),
            "consents": consents_shown(person_id, by) if keeps else [],
            "requests": requests_of(person_id, by=by) if keeps else [],
        }  # fmt: skip

    return answered(request, "web/person.html", show, does)


def _waiting(person_id: UUID) -> Sent | None:
    """The code that a person was sent, with the phone masked: who sends one has not looked at it."""
    sent = waiting(person_id)
    return Sent(mask(VALUES["phone"][0], sent.phone)) if sent else None


def _titles() -> list[tuple[str, str]]:
    return [(name, in_words(title)) for name, (_kind, title) in VALUES.items()]


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

    def ask(self, given: QueryDict) -> Given:
        ask(
            person_id=self.person_id, kind=given.get("kind", ""), words=given.get("words", ""),
            by=self.by, at=clock_now(),
        )  # fmt: skip
        return _("申请已登记。")

    def send(self, given: QueryDict) -> Given:
        begin_phone(person_id=self.person_id, by=self.by)
        return _("验证码已发到本人手机，请本人当面念给您听。")

    def login(self, given: QueryDict) -> Given:
        open_login(person_id=self.person_id, code=given.get("code", ""), by=self.by, at=clock_now())
        return _("号码核实了，本人可以用手机验证码登录了。")

    def consent(self, given: QueryDict) -> Given:
        return agreed(self.person_id, given, self.by)

    def withdraw(self, given: QueryDict) -> Given:
        return taken_back(self.person_id, given, self.by)


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
