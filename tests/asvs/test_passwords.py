"""Passwords, one-time codes and second factors (V6)."""

import random
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from shuoshi.accounts.actions import make_key, open_account
from shuoshi.accounts.entering import Entry
from shuoshi.accounts.models import Account
from shuoshi.accounts.proving import reset_password
from shuoshi.journal.partitions import ensure_months
from shuoshi.kernel.clock import move_clock, now
from shuoshi.kernel.errors import BadInput
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD, DISTRICT, RESIDENT
from shuoshi.web.outbox import outbox
from tests.conftest import AT, Rows
from tests.web.using import client, text

PHONE = "00000000000"
OWN = "xinren"


@pytest.fixture(autouse=True)
def _clean(world: None, rows: Rows) -> Iterator[None]:
    outbox().file.unlink(missing_ok=True)
    yield
    for table in ("mfa_authenticator", "axes_accessattemptexpiration", "axes_accessattempt",
                  "accounts_apikey"):  # fmt: skip
        rows(f"DELETE FROM {table}")
    rows("DELETE FROM accounts_account WHERE username = %s", OWN)
    cache.clear()  # allauth counts there how often a phone was sent a code


@pytest.fixture
def opened() -> Callable[[str], bool]:
    """Open an account with a password; whether it then lets somebody in."""

    def enters(password: str) -> bool:
        if not Account.objects.filter(username=OWN).exists():
            try:
                open_account(
                    username=OWN, name="新人", password=password, by=SYSTEM, at=AT, path=DISTRICT
                )
            except BadInput:
                return False
        c = Client()
        c.post("/login", {"username": OWN, "password": password})
        return c.get("/password").status_code == 200

    return enters


@pytest.mark.parametrize(
    "password",
    [
        "7291846350",
        "kzvqwxnrbd",
        "KZVQWXNRBD",
        "一二三四五六七八九十",
        "          ",
        "!?!?!?!?!?",
        "🙏" * 10,
    ],
)
def test_a_password_may_be_of_any_letters(opened: Any, password: str) -> None:
    assert opened(password)


@pytest.mark.parametrize("most", [64, 128, 300])
def test_a_long_password_is_taken_whole(opened: Any, most: int) -> None:
    password = "长而又长 " * most
    assert opened(password[:most])
    assert not opened(password[: most - 1] + "x"), "its last letter counts"


def test_a_password_counts_as_it_was_typed(opened: Any) -> None:
    assert opened("  Äb 密码 Cd  ")
    for other in ("Äb 密码 Cd", "  äb 密码 cd  ", "  Äb 密码 Cd", "  A\u0308b 密码 Cd  "):
        assert not opened(other)


def test_a_password_holds_however_old_it_is(opened: Any) -> None:
    assert opened("long-enough-1")
    later = now().date() + timedelta(days=3 * 365)
    ensure_months(later - timedelta(days=2), later + timedelta(days=2))
    move_clock(timedelta(days=3 * 365))
    assert opened("long-enough-1")


def test_a_password_is_masked_and_may_be_filled_in_by_a_keeper_of_passwords() -> None:
    pages = {"/login": {"current-password"}, "/password": {"current-password", "new-password"}}
    for where, expected in pages.items():
        page = text(client("wangge").get(where))
        fields = [f for f in re.findall(r"<input[^>]*>", page) if "password" in f]
        assert {re.search(r'autocomplete="([^"]*)"', f)[1] for f in fields} == expected  # type: ignore[index]
        assert all('type="password"' in f for f in fields)
        assert "onpaste" not in page


def test_a_login_asks_for_name_and_password_alone() -> None:
    page = text(client().get("/login"))
    asked = set(re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', page))
    assert asked == {"username", "password", "next", "csrfmiddlewaretoken", "credential"}
    columns = {field.name for field in Account._meta.get_fields()}
    assert not [c for c in columns if "hint" in c or "question" in c]


def test_a_reset_password_leaves_the_second_factor(opened: Any) -> None:
    assert opened("long-enough-1")
    account = Account.objects.get(username=OWN)
    TOTP.activate(account, generate_totp_secret())
    fresh = reset_password(account_id=account.id, by=SYSTEM, at=now())
    c = Client()
    first = c.post("/login", {"username": OWN, "password": fresh})
    assert first.get("Location", "").startswith("/account/second/authenticate")
    assert c.get("/password").status_code == 302, "half is not in"


def test_secrets_do_not_come_from_a_guessable_chance() -> None:
    account = Account.objects.get(username="wangge")
    n = iter(range(10))
    makers: tuple[Callable[[], object], ...] = (
        lambda: Entry().generate_phone_verification_code(user=account, phone=PHONE),
        generate_totp_secret,
        RecoveryCodes.generate_seed,
        lambda: make_key(
            account_id=account.id, name=f"x{next(n)}", by=SYSTEM, at=AT, path=DISTRICT
        ),
    )
    for make in makers:
        random.seed(7)
        one = make()
        random.seed(7)
        assert make() != one


def test_codes_are_too_many_to_be_guessed() -> None:
    account = Account.objects.get(username="wangge")
    codes = [Entry().generate_phone_verification_code(user=account, phone=PHONE) for _ in range(9)]
    assert len(set(codes)) == 9
    assert all(len(code) == 6 and code.isdigit() for code in codes), "twenty bits, three guesses"
    recovery = RecoveryCodes.activate(account).generate_codes()
    assert all(len(code) == 8 and code.isdigit() for code in recovery), "over 26 bits"


def test_a_code_is_of_the_request_that_it_was_sent_for() -> None:
    one, other = client(), client()
    for c in (one, other):
        assert c.post("/account/code/", {"phone": PHONE}).status_code == 302
        cache.clear()  # one code a minute
    (_a, _to, of_one), (_b, _to_other, of_other) = outbox().sent()
    assert other.post("/account/code/confirm/", {"code": of_one}).status_code == 200, "not this one"
    assert other.post("/account/code/confirm/", {"code": of_other}).get("Location", "") == "/my"
    assert one.post("/account/code/confirm/", {"code": of_one}).get("Location", "") == "/my"


def test_three_wrong_codes_end_the_request() -> None:
    c = client()
    c.post("/account/code/", {"phone": PHONE})
    ((_at, _to, code),) = outbox().sent()
    for _ in range(3):
        c.post("/account/code/confirm/", {"code": "BBBB-BBBB"})
    c.post("/account/code/confirm/", {"code": code})
    assert c.get("/my/data").status_code == 302, "the right one comes too late"


def test_nobody_has_an_account_but_those_whom_somebody_opened_one_for(rows: Rows) -> None:
    from shuoshi.scenarios.beginning import begin
    from shuoshi.scenarios.lishi.world import DIVISIONS

    before = set(Account.objects.values_list("username", flat=True))
    begin(divisions=DIVISIONS, district=DISTRICT, valid_from=AT.date(), at=AT)
    assert set(Account.objects.values_list("username", flat=True)) == before
    for name in ("root", "admin", "administrator", "sa", "postgres", "shuoshi"):
        assert (
            Client().post("/login", {"username": name, "password": DEMO_PASSWORD}).status_code
            == 422
        )
    assert not Authenticator.objects.exists()


def test_guesses_at_an_open_screen_are_counted_too(world: None) -> None:
    c = client(RESIDENT[0])
    guesses = [
        c.post("/password", {"old": f"guess-{n}", "new": "another-long-one"}) for n in range(10)
    ]
    assert {answer.status_code for answer in guesses} == {422}
    given = {"phone": "13900000000", "password": DEMO_PASSWORD}
    right = c.post("/api/v1/me/phone", given, content_type="application/json")
    assert (right.status_code, right.json()["code"]) == (429, "too_many_guesses")
    assert c.post("/password", {"old": DEMO_PASSWORD, "new": "another-long-one"}).status_code == 429
