"""A resident's login: opened by a worker, with the phone that its codes go to proved on the spot."""

import secrets
from datetime import datetime
from uuid import UUID

from shuoshi.accounts.actions import open_account
from shuoshi.accounts.codes import check_code, send_code
from shuoshi.accounts.proving import phone_proved
from shuoshi.accounts.queries import accounts_of, with_proved_phones
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.people.actions import correct
from shuoshi.people.queries import known_by, persons_with_phone
from shuoshi.people.rules import below, digits_of, is_mobile, read_phone
from shuoshi.people.terms import KEEPERS, PhoneTaken
from shuoshi.places.queries import names_of
from shuoshi.reach.terms import Actor, Reach

LOGIN_FROM_AGE = 14
"""Below this age a guardian acts, and nobody gets a login (PIPL article 31)."""
_NAME_DIGITS = 8


def _may(person_id: UUID, by: Actor) -> None:
    own = by.role == "resident" and by.person_id == person_id
    if not own and (by.role not in KEEPERS or by.reach is not Reach.TERRITORIAL):
        raise NotAllowed


def begin_phone(*, person_id: UUID, by: Actor, phone: str | None = None) -> str:
    """Send a code to a person's registered phone, or to the one that is to stand in its place.

    Shape:   a worker proves the registered one alone; gives the phone that the code went to.
    Raises:  NotAllowed, PersonNotFound, BadInput (no mobile phone, too soon), PhoneTaken
    """
    _may(person_id, by)
    registered = known_by(person_id, by=by).values["phone"]
    own = by.role == "resident"
    wished = read_phone(phone) if phone is not None and own else registered
    if wished and not is_mobile(wished):
        raise BadInput("验证码只能发到手机：手机号写 11 位数字。", field="phone")
    _free(person_id, wished)
    send_code(person_id=person_id, phone=wished)
    return wished


def finish_phone(*, person_id: UUID, code: str, by: Actor, at: datetime) -> str:
    """Take the code that came to a phone: the phone is the person's, and its codes open their login.

    Shape:   a new phone takes the old one's place now, and the old one is told. Gives the phone.
    Raises:  NotAllowed, PersonNotFound, BadInput (a wrong code, or another phone was registered
             meanwhile), TooManyGuesses, PhoneTaken
    """
    _may(person_id, by)
    known = known_by(person_id, by=by)
    phone = check_code(person_id=person_id, code=code)
    _free(person_id, phone)
    changed = digits_of(phone) != digits_of(known.values["phone"])
    if changed and by.role != "resident":
        raise BadInput("登记的电话刚刚改过，请重新发验证码。", field="code")
    if changed:
        correct(person_id=person_id, given={"phone": phone}, by=by, at=at)
    phone_proved(person_id=person_id, by=by, at=at)
    return phone


def open_login(*, person_id: UUID, code: str, by: Actor, at: datetime) -> UUID:
    """Open a resident's login, once the code that came to their phone was read out to the worker.

    Shape:   a name of its own, no password: codes open it, and the resident may set one. Where there
             is a login already, its phone is proved and nothing else.
    Raises:  as `finish_phone`, and BadInput for a child below fourteen
    """
    if by.role == "resident":
        raise NotAllowed
    known = known_by(person_id, by=by)
    if below(LOGIN_FROM_AGE, known.values, local_date(at)):
        raise BadInput("不满十四岁的不开账号，由监护人来办。", field="code")
    finish_phone(person_id=person_id, code=code, by=by, at=at)
    there = accounts_of(person_id)
    if there:
        return there[0]
    name = f"r{secrets.randbelow(10**_NAME_DIGITS):0{_NAME_DIGITS}}"
    place = names_of([known.path]).get(known.path, "")
    return open_account(
        username=name, name=f"{place}居民", password=None, by=by, at=at, path=known.path,
        person_id=person_id,
    )  # fmt: skip


def _free(person_id: UUID, phone: str) -> None:
    """Raises PhoneTaken where the phone's codes open somebody else's login."""
    others = [p for p in persons_with_phone(phone) if p != person_id]
    if with_proved_phones(others):
        raise PhoneTaken(field="phone")
