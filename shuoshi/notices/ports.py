"""Whom an audience means, asked of rooms above; and ways out of the house. An adapter takes a text for one
receiver; a site adds its SMS gateway."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shuoshi.notices.terms import Told

_log = logging.getLogger("shuoshi.notices")


class Adapter(Protocol):
    """A way to tell somebody outside."""

    @property
    def repeats(self) -> bool:
        """Whether the receiver drops what comes twice under one key, so that it may be sent again."""

    def send(self, *, key: UUID, to: str, text: str) -> None:
        """Send one text. Raises Refused, Gone, Later, Unclear; whatever else it raises is taken for the last."""

    def taken(self, to: str) -> str:
        """The address in the form in which it is kept. Raises BadAddress."""


class LogAdapter:
    """Writes that something was sent, never to whom nor what."""

    repeats = True

    def send(self, *, key: UUID, to: str, text: str) -> None:
        _log.info("notice %s, %s letters", key, len(text))

    def taken(self, to: str) -> str:
        return to


ADAPTERS: dict[str, Adapter] = {"sms": LogAdapter()}


def register_adapter(way: str, adapter: Adapter) -> None:
    """Make another way out known, in place of the log."""
    ADAPTERS[way] = adapter


Resolver = Callable[[UUID, str, datetime], Told]
"""Says whom an audience means for one matter or sitting; called inside the job's own scope."""
RESOLVERS: dict[str, Resolver] = {}


def register_resolver(kind: str, resolver: Resolver) -> None:
    """Let a room say whom its audiences mean: 'matter' or 'sitting'."""
    RESOLVERS[kind] = resolver
