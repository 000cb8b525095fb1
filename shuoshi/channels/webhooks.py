"""Calling another server's address: never one inside our own network, never where it sends us on."""

import hashlib
import hmac
import http.client
import ipaddress
import json
import logging
import socket
import ssl
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

_TIMEOUT_S, _ANSWER_MOST = 5, 64 * 1024
_PORTS = {"https": 443, "http": 80}
_BEHIND = ThreadPoolExecutor(max_workers=4, thread_name_prefix="texts")
_ROOM = threading.BoundedSemaphore(500)
_log = logging.getLogger(__name__)


class Unsafe(Exception):
    """这个地址不能用：它指向内部网络，或者不是 https。"""


class NotTaken(Exception):
    """对方没有收下。"""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was looked at: where to connect, and what to ask there."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


def looked_at(url: str, *, inside: bool = False) -> Target:
    """An address with the one IP that will be used, so that a name can't point elsewhere afterwards.

    Shape:   `inside` allows private addresses, and plain http to those alone: a server in the site's own
             network, which the operator names in a setting, never something that a user wrote.
    Raises:  Unsafe
    """
    parts = urlsplit(url)
    allowed = {"https", "http"} if inside else {"https"}
    if parts.scheme not in allowed or not parts.hostname or parts.username or parts.password:
        raise Unsafe
    try:
        port = parts.port or _PORTS[parts.scheme]
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError, UnicodeError):
        raise Unsafe from None
    addresses = [str(entry[4][0]) for entry in found]
    outside = [_is_outside(address) for address in addresses]
    if not inside and not all(outside):
        raise Unsafe  # one bad answer of a name's several is enough
    if parts.scheme == "http" and any(outside):
        raise Unsafe  # nothing in clear beyond the site's own network
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port, path, addresses[0])


def _is_outside(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return bool((mapped or ip).is_global) and not ip.is_multicast


def post(url: str, payload: Mapping[str, Any], *, secret: str, inside: bool = False) -> None:
    """Post JSON to an address, signed by an HMAC over the body; redirects are not followed.

    Raises:  Unsafe, NotTaken unless the answer is 2xx within five seconds
    """
    target = looked_at(url, inside=inside)
    body = json.dumps(payload, ensure_ascii=False).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "Host": target.host if target.port in _PORTS.values() else f"{target.host}:{target.port}",
        "X-Shuoshi-Signature": f"sha256={signature}",
    }
    connection: http.client.HTTPConnection | None = None
    try:
        connection = _connection(target)
        connection.request("POST", target.path, body, headers)
        answer = connection.getresponse()
        answer.read(_ANSWER_MOST)
    except (OSError, http.client.HTTPException) as error:
        raise NotTaken(str(error)) from None
    finally:
        if connection is not None:
            connection.close()
    if not 200 <= answer.status < 300:
        raise NotTaken(str(answer.status))


def _connection(target: Target) -> http.client.HTTPConnection:
    """A connection to the very IP that was looked at; a certificate is checked against the name."""
    plain = socket.create_connection((target.address, target.port), timeout=_TIMEOUT_S)
    connection = http.client.HTTPConnection(target.host, target.port, timeout=_TIMEOUT_S)
    if target.scheme == "https":
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(plain, server_hostname=target.host)
    else:
        connection.sock = plain
    return connection


@dataclass(frozen=True, slots=True)
class Gateway:
    """The site's SMS gateway behind a webhook: one-time codes and notices go through it."""

    url: str
    secret: str
    inside: bool = False

    def send_text(self, to: str, text: str, key: str) -> None:
        """Send one text. Raises Unsafe, NotTaken."""
        post(self.url, {"to": to, "text": text, "key": key}, secret=self.secret, inside=self.inside)


@dataclass(frozen=True, slots=True)
class GatewayCodes:
    """One-time codes through the gateway, behind the answer: how long a page takes tells nobody whether a
    phone is known."""

    gateway: Gateway

    def send(self, *, to: str, code: str) -> None:
        self.tell(to=to, text=f"【说事】验证码 {code}，五分钟内有效，请勿告诉别人。")

    def tell(self, *, to: str, text: str) -> None:
        if not _ROOM.acquire(blocking=False):
            _log.error("too many texts wait for the gateway; one was dropped")
            return
        _BEHIND.submit(self._sent, to, text)

    def _sent(self, to: str, text: str) -> None:
        try:
            self.gateway.send_text(to, text, "")
        except Exception:
            _log.exception("a text to a phone was not sent")
        finally:
            _ROOM.release()


@dataclass(frozen=True, slots=True)
class GatewayNotices:
    """Notices through the gateway; the notice's id lets it drop what came twice."""

    gateway: Gateway

    def send(self, *, notice_id: UUID, to: str, text: str) -> None:
        self.gateway.send_text(to, text, str(notice_id))
