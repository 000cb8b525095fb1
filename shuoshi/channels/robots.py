"""Robots of work groups: WeChat Work and DingTalk. Both answer HTTP 200 to everything and say in the body how
it went.

Source:  developer.work.weixin.qq.com 91770 (robot), 90313 (error codes); open.dingtalk.com, custom robots:
         signature and error codes
"""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from urllib.parse import quote_plus, urlsplit
from uuid import UUID

from shuoshi.channels.webhooks import send
from shuoshi.notices.terms import BadAddress, Gone, Later, Refused

_JSON = {"Content-Type": "application/json"}
_BYTES_MOST = 2000
_BUSY = -1


@dataclass(frozen=True, slots=True)
class Kind:
    """How one vendor's robots are called, and what their error codes mean."""

    host: str
    path: str
    key: str
    later: dict[int, float]
    gone: frozenset[int]


WECOM = Kind(
    "qyapi.weixin.qq.com", "/cgi-bin/webhook/send", "key",
    {_BUSY: 60, 45009: 60, 45033: 60}, frozenset({93000, 93008}),
)  # fmt: skip
DINGTALK = Kind(
    "oapi.dingtalk.com", "/robot/send", "access_token",
    {_BUSY: 60, 130101: 600, 410100: 600}, frozenset({300001, 300005, 400101, 400102, 400106}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Robot:
    """A text to one robot: `to` is its webhook's address, for DingTalk with its secret in a second line.

    Shape:   `base` stands in place of the vendor's scheme and host, for a relay of the site; `repeats` is
             false: a robot drops nothing that comes twice.
    """

    kind: Kind
    base: str = ""
    inside: bool = False
    repeats: bool = False

    def send(self, *, key: UUID, to: str, text: str) -> None:
        """Raises Later, Unclear, Refused, Gone"""
        url, _, secret = to.partition("\n")
        body = {"msgtype": "text", "text": {"content": shortened(text)}}
        if secret:
            url += signed(secret, int(time.time() * 1000))
        if self.base:
            parts = urlsplit(url)
            url = f"{self.base}{parts.path}?{parts.query}"
        answer = send(url, json.dumps(body, ensure_ascii=False).encode(), _JSON, inside=self.inside)
        self._judge(answer.body)

    def _judge(self, body: bytes) -> None:
        try:
            said = json.loads(body)
            code = int(said["errcode"])
        except (ValueError, KeyError, TypeError):
            raise Refused("an answer that is not a robot's") from None
        if code == 0:
            return
        words = f"{code} {said.get('errmsg', '')}"
        if code in self.kind.later:
            raise Later(words, self.kind.later[code])
        if code in self.kind.gone:
            raise Gone(words)
        raise Refused(words)

    def taken(self, to: str) -> str:
        """The address as it is kept. Raises BadAddress for one that is not this vendor's"""
        url, _, secret = (line.strip() for line in to.partition("\n"))
        parts = urlsplit(url)
        named = any(part.startswith(f"{self.kind.key}=") for part in parts.query.split("&"))
        if (
            parts.scheme != "https"
            or parts.netloc != self.kind.host
            or parts.path != self.kind.path
            or not named
        ):
            raise BadAddress(field="to")
        return f"{url}\n{secret}" if secret else url


def shortened(text: str) -> str:
    """As much of a text as a robot takes, by bytes."""
    raw = text.encode()
    return text if len(raw) <= _BYTES_MOST else raw[:_BYTES_MOST].decode(errors="ignore") + "…"


def signed(secret: str, timestamp_ms: int) -> str:
    """What DingTalk wants beside the token: the time, and HMAC-SHA256 over time and secret."""
    said = hmac.new(secret.encode(), f"{timestamp_ms}\n{secret}".encode(), hashlib.sha256).digest()
    return f"&timestamp={timestamp_ms}&sign={quote_plus(base64.b64encode(said))}"
