"""One's own login: its password, and the places where it is open."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shuoshi.accounts.codes import Code, Use, waiting
from shuoshi.accounts.entering import BACKEND
from shuoshi.accounts.logins import end_logins, logins_of
from shuoshi.accounts.proving import change_password, set_password
from shuoshi.accounts.queries import login_of
from shuoshi.accounts.terms import SECURITY, SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.reach.terms import ANYBODY, Actor
from shuoshi.web.answering import Do, Given, answered
from shuoshi.web.asking import who
from shuoshi.web.proofs import Proofs, prove, shown_lately


@require_http_methods(["GET", "POST"])
def password_page(request: HttpRequest) -> HttpResponse:
    """Change one's own password, or give oneself the first; this session stays, others end."""
    found = who(request)
    if found is None:
        return redirect(f"{settings.LOGIN_URL}?next={request.path}")
    by = _actor(found)
    does: dict[str, Do] = {"": lambda given: _changed(request, found, by, given)}
    if by.role == "resident":
        proofs = Proofs(request, found.person_id, by)
        does |= {"send_proof": proofs.send, "proof": proofs.give}
    return answered(request, "web/password.html", lambda: _page(request, found, by), does)


def _actor(found: SignedIn) -> Actor:
    own = found.administrator() or found.administrator(role=SECURITY) or ANYBODY
    return next(iter(found.actors()), own)


def _page(request: HttpRequest, found: SignedIn, by: Actor) -> Mapping[str, Any]:
    code = Code(found.person_id, Use.PROOF, found.account_id) if found.person_id else None
    return {
        "login": login_of(found.account_id), "is_resident": by.role == "resident",
        "logins": logins_of(found.account_id, request.session.session_key or ""),
        "proof_sent": waiting(code, at=clock_now()) if code else None, "proved": shown_lately(request),
    }  # fmt: skip


def _changed(request: HttpRequest, found: SignedIn, by: Actor, given: QueryDict) -> Given:
    """The new password; the session becomes one of the new password, the old ones end."""
    own, new = found.account_id, given.get("new", "")
    had = login_of(own)
    if had.has_password and not shown_lately(request):
        account = change_password(
            account_id=own, old=given.get("old", ""), new=new, by=by, at=clock_now()
        )
    else:
        prove(request, by, "")
        account = set_password(account_id=own, new=new, by=by, at=clock_now())
    login(request, account, backend=BACKEND)
    end_logins(account.id, keep=request.session.session_key or "")
    if not had.has_password:
        return _("密码设好了。用密码登录时，用户名是 %(name)s；手机验证码照样能用。") % {
            "name": had.username
        }
    return _("密码已换，别处的登录都已退出。")


@require_POST
def end_login(request: HttpRequest) -> HttpResponse:
    """End one of one's other logins, or all of them."""
    found = who(request)
    if found is None:
        return redirect(settings.LOGIN_URL)
    here = request.session.session_key or ""
    n = end_logins(found.account_id, keep=here, only=request.POST.get("login") or None)
    messages.success(request, _("已退出 %(n)s 处登录。") % {"n": n})
    return redirect("password")
