"""What the pages of the site's administrator share: who they are, how far, one form at a time."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from shuoshi.accounts.terms import ADMINISTRATOR, SECURITY, NoDuty
from shuoshi.kernel.clock import local
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, NotAllowed, Refusal
from shuoshi.reach.terms import Actor
from shuoshi.ui.words import said
from shuoshi.web.asking import who
from shuoshi.web.faults import faults_of

Do = Callable[[QueryDict, Actor, datetime], str]
"""Does one thing that a form asks for, and gives the words that say it was done."""


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


def answered(
    request: HttpRequest,
    by: Actor,
    template: str,
    show: Callable[[], Mapping[str, Any]],
    does: Mapping[str, Do],
) -> HttpResponse:
    """Show a page of forms; a POST does what its `do` names and comes back, or says why not. What
    is done without a word is shown at once, on the page that answers."""
    faults, says, status, tried = dict[str, str](), "", 200, request.POST.get("do", "")
    if request.method == "POST":
        try:
            if tried not in does:
                raise BadInput
            words = does[tried](request.POST, by, clock_now())
            if words:
                messages.success(request, words)
                return redirect(request.get_full_path())
        except Refusal as error:
            faults, says, status = faults_of(error), said(error), error.status
    page = dict(show()) | {
        "faults": faults, "says": says, "tried": tried, "given": request.POST,
        "district": settings.DISTRICT_CODE, "programme_key": settings.SAY_PROGRAMME,
        "this_year": local(clock_now()).year, "role": by.role,
    }  # fmt: skip
    return render(request, template, page, status=status)


def soon(job: str, **given: Any) -> None:
    """Let the worker do a job of `jobs` as soon as it can; once, however often it was asked for."""
    try:
        task = app.configure_task(f"shuoshi.web.jobs.{job}", queueing_lock=job)
        task.defer(**given)
    except AlreadyEnqueued:
        return  # it stands in the queue, and will see what was changed just now
