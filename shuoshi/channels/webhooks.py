"""Calling another server's address: never one inside our own network, never where it sends us on."""

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from shuoshi.kernel.numbers import whole_or
from shuoshi.notices.terms import Gone, Later, Refused, Unclear

_TIMEOUT_S, _ANSWER_MOST = 5, 64 * 1024
_PORTS = {"https": 443, "http": 80}


class Unsafe(Refused):
    """这个地址不能用：它指向内部网络，或者不是 https。"""


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
    Raises:  Unsafe; Later where its name is known to nobody now
    """
    parts = urlsplit(url)
    allowed = {"https", "http"} if inside else {"https"}
    if parts.scheme not in allowed or not parts.hostname or parts.username or parts.password:
        raise Unsafe
    try:
        port = parts.port or _PORTS[parts.scheme]
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (ValueError, UnicodeError):
        raise Unsafe from None
    except OSError as error:
        raise Later(f"{type(error).__name__}: {error}") from None
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


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    body: bytes


def post(url: str, payload: Mapping[str, Any], *, secret: str, inside: bool = False) -> Answer:
    """Post JSON to an address, signed by an HMAC over the body; redirects are not followed.

    Raises:  Unsafe; Later, Unclear, Refused, Gone as `send` does
    """
    body = json.dumps(payload, ensure_ascii=False).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Shuoshi-Signature": f"sha256={signature}"}
    return send(url, body, headers, inside=inside)


def send(url: str, body: bytes, headers: Mapping[str, str], *, inside: bool = False) -> Answer:
    """Post bytes to an address that is looked at first; redirects are not followed.

    Raises:  Unsafe; Later where nobody was reached, or the server says it is busy (429, 503); Unclear where it
             was sent and no answer came within five seconds, or it broke (5xx); Gone for 404 and 410, Refused
             for every other answer that is not 2xx
    """
    target = looked_at(url, inside=inside)
    named = {
        "Host": target.host if target.port in _PORTS.values() else f"{target.host}:{target.port}"
    }
    try:
        connection = _connection(target)
    except (OSError, http.client.HTTPException) as error:
        raise Later(f"{type(error).__name__}: {error}") from None
    try:
        connection.request("POST", target.path, body, named | dict(headers))
        answer = connection.getresponse()
        said = answer.read(_ANSWER_MOST)
    except (OSError, http.client.HTTPException) as error:
        raise Unclear(type(error).__name__) from None
    finally:
        connection.close()
    _judge(answer.status, answer.headers.get("Retry-After", ""))
    return Answer(answer.status, said)


def _judge(status: int, retry_after: str) -> None:
    """Raise what an answer that is not 2xx means."""
    if 200 <= status < 300:
        return
    if status in (429, 503):
        raise Later(f"HTTP {status}", whole_or(retry_after, 0) or None)
    if (
        status >= 500
    ):  # it broke, or something in between gave up: it may have taken the text before
        raise Unclear(f"HTTP {status}")
    if status in (404, 410):
        raise Gone(f"HTTP {status}")
    raise Refused(f"HTTP {status}")


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
