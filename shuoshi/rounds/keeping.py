"""Days that an actor arranges: seen under their reach, then locked as engine; a day that changed is planned anew."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db.models import F

from shuoshi.journal.actions import record
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rounds.models import Crew, Round, Stop
from shuoshi.rounds.rules import may_plan
from shuoshi.rounds.terms import CrewNotFound, RoundNotFound, StopNotFound


@contextmanager
def round_of_mine(round_id: UUID, by: Actor) -> Iterator[Round]:
    """A day that the actor arranges, its row locked, in a scope that writes as engine.

    Raises:  MayNotPlan, RoundNotFound
    """
    may_plan(by)
    with acting(by) as scope:
        if not Round.objects.filter(id=round_id).exists():
            raise RoundNotFound
        scope.write_as_engine()
        row = Round.objects.select_for_update().filter(id=round_id).first()
        if row is None:
            raise RoundNotFound
        yield row


@contextmanager
def crew_of_mine(crew_id: UUID, by: Actor) -> Iterator[tuple[Round, Crew]]:
    """The same of one of its crews. Raises MayNotPlan, CrewNotFound."""
    with acting(by):
        seen = by.reach is Reach.TERRITORIAL and Crew.objects.filter(id=crew_id).first()
    if not seen:
        raise CrewNotFound
    with round_of_mine(seen.round_id, by) as row:
        crew = Crew.objects.filter(id=crew_id).first()
        if crew is None:
            raise CrewNotFound
        yield row, crew


@contextmanager
def stop_of_mine(stop_id: UUID, by: Actor) -> Iterator[tuple[Round, Stop]]:
    """The same of one of its stops, its row locked too. Raises MayNotPlan, StopNotFound."""
    with acting(by):
        seen = by.reach is Reach.TERRITORIAL and Stop.objects.filter(id=stop_id).first()
    if not seen:
        raise StopNotFound
    with round_of_mine(seen.round_id, by) as row:
        yield row, locked_stop(stop_id)


def locked_stop(stop_id: UUID) -> Stop:
    """A stop with its day, its row locked, as engine in the caller's scope. Raises StopNotFound."""
    found = Stop.objects.select_for_update(of=("self",)).select_related("round")
    stop = found.filter(id=stop_id).first()
    if stop is None:
        raise StopNotFound
    return stop


def changed(rounds: Collection[UUID]) -> None:
    """These days are not as they were planned, as engine in the caller's scope."""
    Round.objects.filter(id__in=rounds).update(revision=F("revision") + 1)


def noted(kind: str, row: Round, by: Actor, at: datetime) -> None:
    """One journal line about a day."""
    record(kind=f"rounds.{kind}", subject_id=row.id, path=row.path, by=by, at=at)
