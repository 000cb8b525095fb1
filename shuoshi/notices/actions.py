"""Taking rows from the outbox, writing notices and what leaves the house for them, marking them read."""

import logging
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction

from shuoshi.accounts.models import Account
from shuoshi.kernel.ids import new_id
from shuoshi.notices.dispatching import send_due
from shuoshi.notices.models import Dispatch, Notice, Outbox, Subscription, UnitAddress
from shuoshi.notices.ports import ADAPTERS, RESOLVERS
from shuoshi.notices.rules import template
from shuoshi.notices.terms import UNIT_WAYS, About, Sent, Told, Way
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

_TAKE = """
SELECT id, matter_id, sitting_id, pairing_id, warning_id, template, audience, by, at FROM notices_outbox
WHERE state = 'waiting' AND at <= %s ORDER BY at, id LIMIT %s FOR UPDATE SKIP LOCKED
"""
_BATCH = 1_000
_log = logging.getLogger(__name__)


def deliver(*, at: datetime, most: int = 200) -> int:
    """Work off what waits in the outbox, and send what is due outside; returns how many rows were worked off.

    Shape:   a row that fails is logged and marked; the others go.
    Locks:   the rows, skipping those that another worker has.
    """
    with acting(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [at, most])
            rows = cursor.fetchall()
        for row in rows:
            try:
                with transaction.atomic():
                    _tell(row, at)
            except OperationalError:
                raise
            except Exception:
                _log.exception("notice %s failed", row[0])
                Outbox.objects.filter(id=row[0]).update(state="failed", sent_at=at)
    send_due(at=at)
    return len(rows)


def _tell(row: tuple[Any, ...], at: datetime) -> None:
    """Write the notices of one outbox row, and what has to leave the house for it."""
    row_id, matter_id, sitting_id, pairing_id, warning_id, name, audience, by, since = row
    about = About(matter_id, sitting_id, pairing_id, warning_id)
    told = RESOLVERS[about.kind](about.id, audience, at)
    inside = told.accounts if by in ("app", "sms") else ()
    Notice.objects.bulk_create(
        [
            Notice(
                id=new_id(at), account_id=account, outbox_id=row_id, matter_id=matter_id,
                sitting_id=sitting_id, pairing_id=pairing_id, warning_id=warning_id, template=name, number=told.number,
                title=told.title, at=at,
            )
            for account in inside
        ]
    )  # fmt: skip
    leaves = list(_leaving(told, by, name))
    Dispatch.objects.bulk_create(
        [
            Dispatch(
                id=new_id(at), outbox_id=row_id, way=way, address=to, text=text, began_at=since, next_at=at,
                office=name.startswith(_CLIMBS) and not told.urgent,
            )
            for way, to, text in leaves
        ]
    )  # fmt: skip
    now = "sending" if leaves else "sent" if inside else "nobody"
    Outbox.objects.filter(id=row_id).update(state=now, sent_at=at)


_CLIMBS = "climb_"
"""How templates of time limits begin: what time alone brought about."""
_TOLD_INSIDE = frozenset({"app", "sms"})
"""Ways by which whoever has an account is told in the house too."""


def _leaving(told: Told, by: str, name: str) -> Iterator[tuple[Way, str, str]]:
    """What leaves the house for a row: way, address, text. A browser that asked for it is told what its
    account is told in the house; a way that this site has not is not taken."""
    words = template(name).zh
    whole = words % {"title": told.title, "number": told.number}
    masked = words % {"title": told.outside or told.title, "number": told.number}
    if by == "sms" and told.phone:
        yield Way.SMS, told.phone, whole
    elif by == "city" and told.order and Way.CITY in ADAPTERS:
        yield Way.CITY, told.order, told.answer or whole
    elif told.unit_id is not None and (by == "unit" or by in UNIT_WAYS):
        found = UnitAddress.objects.filter(unit_id=told.unit_id).order_by("id")
        for way, to in found.values_list("way", "address"):
            if way in ADAPTERS and by in ("unit", way):
                yield Way(way), str(to), masked
    if by in _TOLD_INSIDE and told.accounts and Way.PUSH in ADAPTERS:
        there = Account.objects.filter(id__in=told.accounts, is_active=True)
        subscribed = Subscription.objects.filter(account_id__in=there.values("id"))
        for to in subscribed.order_by("id").values_list("address", flat=True):
            yield Way.PUSH, str(to), masked


def tell(*, about: About, template: str, audience: str, at: datetime, by: str = "app") -> None:
    """Put something into the outbox beside what moves put there; as engine, in the caller's scope."""
    tell_each(about=about, template=template, audiences=[audience], at=at, by=by)


def tell_each(
    *, about: About, template: str, audiences: Iterable[str], at: datetime, by: str = "app"
) -> None:
    """The same to several audiences, a row each."""
    Outbox.objects.bulk_create(
        [
            Outbox(
                id=new_id(at), matter_id=about.matter_id, sitting_id=about.sitting_id, pairing_id=about.pairing_id,
                warning_id=about.warning_id, template=template, audience=audience, by=by, at=at, state="waiting",
            )
            for audience in audiences
        ],
        batch_size=_BATCH,
    )  # fmt: skip


def take_back_told(warning_id: UUID) -> None:
    """What waits to be told of a warning is not told; as engine, in the caller's scope."""
    Outbox.objects.filter(warning_id=warning_id, state="waiting").delete()
    left = Dispatch.objects.filter(outbox__warning_id=warning_id, state=Sent.WAITING)
    left.update(state=Sent.FAILED, address=None, text=None)


def forget_warnings(warnings: Collection[UUID]) -> None:
    """Everything that was told of these warnings goes with them; as engine, in the caller's scope."""
    rows = Outbox.objects.filter(warning_id__in=warnings)
    Dispatch.objects.filter(outbox__in=rows.values("id"))._raw_delete("default")
    Notice.objects.filter(warning_id__in=warnings)._raw_delete("default")
    rows._raw_delete("default")


def mark_read(*, account_id: UUID, at: datetime) -> int:
    """Mark an account's notices as read; returns how many were new."""
    with acting(SYSTEM):
        unread = Notice.objects.filter(account_id=account_id, read_at__isnull=True)
        return unread.update(read_at=at)
