"""Ways out, each against a server that answers with its vendor's own codes."""

import base64
import hashlib
import hmac
import json
import os
import socketserver
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from shuoshi.channels import webhooks
from shuoshi.channels.gateway import CityAnswers, Gateway, GatewayNotices, Success
from shuoshi.channels.mail import Mail, MailServer
from shuoshi.channels.push import Push
from shuoshi.channels.robots import DINGTALK, WECOM, Robot, shortened
from shuoshi.notices.terms import BadAddress, Gone, Later, NotSent, Refused, Unclear
from tests.channels.vendor import Says, Vendor, code, status, vendor

KEY = UUID(int=7)
WECOM_URL = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"
DING_URL = "https://oapi.dingtalk.com/robot/send?access_token=abc"


@pytest.fixture
def house() -> Iterator[Vendor]:
    with vendor(code(0, "ok")) as found:
        yield found


@pytest.mark.parametrize(("kind", "url"), [(WECOM, WECOM_URL), (DINGTALK, DING_URL)])
def test_a_robot_gets_the_text_as_its_vendor_wants_it(house: Vendor, kind: Any, url: str) -> None:
    Robot(kind, house.url, inside=True).send(key=KEY, to=url, text="新来一件事（2026-000001）")
    assert house.json() == {"msgtype": "text", "text": {"content": "新来一件事（2026-000001）"}}
    assert house.got[0][0] == f"{urlsplit(url).path}?{urlsplit(url).query}"


def test_dingtalk_is_signed_with_the_time_and_its_secret(house: Vendor) -> None:
    Robot(DINGTALK, house.url, inside=True).send(key=KEY, to=f"{DING_URL}\nSECabc", text="好")
    query = parse_qs(urlsplit(house.got[0][0]).query)
    (at,), (sign,) = query["timestamp"], query["sign"]
    said = hmac.new(b"SECabc", f"{at}\nSECabc".encode(), hashlib.sha256).digest()
    assert base64.b64decode(sign) == said


@pytest.mark.parametrize(
    ("kind", "answers", "raises"),
    [
        (WECOM, code(45009, "api freq out of limit"), Later),
        (WECOM, code(-1, "system busy"), Later),
        (WECOM, code(93000, "invalid webhook url"), Gone),
        (WECOM, code(40058, "invalid Request Parameter"), Refused),
        (DINGTALK, code(130101, "send too fast, exceed 20 times per minute"), Later),
        (DINGTALK, code(410100, "speed limit"), Later),
        (DINGTALK, code(310000, "sign not match"), Refused),
        (DINGTALK, code(300005, "token is not exist"), Gone),
        (WECOM, status(200, b"<html>a proxy's page</html>"), Refused),
        (WECOM, status(200, b"[]"), Refused),
        (WECOM, status(502), Unclear),
        (WECOM, status(500), Unclear),
        (WECOM, status(503), Later),
        (WECOM, status(403), Refused),
        (DINGTALK, status(429, Retry_After="30"), Later),
    ],
)
def test_a_robots_answers_mean_what_its_vendor_says(
    kind: Any, answers: Says, raises: type[NotSent]
) -> None:
    with vendor(answers) as house, pytest.raises(raises) as refused:
        Robot(kind, house.url, inside=True).send(key=KEY, to=WECOM_URL, text="好")
    assert type(refused.value) is raises
    if raises is Later and kind is DINGTALK:
        assert refused.value.after_s in (600, 30)


def test_an_answer_that_does_not_come_leaves_it_unclear(
    house: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "_TIMEOUT_S", 0.3)
    house.silent_s = 1
    with pytest.raises(Unclear):
        Robot(WECOM, house.url, inside=True).send(key=KEY, to=WECOM_URL, text="好")
    assert len(house.got) == 1


def test_nobody_there_is_later() -> None:
    with vendor(code(0)) as house:
        url = house.url
    with pytest.raises(Later):
        Robot(WECOM, url, inside=True).send(key=KEY, to=WECOM_URL, text="好")


@pytest.mark.parametrize(
    ("kind", "to"),
    [
        (WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"),
        (WECOM, "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a"),
        (WECOM, "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=a"),
        (WECOM, "https://u:p@qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a"),
        (WECOM, DING_URL), (DINGTALK, WECOM_URL), (DINGTALK, "not an address"),
    ],
)  # fmt: skip
def test_an_address_that_is_not_the_vendors_is_refused(kind: Any, to: str) -> None:
    with pytest.raises(BadAddress):
        Robot(kind).taken(to)
    assert Robot(WECOM).taken(f" {WECOM_URL} ".strip()) == WECOM_URL
    assert Robot(DINGTALK).taken(f"{DING_URL}\n SECabc ") == f"{DING_URL}\nSECabc"


def test_a_long_text_is_cut_by_bytes_and_between_letters() -> None:
    cut = shortened("说" * 1000)
    assert len(cut.encode()) <= 2003
    assert cut.endswith("…")
    assert set(cut[:-1]) == {"说"}
    assert shortened("短") == "短"


ALIYUN = Success("Code", "OK", frozenset({"isv.BUSINESS_LIMIT_CONTROL", "isp.SYSTEM_ERROR"}))


@pytest.mark.parametrize(
    ("body", "raises"),
    [
        (b'{"Code":"OK"}', None),
        (b'{"Code":"isv.BUSINESS_LIMIT_CONTROL"}', Later),
        (b'{"Code":"isv.MOBILE_NUMBER_ILLEGAL"}', Refused),
        (b"OK", Refused),
        (b"{}", Refused),
    ],
)
def test_a_gateway_that_says_200_to_everything_is_asked_what_it_means(
    body: bytes, raises: type[NotSent] | None
) -> None:
    with vendor(status(200, body)) as house:
        notices = GatewayNotices(Gateway(house.url, "s", inside=True, success=ALIYUN))
        if raises is None:
            notices.send(key=KEY, to="13800000000", text="您说的事办好了")
            assert house.json()["key"] == str(KEY)
        else:
            with pytest.raises(raises):
                notices.send(key=KEY, to="13800000000", text="您说的事办好了")


def test_the_city_hears_the_answer_under_its_own_number() -> None:
    with vendor(status(204)) as house:
        CityAnswers(Gateway(house.url, "s", inside=True)).send(
            key=KEY, to="LL20260001", text="已清理"
        )
        assert house.json() == {"order": "LL20260001", "answer": "已清理", "key": str(KEY)}
        assert house.got[0][1]["X-Shuoshi-Signature"].startswith("sha256=")


class Browser:
    """A browser that subscribed: what only it can open."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.point = self.key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )

    def subscription(self, endpoint: str) -> str:
        def words(raw: bytes) -> str:
            return base64.urlsafe_b64encode(raw).decode().rstrip("=")

        keys = {"p256dh": words(self.point), "auth": words(self.auth)}
        return json.dumps({"endpoint": endpoint, "expirationTime": None, "keys": keys})

    def opens(self, body: bytes) -> str:
        found: bytes = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        return found.decode()


@pytest.fixture
def push() -> Push:
    made = Vapid02()
    made.generate_keys()
    return Push(made, "mailto:yunwei@example.org", inside=True)


def test_a_push_is_opened_by_its_browser_alone(push: Push) -> None:
    browser = Browser()
    with vendor(status(201)) as service:
        to = push.taken(browser.subscription(f"{service.url}/push/abc"))
        push.send(key=KEY, to=to, text="黄牌提醒，请抓紧：一件事（2026-000001）")
        path, headers, body = service.got[0]
    assert path == "/push/abc"
    assert browser.opens(body) == "黄牌提醒，请抓紧：一件事（2026-000001）"
    with pytest.raises(Exception, match=".*"):
        Browser().opens(body)
    assert headers["Content-Encoding"] == "aes128gcm"
    assert b"2026-000001" not in body
    signed, of = headers["Authorization"].removeprefix("vapid ").split(",")
    claims = signed.removeprefix("t=").split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert (said["aud"], said["sub"]) == (service.url, "mailto:yunwei@example.org")
    assert of.strip().removeprefix("k=") == push.public_key()
    assert "expirationTime" not in to


@pytest.mark.parametrize(
    ("answers", "raises"),
    [
        (status(410), Gone), (status(404), Gone), (status(429, Retry_After="120"), Later),
        (status(413), Refused), (status(403), Refused), (status(500), Unclear), (status(503), Later),
    ],
)  # fmt: skip
def test_a_push_services_answers_mean_what_the_standard_says(
    push: Push, answers: Says, raises: type[NotSent]
) -> None:
    with vendor(answers) as service:
        to = push.taken(Browser().subscription(f"{service.url}/push/abc"))
        with pytest.raises(raises) as refused:
            push.send(key=KEY, to=to, text="好")
    assert type(refused.value) is raises


@pytest.mark.parametrize(
    "bad",
    [
        "", "{}", "[]", '{"endpoint":"https://a"}',
        '{"endpoint":"https://a","keys":{"p256dh":"AAAA","auth":"AAAA"}}',
        '{"endpoint":7,"keys":[]}',
    ],
)  # fmt: skip
def test_what_is_no_subscription_is_refused(push: Push, bad: str) -> None:
    with pytest.raises(BadAddress):
        push.taken(bad)


def test_a_push_to_our_own_network_is_refused_when_it_is_sent(push: Push) -> None:
    outside = Push(push.key, push.contact)
    to = outside.taken(Browser().subscription("https://127.0.0.1/push/abc"))
    with pytest.raises(webhooks.Unsafe):
        outside.send(key=KEY, to=to, text="好")
    with pytest.raises(BadAddress):
        outside.taken(Browser().subscription("http://push.example/abc"))


class MailHouse(socketserver.StreamRequestHandler):
    """As much of a mail server as a letter meets."""

    said = {"RCPT": "250 OK", "DATA_END": "250 OK"}
    letters: list[str] = []

    def handle(self) -> None:
        self._say("220 mail.example")
        while line := self.rfile.readline():
            word = line.decode().split(" ")[0].strip().upper()[:4]
            if word in ("EHLO", "HELO"):
                self._say("250 mail.example")
            elif word == "RCPT":
                self._say(self.said["RCPT"])
            elif word == "DATA":
                self._say("354 go on")
                letter = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    letter += part
                type(self).letters.append(letter.decode())
                if not self.said["DATA_END"]:
                    return  # it has the letter, and says nothing
                self._say(self.said["DATA_END"])
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 OK")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def mail() -> Iterator[Mail]:
    MailHouse.said, MailHouse.letters = {"RCPT": "250 OK", "DATA_END": "250 OK"}, []
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailHouse)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    port = server.server_address[1]
    yield Mail(MailServer("127.0.0.1", port, "shuoshi@lishi.example", security="none"))
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_letter_carries_the_key_so_that_it_is_known_again(mail: Mail) -> None:
    mail.send(key=KEY, to="chengguan@lishi.example", text="新来一件事（2026-000001）")
    (letter,) = MailHouse.letters
    assert f"Message-ID: <{KEY}@lishi.example>" in letter
    assert "To: chengguan@lishi.example" in letter


@pytest.mark.parametrize(
    ("at", "says", "raises"),
    [
        ("RCPT", "450 mailbox busy", Later), ("RCPT", "550 no such user", Refused),
        ("DATA_END", "452 too many", Later), ("DATA_END", "554 looks like spam", Refused),
        ("DATA_END", "", Unclear),
    ],
)  # fmt: skip
def test_a_mail_servers_codes_mean_later_or_no(
    mail: Mail, at: str, says: str, raises: type[NotSent]
) -> None:
    MailHouse.said[at] = says
    with pytest.raises(raises) as refused:
        mail.send(key=uuid4(), to="chengguan@lishi.example", text="好")
    assert type(refused.value) is raises


def test_a_mail_server_that_is_not_there_is_later() -> None:
    with vendor(code(0)) as house:
        port = int(house.url.rsplit(":", 1)[1])
    with pytest.raises(Later):
        Mail(MailServer("127.0.0.1", port, "a@b.example", security="none")).send(
            key=KEY, to="c@d.example", text="好"
        )


def test_what_is_no_mailbox_is_refused(mail: Mail) -> None:
    with pytest.raises(BadAddress):
        mail.taken("not a mailbox\nBcc: x@y.example")
