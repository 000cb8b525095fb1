"""Phones in a test: who is signed in, a phone of theirs, what it sends, what waits."""

from datetime import timedelta
from uuid import UUID

from shuoshi.accounts.queries import account_called, as_of
from shuoshi.devices.enrolling import enrol
from shuoshi.devices.queries import held_for
from shuoshi.devices.taking_in import Envelope, take_in
from shuoshi.devices.terms import Answer
from tests.conftest import AT, Rows
from tests.devices.phone import Phone

HOUR = timedelta(hours=1)
MET = {"outcome": "met", "way": "home", "words": "药快没了", "findings": ["needs_help"]}
WRONG = MET | {"way": "drone"}


def who(username: str, at=AT):
    found = as_of(account_called(username), at)
    assert found
    return found


def enrolled(username: str = "wangge", at=AT - HOUR) -> Phone:
    phone = Phone()
    phone.id = enrol(name="工作手机", key=phone.public, by=who(username), at=at)
    return phone


def sent(phone: Phone, *envelopes: Envelope, at=AT + HOUR) -> tuple[Answer, ...]:
    assert phone.id
    return take_in(device_id=phone.id, envelopes=envelopes, at=at)


def visits(rows: Rows) -> list[tuple[object, ...]]:
    return rows("SELECT id, outcome, at, path FROM care_visit ORDER BY at, id")


def held(username: str, at=AT):
    signed = who(username, at)
    return held_for(signed.account_id, signed.actors(), at)


def refused(phone: Phone, carer: UUID, values=WRONG, at=AT) -> UUID:
    """A visit that the house did not accept, and that waits."""
    one = phone.seal("visit", carer, at, values)
    (answer,) = sent(phone, one)
    assert answer.state == "refused", answer
    return one.id
