"""Finding matters by what was said: staff and raisers under their reach, everybody what was released."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.kernel.bigrams import asked_for
from shuoshi.kernel.errors import BadInput
from shuoshi.matters.public import Board, board_of
from shuoshi.matters.queries import ROW, QueueRow, fetch, key_of
from shuoshi.matters.terms import MatterNotFound
from shuoshi.reach.terms import Actor, Reach

PAGE = 25
_LAST = (datetime.fromisoformat("9999-01-01T00:00:00+00:00"), UUID(int=2**128 - 1))
_SEARCH = "SELECT * FROM matters_search(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_SHOWN = "SELECT matters_search_board(%s, %s, %s, %s, %s, %s, %s)"
_AROUND = 24


class NoWords(BadInput):
    """请写要找的词，如“路灯”或“3号楼 漏水”。电话和证件号请到“查人”里查。"""

    code = "no_words"


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A matter in which the words stand, with a piece of the text round them; `closed` when it is over."""

    row: QueueRow
    piece: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, the newest first, with the key at which the next one starts."""

    rows: tuple[FoundRow, ...]
    after: str | None


def _asked(text: str) -> str:
    """What to look for. Raises NoWords."""
    words = asked_for(text)
    if not words:
        raise NoWords
    return words


def search(
    text: str, actors: Iterable[Actor], *, after: str | None = None, most: int = PAGE
) -> Found:
    """Matters of all these duties, open and closed, in which every term of `text` stands, the newest first.

    Shape:   one statement a duty; nothing through a receipt, nor behind broken glass, where each look
             is one matter's. A matter of an emergency is found by its number alone.
    Raises:  NoWords
    """
    words, key = _asked(text), key_of(after) if after else _LAST
    found: dict[UUID, FoundRow] = {}
    for actor in actors:
        if actor.reach in (Reach.TERRITORIAL, Reach.HOLDING, Reach.RESIDENT) and not actor.glass_id:
            with connection.cursor() as cursor:
                cursor.execute(_SEARCH, [*actor.settings(), words, *key, most + 1])
                found |= {row[0]: _row(row, text) for row in cursor.fetchall()}
    rows = sorted(found.values(), key=lambda f: (f.row.opened_at, f.row.id), reverse=True)
    last = rows[most - 1].row if len(rows) > most else None
    return Found(tuple(rows[:most]), f"{last.opened_at.isoformat()}_{last.id}" if last else None)


def _row(row: tuple[Any, ...], text: str) -> FoundRow:
    *own, body, closed = row
    return FoundRow(QueueRow(*own), _piece(body, text), closed)


def _piece(body: str, text: str) -> str:
    """The text round the first term that stands in it as typed; its beginning otherwise."""
    flat = " ".join(body.split())
    at = next((n for n in (flat.find(term) for term in text.split()) if n >= 0), 0)
    begin = max(0, at - _AROUND)
    end = at + _AROUND * 3
    return ("…" if begin else "") + flat[begin:end] + ("…" if end < len(flat) else "")


def search_board(
    text: str, *, lo: str, hi: str, kind: str = "", after: str | None = None, most: int = 20
) -> Board:
    """Released matters in whose released words every term of `text` stands, the newest first. One
    statement.

    Raises:  NoWords
    """
    words, key = _asked(text), key_of(after) if after else _LAST
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, [words, lo, hi, kind, *key, most + 1])
        return board_of(cursor.fetchall(), most)


def numbered(number: str, actors: Iterable[Actor]) -> UUID:
    """The matter with this number, within reach. Raises MatterNotFound."""
    for actor in actors:
        rows = fetch(actor, ROW + "WHERE m.number = %s", [number.strip()])
        if rows:
            return rows[0].id
    raise MatterNotFound


def numbered_outside(number: str, channels: Sequence[str], actors: Iterable[Actor]) -> UUID:
    """The matter with this number of another house, within reach. Raises MatterNotFound."""
    where = "WHERE m.channel = ANY(%s) AND m.outside_id = %s"
    for actor in actors:
        rows = fetch(actor, ROW + where, [list(channels), number.strip()])
        if rows:
            return rows[0].id
    raise MatterNotFound
