"""A merge and its undoing: the other matter, its count, the word it hears."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.kernel.ids import new_id
from shuoshi.kernel.texts import marked
from shuoshi.matters.terms import BadAnswers, MatterNotFound, Snapshot
from shuoshi.matters.too import who_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor

MOVES = {"merge": "并入", "unmerge": "撤销并入"}
_NUMBERED = "SELECT id, programme = %s AND closed_at IS NULL FROM matters_matter WHERE number = %s"


@dataclass(frozen=True, slots=True)
class Other:
    """The matter that another is merged into, or taken out of; `id` is None where it is out of reach."""

    id: UUID | None
    number: str


def other_of(m: Snapshot, name: str, answers: Mapping[str, Any], by: Actor) -> Other | None:
    """The other matter of a merge or its undoing; nothing for other moves. One statement in a scope.

    Raises:  BadAnswers unless a merge names another open matter of the programme within reach
    """
    if name not in MOVES:
        return None
    merges = name == "merge"
    number = str(answers["into"] if merges else m.marks.get("merged_into", ""))
    with acting(by), connection.cursor() as cursor:
        cursor.execute(_NUMBERED, [m.programme, number])
        found, fits = cursor.fetchone() or (None, False)
    if merges and (found is None or found == m.id):
        raise BadAnswers({"into": MatterNotFound().text})
    if merges and not fits:
        raise BadAnswers({"into": marked("只能并入同一个程序里还没有办完的事。")})
    return Other(found, number)


def counted(m: Snapshot, name: str, other: Other, at: datetime) -> dict[str, Any]:
    """What it changes in the other's count: its raiser is troubled too, or no longer."""
    who = who_of("person", str(m.raiser_id)) if m.raiser_id else who_of("matter", str(m.id))
    return {"number": other.number, "who": who, "id": str(new_id(at)) if name == "merge" else None}
