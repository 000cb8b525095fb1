"""A list of matters to take along: read in pieces, each under the reach as it is at that moment."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from shuoshi.accounts.queries import by_account
from shuoshi.accounts.terms import NoDuty, SignedIn
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import least_id, new_id
from shuoshi.matters.sealed import ERASED, TITLE, read_text
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.queries import definition
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor

LISTERS = frozenset(
    {
        "village_secretary", "committee_member", "township_reviewer", "unit_handler",
        "supervision_office", "district_leader",
    }
)  # fmt: skip
"""Roles that may take a list along."""
PIECE = 500
_ROWS = """
SELECT m.id, m.number, m.version_id, m.kind, m.stage, t.title, p.name, h.name, m.channel, m.private,
       m.opened_at, m.due_at, m.closed_at, m.outcome
FROM matters_matter m JOIN matters_mattertext t ON t.matter_id = m.id
JOIN places_place p ON p.id = m.place_id JOIN units_unit h ON h.id = m.holder_id
WHERE m.id > %s AND m.id < %s ORDER BY m.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One matter of a list."""

    id: UUID
    number: str
    version_id: UUID
    kind: str
    stage: str
    title: str
    place: str
    holder: str
    channel: str
    private: bool
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    outcome: str

    @property
    def definition(self) -> Definition:
        """The version of its programme, out of the process's memory."""
        return definition(self.version_id)


@dataclass(frozen=True, slots=True)
class Cut:
    """What stands at the end of a list whose reader lost the duty while it was read."""


def listers(signed: SignedIn) -> tuple[Actor, ...]:
    """The duties under which a list may be taken along. Raises NoDuty without any."""
    able = tuple(a for a in signed.actors() if a.role in LISTERS and not a.glass_id)
    if not able:
        raise NoDuty
    return able


def begin_list(
    *,
    signed: SignedIn,
    since: datetime,
    until: datetime,
    at: datetime,
    clock: Callable[[], datetime],
) -> Iterator[tuple[ListedRow, ...] | Cut]:
    """Write down that a list is taken, then give the matters opened in a span, oldest first, in pieces.

    Shape:   a piece is at most 500 matters, read in a scope of its own, under the duty as it is then:
             one that ended meanwhile gives no more, and the list ends with `Cut`. `clock` says when
             a piece is read.
    Raises:  NoDuty, BadInput where the span ends before it begins
    """
    able = listers(signed)
    if until <= since:
        raise BadInput("最后一天不能早于第一天。", field="until")
    with acting(SYSTEM):
        for actor in able:
            record(
                kind="matters.list", subject_id=new_id(at), path=actor.bounds.lo or settings.DISTRICT_CODE,
                by=actor, at=at,
            )  # fmt: skip
    return _pieces(signed.account_id, [a.duty_id for a in able], since, until, clock)


def _pieces(
    account_id: UUID,
    duties: list[UUID | None],
    since: datetime,
    until: datetime,
    clock: Callable[[], datetime],
) -> Iterator[tuple[ListedRow, ...] | Cut]:
    given: set[UUID] = set()
    for duty_id in duties:
        after = least_id(since)
        while True:
            actor = _still(account_id, duty_id, clock())
            if actor is None:
                yield Cut()
                return
            rows = _read(actor, after, until)
            if not rows:
                break
            after = rows[-1].id
            fresh = tuple(row for row in rows if row.id not in given)
            if len(duties) > 1:  # the same matter may lie within several duties
                given.update(row.id for row in rows)
            if fresh:
                yield fresh


def _still(account_id: UUID, duty_id: UUID | None, at: datetime) -> Actor | None:
    """The duty as it is now; never what stands behind its broken glass."""
    signed = by_account(account_id, at)
    found = signed.actors() if signed else ()
    return next((a for a in found if a.duty_id == duty_id and not a.glass_id), None)


def _read(actor: Actor, after: UUID, until: datetime) -> list[ListedRow]:
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(_ROWS, [after, least_id(until), PIECE])
        rows = cursor.fetchall()
    listed = [ListedRow(*row) for row in rows]
    return [replace(row, title=read_text(row.title, TITLE) or ERASED) for row in listed]
