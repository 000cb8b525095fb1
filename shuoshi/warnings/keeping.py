"""Rows that an actor may write: seen under their reach, then locked as engine; and the emergency they are under."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from shuoshi.events.duties import works
from shuoshi.events.words import read_sealed, seal_word
from shuoshi.journal.actions import record
from shuoshi.people.models import Person
from shuoshi.reach.queries import kept_switch
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach, SwitchRow
from shuoshi.warnings.models import Call, Caller, Warning
from shuoshi.warnings.terms import CallNotFound, Ended, Step, WarningNotFound, WarningOver

WORDS = "warnings.words"
"""What the words of all tables of warnings are bound to."""


def warning_there(warning_id: UUID) -> Warning:
    """One warning, in any scope. Raises WarningNotFound."""
    found = Warning.objects.filter(id=warning_id).first()
    if found is None:
        raise WarningNotFound
    return found


def warning_led(warning_id: UUID, by: Actor) -> Warning:
    """A warning whose whole area is the actor's, its row locked, as engine. Raises WarningNotFound."""
    found = Warning.objects.select_for_update().filter(id=warning_id).first()
    if found is None or not by.bounds.holds(found.path):
        raise WarningNotFound
    return found


def calls_seen(by: Actor) -> list[UUID]:
    """The calls that are a unit's or a helper's own, in the caller's scope, still under the reach; none for a range,
    which is bounded by its path. One statement at most."""
    if by.reach is Reach.TERRITORIAL:
        return []
    return list(Caller.objects.values_list("call_id", flat=True).distinct())


def sees_call(call_id: UUID, by: Actor) -> bool:
    """Whether a call is an actor's affair, in the caller's scope, still under the reach. One statement."""
    if by.reach is Reach.TERRITORIAL:
        return works(by) and Call.objects.filter(id=call_id).exists()
    if by.reach is Reach.HOLDING and not works(by):
        return False
    return Caller.objects.filter(call_id=call_id).exists()


def at_home(call: Call, by: Actor) -> bool:
    """Whether somebody lives in the household that is called, as engine. One statement."""
    if by.person_id is None or by.reach is not Reach.RESIDENT:
        return False
    return Person.objects.filter(
        id=by.person_id, household_id=call.household_id, left_on__isnull=True
    ).exists()


@contextmanager
def call_of_mine(call_id: UUID, by: Actor) -> Iterator[Call]:
    """A call at which an actor may say how it stands: whoever is to call there, is on duty in the range, or lives
    there. Its row locked, in a scope that writes as engine.

    Raises:  CallNotFound
    """
    with acting(by) as scope:
        seen = sees_call(call_id, by)
        scope.write_as_engine()
        found = Call.objects.select_for_update().filter(id=call_id).first()
        if found is None or not (seen or at_home(found, by)):
            raise CallNotFound
        # read again, as it stands once the lock is ours
        found.warning = Warning.objects.get(id=found.warning_id)
        yield found


def switch_of(warning: Warning, at: datetime) -> SwitchRow:
    """The emergency under which a warning went out, while it is not erased. Raises EmergencyOff."""
    return kept_switch(warning.switch_id, at)


_AFTER_CLEAR = frozenset({Step.ARRIVED, Step.HOME, Step.HELP, Step.HELPED})


def goes_on(warning: Warning, step: str, happened_at: datetime) -> None:
    """Raises WarningOver for what happened after a warning was called off or replaced; after an all-clear people are
    still on their way."""
    clear = warning.ended_why == Ended.CLEAR and step in _AFTER_CLEAR
    if warning.ended_at and happened_at > warning.ended_at and not clear:
        raise WarningOver


def sealed_word(word: str, key: str) -> str:
    """A word as it is kept: sealed under an emergency's key."""
    return seal_word(word, key, WORDS)


def read_word(kept: str) -> str:
    """A kept word as it reads."""
    return read_sealed(kept, WORDS)


def noted(kind: str, subject_id: UUID, path: str, by: Actor, at: datetime) -> None:
    """One journal line about a warning, in the caller's scope."""
    record(kind=f"warnings.{kind}", subject_id=subject_id, path=path, by=by, at=at)
