"""Coming in by a code that is sent to a phone, and whose phone that is."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from django.core.cache import cache

from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD, RESIDENT
from shuoshi.web.outbox import outbox
from tests.conftest import Rows
from tests.web.using import at_once, client, text

PHONE, PAGE = "00000000000", "/my/data"


@pytest.fixture(autouse=True)
def _clean(world: None, rows: Rows) -> Iterator[None]:
    outbox().file.unlink(missing_ok=True)
    yield
    rows("DELETE FROM mfa_authenticator")
    rows("DELETE FROM axes_accessattemptexpiration")
    rows("DELETE FROM axes_accessattempt")


def test_a_phone_that_a_worker_wrote_down_opens_no_login_before_its_owner_says_so(
    rows: Rows,
) -> None:
    resident = rows("SELECT person_id FROM accounts_account WHERE username = %s", RESIDENT[0])[0][0]
    own, staff, other = client(RESIDENT[0]), client("shuji"), "13955556666"
    try:
        changed = staff.post(f"/staff/people/{resident}", {"do": "correct", "phone": other})
        assert changed.status_code == 302
        ((_at, told, words),) = outbox().sent()
        assert told == PHONE, "the old one is told"
        assert "换成别的号码" in words
        outbox().file.unlink()
        client().post("/account/code/", {"phone": other})
        assert outbox().sent() == [], "whoever can change a phone could be its owner"
        assert "还没有核实" in text(own.get(PAGE))
        assert (
            own.post(PAGE, {"do": "phone", "phone": other, "password": "guess"}).status_code == 422
        )
        right = {"do": "phone", "phone": other, "password": DEMO_PASSWORD}
        assert own.post(PAGE, right).status_code == 302
        assert own.post(PAGE, {"do": "code", "code": last_code(other)}).status_code == 302
        outbox().file.unlink()
        cache.clear()  # one code a minute
        client().post("/account/code/", {"phone": other})
        assert [to for _at, to, _code in outbox().sent()] == [other]
    finally:
        staff.post(f"/staff/people/{resident}", {"do": "correct", "phone": PHONE})
        rows("UPDATE accounts_account SET phone_unproved = false")
        rows("UPDATE people_person SET phone_by = NULL WHERE id = %s", resident)


def last_code(phone: str) -> str:
    """The code that was last sent to a phone."""
    return next(said for _at, to, said in reversed(outbox().sent()) if to == phone)


def test_a_new_phone_is_proved_before_it_takes_the_old_ones_place(rows: Rows) -> None:
    c, other = client(RESIDENT[0]), "13955556666"
    wish = {"do": "phone", "phone": other, "password": DEMO_PASSWORD}
    try:
        wrong = c.post(PAGE, wish | {"phone": "0358-8220000"})
        assert wrong.status_code == 422
        assert 'value="0358-8220000"' in text(wrong)
        assert c.post(PAGE, wish).status_code == 302
        assert PHONE in text(c.get(PAGE)), "the old one stands until then"
        assert c.post(PAGE, wish).status_code == 422, "one code a minute"
        assert c.post(PAGE, {"do": "code", "code": "000000"}).status_code == 422
        assert c.post(PAGE, {"do": "code", "code": last_code(other)}).status_code == 302
        assert outbox().sent()[-1][1] == PHONE, "the old one is told"
        again = c.post(PAGE, {"do": "code", "code": "000000"})
        assert again.status_code == 422
        assert "过期" in text(again), "a code is good once"
    finally:
        resident = rows("SELECT person_id FROM accounts_account WHERE username = %s", RESIDENT[0])[
            0
        ][0]
        client("shuji").post(f"/staff/people/{resident}", {"do": "correct", "phone": PHONE})
        rows("UPDATE accounts_account SET phone_unproved = false")
        rows("UPDATE people_person SET phone_by = NULL WHERE id = %s", resident)


def test_three_wrong_codes_end_the_proof() -> None:
    c, other = client(RESIDENT[0]), "13955556666"
    c.post(PAGE, {"do": "phone", "phone": other, "password": DEMO_PASSWORD})
    right = last_code(other)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    tries = [client(RESIDENT[0]) for _ in range(6)]
    said = at_once(lambda one: one.post(PAGE, {"do": "code", "code": wrong}), tries)
    assert said == [422] * 2 + [429] * 4, (
        "at once or one by one, three are judged, and the third says so"
    )
    assert c.post(PAGE, {"do": "code", "code": right}).status_code == 429


def test_guesses_at_once_are_counted_each() -> None:
    tries = [client(RESIDENT[0]) for _ in range(14)]
    wish = {"do": "phone", "phone": "13955556666", "password": "guess"}
    said = at_once(lambda one: one.post(PAGE, wish), tries)
    assert said == [422] * 10 + [429] * 4
    assert tries[0].post(PAGE, wish | {"password": DEMO_PASSWORD}).status_code == 429


def test_a_resident_sends_no_more_than_ten_codes_a_day(rows: Rows) -> None:
    c = client(RESIDENT[0])
    said = []
    for n in range(11):
        wish = {"do": "phone", "phone": f"1395555{n:04}", "password": DEMO_PASSWORD}
        said.append(c.post(PAGE, wish).status_code)
        rows("UPDATE accounts_code SET sent_at = sent_at - interval '2 minutes' WHERE digest <> ''")
    assert said == [302] * 10 + [429]
    assert len(outbox().sent()) == 10


def test_a_resident_comes_in_by_a_code_sent_to_their_phone() -> None:
    c = client()
    assert c.post("/account/code/", {"phone": PHONE}).status_code == 302
    ((_at, to, code),) = outbox().sent()
    assert to == PHONE
    assert code in text(client().get("/demo/outbox"))
    assert c.post("/account/code/confirm/", {"code": "wrong1"}).status_code == 200
    done = c.post("/account/code/confirm/", {"code": code})
    assert done.get("Location", "") == "/my", text(done)
    assert c.get("/my").status_code == 200
    other = client()
    assert other.post("/account/code/confirm/", {"code": code}).status_code == 302
    assert "登录居民账号" in text(other.get("/my")), "a code is of the browser that asked"


def test_a_phone_gets_one_login_code_a_minute_and_ten_a_day(
    rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    c = client()
    assert c.post("/account/code/", {"phone": PHONE}).status_code == 302
    again = client().post("/account/code/", {"phone": PHONE})
    assert "刚刚发过验证码，请过一分钟再要" in text(again)
    assert len(outbox().sent()) == 1
    (held,) = rows("SELECT string_agg(session_data, '') FROM accounts_session")[0]
    ((_at, _to, code),) = outbox().sent()
    assert PHONE not in str(held), "neither phone nor code stands in a session's row"
    assert code not in str(held)
    counted = str(rows("SELECT cache_key FROM accounts_cache"))
    assert sha256(PHONE.encode()).hexdigest() not in counted, "nor in the name of a count"
    wrong = "000000" if code != "000000" else "111111"
    c.post("/account/code/confirm/", {"code": wrong})
    assert "login_code_failed" in caplog.text
    assert c.post("/account/code/confirm/", {"code": code}).get("Location", "") == "/my"


def test_an_unknown_phone_gets_no_code_and_the_same_page() -> None:
    c = client()
    known, unknown = client(), c.post("/account/code/", {"phone": "13999999999"})
    same = known.post("/account/code/", {"phone": PHONE})
    assert (unknown.status_code, unknown.get("Location", "")) == (
        same.status_code,
        same.get("Location", ""),
    )
    assert [to for _at, to, _code in outbox().sent()] == [PHONE]
    assert text(c.get(unknown.get("Location", ""))).replace(" ", "") != ""


@pytest.mark.parametrize("phone", ["", "123", "138123456789", "我的手机", "0000000000a"])
def test_what_is_no_phone_is_said_and_stays_in_the_form(phone: str) -> None:
    refused = client().post("/account/code/", {"phone": phone})
    assert refused.status_code == 200
    assert "wrong-words" in text(refused)
    assert f'value="{phone}"' in text(refused)


def test_a_phone_is_taken_as_people_write_it() -> None:
    for written in ("+86 000-0000-0000", "00000000000"):
        outbox().file.unlink(missing_ok=True)
        cache.clear()  # one code a minute
        assert client().post("/account/code/", {"phone": written}).status_code == 302
        assert [to for _at, to, _code in outbox().sent()] == [PHONE]


def test_who_wrote_a_wrong_phone_writes_another_without_waiting() -> None:
    c = client()
    c.post("/account/code/", {"phone": "13800000009"})
    wrong = text(c.post("/account/code/confirm/", {"code": "AAAA-AAAA"}))
    assert "验证码不对，请核对后再输一次" in wrong
    assert c.get("/account/code/").status_code == 200
    c.post("/account/code/", {"phone": PHONE})
    ((_at, _to, code),) = outbox().sent()
    assert c.post("/account/code/confirm/", {"code": code}).get("Location", "") == "/my"


def test_staff_have_no_code_to_their_phone() -> None:
    assert client().post("/account/code/", {"phone": "13800000000"}).status_code == 302
    assert outbox().sent() == []
