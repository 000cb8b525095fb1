"""Whoever posts too often waits: by their account, or by the address of somebody unknown."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import RequestFactory, override_settings

from shuoshi.privacy.actions import keep_to_retention
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import Walk
from shuoshi.web.limiting import address_of
from tests.conftest import AT, Rows
from tests.web.using import KEY, client, text

SAID = {"body": "楼道灯坏了三天。", "place": YONGNING}


def test_the_fourth_post_waits_and_loses_nothing(world: None, rows: Rows) -> None:
    with override_settings(POSTS_MOST=3):
        c = client()
        for n in range(3):
            assert c.post("/say", SAID | {"key": f"{KEY}{n}"}).status_code == 302
        answer = c.post("/say", SAID | {"key": f"{KEY}x"})
        assert answer.status_code == 429
        assert "太快了" in text(answer)
        assert SAID["body"] in text(answer)
        api = client().post("/api/v1/matters", SAID, content_type="application/json")
        assert (api.status_code, api.json()["code"]) == (429, "too_fast")
        other = client().post("/say", SAID | {"key": "other-address"}, REMOTE_ADDR="10.9.8.7")
        assert other.status_code == 302
        signed = client(RESIDENT[0])
        assert signed.post("/say", SAID | {"key": "of-a-resident"}).status_code == 302
    held = str(rows("SELECT key FROM web_posted"))
    assert "127.0.0.1" not in held


def test_codes_are_not_guessed_at_speed(world: None) -> None:
    with override_settings(POSTS_MOST=2):
        c = client()
        codes = [c.post("/follow", {"code": f"wrong-{n}"}).status_code for n in range(3)]
        assert codes[:2] == [422, 422]
        assert "太快了" in text(c.post("/follow", {"code": "again"}))


@pytest.mark.parametrize(
    ("proxies", "header", "seen"),
    [(0, "1.2.3.4", "127.0.0.1"), (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
     (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"), (2, "1.2.3.4", "127.0.0.1"), (1, "", "")],
)  # fmt: skip
def test_an_address_is_believed_from_our_own_proxies_alone(
    proxies: int, header: str, seen: str
) -> None:
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=header)
    with override_settings(PROXIES=proxies):
        assert address_of(request) == seen


def test_counts_are_gone_the_same_day(world: None, rows: Rows) -> None:
    rows("INSERT INTO web_posted VALUES ('a', 1, %s)", AT)
    keep_to_retention(at=AT)
    assert rows("SELECT count(*) FROM web_posted") == [(1,)]
    keep_to_retention(at=AT + timedelta(hours=2))
    assert rows("SELECT count(*) FROM web_posted") == [(0,)]


def test_somebody_signed_in_guesses_no_faster_than_others(world: None) -> None:
    with override_settings(POSTS_MOST=3):
        c = client(RESIDENT[0])
        names = [c.post("/login", {"username": f"name{n}", "password": "x"}) for n in range(4)]
        assert [answer.status_code for answer in names] == [422, 422, 422, 429]
        codes = [text(c.post("/follow", {"code": f"wrong-{n}"})) for n in range(4)]
        assert ["太快了" in page for page in codes] == [False, False, False, True]


def test_a_receipt_posts_no_faster_through_the_api_than_on_its_page(
    say: Callable[..., Walk],
) -> None:
    secret = {"X-Secret": say().receipt.secret}
    with override_settings(POSTS_MOST=2):
        answers = [
            client().post("/api/v1/matters/x/moves/withdraw", {}, headers=secret).status_code,
            *(
                client().post(
                    f"/api/v1/matters/{UUID(int=n)}/moves/withdraw", {"answers": {}},
                    content_type="application/json", headers=secret,
                ).status_code
                for n in range(3)
            ),
        ]  # fmt: skip
        assert answers == [404, 404, 404, 429]
        read = client().get("/api/v1/receipts/mine", headers=secret)
        assert read.status_code == 200, "reading is not posting"
