"""Reading one's own notices."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shuoshi.kernel.texts import Bilingual
from shuoshi.notices.models import Notice, Outbox
from shuoshi.notices.rules import template
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice as its reader sees it."""

    id: UUID
    matter_id: UUID
    text: str
    at: datetime
    new: bool


@dataclass(frozen=True, slots=True)
class SentRow:
    """Something that somebody was told of a matter, by which way, and whether it went out."""

    text: Bilingual
    by: str
    state: str
    at: datetime


def sent_about(matter_id: UUID, audience: str, number: str, title: str) -> tuple[SentRow, ...]:
    """What an audience of a matter was told, oldest first. One statement in a scope."""
    with acting(SYSTEM):
        rows = list(Outbox.objects.filter(matter_id=matter_id, audience=audience).order_by("at"))
    said = {"title": title, "number": number}
    return tuple(
        SentRow(
            Bilingual(template(o.template).zh % said, template(o.template).en % said), o.by, o.state,
            o.at,
        )
        for o in rows
    )  # fmt: skip


def notices_of(account_id: UUID, language: str, most: int = 50) -> tuple[NoticeRow, ...]:
    """An account's newest notices. One statement in a scope."""
    with acting(SYSTEM):
        rows = list(Notice.objects.filter(account_id=account_id).order_by("-at", "-id")[:most])
    return tuple(
        NoticeRow(
            n.id, n.matter_id,
            template(n.template).says(language) % {"title": n.title, "number": n.number},
            n.at, n.read_at is None,
        )
        for n in rows
    )  # fmt: skip
