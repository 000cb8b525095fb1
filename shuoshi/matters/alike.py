"""Is it one of these? Matters that may be the same as a text or as another matter."""

import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.kernel.bigrams import any_of
from shuoshi.likeness.alike import Weights, ranked, telling, vector
from shuoshi.matters.terms import Snapshot
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.queries import definition
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import ANYBODY, Actor, Reach

_ALIKE = "SELECT * FROM matters_alike(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_WORDS_LEAST, _ASKED, _WEIGHED, _READ = 3, 6, 16, 10
_SAME_KIND = 1.15
_SINCE = timedelta(days=180)
_FRESH_S = 600.0
_SHOWN, _OWN = "matters_publishedsought", "matters_sought"


@dataclass(frozen=True, slots=True)
class Alike:
    """A matter that may be the same: `likeness` 0 to 1."""

    id: UUID
    number: str
    version_id: UUID
    stage: str
    kind: str
    opened_at: datetime
    closed: bool
    place: str
    title: str
    body: str
    likeness: float

    @property
    def definition(self) -> Definition:
        """The version of its programme, out of the process's memory."""
        return definition(self.version_id)


def alike_shown(
    text: str, path: str, at: datetime, *, kind: str = "", most: int = 3
) -> tuple[Alike, ...]:
    """Released matters of this half year at a place that may be what somebody is about to say, the
    likest first; one of the same kind before one of another. One statement."""
    return alike_to("", text, path, ANYBODY, at, kind=kind, most=most)


def alike(m: Snapshot, by: Actor, at: datetime, *, most: int = 3) -> tuple[Alike, ...]:
    """Matters of the same programme within the actor's reach and the same community that may be this
    one, opened in the half year up to now, the likest first. One statement; none for an emergency's,
    whose texts are sealed, through a receipt, nor behind broken glass."""
    staff = by.reach in (Reach.TERRITORIAL, Reach.HOLDING) and not by.glass_id
    if not staff or m.marks.get("switch") or m.erased:
        return ()
    found = alike_to(
        m.title, m.body, m.path[:12], by, at, programme=m.programme, kind=m.kind, most=most + 1
    )
    return tuple(a for a in found if a.id != m.id)[:most]


def alike_to(
    title: str,
    body: str,
    path: str,
    by: Actor,
    at: datetime,
    *,
    programme: str = "",
    kind: str = "",
    most: int = 3,
) -> tuple[Alike, ...]:
    """Matters within an actor's reach and a place (of a programme) that are like a text, the likest
    first. One statement, and one more every ten minutes for how common words are.

    Shape:   `path` of any place, the district's for all; a common `kind` makes two likelier the same.
    """
    weights = _weights(
        _SHOWN if by.reach is Reach.PUBLIC else _OWN, int(time.monotonic() // _FRESH_S)
    )
    own = vector(title, body, weights)
    words = telling(own, _WEIGHED)
    if len(words) < _WORDS_LEAST:
        return ()
    place = bounds_of(path)
    with connection.cursor() as cursor:
        cursor.execute(
            _ALIKE,
            [
                *by.settings(), any_of(words[:_ASKED]), [f"'{w}'" for w in words],
                [weights.of_word(w) for w in words], place.lo, place.hi, programme, at - _SINCE,
                _READ,
            ],
        )  # fmt: skip
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    scored = [
        (likeness * (_SAME_KIND if kind and rows[n][4] == kind else 1), n)
        for n, likeness in ranked(own, [(row[8], row[9]) for row in rows], weights)
    ]
    scored.sort(key=lambda s: (-s[0], s[1]))
    return tuple(Alike(*[*rows[n], min(1.0, likeness)]) for likeness, n in scored[:most])


@lru_cache(maxsize=4)
def _weights(table: str, moment: int) -> Weights:
    """How much each word tells in a table of words; `moment` makes it forget."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT matters_common(%s)", [table])
        found = cursor.fetchone()[0]
    return Weights.of(json.loads(found) if isinstance(found, str) else found)
