"""Devices: phones enrolled, a day's list, sealed records taken in, what waits for somebody's word."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Status

from shuoshi.accounts.terms import KeyMissing, SignedIn
from shuoshi.devices.deciding import give_up, send_again, settle
from shuoshi.devices.enrolling import end_device, enrol, hand_out
from shuoshi.devices.queries import brought_since, devices_of, held_for, phone_of, waiting_of
from shuoshi.devices.taking_in import Envelope, take_in
from shuoshi.devices.terms import DeviceNotFound
from shuoshi.kernel.clock import local_date, midnight
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.sealing.boxes import Box, public_key
from shuoshi.web.api.base import Errors, limited, signed
from shuoshi.web.device_schemas import (
    AnswersOut,
    DeviceOut,
    EnrolIn,
    GiveUpIn,
    HeldOut,
    KeyOut,
    MendIn,
    PhoneDayOut,
    RecordsIn,
    SentOut,
    answer_out,
    device_out,
    held_out,
    item_out,
)
from shuoshi.web.limiting import limit, limit_of

router = Router(tags=["devices"])


def _me(request: HttpRequest) -> SignedIn:
    """Whoever is signed in, themselves: a program has no phone. Raises KeyMissing, NotAllowed."""
    if request.headers.get("Authorization"):
        raise NotAllowed("这件事要本人登录来做，程序的密钥不行。")
    found = signed(request)
    if found is None:
        raise KeyMissing
    return found


@router.get("/devices", response={200: list[DeviceOut], **Errors})
def mine(request: HttpRequest) -> list[DeviceOut]:
    """My phones, those that ended last."""
    return [device_out(d) for d in devices_of(_me(request).account_id)]


@router.post("/devices", response={201: dict[str, UUID], **Errors})
def enrolled(request: HttpRequest, given: EnrolIn = Body(...)) -> Status:
    """A phone of mine, by the public key that it made; the same key twice is one phone."""
    limited(request, "enrol")
    made = enrol(name=given.name, key=given.key, by=_me(request), at=clock_now())
    return Status(201, {"id": made})


@router.get("/devices/held", response={200: list[HeldOut], **Errors})
def held(request: HttpRequest) -> list[HeldOut]:
    """What waits for my word: my own records, and those of others where I arrange."""
    me = _me(request)
    return [held_out(h) for h in held_for(me.account_id, me.by_duty(), clock_now())]


@router.post("/devices/held/{uuid:sent_id}/again", response={200: dict[str, str], **Errors})
def again(request: HttpRequest, sent_id: UUID, given: MendIn = Body(...)) -> dict[str, str]:
    """Mended, it is tried once more, one's own under the duties of when it was, another's under mine; says what became
    of it."""
    state = send_again(sent_id=sent_id, values=given.values, by=_me(request), at=clock_now())
    return {"state": state}


@router.post("/devices/held/{uuid:sent_id}/settle", response={204: None, **Errors})
def settled(request: HttpRequest, sent_id: UUID, given: MendIn = Body(...)) -> Status:
    """Two versions stood: these values hold."""
    settle(sent_id=sent_id, values=given.values, by=_me(request), at=clock_now())
    return Status(204, None)


@router.post("/devices/held/{uuid:sent_id}/give-up", response={204: None, **Errors})
def given_up(request: HttpRequest, sent_id: UUID, given: GiveUpIn = Body(...)) -> Status:
    """It is not to be recorded, because."""
    give_up(sent_id=sent_id, why=given.why, by=_me(request), at=clock_now())
    return Status(204, None)


@router.delete("/devices/{uuid:device_id}", response={204: None, **Errors})
def ended(request: HttpRequest, device_id: UUID) -> Status:
    """A phone of mine is lost or given back."""
    end_device(device_id=device_id, by=_me(request), at=clock_now())
    return Status(204, None)


@router.post("/devices/{uuid:device_id}/day", response={200: PhoneDayOut, **Errors})
def day(request: HttpRequest, device_id: UUID) -> PhoneDayOut:
    """Whom I go to today, with the values that I need there, for my phone to carry until midnight; each look is
    written down."""
    me, at = _me(request), clock_now()
    limited(request, "day")
    items = hand_out(device_id=device_id, by=me, at=at)
    version, public = public_key()
    today = local_date(at)
    return PhoneDayOut(
        on=today, until=midnight(today + timedelta(days=1)), now=at, key=KeyOut(version=version, public=public),
        held=waiting_of(me.account_id, at), sent=[
            SentOut(id=b.id, subject=b.subject_id, captured_at=b.captured_at, state=b.state)
            for b in brought_since(me.account_id, midnight(today))
        ], items=[item_out(i) for i in items],
    )  # fmt: skip


@router.post("/devices/{uuid:device_id}/records", response={200: AnswersOut, **Errors})
def records(request: HttpRequest, device_id: UUID, given: RecordsIn = Body(...)) -> AnswersOut:
    """What a phone brings home, 50 at most. Each record's signature is its credential: no session is asked for, so that
    a phone whose owner signed out can still bring home what it holds."""
    at = clock_now()
    try:
        account, ended = phone_of(device_id)
    except DeviceNotFound:
        limit(request, "unknown phone")
        raise
    sent = [Envelope(r.id, Box(r.key, r.epk, r.box, r.sig)) for r in given.records]
    answers = take_in(device_id=device_id, envelopes=sent, at=at)
    if any(a.digest for a in answers):
        limit_of(device_id, "records")
    elif answers:
        limit(request, "unreadable records")
    return AnswersOut(
        now=clock_now(),
        held=waiting_of(account, at),
        ended=ended,
        records=[answer_out(a) for a in answers],
    )
