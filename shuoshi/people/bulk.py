"""Many residents at once: sealed and indexed here, written in a few statements. Under row policies there is no COPY."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Household, Person
from shuoshi.people.rules import groups_by_age, tokens_of
from shuoshi.people.terms import Group, Source, Tie
from shuoshi.sealing.cipher import index_token, seal
from shuoshi.sealing.fields import SealedText


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """A household to be written: where, behind which door, and where a map finds it (degrees)."""

    id: UUID
    place_id: UUID
    path: str
    door: str
    spot: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A resident to be written: their values as `terms.VALUES` names them ('' where nothing is known), their place in
    a household, and why they need looking after; what follows from age need not be said."""

    id: UUID
    values: dict[str, str]
    place_id: UUID
    path: str
    household_id: UUID | None
    tie: Tie = Tie.OTHER
    groups: frozenset[Group] = frozenset()
    phone_by: UUID | None = None
    source: Source = Source.CENSUS
    review_on: date | None = None


_HOUSEHOLDS = """
INSERT INTO people_household (id, place_id, path, door, added_at, lat, lon)
SELECT id, place, path, door, %s, lat, lon
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bytea[], %s::float8[], %s::float8[])
     AS g (id, place, path, door, lat, lon)
"""
_PEOPLE = """
INSERT INTO people_person
    (id, name, phone, identity_number, born_on, household_id, place_id, path, seen_at, phone_by, left_why)
SELECT id, name, phone, number, born, home, place, path, %s, by, ''
FROM unnest(%s::uuid[], %s::bytea[], %s::bytea[], %s::bytea[], %s::bytea[], %s::uuid[], %s::uuid[],
            %s::text[], %s::uuid[])
     AS g (id, name, phone, number, born, home, place, path, by)
"""
_MEMBERS = """
INSERT INTO people_membership (id, person_id, household_id, path, tie, since_on)
SELECT id, person, home, path, tie, %s
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[]) AS g (id, person, home, path, tie)
"""
_TOKENS = """
INSERT INTO people_foundby (person_id, path, token)
SELECT person, path, token FROM unnest(%s::uuid[], %s::text[], %s::bytea[]) AS g (person, path, token)
"""
_RISKS = """
INSERT INTO people_atrisk (id, person_id, path, "group", source, found_on, review_on, ended_why)
SELECT id, person, path, grp, source, %s, review, ''
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::date[])
     AS g (id, person, path, grp, source, review)
"""


def write_households(homes: Sequence[NewHousehold], at: datetime) -> None:
    """Write households, as engine in the caller's scope. One statement."""
    if homes:
        _run(
            _HOUSEHOLDS, at, [h.id for h in homes], [h.place_id for h in homes], [h.path for h in homes],
            [_sealed(Household, "door", h.door) for h in homes],
            [h.spot[0] if h.spot else None for h in homes], [h.spot[1] if h.spot else None for h in homes],
        )  # fmt: skip


def write_people(people: Sequence[NewPerson], at: datetime) -> None:
    """Write residents with their memberships, tokens and reasons, as engine in the caller's scope. Four statements."""
    if not people:
        return
    today = local_date(at)
    values = [
        [_sealed(Person, name, p.values.get(name, "")) for p in people]
        for name in ("name", "phone", "identity_number", "born_on")
    ]
    _run(
        _PEOPLE, at, [p.id for p in people], *values, [p.household_id for p in people],
        [p.place_id for p in people], [p.path for p in people], [p.phone_by for p in people],
    )  # fmt: skip
    members = [p for p in people if p.household_id]
    _run(
        _MEMBERS, today, [new_id(at) for _ in members], [p.id for p in members],
        [p.household_id for p in members], [p.path for p in members], [p.tie.value for p in members],
    )  # fmt: skip
    tokens = [
        (p, token) for p in people
        for token in sorted({index_token(s.kind, s.text) for s in tokens_of(p.values)})
    ]  # fmt: skip
    _run(_TOKENS, [p.id for p, _ in tokens], [p.path for p, _ in tokens], [t for _, t in tokens])
    risks = [risk for p in people for risk in _risks(p, today)]
    if risks:
        _run(
            _RISKS, today, [new_id(at) for _ in risks], [p.id for p, *_ in risks], [p.path for p, *_ in risks],
            [g.value for _p, g, *_ in risks], [s.value for *_, s, _r in risks], [r for *_, r in risks],
        )  # fmt: skip


def _risks(person: NewPerson, today: date) -> list[tuple[NewPerson, Group, Source, date | None]]:
    born_on = person.values.get("born_on", "")
    aged = groups_by_age(date.fromisoformat(born_on), today) if born_on else frozenset[Group]()
    out: list[tuple[NewPerson, Group, Source, date | None]] = [
        (person, g, Source.AGE, None) for g in sorted(aged)
    ]
    return out + [
        (person, g, person.source, person.review_on) for g in sorted(person.groups - aged)
    ]


def _sealed(model: type[Household] | type[Person], column: str, text: str) -> bytes | None:
    of = model._meta.get_field(column)
    if not isinstance(of, SealedText):
        raise TypeError(column)
    return seal(text, purpose=of.purpose, bound_to=of.bound_to) if text else None


def _run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
