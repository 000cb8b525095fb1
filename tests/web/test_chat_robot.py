"""The robot of a work group: called, it answers with a link; nothing is kept until a person registers."""

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from shuoshi.channels.chat_robot import Callback, sealed_in, ticket_for, words_behind
from shuoshi.kernel.clock import now
from shuoshi.kernel.errors import BadInput
from tests.conftest import Rows
from tests.web.using import client, text

KEYS = Callback("token", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")


@pytest.fixture(autouse=True)
def _set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CHAT_TOKEN", KEYS.token)
    monkeypatch.setattr(settings, "CHAT_KEY", KEYS.key)


def call(words: str, keys: Callback = KEYS) -> Any:
    message = f"<xml><MsgType>text</MsgType><Text><Content>@说事 {words}</Content></Text></xml>"
    sealed = keys.seal(message)
    signed = urlencode(
        {"msg_signature": keys.signature("1", "n", sealed), "timestamp": "1", "nonce": "n"}
    )
    body = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    return Client().post(f"/hooks/wecom?{signed}", body, content_type="text/xml")


def answer_of(response: Any) -> str:
    sealed = sealed_in(response.content)
    signature = re.search(rb"<MsgSignature>(\w+)</MsgSignature>", response.content)
    assert signature
    return KEYS.open(signature[1].decode(), "1", "n", sealed)


def test_it_is_answered_with_a_form_filled_in_and_nothing_is_kept(
    district: None, rows: Rows
) -> None:
    said = answer_of(call("三号楼的灯坏了"))
    link = re.search(r"\((http[^)]+)\)", said)
    assert link
    assert "三号楼" not in said
    parts = urlsplit(link[1])
    page = client("wangge").get(f"{parts.path}?{parts.query}")
    assert "三号楼的灯坏了" in text(page)
    assert rows("SELECT count(*) FROM matters_matter") == [(0,)]


def test_the_vendors_look_at_the_address_is_answered(district: None) -> None:
    sealed = KEYS.seal("1234")
    signed = {
        "msg_signature": KEYS.signature("1", "n", sealed), "timestamp": "1", "nonce": "n",
        "echostr": sealed,
    }  # fmt: skip
    assert Client().get("/hooks/wecom", signed).content == b"1234"


def test_a_stranger_is_refused(district: None) -> None:
    assert call("灯坏了", Callback("other", KEYS.key)).status_code == 403
    assert Client().post("/hooks/wecom", b"<xml/>", content_type="text/xml").status_code == 403
    other = Callback(KEYS.token, KEYS.key[::-1])
    assert call("灯坏了", other).status_code == 403


def test_without_its_keys_there_is_no_robot(
    district: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CHAT_KEY", "")
    assert call("灯坏了").status_code == 404


@pytest.mark.parametrize(("words", "says"), [("", "写一件事"), ("长" * 400, "太长了")])
def test_what_it_can_not_take_is_said_in_the_group(district: None, words: str, says: str) -> None:
    assert says in answer_of(call(words))


def test_a_link_is_good_for_a_day_and_not_to_be_made_up(district: None) -> None:
    at = int(now().timestamp())
    ticket = ticket_for("灯坏了", at)
    assert words_behind(ticket, at + 3600) == "灯坏了"
    for bad, when in ((ticket, at + 25 * 3600), (ticket[:-4] + "AAAA", at), ("x", at), ("", at)):
        with pytest.raises(BadInput):
            words_behind(bad, when)
    page = client("wangge").get("/staff/chat", {"m": "made-up"})
    assert page.status_code == 422
    assert "链接" in text(page)
