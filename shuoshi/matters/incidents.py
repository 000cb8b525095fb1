"""Hot topics: which of the matters of these days are about one incident, within the reader's reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from shuoshi.likeness.terms import Message
from shuoshi.matters.sealed import BODY, TITLE, read_text
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor

MOST = 1000
"""So many of the newest are grouped at most: some two seconds of work."""
_SAID = """
SELECT m.id, m.number, coalesce(m.raiser_id, m.id), t.title, t.body, m.opened_at, p.name,
       coalesce((SELECT q.me_too FROM matters_published q WHERE q.matter_id = m.id), 0)
FROM matters_matter m JOIN matters_mattertext t ON t.matter_id = m.id JOIN places_place p ON p.id = m.place_id
WHERE m.opened_at >= %s AND m.path >= %s AND m.path < %s AND m.erased_at IS NULL
  AND NOT m.marks ? 'switch' AND m.link <> 'part' AND m.outcome <> 'void'
ORDER BY m.opened_at DESC, m.id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said in a range since a moment, ready to be grouped: `numbers` by the message's key."""

    messages: tuple[Message, ...]
    numbers: dict[str, str]
    all_of_it: bool


def said_since(*, by: Actor, lo: str, hi: str, since: datetime, most: int = MOST) -> Said:
    """The newest matters opened in a range since a moment, as messages. One statement in a scope.

    Shape:   none of an emergency's, whose texts are sealed; whoever left no name counts once a matter.
    """
    with acting(by), connection.cursor() as cursor:
        cursor.execute(_SAID, [since, lo, hi, most + 1])
        rows = cursor.fetchall()
    shown: Sequence[tuple[UUID, str, UUID, str, str, datetime, str, int]] = rows[:most]
    messages = tuple(
        Message(str(i), str(who), read_text(title, TITLE), read_text(body, BODY), at, place, votes)
        for i, _number, who, title, body, at, place, votes in shown
    )
    return Said(messages, {str(row[0]): row[1] for row in shown}, len(rows) <= most)
