"""What a phone brings home, one by one: opened, kept sealed, written down, read back, and only then confirmed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from shuoshi.accounts.queries import as_of
from shuoshi.devices.models import Device, Given, Sent
from shuoshi.devices.ports import KINDS, Kind
from shuoshi.devices.terms import (
    AHEAD,
    BATCH,
    BOX_MOST,
    LATE_HOURS,
    UNREADABLE,
    About,
    Answer,
    BeforeEnrolled,
    ClockAhead,
    DeviceEnded,
    DeviceNotFound,
    Differs,
    NoDutyThen,
    OtherContent,
    State,
    TooLate,
    Written,
)
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput, Conflict, Refusal
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.sealing.boxes import Box, open_box
from shuoshi.sealing.terms import SealBroken


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed record under the number that its phone gave it."""

    id: UUID
    box: Box


def phone_of(device_id: UUID) -> Device:
    """The phone that says it sends this, whether it ended or not. Raises DeviceNotFound."""
    with acting(SYSTEM):
        found = Device.objects.filter(id=device_id).first()
    if found is None:
        raise DeviceNotFound
    return found


def take_in(*, device_id: UUID, envelopes: Sequence[Envelope], at: datetime) -> tuple[Answer, ...]:
    """Take a batch in, each record on its own; sent again, each is answered as before.

    Shape:   an answer each in their order; `digest` says that the house has read back what it kept.
    Raises:  DeviceNotFound, BadInput for more than 50
    """
    if len(envelopes) > BATCH:
        raise BadInput("一次最多 %(most)s 条。", most=BATCH)
    device = phone_of(device_id)
    found = tuple(_taken(device, envelope, at) for envelope in envelopes)
    with acting(SYSTEM):
        Device.objects.filter(id=device_id).update(seen_at=at)
    return found


def _taken(device: Device, envelope: Envelope, at: datetime) -> Answer:
    try:
        plain = _opened(device, envelope)
        written = read_record(envelope.id, plain)
    except (SealBroken, BadInput):
        return Answer(envelope.id, UNREADABLE)
    digest = hashlib.sha256(plain).hexdigest()
    row = _kept_sealed(device, written, digest, at)
    if row.digest != digest or row.device_id != device.id:
        return Answer(envelope.id, State.REFUSED, why=OtherContent().text)
    if row.state == State.RECEIVED:
        ended = device.ended_at is not None
        decide(row, written, at, refusal=DeviceEnded() if ended else None)
        row = _read_again(row.id)
    return Answer(row.id, row.state, row.digest, row.why, row.why_values)


def _opened(device: Device, envelope: Envelope) -> bytes:
    """Raises SealBroken."""
    if max(len(envelope.box.box), len(envelope.box.epk), len(envelope.box.sig)) > BOX_MOST:
        raise SealBroken
    return open_box(envelope.box, bound_to=f"{device.id}|{envelope.id}", signer=device.key)


def read_record(record_id: UUID, plain: bytes) -> Written:
    """A record as its phone wrote it: kind, subject, captured_at, values. Raises BadInput."""
    try:
        said = json.loads(plain)
        written = Written(
            record_id, said["kind"], UUID(said["subject"]), datetime.fromisoformat(said["captured_at"]),
            said["values"],
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput from None
    known = isinstance(written.kind, str) and written.kind in KINDS
    timed = written.captured_at.tzinfo is not None and 2020 <= written.captured_at.year <= 2120
    if not (known and timed and isinstance(written.values, dict)):
        raise BadInput
    if "\\u0000" in as_text(written.values):
        raise BadInput
    return written


def as_text(values: Mapping[str, Any]) -> str:
    """A record's values as they are kept. Raises BadInput for what no column holds, such as half a character."""
    text = json.dumps(dict(values), ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadInput from None
    return text


def _kept_sealed(device: Device, written: Written, digest: str, at: datetime) -> Sent:
    """The row under a record's number: the one that was there, or this one, kept before anything is decided."""
    about = _about(written)
    row = Sent(
        id=written.id, device_id=device.id, account_id=device.account_id, kind=written.kind,
        subject_id=written.subject_id, path=about.path, person_id=about.person_id, captured_at=written.captured_at,
        received_at=at, state=State.RECEIVED, digest=digest, values=as_text(written.values),
    )  # fmt: skip
    with acting(SYSTEM):
        Sent.objects.bulk_create([row], ignore_conflicts=True)
        return Sent.objects.select_related("device").get(id=written.id)


def _about(written: Written) -> About:
    with acting(SYSTEM):
        return KINDS[written.kind].about(written.subject_id) or About("")


def _read_again(sent_id: UUID) -> Sent:
    with acting(SYSTEM):
        return Sent.objects.get(id=sent_id)


def decide(row: Sent, written: Written, at: datetime, *, refusal: Refusal | None = None) -> State:
    """Write a record down under the duties that held when it was captured, read it back, and say what became of it.

    Shape:   gives what became of it: kept, refused with the reason, or a clash with what the house holds.
    """
    kind = KINDS[written.kind]
    try:
        if refusal is not None:
            raise refusal
        able, given = acted(row, written)
        kind.take(written, able, given, row.received_at)
        _read_back(kind, written)
    except Differs as clash:
        return _settled(row, State.CLASH, at, clash, theirs=clash.theirs)
    except Conflict as conflict:
        with acting(SYSTEM):
            theirs = kind.theirs(written)
        return _settled(row, State.CLASH if theirs else State.REFUSED, at, conflict, theirs=theirs)
    except Refusal as refused:
        return _settled(row, State.REFUSED, at, refused)
    return _settled(row, State.KEPT, at)


def acted(row: Sent, written: Written) -> tuple[tuple[Actor, ...], Actor | None]:
    """Under which duties a record was captured, and the one under which its phone had been given the subject.

    Raises:  ClockAhead, TooLate, BeforeEnrolled, NoDutyThen
    """
    if written.captured_at > row.received_at + AHEAD:
        raise ClockAhead
    if written.captured_at < row.received_at - timedelta(hours=LATE_HOURS):
        raise TooLate
    if written.captured_at < row.device.enrolled_at - AHEAD:
        raise BeforeEnrolled
    who = as_of(row.account_id, written.captured_at)
    able = tuple(a for a in who.actors() if a.glass_id is None) if who else ()
    if not able:
        raise NoDutyThen
    with acting(SYSTEM):
        of = Given.objects.filter(
            device_id=row.device_id, kind=written.kind, subject_id=written.subject_id
        ).first()
    given = next((a for a in able if a.duty_id == of.duty_id), None) if of else None
    return able, given


def _read_back(kind: Kind, written: Written) -> None:
    """Raises Differs where the house does not hold what was written."""
    with acting(SYSTEM):
        if not kind.kept(written):
            raise Differs(kind.theirs(written))


def _settled(
    row: Sent, state: State, at: datetime, why: Refusal | None = None, *, theirs: Mapping[str, Any] | None = None
) -> State:  # fmt: skip
    """Write what became of a record; its values stay only while somebody has to decide."""
    waits = state is not State.KEPT
    given: dict[str, Any] = {
        "state": state, "why": why.text[:200] if why else "", "field": getattr(why, "field", None) or "",
        "why_values": {k: str(v) for k, v in why.values.items()} if why else {},
        "theirs": as_text(theirs) if theirs else None,
    }  # fmt: skip
    if not waits:
        given |= {"values": None, "decided_at": at}
    with acting(SYSTEM):
        Sent.objects.filter(id=row.id).update(**given)
        record(
            kind=f"devices.{state}", subject_id=row.id, other_id=row.subject_id,
            path=row.path or settings.DISTRICT_CODE, by=SYSTEM, at=at, happened_at=row.captured_at,
        )  # fmt: skip
    return state
