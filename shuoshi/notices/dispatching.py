"""Sending what leaves the house: each text once, tried again with growing pauses while nobody has taken it.

A text is claimed before it is sent and marked after. Where a process died between the two, or no answer came
to what was sent, nobody knows whether it was taken: it goes again only to a receiver that drops what comes
twice; to others it stands as unclear, for people to ask.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from shuoshi.kernel.worktime import in_office
from shuoshi.notices.models import Dispatch, Outbox, Subscription
from shuoshi.notices.ports import ADAPTERS, Adapter
from shuoshi.notices.rules import fingerprint
from shuoshi.notices.terms import Gone, Later, NotSent, Refused, Sent, Way
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.units.queries import work_calendar

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
    office: bool


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries: 1, 2, 4 … minutes, an hour at most."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(tries - 1, 10)))


def send_due(*, at: datetime) -> int:
    """Send what is due, one after another, each claimed just before it goes; how many texts were tried.

    Shape:   at most `AT_ONCE`; the time that sending takes is added to `at`, so that pauses and claims run
             from the try itself.
    Locks:   the row while it is claimed, skipping those that another worker has; none while sending.
    """
    began, tried = time.monotonic(), 0
    for _n in range(AT_ONCE):
        now = at + timedelta(seconds=time.monotonic() - began)
        text = _claim(at, now)
        if text is None:
            break
        _send(text, now)
        tried += 1
    return tried


def _claim(due_at: datetime, now: datetime) -> _Text | None:
    """The next text that is due, claimed; those that another worker lost are marked on the way."""
    while True:
        with acting(SYSTEM):
            due = Dispatch.objects.select_for_update(skip_locked=True).filter(
                _DUE, next_at__lte=due_at
            )
            d = due.order_by("next_at", "id").first()
            if d is None:
                return None
            if d.state == Sent.SENDING and not _repeats(d.way):
                _end(d.id, d.outbox_id, Sent.UNCLEAR, "claimed and never marked", now)
                continue
            Dispatch.objects.filter(id=d.id).update(
                state=Sent.SENDING, tries=d.tries + 1, next_at=now + CLAIMED_FOR
            )
        return _Text(
            d.id,
            d.outbox_id,
            d.way,
            d.address or "",
            d.text or "",
            d.tries + 1,
            d.began_at,
            d.office,
        )


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
    when = in_office(work_calendar(), at + wait) if text.office else at + wait
    with acting(SYSTEM):
        Dispatch.objects.filter(id=text.id, state=Sent.SENDING).update(
            state=Sent.WAITING, next_at=when, answer=answer[:80]
        )


def _mark(text: _Text, state: Sent, answer: str, at: datetime) -> None:
    with acting(SYSTEM):
        _end(text.id, text.outbox_id, state, answer, at)


def _end(dispatch_id: UUID, outbox_id: UUID, state: Sent, answer: str, at: datetime) -> None:
    """Write how a text fared, blank it, and say so of its outbox row once no other is under way.

    Locks:   the outbox row, so that of two that end at once the second sees the first.
    """
    list(Outbox.objects.select_for_update().filter(id=outbox_id).values_list("id"))
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
