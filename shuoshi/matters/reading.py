"""Reading one matter for a decision: one round trip, under the reader's reach."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.kernel.clock import local_date
from shuoshi.matters.sealed import BODY, ERASED, TITLE, read_text
from shuoshi.matters.terms import MatterNotFound, PastStep, Snapshot
from shuoshi.reach.terms import Actor

_READ = "SELECT matters_read(%s, %s, %s, %s, %s, %s, %s, %s)"


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _step(row: list[Any]) -> PastStep:
    return PastStep(
        move=row[0],
        from_stage=row[1],
        to_stage=row[2],
        at=datetime.fromisoformat(row[3]),
        account_id=_id(row[4]),
        unit_id=_id(row[5]),
        role=row[6],
        due_before_at=_at(row[7]),
        due_at=_at(row[8]),
        paused=row[9],
        revision=row[10],
        answers=row[11] or {},
    )


def read_matter(matter_id: UUID, *, by: Actor, at: datetime) -> Snapshot:
    """A matter with all that a decision needs. One statement.

    Raises:  MatterNotFound where the reader's reach does not hold it
    """
    with connection.cursor() as cursor:
        cursor.execute(_READ, [*by.settings(), matter_id, local_date(at)])
        found = cursor.fetchone()[0]
    if found is None:
        raise MatterNotFound
    read: dict[str, Any] = json.loads(found) if isinstance(found, str) else found
    return _snapshot(read)


def _snapshot(read: dict[str, Any]) -> Snapshot:
    m = read["matter"]
    return Snapshot(
        id=UUID(m["id"]),
        number=m["number"],
        version_id=UUID(m["version_id"]),
        programme=m["programme"],
        stage=m["stage"],
        entry=m["entry"],
        revision=m["revision"],
        place_id=UUID(m["place_id"]),
        path=m["path"],
        holder_id=UUID(m["holder_id"]),
        assignee_id=_id(m["assignee_id"]),
        helper_id=_id(m["helper_id"]),
        raiser_id=_id(m["raiser_id"]),
        kind=m["kind"],
        channel=m["channel"],
        private=m["private"],
        opened_at=datetime.fromisoformat(m["opened_at"]),
        stage_since=datetime.fromisoformat(m["stage_since"]),
        due_at=_at(m["due_at"]),
        first_due_at=_at(m["first_due_at"]),
        overall_due_at=_at(m["overall_due_at"]),
        colour=m["colour"],
        lot=m["lot"],
        marks=m["marks"],
        closed_at=_at(m["closed_at"]),
        outcome=m["outcome"],
        outside_id=m["outside_id"],
        parent_id=_id(m["parent_id"]),
        link=m["link"],
        place_kind=read["place_kind"],
        erased=m["erased_at"] is not None,
        title=read_text(read["title"], TITLE) or ERASED,
        body=read_text(read["body"], BODY),
        form=read["form"],
        steps=tuple(_step(row) for row in read["steps"] or ()),
        children=tuple(read["children"] or ()),
        limits=read["limits"] or {},
        units={kind: UUID(unit) for kind, unit in (read["units"] or {}).items()},
        published=read["published"],
        programmes=frozenset(read["programmes"] or ()),
        calendar_revision=read["calendar"] or 0,
    )
