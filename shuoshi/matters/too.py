"""Me too: whom the same thing troubles is counted once, and listed nowhere."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from shuoshi.kernel.errors import Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.matters.terms import MatterNotFound
from shuoshi.reach.terms import Actor
from shuoshi.sealing.keys import current
from shuoshi.sealing.terms import Purpose

_TOO = "SELECT matters_too(%s, %s, %s, %s)"


class OverAlready(Conflict):
    """这件事已经办结了。又遇到的话，请重新说一件。"""

    code = "over_already"


def who_of(kind: str, key: str) -> str:
    """The keyed hash under which somebody counts: a person, a browser, a merged matter."""
    return current(Purpose.INDEX).token(f"me too\x1f{kind}\x1f{key}").hex()


def who_is(by: Actor, browser: str) -> str:
    """Whoever asks: a resident by their person, anybody else by what their browser keeps."""
    return who_of("person", str(by.person_id)) if by.person_id else who_of("browser", browser)


def me_too(number: str, who: str, at: datetime) -> int:
    """Count somebody with a released matter; twice is once. Gives how many there are. One statement.

    Raises:  MatterNotFound, OverAlready
    """
    return _said(number, who, new_id(at), at)


def not_me(number: str, who: str, at: datetime) -> int:
    """Take it back. One statement.

    Raises:  MatterNotFound
    """
    return _said(number, who, None, at)


def _said(number: str, who: str, row: UUID | None, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TOO, [number, who, row, at])
        n = cursor.fetchone()[0]
    if n is None:
        raise MatterNotFound
    if n < 0:
        raise OverAlready
    return int(n)
