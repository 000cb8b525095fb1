"""Reading one's own notices."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count

from shuoshi.kernel.texts import Bilingual
from shuoshi.notices.models import Dispatch, Notice, Outbox
from shuoshi.notices.rules import template
from shuoshi.notices.terms import Sent, Way
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice as its reader sees it."""

    id: UUID
    matter_id: UUID | None
    sitting_id: UUID | None
    pairing_id: UUID | None
    warning_id: UUID | None
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


@dataclass(frozen=True, slots=True)
class Fared:
    """How texts by one way fared within a week."""

    way: Way
    waiting: int
    sent: int
    failed: int
    unclear: int
    last_answer: str


def fared(*, at: datetime) -> tuple[Fared, ...]:
    """How what left the house fared within the last week, by way. Two statements in a scope."""
    since = at - timedelta(days=7)
    with acting(SYSTEM):
        recent = Dispatch.objects.filter(began_at__gte=since)
        counted = list(recent.values_list("way", "state").annotate(n=Count("id")))
        answers = dict(recent.exclude(answer="").order_by("next_at").values_list("way", "answer"))
    by_way: dict[str, dict[str, int]] = {}
    for way, state, n in counted:
        by_way.setdefault(way, {})[state] = n
    return tuple(
        Fared(
            Way(way), found.get(Sent.WAITING, 0) + found.get(Sent.SENDING, 0), found.get(Sent.SENT, 0),
            found.get(Sent.FAILED, 0), found.get(Sent.UNCLEAR, 0), answers.get(way, ""),
        )
        for way, found in sorted(by_way.items())
    )  # fmt: skip


def notices_of(account_id: UUID, language: str, most: int = 50) -> tuple[NoticeRow, ...]:
    """An account's newest notices. One statement in a scope."""
    with acting(SYSTEM):
        rows = list(Notice.objects.filter(account_id=account_id).order_by("-at", "-id")[:most])
    return tuple(
        NoticeRow(
            n.id, n.matter_id, n.sitting_id, n.pairing_id, n.warning_id,
            template(n.template).says(language) % {"title": n.title, "number": n.number},
            n.at, n.read_at is None,
        )
        for n in rows
    )  # fmt: skip
