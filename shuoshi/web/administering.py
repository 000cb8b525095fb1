"""What the pages of the site's administrator share: who they are, how far, one form at a time."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from shuoshi.accounts.terms import ADMINISTRATOR, SECURITY, NoDuty
from shuoshi.kernel.clock import local
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.reach.terms import Actor
from shuoshi.web.answering import Given, answered
from shuoshi.web.asking import who

_ONCE = "done_once"
Do = Callable[[QueryDict, Actor, datetime], Given]
"""Does one thing that a form asks for, as `answering.Do`, by whom and when."""


def for_keepers(
    *roles: str,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a view run under the duty of one of these roles; others are told, strangers log in first."""

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, **given: Any) -> HttpResponse:
            found = who(request)
            if found is None:
                return redirect(f"{settings.LOGIN_URL}?next={request.path}")
            path = str(given.get("path", ""))
            able = [a for role in roles if (a := found.administrator(path, role))]
            if not able:
                raise NoDuty("站务由系统管理员和安全管理员分头来办，这一页不归您的岗位。")
            return view(request, able[0], **given)

        return guarded

    return guard


for_administrator = for_keepers(ADMINISTRATOR)
for_security = for_keepers(SECURITY)


def inside(by: Actor, path: str) -> str:
    """The path, where the administrator's duty holds it. Raises NotAllowed."""
    if not by.bounds.holds(path):
        raise NotAllowed("这里不在您的范围内。")
    return path


def of_district(by: Actor) -> None:
    """For what holds in the whole district. Raises NotAllowed for a part of it."""
    inside(by, settings.DISTRICT_CODE)


def administered(
    request: HttpRequest,
    by: Actor,
    template: str,
    show: Callable[[], Mapping[str, Any]],
    does: Mapping[str, Do],
) -> HttpResponse:
    """A page of forms of the site, with what every one of them shows."""

    def deed(do: Do) -> Callable[[QueryDict], Given]:
        return lambda given: do(given, by, clock_now())

    def page() -> dict[str, Any]:
        return dict(show()) | {
            "district": settings.DISTRICT_CODE, "programme_key": settings.SAY_PROGRAMME,
            "this_year": local(clock_now()).year, "role": by.role, "once": secrets.token_hex(8),
        }  # fmt: skip

    return answered(request, template, page, {name: deed(do) for name, do in does.items()})


def once(request: HttpRequest, given: QueryDict) -> None:
    """For what must not be done again when somebody loads the answer anew. Raises BadInput."""
    if given.get("once", "") in ("", request.session.get(_ONCE)):
        raise BadInput("这一步已经办过了，请重新打开这一页。")
    request.session[_ONCE] = given["once"]


def soon(job: str, **given: Any) -> None:
    """Let the worker do a job of `jobs` as soon as it can; once, however often it was asked for."""
    try:
        task = app.configure_task(f"shuoshi.web.jobs.{job}", queueing_lock=job)
        task.defer(**given)
    except AlreadyEnqueued:
        return  # it stands in the queue, and will see what was changed just now
