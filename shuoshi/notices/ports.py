"""Ways out of the house. An adapter takes a text for one receiver; a site adds its SMS gateway."""

import logging
from typing import Protocol
from uuid import UUID

_log = logging.getLogger("shuoshi.notices")


class Adapter(Protocol):
    """A way to tell somebody outside."""

    def send(self, *, notice_id: UUID, to: str, text: str) -> None:
        """Send one text; whatever it raises marks the row as failed. After a crash it may come twice."""


class LogAdapter:
    """Writes that something was sent, never to whom nor what."""

    def send(self, *, notice_id: UUID, to: str, text: str) -> None:
        _log.info("notice %s, %s letters", notice_id, len(text))


ADAPTERS: dict[str, Adapter] = {"sms": LogAdapter()}


def register_adapter(way: str, adapter: Adapter) -> None:
    """Make another way out known, in place of the log."""
    ADAPTERS[way] = adapter
