"""One's own login: its password, and the places where it is open."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shuoshi.accounts.codes import waiting
from shuoshi.accounts.entering import BACKEND
from shuoshi.accounts.logins import end_logins, logins_of
from shuoshi.accounts.proving import change_password, set_password
from shuoshi.accounts.queries import login_of
from shuoshi.accounts.terms import SECURITY, SignedIn
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.reach.terms import ANYBODY
from shuoshi.web.answering import Given, answered
from shuoshi.web.asking import who
from shuoshi.web.proofs import prove, prove_by_code, send_proof, shown_lately


@require_http_methods(["GET", "POST"])
def password_page(request: HttpRequest) -> HttpResponse:
    """Change one's own password, or give oneself the first; this session stays, others end."""
    found = who(request)
    if found is None:
        return redirect(f"{settings.LOGIN_URL}?next={request.path}")
    deeds = _Password(request, found)
    does = {"": deeds.change, "send_proof": deeds.send_proof, "proof": deeds.proof}
    here = request.session.session_key or ""

    def show() -> Mapping[str, Any]:
        own = login_of(found.account_id)
        sent = waiting(found.person_id) if found.person_id else None
        return {
            "login": own, "logins": logins_of(found.account_id, here), "code_sent": sent,
            "proved": shown_lately(request),
        }  # fmt: skip

    return answered(request, "web/password.html", show, does)


class _Password:
    """What the forms of one's password do."""

    def __init__(self, request: HttpRequest, found: SignedIn) -> None:
        self.request, self.found = request, found
        self.by = (
            next(iter(found.actors()), None)
            or found.administrator()
            or found.administrator(role=SECURITY)
            or ANYBODY
        )

    def change(self, given: QueryDict) -> Given:
        """The new password; the session becomes one of the new password, the old ones end."""
        request, own, new = self.request, self.found.account_id, given.get("new", "")
        if login_of(own).has_password:
            account = change_password(
                account_id=own, old=given.get("old", ""), new=new, by=self.by, at=clock_now()
            )
        else:
            prove(request, self.by, "")
            account = set_password(account_id=own, new=new, by=self.by, at=clock_now())
        login(request, account, backend=BACKEND)
        end_logins(account.id, keep=request.session.session_key or "")
        return _("密码已换，别处的登录都已退出。")

    def send_proof(self, given: QueryDict) -> Given:
        send_proof(self._person(), by=self.by)
        return _("验证码已发到您登记的手机。")

    def proof(self, given: QueryDict) -> Given:
        prove_by_code(self.request, self._person(), given.get("code", ""), by=self.by)
        return _("核对过了，十分钟内可以改。")

    def _person(self) -> UUID:
        if self.found.person_id is None or self.by.role != "resident":
            raise NotAllowed
        return self.found.person_id


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
