"""Taking rows from the outbox, writing notices, marking them read."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction

from shuoshi.kernel.ids import new_id
from shuoshi.notices.models import Notice, Outbox
from shuoshi.notices.ports import ADAPTERS
from shuoshi.notices.rules import template
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

_RETRY, _GIVE_UP = timedelta(minutes=10), timedelta(days=1)
_TAKE = """
SELECT id, matter_id, template, audience, by, state, at FROM notices_outbox
WHERE (state = 'waiting' AND at <= %s) OR (state = 'sending' AND sent_at < %s)
ORDER BY at, id LIMIT %s FOR UPDATE SKIP LOCKED
"""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """Whom an outbox row is for: accounts in the house, or a phone outside."""

    accounts: tuple[UUID, ...]
    phone: str | None
    number: str
    title: str


Resolver = Callable[[UUID, str, datetime], Told]


@dataclass(frozen=True, slots=True)
class _Text:
    """One text that leaves the house."""

    row_id: UUID
    by: str
    to: str
    text: str
    waits_since: datetime


def deliver(*, resolve: Resolver, at: datetime, most: int = 200) -> int:
    """Send what waits in the outbox; returns how many rows were worked off.

    Shape:   `resolve` (from the room that knows matters) says whom an audience means. A row that
             fails is logged and marked; the others go. What a crash left half sent goes again.
    Locks:   the rows, skipping those that another worker has.
    """
    outside: list[_Text] = []
    with acting(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [at, at - _RETRY, most])
            rows = cursor.fetchall()
        for row in rows:
            try:
                with transaction.atomic():
                    outside += _tell(row, resolve, at)
            except OperationalError:
                raise
            except Exception:
                _log.exception("notice %s failed", row[0])
                Outbox.objects.filter(id=row[0]).update(state="failed", sent_at=at)
    for text in outside:
        _send(text, at)
    return len(rows)


def _tell(row: tuple[Any, ...], resolve: Resolver, at: datetime) -> list[_Text]:
    """Write the notices of one outbox row; gives what has to leave the house for it."""
    row_id, matter_id, name, audience, by, state, since = row
    told = resolve(matter_id, audience, at)
    if state == "waiting":
        Notice.objects.bulk_create(
            [
                Notice(
                    id=new_id(at), account_id=account, outbox_id=row_id, matter_id=matter_id,
                    template=name, number=told.number, title=told.title, at=at,
                )
                for account in told.accounts
            ]
        )  # fmt: skip
    out = []
    if by in ADAPTERS and told.phone:
        text = template(name).zh % {"title": told.title, "number": told.number}
        out.append(_Text(row_id, by, told.phone, text, since))
    now = "sending" if out else "sent" if told.accounts else "nobody"
    Outbox.objects.filter(id=row_id).update(state=now, sent_at=at)
    return out


def _send(text: _Text, at: datetime) -> None:
    try:
        ADAPTERS[text.by].send(notice_id=text.row_id, to=text.to, text=text.text)
        state = "sent"
    except Exception:
        _log.exception("notice %s was not sent", text.row_id)
        state = "failed" if at - text.waits_since > _GIVE_UP else "sending"  # tried again
    with acting(SYSTEM):
        Outbox.objects.filter(id=text.row_id).update(state=state, sent_at=at)


def tell(*, matter_id: UUID, template: str, audience: str, at: datetime) -> None:
    """Put something into the outbox beside what moves put there; as engine, in the caller's scope."""
    Outbox.objects.create(
        id=new_id(at), matter_id=matter_id, template=template, audience=audience, by="app", at=at,
        state="waiting",
    )  # fmt: skip


def mark_read(*, account_id: UUID, at: datetime) -> int:
    """Mark an account's notices as read; returns how many were new."""
    with acting(SYSTEM):
        unread = Notice.objects.filter(account_id=account_id, read_at__isnull=True)
        return unread.update(read_at=at)
