"""Reading matters for pages and the API: frozen rows, under the reader's reach, listed by key."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.matters.receipts import hash_of
from shuoshi.matters.sealed import ERASED, REPORT, TITLE, read_text
from shuoshi.matters.terms import MatterNotFound
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.queries import definition
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach

PAGE = 25
ROW = """
SELECT m.id, m.number, m.version_id, m.stage, m.kind, m.colour, m.due_at, m.queue_at, m.private,
       m.assignee_id, m.holder_id, m.opened_at, t.title, p.name, m.lot
FROM matters_matter m JOIN matters_mattertext t ON t.matter_id = m.id
JOIN places_place p ON p.id = m.place_id
"""
_QUEUE = (
    ROW
    + """
WHERE m.closed_at IS NULL{within} AND (m.queue_at, m.id) > (%s, %s)
ORDER BY m.queue_at, m.id LIMIT %s
"""
)
_COMMUNITY = 12
_MINE = (
    ROW
    + """
WHERE m.closed_at IS NULL AND m.assignee_id = %s ORDER BY m.queue_at, m.id LIMIT 200
"""
)
_OWN = ROW + "WHERE m.raiser_id = %s ORDER BY m.opened_at DESC, m.id DESC LIMIT %s"
_FROM = datetime.fromisoformat("0001-01-02T00:00:00+00:00")
_NIL = UUID(int=0)
OWN_MOST = 200


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of a list of matters; `lot` is 0 to 99, or 100 where a list has none: drawn for no sample."""

    id: UUID
    number: str
    version_id: UUID
    stage: str
    kind: str
    colour: str
    due_at: datetime | None
    queue_at: datetime
    private: bool
    assignee_id: UUID | None
    holder_id: UUID
    opened_at: datetime
    title: str
    place: str
    lot: int = 100

    @property
    def definition(self) -> Definition:
        """The version of its programme, out of the process's memory."""
        return definition(self.version_id)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, with the key at which the next one starts."""

    rows: tuple[QueueRow, ...]
    after: str | None


def key_of(after: str | None) -> tuple[datetime, UUID]:
    """The key after which a page starts; the beginning for none, or for nonsense."""
    if not after:
        return _FROM, _NIL
    try:
        when, _, row = after.partition("_")
        return datetime.fromisoformat(when), UUID(row)
    except ValueError:
        return _FROM, _NIL


def fetch(actor: Actor, sql: str, values: list[Any]) -> list[QueueRow]:
    """Rows that `ROW` begins, under an actor's reach. One statement in a scope."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    found = [QueueRow(*row) for row in rows]
    return [replace(row, title=read_text(row.title, TITLE) or ERASED) for row in found]


def _merged(found: Iterable[QueueRow]) -> list[QueueRow]:
    once = {row.id: row for row in found}
    return sorted(once.values(), key=lambda row: (row.queue_at, row.id))


def _queue_of(actor: Actor, key: list[Any]) -> tuple[str, list[Any]]:
    """The statement of one duty's queue: a text of its own for each width of territory, so that no
    plan that was made for a community serves a district; inside a community by its own index."""
    lo = actor.bounds.lo if actor.reach is Reach.TERRITORIAL else ""
    if len(lo) >= _COMMUNITY:
        return _QUEUE.format(within=" AND m.community = %s"), [lo[:_COMMUNITY], *key]
    return _QUEUE.format(within=f" /* {len(lo)} */"), key


def queue(actors: Iterable[Actor], *, after: str | None = None, most: int = PAGE) -> Page:
    """Open matters of all these duties, the most urgent first.

    Shape:   one statement a duty in a scope of its own (four round trips), whatever the number of
             matters; `after` is the key of the last row seen. Nothing from behind broken glass, where
             each look is one matter's and is written down.
    """
    when, row = key_of(after)
    found = [
        found_row
        for actor in actors
        if actor.reach in (Reach.TERRITORIAL, Reach.HOLDING) and not actor.glass_id
        for found_row in fetch(actor, *_queue_of(actor, [when, row, most + 1]))
    ]
    rows = _merged(found)
    shown = rows[:most]
    more = len(rows) > most
    key = f"{shown[-1].queue_at.isoformat()}_{shown[-1].id}" if more else None
    return Page(tuple(shown), key)


def mine(actors: Iterable[Actor]) -> tuple[QueueRow, ...]:
    """Open matters that are assigned to this very person. One statement a duty."""
    found = [
        row
        for actor in actors
        if actor.account_id and actor.reach in (Reach.TERRITORIAL, Reach.HOLDING)
        for row in fetch(actor, _MINE, [actor.account_id])
    ]
    return tuple(_merged(found))


def raised_by(actor: Actor, *, most: int = OWN_MOST) -> tuple[QueueRow, ...]:
    """A resident's own matters, newest first. One statement in a scope."""
    return tuple(fetch(actor, _OWN, [actor.person_id, most]))


def numbers_of(ids: Iterable[UUID], *, by: Actor) -> dict[UUID, str]:
    """The numbers of those of these matters that the reader sees. One statement in a scope."""
    with acting(by), connection.cursor() as cursor:
        cursor.execute("SELECT id, number FROM matters_matter WHERE id = ANY(%s)", [list(ids)])
        return dict(cursor.fetchall())


def holder_of_receipt(secret: str) -> tuple[Actor, UUID]:
    """The actor that a receipt's secret makes, and its matter. One statement in a scope.

    Raises:  MatterNotFound for a guessed or mistyped secret
    """
    actor = Actor(reach=Reach.TOKEN, role="raiser", token_hash=hash_of(secret), said="说事人")
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM matters_matter")
        row = cursor.fetchone()
    if row is None:
        raise MatterNotFound
    return actor, row[0]


@dataclass(frozen=True, slots=True)
class StepRow:
    """One line of a timeline, as staff and the raiser see it."""

    move: str
    to_stage: str
    from_stage: str
    at: datetime
    said_by: str
    due_before_at: datetime | None
    due_at: datetime | None
    answers: Mapping[str, Any]
    unit: str
    role: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report of progress."""

    at: datetime
    said_by: str
    progress: str
    effect: str
    problems: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """One attachment."""

    id: UUID
    kind: str
    content_type: str
    bytes: int
    stage: str
    added_at: datetime
    released: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What a matter's page shows beside the matter itself."""

    steps: tuple[StepRow, ...]
    files: tuple[FileRow, ...]
    place: str
    street: str
    holder: str
    parent: str | None
    children: tuple[tuple[str, str], ...]
    reports: tuple["ReportRow", ...]
    public: Mapping[str, Any] | None


_AROUND = """
SELECT (SELECT jsonb_agg(jsonb_build_array(s.move, s.to_stage, s.from_stage, s.at, s.said_by,
               s.due_before_at, s.due_at, s.answers, coalesce(u.name, ''), s.role) ORDER BY s.revision)
        FROM matters_step s LEFT JOIN units_unit u ON u.id = s.holder_id WHERE s.matter_id = m.id),
       (SELECT jsonb_agg(jsonb_build_array(a.id, a.kind, a.content_type, a.bytes, a.stage,
               a.added_at, a.released) ORDER BY a.added_at, a.id)
        FROM matters_attachment a WHERE a.matter_id = m.id),
       p.name, coalesce(st.name, ''), h.name,
       (SELECT b.number FROM matters_matter b WHERE b.id = m.parent_id),
       (SELECT jsonb_agg(jsonb_build_array(c.number, c.programme) ORDER BY c.number)
        FROM matters_matter c WHERE c.parent_id = m.id),
       (SELECT jsonb_agg(jsonb_build_array(r.at, r.said_by, r.progress, r.effect, r.problems) ORDER BY r.at)
        FROM matters_report r WHERE r.matter_id = m.id),
       (SELECT to_jsonb(q) FROM matters_published q WHERE q.matter_id = m.id AND q.hidden_at IS NULL)
FROM matters_matter m JOIN places_place p ON p.id = m.place_id JOIN units_unit h ON h.id = m.holder_id
LEFT JOIN places_place st ON st.path = left(m.path, 9)
WHERE m.id = %s
"""


def around(matter_id: UUID, *, by: Actor) -> Around:
    """Timeline, files, names and kin of a matter. One statement in a scope.

    Raises:  MatterNotFound
    """
    with acting(by), connection.cursor() as cursor:
        cursor.execute(_AROUND, [matter_id])
        row = cursor.fetchone()
    if row is None:
        raise MatterNotFound
    steps, files, place, street, holder, parent, children, reports, public = (
        json.loads(v) if n in (0, 1, 6, 7, 8) and isinstance(v, str) else v
        for n, v in enumerate(row)
    )
    return Around(
        steps=tuple(_step(s) for s in steps or ()),
        files=tuple(
            FileRow(UUID(f[0]), f[1], f[2], f[3], f[4], datetime.fromisoformat(f[5]), f[6])
            for f in files or ()
        ),
        place=place,
        street=street,
        holder=holder,
        parent=parent,
        children=tuple((c[0], c[1]) for c in children or ()),
        reports=tuple(_report(r) for r in reports or ()),
        public=public,
    )


def _report(r: list[Any]) -> ReportRow:
    at, by, *texts = r
    return ReportRow(datetime.fromisoformat(at), by, *(read_text(t, REPORT) for t in texts))


def _step(s: list[Any]) -> StepRow:
    return StepRow(
        move=s[0],
        to_stage=s[1],
        from_stage=s[2],
        at=datetime.fromisoformat(s[3]),
        said_by=s[4],
        due_before_at=moment_of(s[5]),
        due_at=moment_of(s[6]),
        answers=s[7],
        unit=s[8],
        role=s[9],
    )


def moment_of(text: str | None) -> datetime | None:
    """A time out of JSON."""
    return datetime.fromisoformat(text) if text else None
