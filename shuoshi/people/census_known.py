"""Whom the rows of a census may be: registered already, or the same row twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from shuoshi.people.census_sheet import Resident
from shuoshi.people.rules import IDENTITY, NAME, PHONE, SURNAME_YEAR, tokens_of
from shuoshi.reach.terms import Actor
from shuoshi.sealing.cipher import index_tokens


@dataclass(frozen=True, slots=True)
class Told:
    """The tokens of a resident, by what they tell."""

    identity: frozenset[bytes]
    name: frozenset[bytes]
    phone: frozenset[bytes]
    year: frozenset[bytes]

    def same(self) -> list[tuple[bytes, ...]]:
        """What makes two rows of one sheet the same person: the number, or name and phone."""
        both = [(n, p) for n in sorted(self.name) for p in sorted(self.phone)]
        return [*((i,) for i in sorted(self.identity)), *both]


def told_of(resident: Resident) -> Told:
    by_kind: dict[str, set[bytes]] = {}
    for s in tokens_of(resident.values):
        by_kind.setdefault(s.kind, set()).update(index_tokens(s.kind, s.text))
    return Told(*(frozenset(by_kind.get(k, ())) for k in (IDENTITY, NAME, PHONE, SURNAME_YEAR)))


_KNOWN = """
SELECT f.token, f.person_id, p.path FROM people_foundby f JOIN people_person p ON p.id = f.person_id
WHERE f.token = ANY(%s) OR (f.token = ANY(%s) AND f.path >= %s AND f.path < %s)
"""


class Known:
    """Whoever is registered with any of these tokens: with the number anywhere, with the rest within reach."""

    def __init__(self, told: Iterable[Told], by: Actor) -> None:
        some = list(told)
        anywhere = [t for x in some for t in x.identity]
        here = [t for x in some for t in x.name | x.phone | x.year]
        self._of: dict[bytes, set[UUID]] = {}
        self.path_of: dict[UUID, str] = {}
        with connection.cursor() as cursor:
            cursor.execute(_KNOWN, [anywhere, here, by.bounds.lo, by.bounds.hi])
            for token, person, path in cursor.fetchall():
                self._of.setdefault(bytes(token), set()).add(person)
                self.path_of[person] = path

    def same(self, told: Told) -> UUID | None:
        """Whoever has the same number."""
        return min(self._with(told.identity), default=None)

    def alike(self, told: Told, path: str) -> list[UUID]:
        """Whoever has the same name, and the same phone, year of birth or place; five at most."""
        named = self._with(told.name)
        there = {p for p in named if self.path_of[p] == path}
        return sorted(named & (self._with(told.phone) | self._with(told.year)) | there)[:5]

    def _with(self, tokens: Iterable[bytes]) -> set[UUID]:
        return {p for t in tokens for p in self._of.get(t, ())}
