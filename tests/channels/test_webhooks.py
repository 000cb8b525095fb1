"""Calling out: never into our own network, never on to elsewhere, always signed."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import UUID

import pytest

from shuoshi.channels import webhooks
from shuoshi.channels.gateway import Gateway, GatewayCodes, GatewayNotices
from shuoshi.channels.webhooks import Unsafe, looked_at, post
from shuoshi.notices.terms import NotSent


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "https://127.0.0.1/", "https://localhost/", "https://10.1.2.3/",
        "https://192.168.0.1/", "https://169.254.169.254/latest/meta-data/", "https://[::1]/",
        "https://[::ffff:127.0.0.1]/", "https://0.0.0.0/", "https://100.64.0.1/", "https://[fe80::1]/",
        "https://user:pass@93.184.216.34/", "https://2130706433/", "https://0x7f.1/", "ftp://93.184.216.34/",
        "file:///etc/passwd", "gopher://127.0.0.1/", "https://", "not an address", "https://224.0.0.1/",
        "https://93.184.216.34:notaport/",
    ],
)  # fmt: skip
def test_an_address_inside_or_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(Unsafe):
        looked_at(url)


def test_a_name_with_one_address_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(*_: Any, **__: Any) -> list[Any]:
        return [(0, 0, 0, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.5")]

    monkeypatch.setattr(webhooks.socket, "getaddrinfo", answers)
    with pytest.raises(Unsafe):
        looked_at("https://rebinding.example/")


def test_the_address_that_was_looked_at_is_the_one_that_is_used() -> None:
    target = looked_at("https://93.184.216.34/hook?x=1")
    assert (target.address, target.port, target.path) == ("93.184.216.34", 443, "/hook?x=1")


@pytest.fixture
def server() -> Iterator[Any]:
    """A gateway on loopback that keeps what it is sent."""
    got: list[tuple[str, dict[str, str], bytes]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, dict(self.headers), body))
            self.send_response(302 if self.path == "/on" else 500 if self.path == "/no" else 204)
            if self.path == "/on":
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    httpd = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    httpd.got = got  # type: ignore[attr-defined]
    httpd.url = f"http://127.0.0.1:{httpd.server_port}"  # type: ignore[attr-defined]
    yield httpd
    httpd.shutdown()
    httpd.server_close()
    thread.join(5)


def test_it_is_signed_and_a_gateway_inside_is_the_operators_choice(server: Any) -> None:
    with pytest.raises(Unsafe):
        post(server.url, {"a": 1}, secret="s")
    post(f"{server.url}/hook", {"话": "好"}, secret="s", inside=True)
    ((path, headers, body),) = server.got
    assert path == "/hook"
    assert json.loads(body) == {"话": "好"}
    signed = hmac.new(b"s", body, hashlib.sha256).hexdigest()
    assert headers["X-Shuoshi-Signature"] == f"sha256={signed}"


@pytest.mark.parametrize("path", ["/on", "/no"])
def test_a_redirect_is_not_followed_and_a_refusal_is_one(server: Any, path: str) -> None:
    with pytest.raises(NotSent):
        post(server.url + path, {}, secret="s", inside=True)
    assert len(server.got) == 1


def test_codes_and_notices_go_through_the_gateway(server: Any) -> None:

    gateway = Gateway(server.url, "s", inside=True)
    GatewayCodes(gateway).send(to="13800000000", code="123456")
    until = time.monotonic() + 5
    while not server.got and time.monotonic() < until:
        time.sleep(0.01)  # it goes out behind the answer
    GatewayNotices(gateway).send(key=UUID(int=7), to="13800000000", text="您说的事办好了")
    said = [json.loads(body) for _path, _headers, body in server.got]
    assert "123456" in said[0]["text"]
    assert said[1] == {"to": "13800000000", "text": "您说的事办好了", "key": str(UUID(int=7))}


def test_nobody_there_is_not_taken(server: Any) -> None:
    url = server.url
    server.shutdown()
    server.server_close()
    with pytest.raises(NotSent):
        post(url, {}, secret="s", inside=True)


@pytest.mark.parametrize("url", ["http://93.184.216.34/hook", "http://[2606:2800:220:1::1]/"])
def test_nothing_goes_in_clear_beyond_the_sites_own_network(url: str) -> None:
    with pytest.raises(Unsafe):
        looked_at(url, inside=True)


def test_a_gateway_inside_is_called_only_where_the_site_names_it(server: Any) -> None:
    with pytest.raises(Unsafe):
        Gateway(server.url, "s").send_text("13800000000", "好", "k")
    assert server.got == []
