"""The site's SMS gateway, and the city's platform: one webhook each, named by the operator."""

import json
import logging
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID

from shuoshi.channels.webhooks import Answer, post
from shuoshi.notices.terms import Later, Refused

_BEHIND = ThreadPoolExecutor(max_workers=4, thread_name_prefix="texts")
_ROOM = threading.BoundedSemaphore(500)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Success:
    """How a server that answers 200 to everything says that it took something: a field of its JSON, the
    value that means yes, the values that mean later. Without a field every 2xx is a yes."""

    field: str = ""
    yes: str = ""
    later: frozenset[str] = frozenset()

    def judge(self, answer: Answer) -> None:
        """Raises Refused, Later."""
        if not self.field:
            return
        try:
            said = str(json.loads(answer.body)[self.field])
        except (ValueError, KeyError, TypeError):
            raise Refused("an answer that is not the gateway's") from None
        if said in self.later:
            raise Later(said)
        if said != self.yes:
            raise Refused(said)


@dataclass(frozen=True, slots=True)
class Gateway:
    """A webhook that the operator named: texts go there as {"to", "text", "key"}, signed."""

    url: str
    secret: str
    inside: bool = False
    success: Success = field(default_factory=Success)

    def send_text(self, to: str, text: str, key: str) -> None:
        """Send one text. Raises Unsafe, Later, Unclear, Refused."""
        self.send({"to": to, "text": text, "key": key})

    def send(self, payload: Mapping[str, str]) -> None:
        """Send one thing. Raises as `send_text`."""
        self.success.judge(post(self.url, payload, secret=self.secret, inside=self.inside))


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
    """Notices through the gateway; the key lets it drop what came twice, where the operator says it does."""

    gateway: Gateway
    repeats: bool = True

    def send(self, *, key: UUID, to: str, text: str) -> None:
        self.gateway.send_text(to, text, str(key))

    def taken(self, to: str) -> str:
        return to


@dataclass(frozen=True, slots=True)
class CityAnswers:
    """Answers to the city's platform, under its own number of the order: {"order", "answer", "key"}."""

    gateway: Gateway
    repeats: bool = True

    def send(self, *, key: UUID, to: str, text: str) -> None:
        self.gateway.send({"order": to, "answer": text, "key": str(key)})

    def taken(self, to: str) -> str:
        return to
