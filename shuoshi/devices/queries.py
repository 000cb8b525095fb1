"""Reading devices: whose phones there are, what waits for somebody's word."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from shuoshi.devices.models import Device, Sent
from shuoshi.devices.ports import KINDS
from shuoshi.devices.terms import WAITS, DeviceRow, HeldNotFound, HeldRow, State
from shuoshi.places.queries import names_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach

_MOST = 200


def devices_of(account_id: UUID) -> tuple[DeviceRow, ...]:
    """The phones of an account, those that ended last. One statement in a scope."""
    with acting(SYSTEM):
        found = list(Device.objects.filter(account_id=account_id).order_by("-enrolled_at")[:50])
    rows = [DeviceRow(d.id, d.name, d.enrolled_at, d.seen_at, d.ended_at) for d in found]
    return tuple(sorted(rows, key=lambda d: d.ended_at is not None))


def waiting_of(account_id: UUID) -> int:
    """How many records of an account wait for its word. One statement in a scope."""
    with acting(SYSTEM):
        return Sent.objects.filter(account_id=account_id, state__in=WAITS).count()


def held_for(account_id: UUID, able: Sequence[Actor]) -> tuple[HeldRow, ...]:
    """What waits: the account's own, then that of others within the range of a duty that arranges there; 200 at most.

    Shape:   one statement in a scope for the account, two for each duty, one for each row's fields.
    """
    with acting(SYSTEM):
        own = Sent.objects.filter(account_id=account_id, state__in=WAITS).order_by("received_at")
        ids = list(own.values_list("id", flat=True)[:_MOST])
    mine = set(ids)
    for actor in able:
        ids += [i for i in _within(actor) if i not in ids]
    with acting(SYSTEM):
        found = Sent.objects.filter(id__in=ids[:_MOST]).select_related("device")
        by_id = {row.id: row for row in found}
        names = names_of({row.path for row in found if row.path})
        return tuple(_row(by_id[i], names, i in mine) for i in ids[:_MOST] if i in by_id)


def held_shown(
    sent_id: UUID, *, account_id: UUID, able: Sequence[Actor]
) -> tuple[HeldRow, Actor | None]:
    """One that waits, and the duty under which it is somebody else's to decide; None where it is the account's own.

    Raises:  HeldNotFound
    """
    with acting(SYSTEM):
        row = Sent.objects.filter(id=sent_id, state__in=WAITS).select_related("device").first()
        if row is None:
            raise HeldNotFound
        names = names_of([row.path] if row.path else [])
        shown = _row(row, names, row.account_id == account_id)
    if shown.mine:
        return shown, None
    for actor in able:
        if _decides(actor, row.kind) and sent_id in _within(actor):
            return shown, actor
    raise HeldNotFound


def _decides(actor: Actor, kind: str) -> bool:
    return actor.reach is Reach.TERRITORIAL and actor.role in KINDS[kind].arrangers


def _within(actor: Actor) -> list[UUID]:
    kinds = [name for name in KINDS if _decides(actor, name)]
    if not kinds:
        return []
    with acting(actor):
        seen = Sent.objects.filter(state__in=WAITS, kind__in=kinds).order_by("received_at")
        return list(seen.values_list("id", flat=True)[:_MOST])


def _row(row: Sent, names: Mapping[str, str], mine: bool) -> HeldRow:
    return HeldRow(
        row.id, row.kind, State(row.state), row.path, names.get(row.path, ""), row.device.name, row.captured_at,
        row.received_at, values_in(row.values), values_in(row.theirs), row.why, row.why_values, row.field,
        KINDS[row.kind].asks(row.subject_id), mine,
    )  # fmt: skip


def values_in(text: Any) -> dict[str, Any]:
    """A record's values as they were kept."""
    found: dict[str, Any] = json.loads(str(text)) if text else {}
    return found
