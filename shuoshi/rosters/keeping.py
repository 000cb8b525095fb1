"""Rosters that an actor arranges: seen under their reach, then locked as engine; one that changed is planned anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db.models import F

from shuoshi.journal.actions import record
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.rosters.models import Member, Roster, Spot
from shuoshi.rosters.rules import may_arrange
from shuoshi.rosters.terms import (
    MemberNotFound,
    PlanningNow,
    RosterNotFound,
    SpotNotFound,
    State,
)


@contextmanager
def roster_of_mine(roster_id: UUID, by: Actor) -> Iterator[Roster]:
    """A roster that the actor arranges, its row locked, in a scope that writes as engine.

    Shape:   one that is being planned is let alone.
    Raises:  MayNotArrange, RosterNotFound, PlanningNow
    """
    may_arrange(by)
    with acting(by) as scope:
        if not Roster.objects.filter(id=roster_id).exists():
            raise RosterNotFound
        scope.write_as_engine()
        row = Roster.objects.select_for_update().filter(id=roster_id).first()
        if row is None:
            raise RosterNotFound
        if row.state == State.ASKED:
            raise PlanningNow
        yield row


@contextmanager
def spot_of_mine(spot_id: UUID, by: Actor) -> Iterator[tuple[Roster, Spot]]:
    """The same of one of its spots. Raises MayNotArrange, SpotNotFound, PlanningNow."""
    may_arrange(by)
    with acting(by):
        seen = Spot.objects.filter(id=spot_id).first()
    if seen is None:
        raise SpotNotFound
    with roster_of_mine(seen.roster_id, by) as row:
        spot = Spot.objects.filter(id=spot_id).first()
        if spot is None:
            raise SpotNotFound
        yield row, spot


@contextmanager
def member_of_mine(member_id: UUID, by: Actor) -> Iterator[tuple[Roster, Member]]:
    """The same of one of its members. Raises MayNotArrange, MemberNotFound, PlanningNow."""
    may_arrange(by)
    with acting(by):
        seen = Member.objects.filter(id=member_id).first()
    if seen is None:
        raise MemberNotFound
    with roster_of_mine(seen.roster_id, by) as row:
        member = Member.objects.filter(id=member_id).first()
        if member is None:
            raise MemberNotFound
        yield row, member


def changed(roster_id: UUID) -> None:
    """This roster is not as it was planned, as engine in the caller's scope."""
    Roster.objects.filter(id=roster_id).update(revision=F("revision") + 1)


def noted(kind: str, row: Roster, by: Actor, at: datetime) -> None:
    """One journal line about a roster."""
    record(kind=f"rosters.{kind}", subject_id=row.id, path=row.path, by=by, at=at)
