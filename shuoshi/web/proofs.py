"""Showing once more who one is, in an open session: by the password, or by a code to the registered phone."""

import time
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from shuoshi.accounts.codes import Use, check_code, send_code
from shuoshi.accounts.proving import prove_password
from shuoshi.accounts.queries import login_of_person
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.people.logins import code_of
from shuoshi.people.queries import known_by
from shuoshi.reach.terms import Actor
from shuoshi.web.limiting import limit_account

LASTS_S = 600
_SHOWN = "shown_again_at"
"""Where a session notes when its owner showed once more who they are."""


def shown_lately(request: HttpRequest) -> bool:
    """Whether the code that proves its owner was written in this session a short while ago."""
    return float(request.session.get(_SHOWN, 0)) > time.time() - LASTS_S


def prove(request: HttpRequest, by: Actor, password: str) -> None:
    """Let a resident show that it is they: the code of just now, else the password where they have one.

    Raises:  BadInput, TooManyGuesses
    """
    if by.account_id is None or by.person_id is None:
        raise NotAllowed
    if shown_lately(request):
        return
    login = login_of_person(by.person_id)
    if login is None or not login.has_password:
        raise BadInput("请先用发到现在这个号码的验证码核对一次。", field="code")
    prove_password(account_id=by.account_id, password=password)


class Proofs:
    """The two steps of showing who one is by a code, as forms of a page and as operations."""

    def __init__(self, request: HttpRequest, person_id: UUID | None, by: Actor) -> None:
        if person_id is None or by.role != "resident":
            raise NotAllowed
        self.request, self.person_id, self.by = request, person_id, by

    def send(self, _given: QueryDict | None = None) -> str:
        """Send a code to the registered phone. Raises BadInput where codes to it open no login."""
        limit_account(self.request, "code")
        login = login_of_person(self.person_id)
        if login is None or not login.phone_proved:
            raise BadInput("登记的号码还没有核实，请到社区当面核实。", field="code")
        phone = known_by(self.person_id, by=self.by).values["phone"]
        send_code(code_of(self.person_id, self.by, Use.PROOF), phone, at=clock_now())
        return _("验证码已发到您登记的手机。")

    def give(self, given: QueryDict) -> str:
        """Take the code that came to it. Raises BadInput, CodeSpent."""
        self.take(given.get("code", ""))
        return _("核对过了，十分钟内可以改。")

    def take(self, code: str) -> None:
        """The same for a program. Raises BadInput, CodeSpent."""
        limit_account(self.request, "code")
        phone = check_code(code_of(self.person_id, self.by, Use.PROOF), code, at=clock_now())
        if phone != known_by(self.person_id, by=self.by).values["phone"]:
            raise BadInput("这个验证码是发到另一个号码的。", field="code")
        self.request.session[_SHOWN] = time.time()
