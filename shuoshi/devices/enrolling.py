"""Phones are enrolled and ended by whoever they belong to; a day's list is handed out to one."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from shuoshi.accounts.terms import SignedIn
from shuoshi.devices.models import Device, Given
from shuoshi.devices.ports import KINDS
from shuoshi.devices.terms import (
    DAY_MOST,
    DEVICES_MOST,
    NAME_MOST,
    DeviceEnded,
    DeviceNotFound,
    Item,
    TooManyDevices,
)
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.lengths import says
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.sealing.boxes import public_of
from shuoshi.sealing.terms import SealBroken


def enrol(*, name: str, key: str, by: SignedIn, at: datetime) -> UUID:
    """A phone of the caller, by the public key that it made; the same key twice is one phone.

    Raises:  BadInput with its field, TooManyDevices
    """
    says(name, "name", NAME_MOST)
    try:
        public_of(key)
    except SealBroken:
        raise BadInput("手机的密钥读不懂。", field="key") from None
    with acting(SYSTEM):
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
    given is known for four days.

    Raises:  DeviceNotFound, DeviceEnded
    """
    with acting(SYSTEM):
        device = Device.objects.filter(id=device_id, account_id=by.account_id).first()
    if device is None:
        raise DeviceNotFound
    if device.ended_at is not None:
        raise DeviceEnded
    able = tuple(a for a in by.actors() if a.glass_id is None)
    found: list[tuple[Item, Actor]] = []
    for kind in KINDS.values():
        found += kind.day(able, at, DAY_MOST - len(found))
    rows = [
        Given(device_id=device_id, kind=i.kind, subject_id=i.subject_id, duty_id=a.duty_id, at=at) for i, a in found
    ]  # fmt: skip
    with acting(SYSTEM):
        Given.objects.bulk_create(
            rows, update_conflicts=True, update_fields=["duty_id", "at"],
            unique_fields=["device", "kind", "subject_id"],
        )  # fmt: skip
        Device.objects.filter(id=device_id).update(seen_at=at)
    return tuple(i for i, _ in found)


def _noted(kind: str, device_id: UUID, by: SignedIn, at: datetime) -> None:
    actor = next(iter(by.actors()), SYSTEM)
    record(
        kind=f"devices.{kind}", subject_id=device_id, other_id=by.account_id, path=settings.DISTRICT_CODE, by=actor,
        at=at,
    )  # fmt: skip
