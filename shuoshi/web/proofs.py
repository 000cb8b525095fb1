"""Showing once more who one is, in an open session: by the password, or by a code where there is none."""

import time
from uuid import UUID

from django.http import HttpRequest

from shuoshi.accounts.codes import check_code, send_code
from shuoshi.accounts.proving import prove_password
from shuoshi.accounts.queries import logins_held
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.people.queries import known_by
from shuoshi.reach.terms import Actor

LASTS_S = 600
_SHOWN = "shown_again_at"
"""Where a session notes when its owner showed once more who they are."""


def shown_lately(request: HttpRequest) -> bool:
    """Whether the code that proves its owner was written in this session a short while ago."""
    return float(request.session.get(_SHOWN, 0)) > time.time() - LASTS_S


def prove(request: HttpRequest, by: Actor, password: str) -> None:
    """Let a resident show that it is they: a password where they have one, else the code of just now.

    Raises:  BadInput, TooManyGuesses
    """
    if by.account_id is None or by.person_id is None:
        raise NotAllowed
    if logins_held(by.person_id)[0].has_password:
        prove_password(account_id=by.account_id, password=password)
    elif not shown_lately(request):
        raise BadInput("请先用发到现在这个号码的验证码核对一次。", field="code")


def send_proof(person_id: UUID, *, by: Actor) -> None:
    """Send a code to the registered phone. Raises BadInput where codes to it open no login."""
    if not logins_held(person_id)[0].phone_proved:
        raise BadInput("登记的号码还没有核实，请到社区当面核实。", field="code")
    send_code(person_id=person_id, phone=known_by(person_id, by=by).values["phone"])


def prove_by_code(request: HttpRequest, person_id: UUID, code: str, *, by: Actor) -> None:
    """Take the code that came to the registered phone. Raises BadInput, TooManyGuesses."""
    phone = check_code(person_id=person_id, code=code)
    if phone != known_by(person_id, by=by).values["phone"]:
        raise BadInput("这个验证码是发到另一个号码的。", field="code")
    request.session[_SHOWN] = time.time()
