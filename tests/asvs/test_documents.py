"""docs/operate/security.md says what the settings and the code say."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from shuoshi.accounts import passwords
from shuoshi.matters import forms, receipts
from shuoshi.sealing.dictionary import Sensitivity
from shuoshi.sealing.terms import Purpose

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs/operate/security.md").read_text(encoding="utf-8")
SOURCE = "\n".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "shuoshi").rglob("*.py")))


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def said(name: str) -> str:
    """The value that the table of logins gives a setting."""
    row = re.search(rf"^\| `{name}`[^|]*\| ([^|]+) \|", section("Logins"), re.M)
    assert row, name
    return row[1]


@pytest.mark.parametrize(
    "name",
    ["AXES_FAILURE_LIMIT", "AXES_COOLOFF_TIME", "ACCOUNT_LOGIN_BY_CODE_TIMEOUT", "MFA_TOTP_TOLERANCE", "SESSION_IDLE_S", "SESSION_COOKIE_AGE"],
)  # fmt: skip
def test_the_limits_of_logins_are_those_of_the_settings(name: str) -> None:
    assert said(name) == str(getattr(settings, name))


def test_the_limits_of_passwords_and_guesses_are_those_of_the_code() -> None:
    assert said("LEAST") == str(passwords.LEAST)
    assert said("ACCOUNT_RATE_LIMITS") == settings.ACCOUNT_RATE_LIMITS["login_failed"]
    default = re.search(r'"SHUOSHI_POSTS_MOST", "(\d+)"', SOURCE)
    assert default
    assert said("POSTS_MOST") == default[1]


def test_the_local_words_are_those_of_the_code() -> None:
    assert [w for w in passwords._LOCAL if w not in section("Logins")] == []


def test_every_way_in_stands_with_its_strength() -> None:
    rows = re.findall(
        r"(?m)^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", section("Logins").split("| way in |")[1]
    )
    strengths = {way: strength for way, _who, strength in rows}
    assert list(strengths)[1:] == [
        "password and authenticator, or password and passkey", "passkey alone", "password",
        "code to the registered phone", "first or reset password", "recovery code", "key of a program (`Bearer`)",
        "receipt's secret (`/t/…`, `X-Secret`)",
    ]  # fmt: skip
    called = {"totp": "authenticator", "webauthn": "passkey", "recovery_codes": "recovery code"}
    for kind in settings.MFA_SUPPORTED_TYPES:
        assert any(called[kind] in way for way in strengths)


def test_the_limits_of_input_are_those_of_the_code() -> None:
    page = section("Input and limits")
    for name in ("TITLE_MOST", "BODY_MOST", "TEXT_MOST", "LONG_MOST"):
        assert f"`{name}` {getattr(forms, name)}" in page
    for name in ("UPLOAD_MOST_FILES", "UPLOAD_MOST_BYTES"):
        assert f"`{name}` {getattr(settings, name)}" in page
    default = re.search(r'"SHUOSHI_LOOKS_MOST", "(\d+)"', SOURCE)
    assert default
    assert f"`LOOKS_MOST` {default[1]}" in page


def test_every_key_stands_with_what_it_protects() -> None:
    page = section("Keys and algorithms")
    assert [p.value for p in Purpose if f"| `{p.value}` |" not in page] == []
    assert f"HMAC-SHA256, {receipts._LENGTH * 5} bits" in page


def test_every_grade_stands_with_its_protection() -> None:
    page = section("Grades of data")
    assert [s.value for s in Sensitivity if f"\n| {s.value} |" not in page] == []


def test_whom_the_house_calls_is_listed() -> None:
    page = section("What the house talks to")
    urls = set(re.findall(r'environ\.get\("(\w+_URL)"', SOURCE))
    assert urls, "the source names some"
    assert [u for u in urls if f"`{u}`" not in page] == []


def test_what_costs_much_is_listed_with_what_bounds_it() -> None:
    page, options = section("What costs much"), str(settings.DATABASES["default"]["OPTIONS"])
    assert "thirty seconds" in page
    assert "statement_timeout=30s" in options


def test_what_is_logged_is_listed() -> None:
    page = section("What is logged where")
    events = set(re.findall(r'_?security"?\)?\.(?:warning|info)\("(\w+)"', SOURCE))
    assert len(events) >= 5
    assert [e for e in sorted(events) if f"`{e}`" not in page] == []
    kinds = set(re.findall(r'"(accounts\.(?:log|second|prove|remove)\w+)"', SOURCE))
    assert [k for k in sorted(kinds) if f"`{k}`" not in page] == []


def test_the_time_frames_of_weak_parts_are_written_down() -> None:
    said_in = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    frames = said_in.split("How soon a weak part is replaced")[1]
    assert all(word in frames for word in ("three days", "seven", "thirty", "ninety days"))
