"""Counts and sites that an actor sees, and the emergency that they are made under."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from shuoshi.counts.editions import Edition
from shuoshi.counts.models import Count, Site
from shuoshi.counts.terms import CountNotFound, CountOver, SiteNotFound, SiteOver
from shuoshi.events.areas import meets
from shuoshi.events.fields import fields_masked
from shuoshi.events.words import read_sealed, seal_word
from shuoshi.journal.actions import record
from shuoshi.reach.queries import kept_switch, switch
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach, SwitchRow

WORDS = "counts.words"
"""What the words of all tables of counts are bound to."""


def count_there(count_id: UUID) -> Count:
    """One count, in any scope. Raises CountNotFound."""
    found = Count.objects.filter(id=count_id).first()
    if found is None:
        raise CountNotFound
    return found


def open_count(count_id: UUID) -> Count:
    """One count that goes on. Raises CountNotFound, CountOver."""
    found = count_there(count_id)
    if found.ended_at is not None:
        raise CountOver
    return found


def concerns(by: Actor, count: Count, sites: Collection[UUID]) -> bool:
    """Whether a count is an actor's affair: their range lies in its area or holds it; their unit leads it or has one of
    its sites, which is among those that they see. Whoever finds its results sees what they need for that alone."""
    if by.reach is Reach.TERRITORIAL:
        return meets(by, count.path)
    return by.unit_id == count.unit_id or count.id in sites


def counts_of_mine() -> frozenset[UUID]:
    """The counts of which an actor sees a site, in the caller's scope, still under the reach. One statement."""
    return frozenset(Site.objects.values_list("count_id", flat=True).distinct())


@contextmanager
def site_of_mine(site_id: UUID, by: Actor, *, goes_on: bool = True) -> Iterator[Site]:
    """A site that the actor sees, its row locked, in a scope that writes as engine; one that goes on unless said
    otherwise.

    Raises:  SiteNotFound, SiteOver
    """
    with acting(by) as scope:
        if not Site.objects.filter(id=site_id).exists():
            raise SiteNotFound
        scope.write_as_engine()
        site = Site.objects.select_for_update(of=("self",)).select_related("count").get(id=site_id)
        if goes_on and (site.closed_at or site.count.ended_at):
            raise SiteOver
        yield site


def switch_of(count: Count, at: datetime) -> SwitchRow:
    """The emergency under which a count was made, while it is not erased. Raises EmergencyOff."""
    return kept_switch(count.switch_id, at)


def gone(count: Count) -> bool:
    """Whether a count's emergency is erased, and with it who was counted. One statement."""
    row = switch(count.switch_id)
    return row is None or row.erased_at is not None


def sealed_word(word: str, key: str) -> str:
    """A word as it is kept: sealed under an emergency's key."""
    return seal_word(word, key, WORDS)


def read_word(kept: str) -> str:
    """A kept word as it reads."""
    return read_sealed(kept, WORDS)


def noted(kind: str, subject_id: UUID, path: str, by: Actor, at: datetime) -> None:
    """One journal line about a count, in the caller's scope."""
    record(kind=f"counts.{kind}", subject_id=subject_id, path=path, by=by, at=at)


def guest_masked(edition: Edition, fields: Mapping[str, str]) -> str:
    """A guest as a list shows them."""
    return " ".join(fields_masked(edition.guests, fields, WORDS).values())
