"""Pauses: a person, or a household with everybody in it, is not missed for a while."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.db.models import Q

from shuoshi.care.keeping import may_arrange, scheme_named
from shuoshi.care.models import Pairing, Pause
from shuoshi.care.rules import due_after_change, due_after_pause, next_due
from shuoshi.care.terms import (
    PAUSE_MOST_DAYS,
    PAUSE_WHY,
    MayNotArrange,
    PairingNotFound,
    Subject,
)
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Household, Person
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach


def pause(*, subject: Subject, why: str, until: date, by: Actor, at: datetime) -> UUID:
    """Nobody is missed until a day: of a household, each of its members' pairings too.

    Raises:  MayNotArrange, PairingNotFound (whom one may not see), BadInput with its field
    """
    if why not in PAUSE_WHY:
        raise BadInput("请从选项里选。", field="why")
    today = local_date(at)
    if not today < until or (until - today).days > PAUSE_MOST_DAYS:
        raise BadInput("日期要在今天以后、半年以内。", field="until")
    _may(by)
    with acting(by) as scope:
        path = _seen(subject, by)
        scope.write_as_engine()
        row = Pause(
            id=new_id(at), path=path, person_id=subject.person_id, household_id=subject.household_id, why=why,
            since_on=today, until_on=until,
        )  # fmt: skip
        row.save(force_insert=True)
        for pairing in _of(subject).select_for_update(of=("self",)):
            tier = scheme_named(pairing.scheme).tiers.get(pairing.tier)
            if tier and pairing.due_at:
                due = max(pairing.due_at, due_after_pause(tier, until))
                Pairing.objects.filter(id=pairing.id).update(due_at=due)
        record(kind="care.pause", subject_id=row.id, path=path, by=by, at=at)
    return row.id


def go_on(*, subject: Subject, by: Actor, at: datetime) -> int:
    """Somebody is back: their pauses end today, and that they are back is a change. Gives how many ended.

    Raises:  MayNotArrange, PairingNotFound, Conflict where nothing is paused
    """
    today = local_date(at)
    _may(by)
    with acting(by) as scope:
        path = _seen(subject, by)
        scope.write_as_engine()
        many = _end(Pause.objects.filter(_whose(subject), until_on__gt=today), today)
        if not many:
            raise Conflict("没有在停访。")
        for pairing in _of(subject).select_for_update(of=("self",)):
            tier = scheme_named(pairing.scheme).tiers.get(pairing.tier)
            if tier and pairing.agreed_on:
                due = due_after_change(tier, at, next_due(tier, today))
                Pairing.objects.filter(id=pairing.id).update(due_at=due)
        whom = subject.person_id or subject.household_id
        if whom is not None:
            record(kind="care.go_on", subject_id=whom, path=path, by=by, at=at)
    return many


def end_pauses(pairing: Pairing, on: date) -> int:
    """Whoever was met at home is back: their pauses and their household's end, as engine in the caller's scope."""
    return _end(open_pauses(pairing, on), on)


def open_pauses(pairing: Pairing, on: date) -> "models.QuerySet[Pause]":
    """The pauses that whoever is met at home that day ends, as the caller sees them."""
    whose = _whose(Subject("", pairing.person_id, pairing.household_id))
    return Pause.objects.filter(whose, until_on__gt=on)


def _whose(subject: Subject) -> Q:
    """A person's own pauses and their household's, or a household's alone."""
    home = Q(household_id=subject.household_id, household__isnull=False)
    if subject.person_id is None:
        return home
    mine = Person.objects.filter(id=subject.person_id, household__isnull=False)
    return Q(person_id=subject.person_id) | Q(household_id__in=mine.values("household_id")) | home


def _end(now: "models.QuerySet[Pause]", today: date) -> int:
    many = now.count()
    now.filter(since_on__gte=today).delete()
    now.update(until_on=today)
    return many


def paused_until(pairing: Pairing, on: date) -> date | None:
    """Until when a pairing is paused by its own or its household's pause, as the caller sees them."""
    return paused([pairing], on).get(pairing.id)


def paused(pairings: Sequence[Pairing], on: date) -> Mapping[UUID, date]:
    """The same of several, those that are paused. One statement where their persons were read along."""
    homes = {p.id: p.person.household_id if p.person else p.household_id for p in pairings}
    people = [p.person_id for p in pairings if p.person_id]
    own = Q(person_id__in=people) | Q(household_id__in=[h for h in homes.values() if h])
    last: dict[UUID, date] = {}
    now = Pause.objects.filter(own, since_on__lte=on, until_on__gt=on)
    for person, household, until in now.values_list("person_id", "household_id", "until_on"):
        last[person or household] = max(until, last.get(person or household, until))
    found = {p.id: [last[k] for k in (p.person_id, homes[p.id]) if k in last] for p in pairings}
    return {pairing_id: max(days) for pairing_id, days in found.items() if days}


def _of(subject: Subject) -> models.QuerySet[Pairing]:
    open_ = Pairing.objects.filter(ended_on__isnull=True)
    if subject.person_id is not None:
        return open_.filter(person_id=subject.person_id)
    return open_.filter(
        Q(household_id=subject.household_id) | Q(person__household_id=subject.household_id)
    )


def _may(by: Actor) -> None:
    if by.reach is not Reach.TERRITORIAL:
        raise MayNotArrange


def _seen(subject: Subject, by: Actor) -> str:
    """Where it lies, seen under the caller's reach. Raises PairingNotFound, MayNotArrange."""
    if subject.person_id is not None:
        path = Person.objects.filter(id=subject.person_id).values_list("path", flat=True).first()
    elif subject.household_id is not None:
        homes = Household.objects.filter(id=subject.household_id)
        path = homes.values_list("path", flat=True).first()
    else:
        path = None
    if path is None:
        raise PairingNotFound("没有这个人或者这一户，或者不在您的范围内。")
    if not may_arrange(by, path):
        raise MayNotArrange
    return path
