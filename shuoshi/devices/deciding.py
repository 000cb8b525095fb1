"""What was refused comes back to somebody who can mend it: sent again, settled, or given up."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from shuoshi.accounts.terms import SignedIn
from shuoshi.devices.keeping import noted
from shuoshi.devices.models import Sent
from shuoshi.devices.ports import KINDS
from shuoshi.devices.queries import held_shown, open_ones
from shuoshi.devices.taking_in import decide, in_time
from shuoshi.devices.terms import (
    WAITS,
    WHY_MOST,
    BeforeEnrolled,
    ClockAhead,
    HeldNotFound,
    HeldRow,
    NotASide,
    State,
    TooLate,
    Written,
)
from shuoshi.devices.writing import as_text, values_fit
from shuoshi.kernel.lengths import says
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach

NOT_IN_TIME = frozenset({TooLate().text, ClockAhead().text, BeforeEnrolled().text})
"""Refusals after which only whoever arranges there may write a record down."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A record that was taken up, what it says by now, and under whose duty it is decided."""

    row: Sent
    shown: HeldRow
    written: Written
    by: Actor
    stead: Actor | None


def send_again(*, sent_id: UUID, values: Mapping[str, Any], by: SignedIn, at: datetime) -> State:
    """Mended, it is tried again; refused again it waits on with what was mended beside what the phone said.

    Shape:   one's own as of the moment it was captured; another's under one's own duty, who then answers for it.
    Raises:  HeldNotFound, BadInput
    """
    with _taken_up(sent_id, values, by, at) as held:
        state = decide(held.row, held.written, at, by=held.stead)
        if state is State.KEPT:
            with acting(SYSTEM):
                noted("decided", held.row, at, held.by)
    return state


def settle(*, sent_id: UUID, values: Mapping[str, Any], by: SignedIn, at: datetime) -> None:
    """Two versions stood and somebody who sees the subject today chose, field by field: these values hold.

    Raises:  HeldNotFound, NotASide, what writing them raises
    """
    with _taken_up(sent_id, values, by, at) as held:
        if not held.shown.theirs:
            raise HeldNotFound
        _chosen(held.shown, held.written.values)
        written = in_time(held.row, held.written)
        KINDS[held.row.kind].settle(written, by.by_duty(), held.row.received_at)
        _close(held, State.KEPT, "", by, at)


def give_up(*, sent_id: UUID, why: str, by: SignedIn, at: datetime) -> None:
    """It is not to be recorded, because. Raises HeldNotFound, BadInput with its field."""
    says(why, "why", WHY_MOST)
    with _taken_up(sent_id, {}, by, at) as held:
        _close(held, State.GIVEN_UP, why.strip(), by, at)


def _chosen(shown: HeldRow, values: Mapping[str, Any]) -> None:
    """Raises NotASide for a value that neither side holds."""
    for name, value in values.items():
        sides = [side.get(name) or None for side in (shown.values, shown.mended, shown.theirs)]
        if (value or None) not in sides:
            raise NotASide(field=name)


@contextmanager
def _taken_up(
    sent_id: UUID, values: Mapping[str, Any], by: SignedIn, at: datetime
) -> Iterator[_Held]:
    """A record that waits, taken up by one alone: whoever comes second finds it gone. What is not decided waits on.

    Raises:  HeldNotFound, BadInput
    """
    able = by.by_duty()
    shown, stead = held_shown(sent_id, account_id=by.account_id, able=able, at=at)
    asked = {ask.name for ask in shown.asks}
    said = dict(shown.values) | dict(shown.mended) | {k: v for k, v in values.items() if k in asked}
    values_fit(said)
    with acting(SYSTEM):
        row = Sent.objects.select_related("device").get(id=sent_id)
        before = {"state": row.state, "taken_up_at": row.taken_up_at}
        mended = as_text(said) if values else row.mended
        taken = open_ones(at).filter(id=sent_id, **before)
        if not taken.update(state=State.RECEIVED, taken_up_at=at, mended=mended):
            raise HeldNotFound
        row.taken_up_at = at
    written = Written(row.id, row.kind, row.subject_id, row.captured_at, said)
    who = stead or next(iter(able), Actor(Reach.PUBLIC, "anybody", account_id=by.account_id))
    try:
        yield _Held(row, shown, written, who, stead)
    finally:
        with acting(SYSTEM):
            mine = Q(id=sent_id, state=State.RECEIVED, taken_up_at=at)
            Sent.objects.filter(mine).update(
                state=before["state"] if before["state"] in WAITS else State.REFUSED
            )


def _close(held: _Held, state: State, why: str, by: SignedIn, at: datetime) -> None:
    with acting(SYSTEM):
        done = Sent.objects.filter(id=held.row.id, state=State.RECEIVED, taken_up_at=at).update(
            state=state, values=None, mended=None, theirs=None, why=why, why_values={}, field="", decided_at=at,
            decided_by=by.account_id,
        )  # fmt: skip
        if not done:
            raise HeldNotFound
        noted("decided", held.row, at, held.by)
