"""The life of an emergency's switch: on by an order, off by its last day, erased with its key."""

import logging
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date, midnight
from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from shuoshi.kernel.ids import new_id
from shuoshi.privacy.ports import SWITCH_ERASERS, kinds
from shuoshi.reach.models import Switch
from shuoshi.reach.queries import forget_switches
from shuoshi.reach.terms import SYSTEM, Actor, key_of_switch
from shuoshi.sealing.keys import destroy, make

_log = logging.getLogger(__name__)
COMMAND = "emergency_command"
LOOKERS = frozenset({COMMAND, "district_leader", "supervision_office", "auditor"})
"""Roles that see what is on, by which order; the first alone switches."""
KEEP_MOST, LAST_MOST = 90, 180
_SHORT, _LONG, _ORDERS = 80, 300, 1000


class SwitchNotFound(NotFound):
    """没有这次应急。"""


class AlreadyOn(Conflict):
    """这一类应急已经开启了。"""


class DrillWaits(Conflict):
    """同样的程序正在真的应急，演练等它结束以后再开。"""


class AlreadyOver(Conflict):
    """这次应急已经结束了。"""


class AlreadyErased(Conflict):
    """这次应急的个人信息已经销毁了。"""


def _commands(by: Actor) -> None:
    if by.role != COMMAND:
        raise NotAllowed("应急的开启和结束由应急指挥岗位来办。")


def _said(field: str, text: str, most: int) -> str:
    text = text.strip()
    if not text or len(text) > most:
        raise BadInput("请写明，最多 %(most)s 个字。", field=field, most=most)
    return text


def _day(last_on: date, today: date) -> date:
    if not today <= last_on <= today + timedelta(days=LAST_MOST):
        raise BadInput(
            "最后一天在今天到 %(most)s 天以内；更久的到时候凭新的命令延长。", field="last_on",
            most=LAST_MOST,
        )  # fmt: skip
    return last_on


@transaction.atomic
def switch_on(
    *,
    kind: str,
    order_number: str,
    legal_basis: str,
    purpose: str,
    last_on: date,
    keep_days: int,
    drill: bool,
    by: Actor,
    at: datetime,
) -> UUID:
    """Switch an emergency on, with its order, its legal basis, its purpose and its last day.

    Shape:   it gets a key of its own; `keep_days` from its end until erasure, at most 90; a drill is
             erased the day after its end, and ends when a real one begins that opens something it opens.
    Raises:  NotAllowed, AlreadyOn, DrillWaits, BadInput with its field
    Source:  DESIGN.md "Emergencies end"; DOMAIN.md 11.1 (L05 art 84, 85)
    """
    _commands(by)
    known = kinds().get(kind)
    if known is None:
        raise BadInput("没有程序在等这一类应急。", field="kind")
    if not 0 <= keep_days <= KEEP_MOST:
        raise BadInput("结束后最多保留 %(most)s 天。", field="keep_days", most=KEEP_MOST)
    row = Switch(
        id=new_id(at), kind=kind, opens=list(known.gates), path=by.bounds.lo, drill=drill, starts_at=at,
        order_number=_said("order_number", order_number, _SHORT),
        legal_basis=_said("legal_basis", legal_basis, _SHORT),
        purpose=_said("purpose", purpose, _LONG), last_on=_day(last_on, local_date(at)),
        keep_days=0 if drill else keep_days,
    )  # fmt: skip
    _make_way(row, by, at)
    make(key_of_switch(row.id))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:  # another came between: one of a kind
        raise AlreadyOn from error
    record(kind="privacy.switch_on", subject_id=row.id, path=row.path, by=by, at=at)
    transaction.on_commit(forget_switches)
    return row.id


def _make_way(row: Switch, by: Actor, at: datetime) -> None:
    """Drills of its kind, and those that open something that it opens, make way for what is real: nothing real is ever
    kept as a drill's. Raises AlreadyOn, DrillWaits."""
    same = Q(kind=row.kind) | Q(opens__overlap=row.opens)
    with connection.cursor() as cursor:  # one switch at a time: there may be no row to lock yet
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('privacy.switch_on'))")
    running = Switch.objects.select_for_update().filter(same, ended_at__isnull=True).order_by("id")
    there = list(running)
    if any(s.kind == row.kind and (row.drill or not s.drill) for s in there):
        raise AlreadyOn
    if row.drill and any(not s.drill for s in there):
        raise DrillWaits
    for drill in (s for s in there if s.drill and not row.drill):
        _end(drill, at, by, at)


def _locked(switch_id: UUID, by: Actor) -> Switch:
    _commands(by)
    row = Switch.objects.select_for_update().filter(id=switch_id).first()
    if row is None or not by.bounds.holds(row.path):
        raise SwitchNotFound
    return row


@transaction.atomic
def extend_switch(
    *, switch_id: UUID, last_on: date, order_number: str, by: Actor, at: datetime
) -> None:
    """Give an emergency a later last day, by another order.

    Locks:   the switch.
    Raises:  NotAllowed, SwitchNotFound, AlreadyOver, BadInput
    """
    row = _locked(switch_id, by)
    if row.ended_at is not None:
        raise AlreadyOver
    if last_on <= row.last_on:
        raise BadInput("要晚于现在的最后一天。", field="last_on")
    orders = f"{row.order_number}；{_said('order_number', order_number, _SHORT)}"
    if len(orders) > _ORDERS:
        raise BadInput("命令文号加起来太长了；另开一次应急。", field="order_number")
    Switch.objects.filter(id=row.id).update(
        last_on=_day(last_on, local_date(at)), order_number=orders
    )
    record(kind="privacy.extend_switch", subject_id=row.id, path=row.path, by=by, at=at)


@transaction.atomic
def switch_off(*, switch_id: UUID, by: Actor, at: datetime) -> None:
    """End an emergency now; what it collected is kept its days and erased.

    Locks:   the switch.
    Raises:  NotAllowed, SwitchNotFound, AlreadyOver
    """
    row = _locked(switch_id, by)
    if row.ended_at is not None:
        raise AlreadyOver
    _end(row, at, by, at)


def _end(row: Switch, ended_at: datetime, by: Actor, at: datetime) -> None:
    erase_on = local_date(ended_at) + timedelta(days=max(1, row.keep_days))
    Switch.objects.filter(id=row.id).update(ended_at=ended_at, erase_on=erase_on)
    record(kind="privacy.switch_off", subject_id=row.id, path=row.path, by=by, at=at)
    transaction.on_commit(forget_switches)


@transaction.atomic
def delay_erasure(
    *, switch_id: UUID, until: date, assessment: str, by: Actor, at: datetime
) -> None:
    """Put the erasure off, once the delay was found lawful, necessary and safe.

    Shape:   `assessment` is the number under which that was written down.
    Locks:   the switch.
    Raises:  NotAllowed, SwitchNotFound, AlreadyErased, BadInput
    Source:  DOMAIN.md 11.1 (L05 art 85: delay only after an assessment)
    """
    row = _locked(switch_id, by)
    if row.erasing_at is not None or row.erased_at is not None:
        raise AlreadyErased
    if row.erase_on is None:
        raise BadInput("这次应急还没有结束，还没有销毁的日子。", field="until")
    if not row.erase_on < until <= local_date(at) + timedelta(days=KEEP_MOST):
        raise BadInput("推迟到原来的日子以后，%(most)s 天以内。", field="until", most=KEEP_MOST)
    number = _said("assessment", assessment, _SHORT)
    Switch.objects.filter(id=row.id).update(erase_on=until, assessment=number)
    record(kind="privacy.delay_erasure", subject_id=row.id, path=row.path, by=by, at=at)


def sweep_switches(*, at: datetime) -> tuple[int, int]:
    """End emergencies whose last day is over, erase those whose keeping is over: how many of each.

    Shape:   safe to repeat and to stop: rows are blanked first, then counted, then the key goes. One that
             fails is logged and holds up no other.
    """
    ended = erased = 0
    for switch_id in list(_over(at)):
        with transaction.atomic():
            row = Switch.objects.select_for_update().get(id=switch_id)
            if row.ended_at is None:
                over = midnight(row.last_on + timedelta(days=1))
                _end(row, max(over, row.starts_at), SYSTEM, at)
                ended += 1
    due = Switch.objects.filter(erase_on__lte=local_date(at), erased_at__isnull=True)
    for switch_id in list(due.values_list("id", flat=True)):
        try:
            _erase(switch_id, at)
        except Exception:  # the next round tries again; another's erasure does not wait for it
            _log.exception("the emergency %s was not erased", switch_id)
            continue
        erased += 1
    return ended, erased


def _over(at: datetime) -> list[UUID]:
    found = Switch.objects.filter(ended_at__isnull=True, last_on__lt=local_date(at))
    return list(found.values_list("id", flat=True))


def _erase(switch_id: UUID, at: datetime) -> None:
    """Blank everything that was collected under a switch, keep the counts, destroy its key.

    Shape:   the switch is marked first, under its lock: a delay that came before wins, one that comes
             later is told that the data goes.
    """
    with transaction.atomic():
        row = Switch.objects.select_for_update().get(id=switch_id)
        if row.erase_on is None or row.erase_on > local_date(at):
            return
        Switch.objects.filter(id=switch_id).update(erasing_at=at)
    counts: dict[str, int] = {}
    for erase in SWITCH_ERASERS:
        counts |= erase(switch_id, at)
    destroy(key_of_switch(switch_id))
    with transaction.atomic():
        Switch.objects.filter(id=switch_id).update(erased_at=at, counts=counts)
        record(kind="privacy.erase_switch", subject_id=switch_id, path=row.path, by=SYSTEM, at=at)
