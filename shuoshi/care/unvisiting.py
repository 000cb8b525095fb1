"""A visit that was recorded by mistake is taken back: it is as if it had not been."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from shuoshi.care.keeping import carer_of_mine, locked, may_arrange, noted
from shuoshi.care.models import Carer, Pairing, Pause, Visit
from shuoshi.care.pausing import open_pauses
from shuoshi.care.ports import TAKEN_BACK
from shuoshi.care.rules import still_open
from shuoshi.care.terms import PAUSES, MayNotTakeBack, Outcome, VisitNotFound
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import Conflict
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor

_TIMES, _DAYS = ("last_at", "due_at", "climbed_at"), ("missed_on",)


def take_back_visit(*, visit_id: UUID, by: Actor, at: datetime) -> None:
    """A visit is taken back by whoever recorded it or arranges there, within three days, while nothing came of it or
    after it: when the next is due, what was missed and who is away are as they were before. A stop of a round that it
    was waits again.

    Locks:   the pairing's row, the carer's, the visit's; of a stop its day's and its own.
    Raises:  VisitNotFound, CarerNotFound, PairingNotFound, MayNotTakeBack, Conflict
    """
    with acting(SYSTEM):
        of = Visit.objects.filter(id=visit_id).values_list("carer_id", flat=True).first()
    if of is None:
        raise VisitNotFound
    with carer_of_mine(of, by):
        unwrite_visit(visit_id, by, at)


def unwrite_visit(visit_id: UUID, by: Actor, at: datetime) -> None:
    """The same as engine in the caller's scope, for whoever may speak for the carer or was sent there."""
    of = Visit.objects.filter(id=visit_id, pairing__isnull=False)
    pairing_id = of.values_list("pairing_id", flat=True).first()
    if pairing_id is None:
        raise VisitNotFound
    pairing = locked(pairing_id)
    visit = Visit.objects.select_for_update().filter(id=visit_id).first()
    if visit is None:
        raise VisitNotFound
    recorded = by.account_id is not None and visit.account_id == by.account_id
    if not recorded and not may_arrange(by, visit.path):
        raise MayNotTakeBack
    _nothing_came(visit, pairing, at)
    if visit.before is not None:
        _restore(visit.before, visit, pairing)
    for told in TAKEN_BACK:
        told(visit_id, at)
    visit.delete()
    noted("visit_back", pairing, by, at, visit_id)


def _nothing_came(visit: Visit, pairing: Pairing, at: datetime) -> None:
    """Raises Conflict where the visit is too old, or something came of it or after it."""
    if visit.raised:
        raise Conflict("已经从这次走访提了事，收不回来；请在那件事里说明。")
    if not still_open(visit.recorded_at, tuple(visit.raised), at) or (
        visit.before is None and _moved(visit, pairing)
    ):
        raise Conflict("三天以前记的，收不回来了。")
    if visit.before is not None and not _as_left(visit, visit.before, pairing):
        raise Conflict("这以后又走访过，或者又没走访到，收不回来；请再记一次走访。")


def _moved(visit: Visit, pairing: Pairing) -> bool:
    """Whether the pairing stands where a visit left it that did not keep what was before, as old ones did not."""
    return visit.at == pairing.last_at or local_date(visit.at) == pairing.missed_on


def as_it_stood(pairing: Pairing, carer: Carer, on: date) -> Mapping[str, Any]:
    """How a pairing stands before a visit, as the visit's row keeps it. One statement, as engine."""
    stood = {name: _said(getattr(pairing, name)) for name in (*_TIMES, *_DAYS)}
    columns = ("id", "path", "person_id", "household_id", "why", "since_on", "until_on")
    pauses = [
        {k: v if v is None or k in ("path", "why") else str(v) for k, v in p.items()}
        for p in open_pauses(pairing, on).values(*columns)
    ]
    handed = _said(carer.handed_over_on)
    return stood | {"misses": pairing.misses, "pauses": pauses, "handed_over_on": handed}


def _said(value: datetime | date | None) -> str | None:
    return value.isoformat() if value is not None else None


def _as_left(visit: Visit, before: Mapping[str, Any], pairing: Pairing) -> bool:
    """Whether the pairing stands as the visit left it."""
    later = Visit.objects.filter(
        pairing_id=pairing.id, recorded_at__gt=visit.recorded_at, before__isnull=False
    )
    if later.exists():
        return False
    if visit.outcome == Outcome.MET:
        return pairing.last_at == visit.at and pairing.misses == 0
    if visit.outcome in PAUSES:
        return bool(pairing.misses == before["misses"])
    on = local_date(visit.at)
    counted = before["missed_on"] is None or date.fromisoformat(before["missed_on"]) < on
    return bool(pairing.misses == before["misses"] + counted)


def _restore(before: Mapping[str, Any], visit: Visit, pairing: Pairing) -> None:
    """What the visit changed is as it was; a due day that was brought forward since stays."""
    stood: dict[str, Any] = {n: before[n] and datetime.fromisoformat(before[n]) for n in _TIMES}
    stood |= {n: before[n] and date.fromisoformat(before[n]) for n in _DAYS}
    dues = [d for d in (stood["due_at"], pairing.due_at) if d is not None]
    stood["due_at"] = min(dues) if dues else None
    Pairing.objects.filter(id=pairing.id).update(**stood, misses=before["misses"])
    if visit.outcome in PAUSES:
        Pause.objects.filter(id=visit.id).delete()
    if visit.outcome == Outcome.MET:
        _away_again(before["pauses"], visit, pairing)
        if visit.handover:
            handed = before["handed_over_on"] and date.fromisoformat(before["handed_over_on"])
            Carer.objects.filter(visits__id=visit.id).update(handed_over_on=handed)


def _away_again(pauses: list[dict[str, Any]], visit: Visit, pairing: Pairing) -> None:
    """The pauses that the meeting ended hold again, but for those that somebody touched since."""
    ended_on = local_date(visit.recorded_at)
    there = dict(
        Pause.objects.filter(id__in=[p["id"] for p in pauses]).values_list("id", "until_on")
    )
    for kept in pauses:
        until = there.get(UUID(kept["id"]))
        if until == ended_on:
            Pause.objects.filter(id=kept["id"]).update(until_on=kept["until_on"])
        elif until is None:
            Pause(**(kept | {"path": pairing.path})).save(force_insert=True)
