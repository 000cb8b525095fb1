"""A resident's login: opened by a worker, with the phone that its codes go to proved on the spot."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection

from shuoshi.accounts.actions import open_account
from shuoshi.accounts.codes import Code, Use, check_code, send_code
from shuoshi.accounts.proving import phone_proved
from shuoshi.accounts.queries import login_of_person, with_proved_phones
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.phones import digits_of
from shuoshi.people.actions import correct
from shuoshi.people.models import Person
from shuoshi.people.queries import known_by, phones_token, registered_with
from shuoshi.people.rules import below, is_mobile, read_phone
from shuoshi.people.terms import KEEPERS, Known, LoginClosed, PhoneTaken, SecondPerson
from shuoshi.places.queries import names_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach
from shuoshi.sealing.actions import log_look
from shuoshi.sealing.terms import Look

LOGIN_FROM_AGE = 14
"""Below this age a guardian acts, and nobody gets a login (PIPL article 31)."""
_NAME_DIGITS = 10


def code_of(person_id: UUID, by: Actor, use: Use) -> Code:
    """The code that somebody asked for, for a use: nobody else's fits. Raises NotAllowed without an account."""
    if by.account_id is None:
        raise NotAllowed
    return Code(person_id, use, by.account_id)


def begin_change(*, person_id: UUID, phone: str, by: Actor, at: datetime) -> None:
    """Send a code to the phone that a resident wishes to have registered.

    Raises:  NotAllowed for anybody but the person, BadInput (no mobile phone, too soon), TooManyCodes
    """
    _own(person_id, by)
    wished = read_phone(phone)
    _mobile(wished)
    send_code(code_of(person_id, by, Use.CHANGE), wished, at=at)


def finish_change(*, person_id: UUID, code: str, by: Actor, at: datetime) -> str:
    """Take the code that came to it: the phone takes the old one's place, the old one is told, and its codes
    open the login. Gives the phone.

    Raises:  NotAllowed, BadInput, CodeSpent, PhoneTaken
    """
    _own(person_id, by)
    phone = check_code(code_of(person_id, by, Use.CHANGE), code, at=at)
    _claim(person_id, phone, by, at, proves=False)
    if digits_of(phone) != digits_of(known_by(person_id, by=by).values["phone"]):
        correct(person_id=person_id, given={"phone": phone}, by=by, at=at)
    _claim(person_id, phone, by, at)
    return phone


def begin_login(*, person_id: UUID, by: Actor, at: datetime) -> None:
    """Send a code to a resident's registered phone, to be read out to the worker.

    Raises:  NotAllowed, SecondPerson for the worker who wrote the phone down, PersonNotFound, LoginClosed,
             BadInput (no mobile phone, a child below fourteen, too soon), TooManyCodes
    """
    known = _at_the_desk(person_id, by, at)
    _mobile(known.values["phone"])
    send_code(code_of(person_id, by, Use.DESK), known.values["phone"], at=at)


def open_login(*, person_id: UUID, code: str, by: Actor, at: datetime) -> UUID:
    """Open a resident's login, once the code that came to their phone was read out to the worker; where there
    is one, its phone is proved and nothing else. The access log says so, for the resident to see.

    Shape:   a name of its own, no password: codes open it, and the resident may set one.
    Locks:   the phone.
    Raises:  as `begin_login`; BadInput for a wrong code or a phone that changed meanwhile, PhoneTaken
    """
    known = _at_the_desk(person_id, by, at)
    phone = check_code(code_of(person_id, by, Use.DESK), code, at=at)
    if digits_of(phone) != digits_of(known.values["phone"]):
        raise BadInput("登记的电话刚刚改过，请重新发验证码。", field="code")
    return _claim(person_id, phone, by, at, opens=known)


def _own(person_id: UUID, by: Actor) -> None:
    if by.role != "resident" or by.person_id != person_id:
        raise NotAllowed


def _mobile(phone: str) -> None:
    if phone and not is_mobile(phone):
        raise BadInput("验证码只能发到手机：手机号写 11 位数字。", field="phone")


def _at_the_desk(person_id: UUID, by: Actor, at: datetime) -> Known:
    """The person as the worker may know them, if this worker may prove their phone."""
    if by.role not in KEEPERS or by.reach is not Reach.TERRITORIAL:
        raise NotAllowed
    known = known_by(person_id, by=by)
    with acting(by):
        wrote = Person.objects.filter(id=person_id).values_list("phone_by", flat=True).first()
    if wrote is not None and wrote == by.account_id:
        raise SecondPerson
    login = login_of_person(person_id)
    if login is not None and not login.is_active:
        raise LoginClosed
    if below(LOGIN_FROM_AGE, known.values, local_date(at)):
        raise BadInput("不满十四岁的不开账号，由监护人来办。", field="code")
    return known


def _claim(
    person_id: UUID,
    phone: str,
    by: Actor,
    at: datetime,
    *,
    proves: bool = True,
    opens: Known | None = None,
) -> UUID:
    """Take a phone for a person's login, opening one where `opens` knows them: all of it or nothing.

    Locks:   the phone, so that of two who prove it at once one is told.
    Raises:  PhoneTaken where its codes open somebody else's login, LoginClosed
    """
    try:
        with acting(SYSTEM) as scope:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [phones_token(phone)])
            others = [p for p in registered_with(phone) if p != person_id]
            if opens is not None:
                log_look(
                    fields=["phone"], purpose=Look.VERIFY, why="核实手机号、开账号", path=opens.path,
                    by=by, at=at, person_id=person_id,
                )  # fmt: skip
            scope.write_as_login()
            if with_proved_phones(others):
                raise PhoneTaken(field="phone")
            there = login_of_person(person_id)
            if there is None and opens is not None:
                return _opened(opens, by, at)
            if proves:
                phone_proved(person_id=person_id, by=by, at=at)
            return there.id if there else person_id
    except IntegrityError as error:
        raise LoginClosed from error


def _opened(known: Known, by: Actor, at: datetime) -> UUID:
    place = names_of([known.path]).get(known.path, "")
    name = f"r{secrets.randbelow(10**_NAME_DIGITS):0{_NAME_DIGITS}}"
    return open_account(
        username=name, name=f"{place}居民", password=None, by=by, at=at, path=known.path,
        person_id=known.id,
    )  # fmt: skip
