"""A resident's own data: seen, corrected, taken along; consents given and taken back; who looked."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shuoshi.accounts.proving import prove_password, prove_phone
from shuoshi.accounts.queries import phone_unproved
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed, Refusal
from shuoshi.kernel.numbers import whole_or
from shuoshi.people.actions import correct
from shuoshi.people.terms import VALUES
from shuoshi.privacy.asking import ask, requests_of, taken_along
from shuoshi.privacy.consenting import consents_of, give_consent, told_now, withdraw_consent
from shuoshi.privacy.ports import ACTIVITIES
from shuoshi.privacy.terms import REQUESTS
from shuoshi.reach.terms import Actor
from shuoshi.sealing.queries import looks_at
from shuoshi.ui.words import in_words, said
from shuoshi.web.asking import who
from shuoshi.web.faults import faults_of
from shuoshi.web.looks import look_lines
from shuoshi.web.taking import CORRECTED_BY_ONESELF, taken_as_zip


def _resident(request: HttpRequest) -> tuple[Actor, UUID] | None:
    found = who(request)
    own = [a for a in found.actors() if a.role == "resident"] if found else []
    if found and not own:
        raise NotAllowed("这一页是居民账号的。")
    if not own or own[0].person_id is None:
        return None
    return own[0], own[0].person_id


@require_http_methods(["GET", "POST"])
def data_page(request: HttpRequest) -> HttpResponse:
    """What is kept about me, and what I may do about it."""
    signed = _resident(request)
    if signed is None:
        return redirect(f"{settings.LOGIN_URL}?next={request.path}")
    by, person_id = signed
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            messages.success(request, _done(request.POST, by, person_id))
            return redirect("my_data")
        except Refusal as error:
            refused = error
    answer = render(
        request,
        "web/own_data.html",
        _page(by, person_id)
        | {
            "given": request.POST,
            "faults": faults_of(refused),
            "says": said(refused) if refused else "",
        },
        status=refused.status if refused else 200,
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _page(by: Actor, person_id: UUID) -> dict[str, object]:
    today = local_date(clock_now())
    running = {c.activity: c for c in consents_of(person_id, by=by) if c.withdrawn_at is None}
    held = taken_along(person_id, by=by)
    return {
        "known": held["known"][0] if held["known"] else {},
        "labels": {VALUES[n][1].zh: in_words(VALUES[n][1]) for n in VALUES},
        "phone": (held["known"][0] if held["known"] else {}).get(VALUES["phone"][1].zh, ""),
        "looks": look_lines(looks_at(person_id, by=by)),
        "requests": requests_of(person_id, by=by),
        "kinds": [(k.value, in_words(name)) for k, name in REQUESTS.items()],
        "names": {k: in_words(name) for k, name in REQUESTS.items()},
        "activities": [
            (a, in_words(a.name), told_now(a.code, today), running.get(a.code))
            for a in ACTIVITIES.values()
        ],
        "today": today,
        "phone_unproved": phone_unproved(_own(by)),
    }


def _done(given: QueryDict, by: Actor, person_id: UUID) -> str:
    """Do what the form asks; the words that say so. Raises what the action raises."""
    at, activity = clock_now(), given.get("activity", "")
    match given.get("do"):
        case "consent":
            version = given.get("version", "")
            give_consent(
                person_id=person_id, activity=activity, by=by, at=at,
                version=whole_or(version, 0),
                guardian=given.get("guardian", ""),
            )  # fmt: skip
            return _("已记下您的同意，随时可以撤回。")
        case "withdraw":
            withdraw_consent(person_id=person_id, activity=activity, by=by, at=at)
            return _("已撤回。")
        case "correct":
            prove_password(account_id=_own(by), password=given.get("password", ""))
            own = {n: str(given[n]) for n in CORRECTED_BY_ONESELF if n in given}
            changed = correct(person_id=person_id, given=own, by=by, at=at)
            return _("已更正。") if changed else _("没有改动。")
        case "prove":
            prove_password(account_id=_own(by), password=given.get("password", ""))
            prove_phone(account_id=_own(by), by=by, at=at)
            return _("谢谢，登录验证码以后发到这个号码。")
        case "ask":
            ask(
                person_id=person_id, kind=given.get("kind", ""), words=given.get("words", ""),
                by=by, at=at,
            )  # fmt: skip
            return _("申请已收到，会在这里答复您。")
        case _:
            raise NotAllowed


def _own(by: Actor) -> UUID:
    if by.account_id is None:
        raise NotAllowed
    return by.account_id


@require_POST
def export_page(request: HttpRequest) -> HttpResponse:
    """Everything that is kept about me, as a zip of JSON and a page to read it in."""
    signed = _resident(request)
    if signed is None:
        return redirect(f"{settings.LOGIN_URL}?next=/my/data")
    by, person_id = signed
    return taken_as_zip(person_id, by)
