"""Rows that an actor may write: seen under their reach, then locked as engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from shuoshi.care.models import Carer, Pairing
from shuoshi.care.schemes import Scheme, schemes
from shuoshi.care.terms import (
    ARRANGERS,
    CARER_ROLES,
    HEADS,
    CarerNotFound,
    MayNotArrange,
    PairingNotFound,
)
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput
from shuoshi.people.models import AtRisk, Membership
from shuoshi.people.terms import FINDERS, Tie
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach


def scheme_named(name: str) -> Scheme:
    """A scheme of this house. Raises BadInput."""
    found = schemes().get(name)
    if found is None:
        raise BadInput("请从选项里选。", field="scheme")
    return found


def may_read(by: Actor) -> None:
    """Raises MayNotArrange for whoever reads no pairings."""
    if by.reach is not Reach.TERRITORIAL or by.role not in FINDERS:
        raise MayNotArrange


def may_arrange(by: Actor, path: str) -> bool:
    """Whether an actor pairs people at a place."""
    return by.reach is Reach.TERRITORIAL and by.role in ARRANGERS and by.bounds.holds(path)


@contextmanager
def pairing_of_mine(pairing_id: UUID, by: Actor) -> Iterator[Pairing]:
    """An open pairing that the actor arranges, its row locked, in a scope that writes as engine.

    Raises:  MayNotArrange, PairingNotFound
    """
    if by.reach is not Reach.TERRITORIAL or by.role not in ARRANGERS:
        raise MayNotArrange
    with acting(by) as scope:
        if not Pairing.objects.filter(id=pairing_id, ended_on__isnull=True).exists():
            raise PairingNotFound
        scope.write_as_engine()
        yield locked(pairing_id)


@contextmanager
def carer_of_mine(carer_id: UUID, by: Actor) -> Iterator[Carer]:
    """A carer for whom the actor may speak: the helper, their unit, or whoever arranges there; pairing and carer
    locked, in a scope that writes as engine.

    Raises:  CarerNotFound
    """
    with acting(by) as scope:
        seen = Carer.objects.filter(id=carer_id).first()
        if seen is None or not speaks_for(seen, by):
            raise CarerNotFound
        scope.write_as_engine()
        locked(seen.pairing_id)
        yield Carer.objects.select_for_update().get(id=carer_id)


def locked(pairing_id: UUID) -> Pairing:
    """An open pairing, its row locked, as engine in the caller's scope. Raises PairingNotFound."""
    found = Pairing.objects.select_for_update().filter(id=pairing_id, ended_on__isnull=True).first()
    if found is None:
        raise PairingNotFound
    return found


def speaks_for(carer: Carer, by: Actor) -> bool:
    """Whether an actor who sees a carer may speak for them."""
    return cares(by) and (by.reach is not Reach.HOLDING or by.unit_id == carer.unit_id)


def cares(by: Actor) -> bool:
    """Whether somebody looks after people, or arranges that others do."""
    if by.reach is Reach.TERRITORIAL:
        return by.role in ARRANGERS
    if by.reach is Reach.RESIDENT:
        return by.person_id is not None
    return by.reach is Reach.HOLDING and by.role in CARER_ROLES


def home_of(person_id: UUID) -> tuple[UUID | None, bool]:
    """The household somebody lives in, as engine, and whether they say for all of it what it wants: its head and their
    spouse do; where neither is registered, whoever is no child of it. Two statements."""
    now = Membership.objects.filter(until_on__isnull=True)
    home, tie = now.filter(person_id=person_id).values_list("household_id", "tie").first() or (
        None,
        "",
    )
    if home is None or tie in HEADS:
        return home, home is not None
    return home, tie != Tie.CHILD and not now.filter(household_id=home, tie__in=HEADS).exists()


def groups_of(pairing: Pairing) -> frozenset[str]:
    """The groups at risk of whoever is looked after, of a household all its members', as engine."""
    open_ = AtRisk.objects.filter(ended_on__isnull=True)
    if pairing.person_id is not None:
        return frozenset(open_.filter(person_id=pairing.person_id).values_list("group", flat=True))
    if pairing.household_id is not None:
        members = open_.filter(person__household_id=pairing.household_id)
        return frozenset(members.values_list("group", flat=True))
    return frozenset()


def noted(kind: str, pairing: Pairing, by: Actor, at: datetime, other: UUID | None = None) -> None:
    """One journal line about a pairing."""
    record(
        kind=f"care.{kind}", subject_id=pairing.id, other_id=other, path=pairing.path, by=by, at=at
    )
