"""What a phone brings home, one by one: opened, kept sealed, written down, read back, and only then confirmed."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from shuoshi.accounts.queries import as_of
from shuoshi.devices.keeping import noted
from shuoshi.devices.models import Device, Given, Sent
from shuoshi.devices.ports import KINDS, Kind
from shuoshi.devices.terms import (
    AHEAD,
    BATCH,
    BOX_MOST,
    FORGOTTEN,
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
    OverForGood,
    State,
    TooLate,
    Written,
)
from shuoshi.devices.writing import as_text, read_record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict, Refusal
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.sealing.boxes import Box, open_box
from shuoshi.sealing.terms import SealBroken

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed record under the number that its phone gave it."""

    id: UUID
    box: Box


def take_in(*, device_id: UUID, envelopes: Sequence[Envelope], at: datetime) -> tuple[Answer, ...]:
    """Take a batch in, each record on its own; sent again, each is answered as before.

    Shape:   an answer each in their order; `digest` says that the house has read back what it kept. What breaks on the
             way is answered as `unreadable`, and does not hold up the others.
    Raises:  DeviceNotFound, BadInput for more than 50
    """
    if len(envelopes) > BATCH:
        raise BadInput("一次最多 %(most)s 条。", most=BATCH)
    with acting(SYSTEM):
        device = Device.objects.filter(id=device_id).first()
    if device is None:
        raise DeviceNotFound
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
    try:
        return _decided(device, written, hashlib.sha256(plain).hexdigest(), at)
    except (DatabaseError, RuntimeError):
        _log.exception("a record from a phone was not taken in")
        return Answer(envelope.id, UNREADABLE)


def _decided(device: Device, written: Written, digest: str, at: datetime) -> Answer:
    row = _kept_sealed(device, written, digest, at)
    if row.digest != digest or row.device_id != device.id:
        return Answer(row.id, State.REFUSED, why=OtherContent().text)
    if _taken_up(row, at):
        ended = device.ended_at is not None
        decide(row, written, at, refusal=DeviceEnded() if ended else None)
        with acting(SYSTEM):
            row = Sent.objects.get(id=row.id)
    if row.state == State.RECEIVED:  # somebody else is at it
        return Answer(row.id, UNREADABLE)
    return Answer(row.id, row.state, row.digest, row.why, row.why_values)


def _taken_up(row: Sent, at: datetime) -> bool:
    """Whether a record that arrived is this upload's to decide: it came just now, or whoever took
    it up before broke off long ago."""
    if row.state != State.RECEIVED or row.taken_up_at == at:
        return row.state == State.RECEIVED
    with acting(SYSTEM):
        broken = Sent.objects.filter(
            id=row.id, state=State.RECEIVED, taken_up_at=row.taken_up_at, taken_up_at__lt=at - FORGOTTEN
        )  # fmt: skip
        taken = bool(broken.update(taken_up_at=at))
    row.taken_up_at = at
    return taken


def _opened(device: Device, envelope: Envelope) -> bytes:
    """Raises SealBroken."""
    if max(len(envelope.box.box), len(envelope.box.epk), len(envelope.box.sig)) > BOX_MOST:
        raise SealBroken
    return open_box(envelope.box, bound_to=f"{device.id}|{envelope.id}", signer=device.key)


def _kept_sealed(device: Device, written: Written, digest: str, at: datetime) -> Sent:
    """The row under a record's number: the one that was there, or this one, kept before anything is decided."""
    with acting(SYSTEM):
        about = KINDS[written.kind].about(written.subject_id) or About("")
    row = Sent(
        id=written.id, device_id=device.id, account_id=device.account_id, kind=written.kind,
        subject_id=written.subject_id, path=about.path, person_id=about.person_id, household_id=about.household_id,
        captured_at=written.captured_at, received_at=at, taken_up_at=at, state=State.RECEIVED, digest=digest,
        values=as_text(written.values),
    )  # fmt: skip
    with acting(SYSTEM):
        Sent.objects.bulk_create([row], ignore_conflicts=True)
        return Sent.objects.select_related("device").get(id=written.id)


def decide(
    row: Sent, written: Written, at: datetime, *, by: Actor | None = None, refusal: Refusal | None = None
) -> State:  # fmt: skip
    """Write a record down, read it back, and say what became of it: kept, refused with the reason, or a clash.

    Shape:   under the duties that held when it was captured; `by` is whoever writes it in the sender's stead, under
             their own duty, even where it came too late.
    """
    kind = KINDS[written.kind]
    try:
        if refusal is not None:
            raise refusal
        if by is None:
            able, given = acted(row, written)
            kind.take(written, able, given, row.received_at)
        else:
            written = in_time(row, written)
            kind.take(written, (by,), None, _judged_at(row, written))
        _read_back(kind, written)
    except Differs as clash:
        return _settled(row, State.CLASH, at, clash, theirs=clash.theirs)
    except Conflict as conflict:
        with acting(SYSTEM):
            theirs = kind.theirs(written)
        return _settled(row, State.CLASH if theirs else State.REFUSED, at, conflict, theirs=theirs)
    except OverForGood as over:
        return _settled(row, State.GIVEN_UP, at, over)
    except Refusal as refused:
        return _settled(row, State.REFUSED, at, refused)
    return _settled(row, State.KEPT, at)


def in_time(row: Sent, written: Written) -> Written:
    """A record whose phone's clock ran ahead, as of when it arrived."""
    return replace(written, captured_at=min(written.captured_at, row.received_at))


def _judged_at(row: Sent, written: Written) -> datetime:
    """The moment as of which a late record is judged by whoever vouches for it: the last at which it was in time."""
    return min(row.received_at, written.captured_at + timedelta(hours=LATE_HOURS))


def acted(row: Sent, written: Written) -> tuple[tuple[Actor, ...], Actor | None]:
    """Under which duties a record was captured, and the one under which its phone carried the subject that day.

    Raises:  ClockAhead, TooLate, BeforeEnrolled, NoDutyThen
    """
    if written.captured_at > row.received_at + AHEAD:
        raise ClockAhead
    if written.captured_at < row.received_at - timedelta(hours=LATE_HOURS):
        raise TooLate
    if written.captured_at < row.device.enrolled_at - AHEAD:
        raise BeforeEnrolled
    who = as_of(row.account_id, written.captured_at)
    able = who.by_duty() if who else ()
    if not able:
        raise NoDutyThen
    with acting(SYSTEM):
        carried = Given.objects.filter(
            device_id=row.device_id, kind=written.kind, subject_id=written.subject_id,
            on=local_date(written.captured_at), at__lte=written.captured_at + AHEAD,
        )  # fmt: skip
        duties = set(carried.values_list("duty_id", flat=True))
    return able, next((a for a in able if a.duty_id in duties), None)


def _read_back(kind: Kind, written: Written) -> None:
    """Raises Differs where the house does not hold what was written."""
    with acting(SYSTEM):
        if not kind.kept(written):
            raise Differs(kind.theirs(written))


def _settled(
    row: Sent, state: State, at: datetime, why: Refusal | None = None, *, theirs: Mapping[str, Any] | None = None
) -> State:  # fmt: skip
    """Write what became of a record that was taken up, unless somebody else has; its values stay while it waits."""
    given: dict[str, Any] = {
        "state": state, "why": why.text[:200] if why else "", "field": getattr(why, "field", None) or "",
        "why_values": {k: str(v) for k, v in why.values.items()} if why else {},
        "theirs": as_text(theirs) if theirs else None,
    }  # fmt: skip
    if state in (State.KEPT, State.GIVEN_UP):
        given |= {"values": None, "mended": None, "theirs": None, "decided_at": at}
    with acting(SYSTEM):
        mine = Sent.objects.filter(id=row.id, state=State.RECEIVED, taken_up_at=row.taken_up_at)
        if not mine.update(**given):
            return State(Sent.objects.values_list("state", flat=True).get(id=row.id))
        noted(state, row, at)
    return state
