"""Where units and browsers are told: adding an address, trying it, taking it away."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection

from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput, NotFound
from shuoshi.kernel.ids import new_id
from shuoshi.notices.models import Subscription, UnitAddress
from shuoshi.notices.ports import ADAPTERS
from shuoshi.notices.rules import fingerprint
from shuoshi.notices.terms import UNIT_WAYS, Later, NotSent, Unclear, Way
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor

_MOST, _BROWSERS_MOST, _TAIL = 5, 10, 4


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One address of a unit: never the whole of it."""

    id: UUID
    way: Way
    tail: str
    added_at: datetime


def addresses_of(unit_id: UUID) -> tuple[AddressRow, ...]:
    """A unit's addresses. One statement in a scope."""
    with acting(SYSTEM):
        rows = list(UnitAddress.objects.filter(unit_id=unit_id).order_by("id"))
    return tuple(AddressRow(r.id, Way(r.way), _tail(r.address), r.added_at) for r in rows)


def _tail(to: str) -> str:
    """The end of an address, by which its keeper knows it again; of a mailbox its domain."""
    return to[to.index("@") :] if "@" in to else f"…{to.splitlines()[0][-_TAIL:]}"


def add_address(*, unit_id: UUID, way: str, to: str, by: Actor, at: datetime, path: str) -> UUID:
    """Tell a unit there too from now on. Raises BadInput (no such way here, already, too many), BadAddress"""
    if way not in set(UNIT_WAYS) or way not in ADAPTERS:
        raise BadInput("这个办法本站还没有接通。", field="way")
    kept = ADAPTERS[way].taken(to.strip())
    try:
        with acting(SYSTEM):
            if UnitAddress.objects.filter(unit_id=unit_id).count() >= _MOST:
                raise BadInput("一个单位最多 %(most)s 个地址。", field="to", most=_MOST)
            row = UnitAddress.objects.create(
                id=new_id(at), unit_id=unit_id, way=way, address=kept, token=fingerprint(kept),
                added_at=at, added_by=by.account_id,
            )  # fmt: skip
            record(kind="notices.address", subject_id=unit_id, path=path, by=by, at=at)
    except IntegrityError:
        raise BadInput("这个地址已经有了。", field="to") from None
    return row.id


def drop_address(*, unit_id: UUID, address_id: UUID, by: Actor, at: datetime, path: str) -> None:
    """Tell a unit there no more. Raises NotFound"""
    with acting(SYSTEM):
        gone, _of = UnitAddress.objects.filter(id=address_id, unit_id=unit_id).delete()
        if not gone:
            raise NotFound
        record(kind="notices.address_gone", subject_id=unit_id, path=path, by=by, at=at)


def try_address(*, unit_id: UUID, address_id: UUID, text: str, at: datetime) -> None:
    """Send one text there now. Raises NotFound, BadInput with what the receiver said"""
    with acting(SYSTEM):
        row = UnitAddress.objects.filter(id=address_id, unit_id=unit_id).first()
    if row is None:
        raise NotFound
    try:
        ADAPTERS[row.way].send(key=new_id(at), to=row.address, text=text)
    except Later as error:
        raise BadInput(
            "连不上，或者对方忙，过一会儿再试（%(answer)s）。", answer=error.answer
        ) from None
    except Unclear as error:
        raise BadInput(
            "发出去了，没有回音，请到那边看一看（%(answer)s）。", answer=error.answer
        ) from None
    except NotSent as error:
        raise BadInput("对方不收，请核对地址（%(answer)s）。", answer=error.answer) from None


def subscribe(*, account_id: UUID, to: str, at: datetime) -> UUID:
    """Tell an account on this browser too; a browser belongs to whoever said so last.

    Raises:  BadInput (not here, too many), BadAddress
    """
    if Way.PUSH not in ADAPTERS:
        raise BadInput("这个办法本站还没有接通。")
    kept = ADAPTERS[Way.PUSH].taken(to)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [fingerprint(kept).hex()])
        Subscription.objects.filter(token=fingerprint(kept)).delete()
        if Subscription.objects.filter(account_id=account_id).count() >= _BROWSERS_MOST:
            raise BadInput("一个人最多 %(most)s 个浏览器。", most=_BROWSERS_MOST)
        row = Subscription.objects.create(
            id=new_id(at), account_id=account_id, address=kept, token=fingerprint(kept), added_at=at
        )
    return row.id


def unsubscribe(*, account_id: UUID) -> int:
    """Tell an account on no browser any more; how many there were."""
    with acting(SYSTEM):
        gone, _of = Subscription.objects.filter(account_id=account_id).delete()
    return gone


def browsers_of(account_id: UUID) -> int:
    """On how many browsers an account is told. One statement in a scope."""
    with acting(SYSTEM):
        return Subscription.objects.filter(account_id=account_id).count()
