"""Sending what leaves the house: each text once, tried again with growing pauses while nobody has taken it.

A text is claimed before it is sent and marked after. Where a process died between the two, or no answer came
to what was sent, nobody knows whether it was taken: it goes again only to a receiver that drops what comes
twice; to others it stands as unclear, for people to ask.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from shuoshi.notices.models import Dispatch, Outbox, Subscription
from shuoshi.notices.ports import ADAPTERS, Adapter
from shuoshi.notices.rules import fingerprint
from shuoshi.notices.terms import Gone, Later, NotSent, Refused, Sent, Way
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
GIVE_UP, CLAIMED_FOR, AT_ONCE = timedelta(days=1), timedelta(minutes=10), 50
_DUE = Q(state__in=[Sent.WAITING, Sent.SENDING])
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Text:
    id: UUID
    outbox_id: UUID
    way: str
    to: str
    text: str
    tries: int
    began_at: datetime


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries: 1, 2, 4 … minutes, an hour at most."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(tries - 1, 10)))


def send_due(*, at: datetime) -> int:
    """Send what is due; how many texts were tried.

    Locks:   the rows while they are claimed, skipping those that another worker has; none while sending.
    """
    claimed = _claim(at)
    for text in claimed:
        _send(text, at)
    return len(claimed)


def _claim(at: datetime) -> Sequence[_Text]:
    with acting(SYSTEM):
        rows = list(
            Dispatch.objects.select_for_update(skip_locked=True)
            .filter(_DUE, next_at__lte=at).order_by("next_at", "id")[:AT_ONCE]
        )  # fmt: skip
        lost = [d for d in rows if d.state == Sent.SENDING and not _repeats(d.way)]
        for d in lost:
            _end(d.id, d.outbox_id, Sent.UNCLEAR, "claimed and never marked", at)
        taken = [d for d in rows if d not in lost]
        for d in taken:
            Dispatch.objects.filter(id=d.id).update(
                state=Sent.SENDING, tries=d.tries + 1, next_at=at + CLAIMED_FOR
            )
    return [
        _Text(d.id, d.outbox_id, d.way, d.address or "", d.text or "", d.tries + 1, d.began_at)
        for d in taken
    ]


def _repeats(way: str) -> bool:
    adapter: Adapter | None = ADAPTERS.get(way)
    return adapter is not None and adapter.repeats


def _send(text: _Text, at: datetime) -> None:
    if text.way not in ADAPTERS:
        _mark(text, Sent.FAILED, "no such way here", at)
        return
    try:
        ADAPTERS[text.way].send(key=text.id, to=text.to, text=text.text)
    except Refused as error:
        if isinstance(error, Gone) and text.way == Way.PUSH:
            _forget(text.to)
        _mark(text, Sent.FAILED, error.answer, at)
    except Later as error:
        _again(text, error.answer, at, error.after_s)
    except Exception as error:  # no answer, or one that nobody foresaw: it may have been taken
        answer = error.answer if isinstance(error, NotSent) else type(error).__name__
        _log.warning("notice %s: %s", text.id, answer)
        if _repeats(text.way):
            _again(text, answer, at, None)
        else:
            _mark(text, Sent.UNCLEAR, answer, at)
    else:
        _mark(text, Sent.SENT, "", at)


def _again(text: _Text, answer: str, at: datetime, after_s: float | None) -> None:
    """Try again after a pause, or give up after a day."""
    wait = max(pause_after(text.tries), timedelta(seconds=min(after_s or 0, 24 * 3600)))
    if at + wait - text.began_at > GIVE_UP:
        _mark(text, Sent.FAILED, answer, at)
        return
    with acting(SYSTEM):
        Dispatch.objects.filter(id=text.id, state=Sent.SENDING).update(
            state=Sent.WAITING, next_at=at + wait, answer=answer[:80]
        )


def _mark(text: _Text, state: Sent, answer: str, at: datetime) -> None:
    with acting(SYSTEM):
        _end(text.id, text.outbox_id, state, answer, at)


def _end(dispatch_id: UUID, outbox_id: UUID, state: Sent, answer: str, at: datetime) -> None:
    """Write how a text fared, blank it, and say so of its outbox row once no other is under way."""
    Dispatch.objects.filter(id=dispatch_id).update(
        state=state, answer=answer[:80], address=None, text=None, next_at=at
    )
    rest = Dispatch.objects.filter(outbox_id=outbox_id)
    if not rest.filter(_DUE).exists():
        went = rest.filter(state__in=[Sent.SENT, Sent.UNCLEAR]).exists()
        Outbox.objects.filter(id=outbox_id).update(state="sent" if went else "failed", sent_at=at)


def _forget(to: str) -> None:
    """A browser that is gone is told nothing any more."""
    with acting(SYSTEM):
        Subscription.objects.filter(token=fingerprint(to)).delete()
