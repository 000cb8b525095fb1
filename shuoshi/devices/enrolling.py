"""Phones are enrolled and ended by whoever they belong to; a day's list is handed out to one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from shuoshi.accounts.terms import SignedIn
from shuoshi.devices.models import Device, Given
from shuoshi.devices.ports import KINDS
from shuoshi.devices.terms import (
    DAY_MOST,
    DEVICES_MOST,
    NAME_MOST,
    Candidate,
    DeviceEnded,
    DeviceNotFound,
    Item,
    TooManyDevices,
)
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.lengths import says
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.sealing.boxes import public_of
from shuoshi.sealing.terms import SealBroken


def enrol(*, name: str, key: str, by: SignedIn, at: datetime) -> UUID:
    """A phone of the caller, by the public key that it made; the same key twice is one phone.

    Locks:   the account's phones.
    Raises:  BadInput with its field, TooManyDevices
    """
    says(name, "name", NAME_MOST)
    try:
        public_of(key)
    except SealBroken:
        raise BadInput("手机的密钥读不懂。", field="key") from None
    with acting(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"phones {by.account_id}"]
            )
        there = Device.objects.filter(key=key).first()
        if there is not None:
            if there.account_id == by.account_id and there.ended_at is None:
                return there.id
            raise BadInput("手机的密钥读不懂。", field="key")
        mine = Device.objects.filter(account_id=by.account_id, ended_at__isnull=True)
        if mine.count() >= DEVICES_MOST:
            raise TooManyDevices(most=DEVICES_MOST)
        device = Device(
            id=new_id(at), account_id=by.account_id, name=name.strip(), key=key, enrolled_at=at
        )
        device.save(force_insert=True)
        _noted("enrolled", device.id, by, at)
    return device.id


def end_device(*, device_id: UUID, by: SignedIn, at: datetime) -> None:
    """Stop a phone, lost or given back: it gets no list any more, and what it still sends waits for its owner's word.

    Raises:  DeviceNotFound
    """
    with acting(SYSTEM):
        mine = Device.objects.filter(id=device_id, account_id=by.account_id, ended_at__isnull=True)
        if not mine.update(ended_at=at):
            raise DeviceNotFound
        Given.objects.filter(device_id=device_id).delete()
        _noted("ended", device_id, by, at)


def hand_out(*, device_id: UUID, by: SignedIn, at: datetime) -> tuple[Item, ...]:
    """What somebody goes out for today, for their phone to carry: 40 at most; each look is written down, and what was
    given is known for as long as it may come home.

    Raises:  DeviceNotFound, DeviceEnded
    """
    with acting(SYSTEM):
        device = Device.objects.filter(id=device_id, account_id=by.account_id).first()
    if device is None:
        raise DeviceNotFound
    if device.ended_at is not None:
        raise DeviceEnded
    able = by.by_duty()
    found = list[tuple[Item, Actor]]()
    for candidate in _candidates(able, at):
        if len(found) == DAY_MOST:
            break
        item = KINDS[candidate.kind].item(candidate, at)
        if item is not None:
            found.append((item, candidate.by))
    _given(device_id, found, at)
    return tuple(i for i, _ in found)


def _candidates(able: Sequence[Actor], at: datetime) -> list[Candidate]:
    """What may go on a list: what has an hour first; what is done along with something else has no line of its own."""
    kinds = sorted(KINDS.values(), key=lambda kind: kind.order)
    all_ = [c for kind in kinds for c in kind.candidates(able, at)]
    covered = {c.covers for c in all_ if c.covers}
    found = dict[tuple[str, UUID], Candidate]()
    for c in all_:
        if (c.kind, c.subject_id) not in covered:
            found.setdefault((c.kind, c.subject_id), c)
    return list(found.values())


def _given(device_id: UUID, found: Sequence[tuple[Item, Actor]], at: datetime) -> None:
    """Write down since when a list carried what; carried already, it stays as it was."""
    rows = [
        Given(
            device_id=device_id, kind=i.kind, subject_id=i.subject_id, duty_id=a.duty_id, on=local_date(at), at=at
        )
        for i, a in found
    ]  # fmt: skip
    with acting(SYSTEM):
        Given.objects.bulk_create(rows, ignore_conflicts=True)
        Device.objects.filter(id=device_id).update(seen_at=at)


def _noted(kind: str, device_id: UUID, by: SignedIn, at: datetime) -> None:
    actor = next(iter(by.actors()), SYSTEM)
    record(
        kind=f"devices.{kind}", subject_id=device_id, other_id=by.account_id, path=settings.DISTRICT_CODE, by=actor,
        at=at,
    )  # fmt: skip
