"""Taking rows from the outbox, writing notices, marking them read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from shuoshi.kernel.ids import new_id
from shuoshi.notices.models import Notice, Outbox
from shuoshi.notices.ports import ADAPTERS
from shuoshi.notices.rules import template
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

_TAKE = """
SELECT id, matter_id, template, audience, by FROM notices_outbox
WHERE state = 'waiting' ORDER BY at, id LIMIT %s FOR UPDATE SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Told:
    """Whom an outbox row is for: accounts in the house, or a phone outside."""

    accounts: tuple[UUID, ...]
    phone: str | None
    number: str
    title: str


Resolver = Callable[[UUID, str, datetime], Told]


def deliver(*, resolve: Resolver, at: datetime, most: int = 200) -> int:
    """Send what waits in the outbox; returns how many rows were worked off.

    Shape:   `resolve` (from the room that knows matters) says whom an audience means.
    Locks:   the rows, skipping those that another worker has.
    """
    with acting(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [most])
            rows = cursor.fetchall()
        outside: list[tuple[UUID, str, str, str]] = []
        for row_id, matter_id, name, audience, by in rows:
            told = resolve(matter_id, audience, at)
            Notice.objects.bulk_create(
                [
                    Notice(
                        id=new_id(at), account_id=account, outbox_id=row_id, matter_id=matter_id,
                        template=name, number=told.number, title=told.title, at=at,
                    )
                    for account in told.accounts
                ]
            )  # fmt: skip
            if by in ADAPTERS and told.phone:
                text = template(name).zh % {"title": told.title, "number": told.number}
                outside.append((row_id, by, told.phone, text))
            sent = bool(told.accounts) or bool(told.phone and by in ADAPTERS)
            Outbox.objects.filter(id=row_id).update(state="sent" if sent else "nobody", sent_at=at)
    for row_id, by, phone, text in outside:
        ADAPTERS[by].send(notice_id=row_id, to=phone, text=text)
    return len(rows)


def mark_read(*, account_id: UUID, at: datetime) -> int:
    """Mark an account's notices as read; returns how many were new."""
    with acting(SYSTEM):
        unread = Notice.objects.filter(account_id=account_id, read_at__isnull=True)
        return unread.update(read_at=at)
