"""The pages on which accounts, duties and keys are kept, by another than the administrator."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from shuoshi.scenarios.lishi.cast import LONGSHAN
from shuoshi.units.models import Unit
from tests.web.administering import (
    PLACE,
    POSTS,
    does,
    faults,
    keeper,
    of_longshan,
    opened,
    settled,
    shown_password,
)
from tests.web.using import client, text


def test_an_account_gets_a_duty_works_under_it_and_loses_it(admin: Client) -> None:
    first = opened(admin, "龙山书记")
    unit = str(Unit.objects.get(kind="community", path=LONGSHAN).id)
    given = {"username": "xinren", "role": "village_secretary", "unit": unit}
    page = does(admin, POSTS, "give", **given, starts_on="2026-04-01")
    assert "xinren" in text(page)
    own = settled(first)
    assert own.get("/staff").status_code == 200
    assert "已经有这个岗位" in faults(admin, POSTS, "give", **given)
    assert "已经有人用了" in faults(
        admin,
        POSTS,
        "account",
        new_username="xinren",
        account_name="甲",
    )
    assert "没有这个用户名" in faults(admin, POSTS, "give", **given | {"username": "nobody"})
    row = next(r for r in text(page).split("<tr>") if "xinren" in r)
    does(admin, POSTS, "end", duty=row.split('name="duty" value="')[1][:36])
    assert own.get("/staff").status_code == 403


def test_a_username_belongs_to_one_account(admin: Client) -> None:
    opened(admin)
    c = client("anquan")
    c.raise_request_exception = False
    again = c.post(POSTS, {"do": "account", "new_username": "xinren", "account_name": "甲"})
    assert again.status_code == 422
    assert "已经有人用了" in text(again)


def test_a_first_password_is_good_for_seven_days(admin: Client, rows: Callable[..., Any]) -> None:
    first, c = opened(admin), Client()
    rows(
        "UPDATE accounts_account SET given_at = now() - interval '8 days' WHERE username = 'xinren'"
    )
    late = c.post("/login", {"username": "xinren", "password": first})
    assert late.status_code == 422
    assert c.get("/password").status_code == 302
    assert c.get("/account/second/totp/activate/").status_code == 302


def test_a_first_password_sets_up_no_second_factor(admin: Client) -> None:
    first, c = opened(admin), Client()
    c.post("/login", {"username": "xinren", "password": first})
    assert c.get("/account/second/totp/activate/")["Location"] == "/password"
    assert c.post("/account/again/", {"password": first})["Location"] == "/password"


def test_a_password_is_changed_reset_and_an_account_closed(admin: Client) -> None:
    first = opened(admin, "龙山书记")
    unit = str(Unit.objects.get(kind="community", path=LONGSHAN).id)
    given = {"username": "xinren", "role": "village_secretary", "unit": unit}
    does(admin, POSTS, "give", **given, starts_on="2026-04-01")

    def enters(password: str) -> Client | None:
        c = Client()
        answer = c.post("/login", {"username": "xinren", "password": password})
        return c if answer.status_code == 302 else None

    settled(first)
    assert enters(first) is None
    own, elsewhere = enters("a-long-pass-word"), enters("a-long-pass-word")
    assert own
    assert elsewhere
    for old, new, says in (
        ("wrong", "another-long-one", "原来的密码不对"), ("a-long-pass-word", "short", "密码至少 10 位。"),
        ("a-long-pass-word", "a-long-pass-word", "不一样"),
    ):  # fmt: skip
        answer = own.post("/password", {"old": old, "new": new})
        assert answer.status_code == 422
        assert says in text(answer)
    own.post("/password", {"old": "a-long-pass-word", "new": "another-long-one"})
    assert own.get("/staff").status_code == 200, "this session stays"
    assert elsewhere.get("/staff").status_code == 302, "others end"
    assert enters("a-long-pass-word") is None
    given = {"do": "reset", "reset_username": "xinren", "once": "a"}
    fresh = shown_password(keeper(admin, POSTS, "reset").post(POSTS, given))
    assert own.get("/staff").status_code == 302
    again = keeper(admin, POSTS, "reset")
    assert again.post(POSTS, given).status_code == 200
    fresh = shown_password(again.post(POSTS, given | {"once": "b"}))
    assert again.post(POSTS, given | {"once": "b"}).status_code == 422, "loaded anew"
    third = settled(fresh, own="a-third-long-one")
    does(admin, POSTS, "close", close_username="xinren")
    assert third.get("/staff").status_code == 302
    assert enters("a-third-long-one") is None
    assert "不能停用自己的账号" in faults(admin, POSTS, "close", close_username="anquan")
    assert client().get("/password").status_code == 302


def test_a_communitys_administrator_does_not_reset_the_districts(admin: Client) -> None:
    c = of_longshan(admin, "security_administrator")
    for username in ("guanli", "shuji", "quling"):
        given = {"do": "reset", "reset_username": username, "once": username}
        assert c.post(POSTS, given).status_code == 403
        assert c.post(POSTS, {"do": "close", "close_username": username}).status_code == 403


def test_a_communitys_security_administrator_gives_no_duty_of_the_district(admin: Client) -> None:
    c = of_longshan(admin, "security_administrator")
    department = str(Unit.objects.get(name="区城市管理局").id)
    given = {"do": "give", "username": "wangge2", "role": "unit_handler", "unit": department}
    assert c.post(POSTS, given).status_code == 403


def test_a_key_is_shown_once_works_and_ends(admin: Client) -> None:
    page, keys = "/staff/site/keys", client("anquan")
    assert "程序专用" in text(
        keys.post(page, {"do": "make", "username": "shuji", "key_name": "试"})
    )
    does(admin, POSTS, "account", new_username="xinren", account_name="试验程序", program="true")
    answer = keys.post(page, {"do": "make", "username": "xinren", "key_name": "试"})
    assert answer.headers["Cache-Control"] == "no-store"
    key = text(answer).split("<code>")[1].split("</code>")[0]
    assert key not in text(keys.get(page))
    headers = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/matters", headers=headers).status_code == 200
    assert "已经有同名的密钥" in faults(admin, page, "make", username="xinren", key_name="试")
    key_id = text(keys.get(page)).split('name="key" value="')[1][:36]
    does(keys, page, "end", key=key_id)
    assert Client().get("/api/v1/matters", headers=headers).status_code == 401
    assert "已经停用" in faults(keys, page, "end", key=key_id)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_accounts_and_keys_stand_in_both_languages(world: None, language: str) -> None:
    c = client("anquan")
    c.cookies["language"] = language
    for page in (POSTS, "/staff/site/keys"):
        answer = c.get(page)
        assert answer.status_code == 200
        assert ('lang="en"' in text(answer)) is (language == "en")


def test_administering_and_keeping_accounts_are_two_peoples_work(admin: Client) -> None:
    for what in ("account", "give", "end", "reset", "factor", "close"):
        assert admin.post(POSTS, {"do": what}).status_code == 422, (
            "not a thing of this page for them"
        )
    assert admin.get("/staff/site/keys").status_code == 403
    own = client("anquan")
    assert own.get("/staff/site", follow=True).status_code == 200
    for page in (PLACE, "/staff/site/limits/shuoshi_yishi", "/staff/site/calendar/2026"):
        assert own.get(page).status_code == 403
    assert own.post(POSTS, {"do": "unit", "unit_name": "x", "unit_kind": "firm"}).status_code == 422
    assert own.get("/staff").status_code == 302, "no matter"


@pytest.mark.parametrize(
    ("held", "given"),
    [("administrator", "security_administrator"), ("security_administrator", "auditor"),
     ("administrator", "auditor"), ("village_secretary", "security_administrator"),
     ("village_secretary", "auditor"), ("auditor", "grid_worker")],
)  # fmt: skip
def test_duties_that_may_not_meet_are_refused(admin: Client, held: str, given: str) -> None:
    opened(admin)
    unit = str(Unit.objects.get(kind="community", path=LONGSHAN).id)
    does(admin, POSTS, "give", username="xinren", role=held, unit=unit)
    refused = faults(admin, POSTS, "give", username="xinren", role=given, unit=unit)
    assert "不能是同一个人" in refused


def test_nobody_gives_themselves_a_duty(admin: Client) -> None:
    unit = str(Unit.objects.get(kind="community", path=LONGSHAN).id)
    given = {"username": "anquan", "role": "grid_worker", "unit": unit}
    assert "不能给自己岗位" in faults(admin, POSTS, "give", **given)


def test_a_lost_second_factor_is_taken_away(admin: Client, rows: Callable[..., Any]) -> None:
    (account,) = rows("SELECT id FROM accounts_account WHERE username = 'wangge'")[0]
    rows(
        "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (%s, 'totp', '{}', now())",
        account,
    )
    does(admin, POSTS, "factor", factor_username="wangge")
    assert rows("SELECT count(*) FROM mfa_authenticator") == [(0,)]
    assert "不能去掉自己" in faults(admin, POSTS, "factor", factor_username="anquan")
