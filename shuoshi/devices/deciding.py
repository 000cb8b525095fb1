"""What was refused comes back to somebody who can mend it: sent again, settled, or given up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from shuoshi.accounts.terms import SignedIn
from shuoshi.devices.models import Sent
from shuoshi.devices.ports import KINDS
from shuoshi.devices.queries import held_shown
from shuoshi.devices.taking_in import acted, as_text, decide
from shuoshi.devices.terms import (
    LATE_HOURS,
    WAITS,
    WHY_MOST,
    ClockAhead,
    HeldNotFound,
    State,
    TooLate,
    Written,
)
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import NotAllowed
from shuoshi.kernel.lengths import says
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor

NOT_IN_TIME = frozenset({TooLate().text, ClockAhead().text})
"""Refusals after which only whoever arranges there may write a record down."""


def send_again(*, sent_id: UUID, values: Mapping[str, Any], by: SignedIn, at: datetime) -> State:
    """Mended, it is tried again as of the moment it was captured; refused again it waits on with what was mended.

    Raises:  HeldNotFound, BadInput
    """
    row, written, _actor = _held(sent_id, values, by)
    with acting(SYSTEM):
        Sent.objects.filter(id=row.id).update(values=as_text(written.values))
    state = decide(row, written, at)
    _by_hand(row, by, at)
    return state


def settle(*, sent_id: UUID, values: Mapping[str, Any], by: SignedIn, at: datetime) -> None:
    """Two versions stood and somebody chose, field by field: these values hold.

    Raises:  HeldNotFound, what writing them raises
    """
    row, written, actor = _held(sent_id, values, by)
    if row.state != State.CLASH:
        raise HeldNotFound
    if actor is None:
        able, given = acted(row, written)
        actor = given or able[0]
    KINDS[row.kind].settle(written, actor, row.received_at)
    _close(row, State.KEPT, "", by, at)


def write_late(*, sent_id: UUID, values: Mapping[str, Any], by: SignedIn, at: datetime) -> State:
    """What came home too late is written down by whoever arranges there, under their own duty, as of when it was.

    Raises:  HeldNotFound, NotAllowed where it is one's own or was refused for something else, a Refusal
    """
    row, written, actor = _held(sent_id, values, by)
    if actor is None or row.why not in NOT_IN_TIME:
        raise NotAllowed
    when = min(row.captured_at, row.received_at)
    in_time = min(row.received_at, when + timedelta(hours=LATE_HOURS))
    KINDS[row.kind].take(replace(written, captured_at=when), (actor,), None, in_time)
    _close(row, State.KEPT, "", by, at)
    return State.KEPT


def give_up(*, sent_id: UUID, why: str, by: SignedIn, at: datetime) -> None:
    """It is not to be recorded, because. Raises HeldNotFound, BadInput with its field."""
    says(why, "why", WHY_MOST)
    row, _written, _actor = _held(sent_id, {}, by)
    _close(row, State.GIVEN_UP, why.strip(), by, at)


def _held(
    sent_id: UUID, values: Mapping[str, Any], by: SignedIn
) -> tuple[Sent, Written, Actor | None]:
    able: Sequence[Actor] = [a for a in by.actors() if a.glass_id is None]
    shown, actor = held_shown(sent_id, account_id=by.account_id, able=able)
    with acting(SYSTEM):
        row = Sent.objects.select_related("device").get(id=sent_id)
    asked = {ask.name for ask in shown.asks}
    mended = dict(shown.values) | {k: v for k, v in values.items() if k in asked}
    return row, Written(row.id, row.kind, row.subject_id, row.captured_at, mended), actor


def _close(row: Sent, state: State, why: str, by: SignedIn, at: datetime) -> None:
    with acting(SYSTEM):
        done = Sent.objects.filter(id=row.id, state__in=WAITS).update(
            state=state, values=None, theirs=None, why=why, why_values={}, field="", decided_at=at,
            decided_by=by.account_id,
        )  # fmt: skip
        if not done:
            raise HeldNotFound
    _by_hand(row, by, at)


def _by_hand(row: Sent, by: SignedIn, at: datetime) -> None:
    actor = next(iter(by.actors()), SYSTEM)
    with acting(SYSTEM):
        record(
            kind="devices.decided", subject_id=row.id, other_id=row.subject_id, path=row.path or settings.DISTRICT_CODE,
            by=actor, at=at, happened_at=row.captured_at,
        )  # fmt: skip
