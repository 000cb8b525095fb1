"""What a person may ask for: see, correct, take along, erase, consent and take it back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.texts import Bilingual
from shuoshi.matters.actions import addressees
from shuoshi.people.actions import add_household, add_person
from shuoshi.people.terms import PersonNotFound
from shuoshi.privacy.asking import answer, ask, requests_of, requests_within
from shuoshi.privacy.consenting import (
    consents_of,
    consents_to,
    give_consent,
    publish_notice,
    told_now,
    withdraw_consent,
)
from shuoshi.privacy.ports import ACTIVITIES
from shuoshi.privacy.terms import (
    Activity,
    AnsweredAlready,
    NeedsGuardian,
    NoSuchActivity,
    RequestNotFound,
)
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.walking import Walk
from tests.conftest import AT, Cast, Rows
from tests.privacy.residents import own, raised

SMS = "sms_notices"


def test_a_request_has_a_day_and_one_answer(person: UUID, cast: Cast, rows: Rows) -> None:
    request = ask(person_id=person, kind="correct", words="名字错了一个字", by=own(person), at=AT)
    (waiting,) = requests_within(by=cast("shuji"))
    assert waiting.due_on == date(2026, 5, 7), "fifteen working days over the May holidays"
    assert waiting.late(date(2026, 5, 8))
    assert "名字错了" not in str(rows("SELECT words FROM privacy_request"))
    with pytest.raises(BadInput):
        ask(person_id=person, kind="correct", words="再提一次", by=own(person), at=AT)
    for by in (cast("wangge"), cast("quling")):
        with pytest.raises(NotAllowed):
            answer(request_id=request, granted=True, words="", by=by, at=AT)
    with pytest.raises(BadInput):
        answer(request_id=request, granted=False, words=" ", by=cast("shuji"), at=AT)
    answer(request_id=request, granted=True, words="已改好", by=cast("shuji"), at=AT)
    with pytest.raises(AnsweredAlready):
        answer(request_id=request, granted=False, words="x", by=cast("shuji"), at=AT)
    (done,) = requests_of(person, by=own(person))
    assert (done.answer, done.granted) == ("已改好", True)
    kinds = {k for (k,) in rows("SELECT kind FROM journal_entry")}
    assert {"privacy.ask", "privacy.answer"} <= kinds


def test_nobody_answers_beyond_their_range(person: UUID, cast: Cast, rows: Rows) -> None:
    request = ask(person_id=person, kind="see", words="", by=cast("wangge"), at=AT)
    with pytest.raises(PersonNotFound):
        ask(person_id=person, kind="see", words="", by=cast("wangge2"), at=AT)
    rows("UPDATE privacy_request SET path = '141102002001' WHERE id = %s", request)
    with pytest.raises(RequestNotFound):
        answer(request_id=request, granted=True, words="", by=cast("shuji"), at=AT)
    assert requests_within(by=cast("shuji")) == ()


def test_a_households_member_is_not_erased_by_a_wish(world: None, cast: Cast) -> None:
    home = add_household(path=YONGNING, door="9-9", by=SYSTEM, at=AT)
    member = add_person(name="住户", phone=None, path=YONGNING, by=SYSTEM, at=AT, household_id=home)
    request = ask(person_id=member, kind="erase", words="", by=cast("wangge"), at=AT)
    with pytest.raises(BadInput, match="法定职责"):
        answer(request_id=request, granted=True, words="", by=cast("shuji"), at=AT, sure=True)


def test_consent_is_given_and_taken_back_by_one_deed_each(
    person: UUID, cast: Cast, rows: Rows
) -> None:
    by = own(person)
    give_consent(person_id=person, activity=SMS, version=1, by=by, at=AT)
    with pytest.raises(BadInput):
        give_consent(person_id=person, activity=SMS, version=1, by=by, at=AT)
    assert withdraw_consent(person_id=person, activity=SMS, by=by, at=AT + timedelta(days=1))
    assert not withdraw_consent(person_id=person, activity=SMS, by=by, at=AT + timedelta(days=1))
    (row,) = consents_of(person, by=by)
    assert row.withdrawn_at == AT + timedelta(days=1)
    give_consent(person_id=person, activity=SMS, version=1, by=by, at=AT + timedelta(days=2))
    assert len(consents_of(person, by=by)) == 2
    for stranger in (own(UUID(int=7)), cast("quling"), cast("shenji")):
        with pytest.raises(NotAllowed):
            give_consent(person_id=person, activity=SMS, version=1, by=stranger, at=AT)
    with pytest.raises(NoSuchActivity):
        give_consent(person_id=person, activity="anything", version=1, by=by, at=AT)


def test_words_are_versioned_and_what_was_not_read_is_not_consented(
    person: UUID, cast: Cast
) -> None:
    today, by = AT.date(), own(person)
    assert told_now(SMS, today).version == 1
    give_consent(person_id=person, activity=SMS, version=1, by=by, at=AT)
    newer = publish_notice(
        activity=SMS, zh="新的说法", en="New words", by=SYSTEM, at=AT, path=YONGNING
    )
    assert newer == 2
    assert told_now(SMS, today).text == Bilingual("新的说法", "New words")
    assert consents_of(person, by=by)[0].version == 1, "the running one keeps its words"
    withdraw_consent(person_id=person, activity=SMS, by=by, at=AT)
    with pytest.raises(BadInput, match="再看一遍"):
        give_consent(person_id=person, activity=SMS, version=1, by=by, at=AT)


def test_below_fourteen_a_guardian_consents(world: None, cast: Cast, rows: Rows) -> None:
    child = add_person(
        name="小满", phone=None, path=YONGNING, by=SYSTEM, at=AT, born_on=date(2013, 4, 14)
    )
    given = {"person_id": child, "activity": SMS, "version": 1, "by": cast("wangge")}
    with pytest.raises(NeedsGuardian):
        give_consent(at=AT, **given)  # type: ignore[arg-type]
    give_consent(at=AT, guardian="小满的母亲", **given)  # type: ignore[arg-type]
    assert consents_of(child, by=cast("wangge"))[0].guardian == "小满的母亲"
    assert "母亲" not in str(rows("SELECT guardian FROM privacy_consent"))
    withdraw_consent(person_id=child, activity=SMS, by=cast("wangge"), at=AT)
    grown = AT + timedelta(days=367)
    give_consent(at=grown, **given)  # type: ignore[arg-type]


def test_a_sensitive_activity_is_a_consent_of_its_own(
    person: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = Activity(
        "blood_pressure", Bilingual("量血压", "x"), Bilingual("说明", "x"), sensitive=True
    )
    monkeypatch.setitem(ACTIVITIES, odd.code, odd)
    give_consent(person_id=person, activity=SMS, version=1, by=own(person), at=AT)
    with acting(SYSTEM):
        assert consents_to(person, SMS)
        assert not consents_to(person, odd.code)


def test_an_sms_goes_to_whom_consented_or_left_a_phone_for_it(
    person: UUID, say: Callable[..., Walk]
) -> None:
    def phone(matter_id: Any) -> str | None:
        with acting(SYSTEM):
            return addressees(matter_id, "raiser", AT).phone

    walk = raised(person)
    assert phone(walk.id) is None
    give_consent(person_id=person, activity=SMS, version=1, by=own(person), at=AT)
    assert phone(walk.id) == "13500008888"
    withdraw_consent(person_id=person, activity=SMS, by=own(person), at=AT)
    assert phone(walk.id) is None
    assert phone(say(name="留了电话", phone="13511112222").id) == "13511112222"


def test_what_waits_stands_before_whatever_was_answered(
    person: UUID, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = cast("shuji")
    first = ask(person_id=person, kind="explain", words="一", by=own(person), at=AT)
    answer(request_id=first, granted=True, words="好", by=by, at=AT)
    waits = ask(
        person_id=person, kind="explain", words="二", by=own(person), at=AT + timedelta(days=9)
    )
    monkeypatch.setattr("shuoshi.privacy.asking._MOST", 1)
    assert [row.id for row in requests_within(by=by)] == [waits]
