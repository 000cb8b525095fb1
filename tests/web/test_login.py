"""Coming in: password and second factor; locked out, timed out."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.test import override_settings
from django.utils import timezone

from shuoshi.accounts.entering import SecondFactor
from shuoshi.accounts.models import Account
from shuoshi.accounts.passwords import judge
from shuoshi.kernel.clock import now
from shuoshi.kernel.errors import BadInput
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD, RESIDENT
from shuoshi.sealing.actions import reseal, retire, rotate
from shuoshi.sealing.terms import Purpose
from shuoshi.web.outbox import outbox
from tests.conftest import Rows
from tests.web.second import totp, with_factor
from tests.web.using import client, text

PHONE = "00000000000"


@pytest.fixture(autouse=True)
def _clean(world: None, rows: Rows) -> Iterator[None]:
    outbox().file.unlink(missing_ok=True)
    yield
    rows("DELETE FROM mfa_authenticator")
    rows("DELETE FROM axes_accessattemptexpiration")
    rows("DELETE FROM axes_accessattempt")


def login(c: Any, username: str, password: str = DEMO_PASSWORD, **given: str) -> Any:
    return c.post("/login", {"username": username, "password": password} | given)


def test_a_wrong_password_says_so_and_is_noted(rows: Rows) -> None:
    answer = login(client(), "wangge", "wrong")
    assert answer.status_code == 422
    assert 'value="wangge"' in text(answer)
    login(client(), "nobody-of-this-name", "wrong")
    login(client(), "wangge")
    kinds = rows("SELECT kind FROM journal_entry WHERE kind LIKE 'accounts.login%%' ORDER BY 1")
    assert kinds == [("accounts.login",), ("accounts.login_failed",)]


def test_too_many_wrong_ones_lock_the_name_out_from_this_address(rows: Rows) -> None:
    c = client()
    codes = [login(c, "wangge", "wrong").status_code for _ in range(5)]
    assert codes[:4] == [422] * 4
    assert codes[4] == 429
    locked = login(c, "wangge")
    assert locked.status_code == 429, "the right one does not help now"
    assert "15 分钟" in text(locked)
    assert locked.get("Retry-After", "") == "900"
    assert login(client(), "shuji").status_code == 302, "nobody else is locked"
    rows("UPDATE axes_accessattempt SET attempt_time = %s", timezone.now() - timedelta(minutes=16))
    assert login(client(), "wangge").status_code == 302


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_house(to: str) -> None:
    answer = login(client(), "wangge", next=to)
    assert answer.get("Location", "") == "/staff"


def test_staff_go_to_their_work_and_residents_to_their_matters() -> None:
    assert login(client(), "wangge").get("Location", "") == "/staff"
    assert login(client(), RESIDENT[0]).get("Location", "") == "/my"
    assert login(client(), "wangge", next="/staff/mine").get("Location", "") == "/staff/mine"


def test_a_second_factor_is_set_up_before_any_work_and_asked_for_at_the_next_login(
    rows: Rows,
) -> None:
    with override_settings(SECOND_FACTOR=True):
        c = client("wangge")
        for page in ("/staff", "/staff/people", "/staff/glass"):
            assert c.get(page).get("Location") == "/account/second/"
        assert c.post("/staff/people", {"query": "张演示"}).status_code == 302
        assert c.get("/api/v1/queue").status_code == 403
        assert "第二道验证" in text(c.get("/account/second/"))
        again_first = c.get("/account/second/totp/activate/")["Location"]
        assert again_first.startswith("/account/again/"), "who changes a factor proves it again"
        assert c.post(again_first, {"password": "wrong"}).status_code == 200
        back = c.post(again_first, {"password": DEMO_PASSWORD})["Location"]
        page = text(c.get(back))
        secret = re.search(r"<code>([A-Z2-7]{16,})</code>", page)
        assert secret, page
        wrong = c.post("/account/second/totp/activate/", {"code": "000000"})
        assert wrong.status_code == 200
        done = c.post("/account/second/totp/activate/", {"code": totp(secret[1])})
        assert done.status_code == 302, text(done)
        assert c.get("/staff").status_code == 200
        assert secret[1] not in str(rows("SELECT data::text FROM mfa_authenticator"))
        again = client()
        first = login(again, "wangge")
        assert first.get("Location", "").startswith("/account/second/authenticate")
        assert again.get("/staff").get("Location", "").startswith("/login"), "half is not in"
        asked = again.post("/account/second/authenticate/", {"code": "123456"})
        assert asked.status_code == 200
        code = {"code": totp(secret[1])}
        assert again.post("/account/second/authenticate/", code).status_code == 302
        assert again.get("/staff").status_code == 200
        third = client()
        login(third, "wangge")
        used = third.post("/account/second/authenticate/", code)
        assert used.status_code == 200, "a code is good once, in every process"


def test_secrets_of_second_factors_follow_the_newest_key(rows: Rows) -> None:
    secret = with_factor(client("wangge"))
    rotate(purpose=Purpose.LOGIN, by=SYSTEM, at=now())
    assert reseal(Purpose.LOGIN) == 2, "the authenticator's and the recovery codes'"
    assert retire(purpose=Purpose.LOGIN, by=SYSTEM, at=now()) >= 1
    c = client()
    login(c, "wangge")
    kept = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert c.post("/account/second/authenticate/", {"code": kept[0]}).status_code == 302
    assert SecondFactor().decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret


def test_guesses_at_a_second_factor_are_counted_by_account(rows: Rows) -> None:
    secret = with_factor(client("wangge"))
    rows("DELETE FROM accounts_cache")
    for _browser in range(2):  # another browser starts no new count
        c = client()
        login(c, "wangge")
        for _guess in range(5):
            c.post("/account/second/authenticate/", {"code": "000000"})
    right = c.post("/account/second/authenticate/", {"code": totp(secret)})
    assert right.status_code == 200, "the right one does not help now"
    assert c.get("/staff").get("Location", "").startswith("/login")
    rows("DELETE FROM accounts_cache")  # a quarter of an hour later
    assert c.post("/account/second/authenticate/", {"code": totp(secret)}).status_code == 302


def test_a_new_second_factor_ends_the_other_logins(rows: Rows) -> None:
    other, c = client("wangge"), client("wangge")
    assert other.get("/staff").status_code == 200
    with_factor(c)
    assert other.get("/staff").get("Location", "").startswith("/login")
    assert c.get("/staff").status_code == 200


def test_who_proves_again_who_they_are_goes_on_under_a_new_name() -> None:
    c = client("wangge")
    before = c.cookies["sessionid"].value
    assert c.post("/account/again/", {"password": DEMO_PASSWORD}).status_code == 302
    assert c.cookies["sessionid"].value != before
    assert c.get("/staff").status_code == 200


def test_one_address_that_tries_many_names_is_slowed() -> None:
    with override_settings(POSTS_MOST=3):
        codes = [login(client(), f"name{n}", "wrong").status_code for n in range(5)]
    assert codes == [422, 422, 422, 429, 429]


def test_somebody_sees_and_ends_their_other_logins() -> None:
    other, third, c = client("wangge"), client("wangge"), client("wangge")
    page = text(c.get("/password"))
    assert page.count("退出这一处") == 2
    assert page.count("就是这里") == 1
    assert c.cookies["sessionid"].value not in page
    one = re.search(r'name="login" value="([0-9a-f]{16})"', page)
    assert one
    assert c.post("/password/logins", {"login": one[1]}).status_code == 302
    assert text(c.get("/password")).count("退出这一处") == 1
    assert client("shuji").post("/password/logins", {"login": one[1]}).status_code == 302
    c.post("/password/logins")
    assert other.get("/staff").status_code == third.get("/staff").status_code == 302
    assert c.get("/staff").status_code == 200


@pytest.mark.parametrize(
    "password",
    ["1234567890", "password123", "lishi-shuoshi", "xinren-12345", "woaini1314520",
     "永宁社区书记永宁社区书记"],
)  # fmt: skip
def test_a_password_that_others_try_first_is_refused(password: str) -> None:
    with pytest.raises(BadInput):
        judge(password, field="password", user=Account(username="xinren", name="永宁社区书记"))


def test_who_needs_no_second_factor_is_not_asked() -> None:
    with override_settings(SECOND_FACTOR=True):
        assert client(RESIDENT[0]).get("/my").status_code == 200
        assert client("daibiao1").get("/staff").status_code == 200


def test_a_login_that_is_not_used_ends_and_one_that_is_used_goes_on(rows: Rows) -> None:
    c = client("wangge")
    rows("UPDATE accounts_session SET expire_date = now() + interval '10 minutes'")
    assert c.get("/staff").status_code == 200
    (left,) = rows("SELECT extract(epoch FROM expire_date - now()) FROM accounts_session")[0]
    assert float(str(left)) > settings.SESSION_IDLE_S - 60
    rows("UPDATE accounts_session SET expire_date = now() - interval '1 second'")
    assert c.get("/staff").get("Location", "").startswith("/login")


def test_passwords_are_hashed_with_argon2() -> None:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        account = Account()
        account.set_password("long-enough-1")
        assert identify_hasher(account.password).algorithm == "argon2"


def test_pages_of_second_factors_work_without_inline_script() -> None:
    c = client("wangge")
    c.post("/account/again/", {"password": DEMO_PASSWORD})
    for page in ("/account/second/", "/account/second/webauthn/", "/account/second/webauthn/add/",
                 "/account/second/totp/activate/", "/login", "/account/code/"):  # fmt: skip
        answer = c.get(page, follow=True)
        assert answer.status_code == 200, page
        for script in re.findall(r"<script([^>]*)>", text(answer)):
            assert "src=" in script or "application/json" in script, page
