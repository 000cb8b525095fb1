"""What accounts ask of rooms above: whose phone it is, and how a one-time code reaches it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

_log = logging.getLogger(__name__)


class CodeSender(Protocol):
    """Sends a one-time code; a site adds its SMS gateway."""

    def send(self, *, to: str, code: str) -> None:
        """Send one code. What it raises is logged; the reader may ask for another."""

    def tell(self, *, to: str, text: str) -> None:
        """Send one text that no code is in. What it raises is logged."""


class NowhereSender:
    """Sends nothing and says so: until a site names its gateway."""

    def send(self, *, to: str, code: str) -> None:
        _log.warning("no gateway for one-time codes is set (SHUOSHI_SMS_URL)")

    def tell(self, *, to: str, text: str) -> None:
        self.send(to=to, code="")


@dataclass
class Phones:
    """Whose phone it is, as the room of people knows it: found by token, never listed."""

    person_with: Callable[[str], UUID | None] = lambda _phone: None
    phone_of: Callable[[UUID], str | None] = lambda _person: None


SENDERS: list[CodeSender] = [NowhereSender()]
PHONES = Phones()


def register_sender(sender: CodeSender) -> None:
    """Send codes by this one from now on."""
    SENDERS.append(sender)
