"""Reading devices: whose phones there are, what waits for somebody's word."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from shuoshi.devices.models import Device, Sent
from shuoshi.devices.ports import KINDS
from shuoshi.devices.terms import (
    FORGOTTEN,
    WAITS,
    Brought,
    DeviceNotFound,
    DeviceRow,
    HeldNotFound,
    HeldRow,
    State,
)
from shuoshi.devices.writing import values_in
from shuoshi.places.queries import names_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach

MOST = 200
"""So many that wait are listed, the oldest first."""


def devices_of(account_id: UUID) -> tuple[DeviceRow, ...]:
    """The phones of an account, those that ended last. One statement in a scope."""
    with acting(SYSTEM):
        found = list(Device.objects.filter(account_id=account_id).order_by("-enrolled_at")[:50])
    rows = [DeviceRow(d.id, d.name, d.enrolled_at, d.seen_at, d.ended_at) for d in found]
    return tuple(sorted(rows, key=lambda d: d.ended_at is not None))


def phone_of(device_id: UUID) -> tuple[UUID, bool]:
    """Whose phone it is, and whether it ended. One statement in a scope. Raises DeviceNotFound."""
    with acting(SYSTEM):
        found = Device.objects.filter(id=device_id).first()
    if found is None:
        raise DeviceNotFound
    return found.account_id, found.ended_at is not None


def brought_since(account_id: UUID, since: datetime) -> tuple[Brought, ...]:
    """What an account's phones brought home of what was captured since a moment, the oldest first. One statement in a
    scope."""
    with acting(SYSTEM):
        found = Sent.objects.filter(account_id=account_id, captured_at__gte=since)
        rows = list(
            found.order_by("captured_at").values_list("id", "subject_id", "captured_at", "state")
        )
    return tuple(Brought(i, subject, at, State(state)) for i, subject, at, state in rows)


def open_ones(at: datetime) -> "QuerySet[Sent]":
    """Records that wait for somebody: refused, clashing, or left in the middle some time ago. In the caller's scope."""
    broken = Q(state=State.RECEIVED, taken_up_at__lt=at - FORGOTTEN)
    return Sent.objects.filter(Q(state__in=WAITS) | broken)


def waiting_of(account_id: UUID, at: datetime) -> int:
    """How many records of an account wait for its word. One statement in a scope."""
    with acting(SYSTEM):
        return open_ones(at).filter(account_id=account_id).count()


def held_for(account_id: UUID, able: Sequence[Actor], at: datetime) -> tuple[HeldRow, ...]:
    """What waits: the account's own, then that of others within the range of a duty that arranges there; 200 at most.

    Shape:   one statement in a scope for the account, one for each duty; for each row one a duty until it is seen,
             and one for its fields.
    """
    with acting(SYSTEM):
        own = open_ones(at).filter(account_id=account_id).order_by("received_at")
        ids = list(own.values_list("id", flat=True)[:MOST])
    mine = set(ids)
    for actor in able:
        ids += [i for i in _within(actor, at) if i not in ids]
    with acting(SYSTEM):
        found = {r.id: r for r in Sent.objects.filter(id__in=ids[:MOST]).select_related("device")}
    rows = [found[i] for i in ids[:MOST] if i in found]
    with acting(SYSTEM):
        names = names_of({r.path for r in rows if r.path})
    return tuple(_row(r, names, r.id in mine, able) for r in rows)


def held_shown(
    sent_id: UUID, *, account_id: UUID, able: Sequence[Actor], at: datetime
) -> tuple[HeldRow, Actor | None]:
    """One that waits, and the duty under which it is somebody else's to decide; None where it is the account's own.

    Raises:  HeldNotFound
    """
    with acting(SYSTEM):
        row = open_ones(at).filter(id=sent_id).select_related("device").first()
        names = names_of([row.path]) if row and row.path else {}
    if row is None:
        raise HeldNotFound
    if row.account_id == account_id:
        return _row(row, names, True, able), None
    for actor in able:
        if _decides(actor, row.kind) and sent_id in _within(actor, at, sent_id):
            return _row(row, names, False, able), actor
    raise HeldNotFound


def _decides(actor: Actor, kind: str) -> bool:
    return actor.reach is Reach.TERRITORIAL and actor.role in KINDS[kind].arrangers


def _within(actor: Actor, at: datetime, sent_id: UUID | None = None) -> list[UUID]:
    kinds = [name for name in KINDS if _decides(actor, name)]
    if not kinds:
        return []
    with acting(actor):
        seen = open_ones(at).filter(kind__in=kinds).order_by("received_at")
        if sent_id is not None:
            seen = seen.filter(id=sent_id)
        return list(seen.values_list("id", flat=True)[:MOST])


def _row(row: Sent, names: Mapping[str, str], mine: bool, able: Sequence[Actor]) -> HeldRow:
    kind = KINDS[row.kind]
    here = any(kind.sees(row.subject_id, by) for by in able)
    with acting(SYSTEM):
        asks = kind.asks(row.subject_id) if here else ()
    return HeldRow(
        row.id, row.kind, State(row.state), row.path, names.get(row.path, "") if here else "", row.device.name,
        row.captured_at, row.received_at, values_in(row.values), values_in(row.mended), values_in(row.theirs), row.why,
        row.why_values, row.field, asks, mine, here,
    )  # fmt: skip
