"""What everybody may see of matters: the public page and the board."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.matters.clocks import waited
from shuoshi.matters.queries import key_of, moment_of
from shuoshi.matters.terms import MatterNotFound
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.queries import definition
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import ANYBODY


@dataclass(frozen=True, slots=True)
class Passed:
    """One entry of the public timeline: a stage that was entered, or (`was_due_at`) one that got more time."""

    stage: str
    at: datetime
    was_due_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublicMatter:
    """What everybody may see of a matter.

    Shape:   `timeline` in order, with the stages that got more time among them, the old end and the new one.
    """

    number: str
    version_id: UUID
    path: str
    place: str
    street: str
    holder: str
    kind: str
    stage: str
    title: str
    text: str
    shown: Mapping[str, Any]
    timeline: tuple[Passed, ...]
    pictures: tuple[str, ...]
    opened_at: datetime
    due_at: datetime | None
    changed_at: datetime
    closed: bool
    matter_id: UUID
    me_too: int = 0
    said_too: bool = False
    wall: bool = False

    @property
    def definition(self) -> Definition:
        """The version of its programme, out of the process's memory."""
        return definition(self.version_id)

    def entered(self) -> list[tuple[str, datetime]]:
        """The stages in the order in which they were entered."""
        return [(p.stage, p.at) for p in self.timeline if p.was_due_at is None]

    def waited(self, at: datetime) -> timedelta:
        """How long the raiser has waited for others, up to `at` or the end."""
        entered = self.entered()
        return waited(self.definition, entered, entered[-1][1] if self.closed and entered else at)


def _public(p: dict[str, Any]) -> PublicMatter:
    return PublicMatter(
        number=p["number"],
        version_id=UUID(p["version_id"]),
        path=p["path"],
        place=p["place_name"],
        street=p["street_name"],
        holder=p["holder_name"],
        kind=p["kind"],
        stage=p["stage"],
        title=p["title"],
        text=p["text"],
        shown=p["shown"],
        timeline=tuple(_passed(t) for t in p["timeline"]),
        pictures=tuple(p["pictures"]),
        opened_at=datetime.fromisoformat(p["opened_at"]),
        due_at=moment_of(p["due_at"]),
        changed_at=datetime.fromisoformat(p["changed_at"]),
        closed=p["closed"],
        matter_id=UUID(p["matter_id"]),
        me_too=p["me_too"],
        said_too=p.get("said_too", False),
        wall=p["wall"],
    )


def _passed(t: Mapping[str, Any]) -> Passed:
    moments = (moment_of(t.get("was")), moment_of(t.get("due")))
    return Passed(t["stage"], datetime.fromisoformat(t["at"]), *moments)


def public_matter(number: str, who: str = "") -> PublicMatter:
    """The public page of a matter; with `who` whether they said "me too". One statement.

    Raises:  MatterNotFound when it was never released, or was taken down
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT matters_public(%s, %s)", [number, who])
        found = cursor.fetchone()[0]
    if found is None:
        raise MatterNotFound
    return _public(json.loads(found) if isinstance(found, str) else found)


_BOARD = """
SELECT to_jsonb(p) FROM matters_published p
WHERE (p.opened_at, p.matter_id) < (%s, %s) AND (%s = '' OR p.kind = %s)
  AND p.path >= %s AND p.path < %s
ORDER BY p.opened_at DESC, p.matter_id DESC LIMIT %s
"""


_WALL = """
SELECT to_jsonb(p) FROM matters_published p
WHERE p.wall AND p.hidden_at IS NULL AND NOT p.closed AND (p.opened_at, p.matter_id) < (%s, %s)
  AND p.path >= %s AND p.path < %s
ORDER BY p.opened_at DESC, p.matter_id DESC LIMIT %s
"""
_LAST = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the public board."""

    rows: tuple[PublicMatter, ...]
    after: str | None


def board(*, lo: str, hi: str, kind: str = "", after: str | None = None, most: int = 20) -> Board:
    """Released matters, the newest first, by key. One statement in a scope."""
    when, row = key_of(after) if after else (_LAST, UUID(int=2**128 - 1))
    with acting(ANYBODY), connection.cursor() as cursor:
        cursor.execute(_BOARD, [when, row, kind, kind, lo, hi, most + 1])
        return board_of(cursor.fetchall(), most)


def wall(*, lo: str, hi: str, after: str | None = None, most: int = 20) -> Board:
    """What stands on the message wall and is open, the newest first, by key. One statement in a scope."""
    when, row = key_of(after) if after else (_LAST, UUID(int=2**128 - 1))
    with acting(ANYBODY), connection.cursor() as cursor:
        cursor.execute(_WALL, [when, row, lo, hi, most + 1])
        return board_of(cursor.fetchall(), most)


def board_of(rows: Sequence[tuple[Any, ...]], most: int) -> Board:
    """Rows of JSON, one more than asked for where there are more, as a page of the board."""
    found = [_public(json.loads(r[0]) if isinstance(r[0], str) else r[0]) for r in rows]
    shown = found[:most]
    last = shown[-1] if len(found) > most else None
    return Board(tuple(shown), f"{last.opened_at.isoformat()}_{last.matter_id}" if last else None)


def my_toos(who: str) -> tuple[PublicMatter, ...]:
    """The released matters of which somebody said "me too", the newest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT matters_my_toos(%s)", [who])
        rows = cursor.fetchall()
    return tuple(_public(json.loads(r[0]) if isinstance(r[0], str) else r[0]) for r in rows)
