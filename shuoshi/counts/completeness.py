"""Who of whom is missing, where, why, round against round; who is to come again alone. Names stand masked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.counts.editions import edition_called
from shuoshi.counts.keeping import concerns, count_there, gone, guest_masked, read_word
from shuoshi.counts.models import Container, Count, Guest, Single
from shuoshi.counts.rules import may_find
from shuoshi.counts.terms import CountNotFound, Of
from shuoshi.events.areas import path_fits
from shuoshi.people.models import Person
from shuoshi.people.queries import heads_of, people_shown
from shuoshi.people.terms import MayNotFind
from shuoshi.places.queries import names_of
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Bounds
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import Masked

PAGE = 60
_NOBODY = UUID(int=0)
"""Stands for a household where there is none, so that rows have an order."""
_SUBJECTS = {
    Of.PERSON: """
        SELECT s.id, s.path, s.household_id FROM people_person s
        WHERE s.left_on IS NULL AND s.same_as_id IS NULL AND s.path >= %s AND s.path < %s""",
    Of.HOUSEHOLD: """
        SELECT s.id, s.path, s.id FROM people_household s
        WHERE s.path >= %s AND s.path < %s AND EXISTS (
            SELECT FROM people_person p WHERE p.household_id = s.id AND p.left_on IS NULL AND p.same_as_id IS NULL)""",
}
_MISSING = """
WITH subject (id, path, household_id) AS ({subjects})
SELECT s.id, s.path, s.household_id, m.reason, m.note, m.at,
       CASE WHEN %s::uuid IS NULL THEN NULL ELSE EXISTS (
           SELECT FROM counts_counted b WHERE b.count_id = %s AND b.subject_id = s.id) END
FROM subject s LEFT JOIN counts_missing m ON m.count_id = %s AND m.subject_id = s.id
WHERE NOT EXISTS (SELECT FROM counts_counted c WHERE c.count_id = %s AND c.subject_id = s.id)
  AND (%s = '' OR coalesce(m.reason, 'unsaid') = %s)
  AND (%s::uuid IS NULL OR (s.path, coalesce(s.household_id, %s::uuid), s.id) > (
      SELECT t.path, coalesce(t.household_id, %s::uuid), t.id FROM subject t WHERE t.id = %s))
ORDER BY s.path, coalesce(s.household_id, %s::uuid), s.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class MissingRow:
    """Somebody missing, masked: name, by what else they are told apart (year of birth, phone); where, why if anybody
    said; whether the round before had them, where there was one."""

    subject_id: UUID
    path: str
    place: str
    name: str
    told_by: str
    household_id: UUID | None
    reason: str
    note: str
    said_at: datetime | None
    before: bool | None


@dataclass(frozen=True, slots=True)
class SingleRow:
    """Somebody to be counted again alone: for what was found, in which container they were since, what was found."""

    id: UUID
    subject_id: UUID | None
    path: str
    place: str
    name: str
    of: str
    found: str
    own: str
    own_found: str


def missing_in(
    count_id: UUID, *, path: str, by: Actor, reason: str = "", after: UUID | None = None
) -> tuple[MissingRow, ...]:
    """Who of a place (as far as the actor sees where none is named) is missing in a count, sixty a page, by building
    and household. Four statements, three in scopes.

    Shape:   `reason` narrows it to those of whom just that was said, 'unsaid' to those of whom nothing was; `after`
             whom a page before ended with.
    Raises:  MayNotCount, MayNotFind, CountNotFound
    """
    may_find(by)
    with acting(by) as scope:
        scope.write_as_engine()
        count = count_there(count_id)
        if not concerns(by, count, ()) or gone(count):
            raise CountNotFound
        here = path or (count.path if by.bounds.holds(count.path) else by.bounds.lo)
        if not path_fits(here) or not by.bounds.holds(here):
            raise MayNotFind
        bounds = _common(bounds_of(here), bounds_of(count.path))
        of = edition_called(count.edition).of
        before = _kept_before(count)
        given = [
            bounds.lo, bounds.hi, before, before, count.id, count.id, reason, reason,
            after, _NOBODY, _NOBODY, after, _NOBODY, PAGE,
        ]  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_MISSING.format(subjects=_SUBJECTS[of]), given)
            rows = cursor.fetchall()
    return _missing(rows, of, by)


def _common(one: Bounds, other: Bounds) -> Bounds:
    """What lies in both ranges."""
    return Bounds(max(one.lo, other.lo), min(one.hi, other.hi))


def _kept_before(count: Count) -> UUID | None:
    """The round before, where it is still known who was counted in it."""
    if count.before_id is None or gone(count_there(count.before_id)):
        return None
    return count.before_id


def _missing(rows: Sequence[tuple[Any, ...]], of: Of, by: Actor) -> tuple[MissingRow, ...]:
    names, more = _names([r[0] for r in rows], of, by)
    places = names_of({r[1] for r in rows})
    return tuple(
        MissingRow(
            i, path, places.get(path, path), names.get(i, ""), more.get(i, ""), home, reason or "",
            read_word(note or ""), said_at, before,
        )
        for i, path, home, reason, note, said_at, before in rows
    )  # fmt: skip


def told_by(values: Mapping[str, str]) -> str:
    """By what else somebody of a masked name is told from others, masked too."""
    return " ".join(filter(None, (values["born_on"][:4], values["phone"])))


def _names(ids: Sequence[UUID], of: Of, by: Actor) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """Masked names, and by what else they are told apart, by person or household."""
    if of is Of.PERSON:
        shown = people_shown(ids, by=by) if ids else ()
        return {s.id: s.values["name"] for s in shown}, {s.id: told_by(s.values) for s in shown}
    return homes_told(ids, by=by), {}


def homes_told(ids: Collection[UUID], *, by: Actor) -> dict[UUID, str]:
    """Households by the masked name of who is their head. One statement in a scope."""
    with acting(by):
        return {i: mask(Masked.NAME, str(p.name)) for i, p in heads_of(ids).items()}


def singles_in(count_id: UUID, *, by: Actor) -> tuple[SingleRow, ...]:
    """Who of an actor's range is to be counted again alone, or was. Raises MayNotCount, MayNotFind, CountNotFound."""
    may_find(by)
    with acting(by) as scope:
        rows = list(Single.objects.filter(count_id=count_id).order_by("path", "id"))
        scope.write_as_engine()
        count = count_there(count_id)
        if not concerns(by, count, ()):
            raise CountNotFound
        of = edition_called(count.edition).of
        guests = {
            g.id: guest_masked(edition_called(count.edition), g.fields)
            for g in Guest.objects.filter(id__in=[r.id for r in rows if r.subject_id is None])
        }
        held = Container.objects.in_bulk(
            [i for r in rows for i in (r.container_id, r.own_id) if i is not None]
        )
    names, _more = _names([r.subject_id for r in rows if r.subject_id], of, by)
    places = names_of({r.path for r in rows})
    out = list[SingleRow]()
    for r in rows:
        mixed, own = held[r.container_id], held.get(r.own_id) if r.own_id else None
        out.append(
            SingleRow(
                r.id, r.subject_id, r.path, places.get(r.path, r.path),
                names.get(r.subject_id, "") if r.subject_id else guests.get(r.id, ""),
                mixed.code, mixed.result, own.code if own else "", own.result if own else "",
            )
        )  # fmt: skip
    return tuple(out)


def household_of(subject_id: UUID, *, by: Actor) -> tuple[UUID, ...]:
    """The others of somebody's household, so that those of one home go into one container. One statement in a scope."""
    with acting(by):
        home = Person.objects.filter(id=subject_id).values_list("household_id", flat=True).first()
        if home is None:
            return ()
        found = Person.objects.filter(household_id=home, left_on__isnull=True, same_as__isnull=True)
        return tuple(found.exclude(id=subject_id).order_by("id").values_list("id", flat=True))
