"""How matters fare by the way in which they came: what is counted, and within whose reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import BLOCKS
from shuoshi.programmes.standard import EXTENDED
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor

_COUNTS = """
WITH own AS MATERIALIZED (
    SELECT m.id, m.channel, m.version_id, m.stage, m.opened_at, m.closed_at, m.outcome, m.due_at
    FROM matters_matter m
    WHERE m.opened_at >= %(since)s AND m.opened_at < %(until)s AND m.path >= %(lo)s AND m.path < %(hi)s),
handled AS (
    SELECT s.matter_id, bool_or(s.at > s.due_before_at) AS late,
           bool_or(s.at > coalesce(x.due_before_at, s.due_before_at)) AS late_at_first,
           count(x.due_before_at) > 0 AS extended
    FROM own o JOIN matters_step s ON s.matter_id = o.id
    LEFT JOIN LATERAL (
        SELECT g.due_before_at FROM matters_step g
        WHERE g.matter_id = s.matter_id AND g.move = %(extended)s AND g.to_stage = s.from_stage
          AND g.revision < s.revision
          AND g.revision > (SELECT max(e.revision) FROM matters_step e WHERE e.matter_id = s.matter_id
                            AND e.to_stage = s.from_stage AND e.from_stage <> e.to_stage
                            AND e.revision < s.revision)
        ORDER BY g.revision LIMIT 1) x ON true
    WHERE s.from_stage NOT IN ('', s.to_stage) AND s.due_before_at IS NOT NULL
      AND o.version_id || '.' || s.from_stage <> ALL(%(others)s)
    GROUP BY s.matter_id),
word AS (
    SELECT a.matter_id, (array_agg(a.solved ORDER BY a.at DESC, a.id DESC))[1] AS solved
    FROM own o JOIN matters_answer a ON a.matter_id = o.id GROUP BY a.matter_id)
SELECT o.channel, count(*), count(*) FILTER (WHERE o.closed_at IS NULL),
       count(*) FILTER (WHERE o.closed_at IS NULL AND o.due_at < %(at)s
                        AND o.version_id || '.' || o.stage <> ALL(%(others)s)),
       count(*) FILTER (WHERE o.outcome = 'done'),
       count(*) FILTER (WHERE o.outcome = 'done' AND NOT coalesce(h.late, false)),
       count(*) FILTER (WHERE o.outcome = 'done' AND NOT coalesce(h.late_at_first, false)),
       count(*) FILTER (WHERE h.extended), count(w.solved), count(*) FILTER (WHERE w.solved),
       avg(o.closed_at - o.opened_at) FILTER (WHERE o.outcome = 'done')
FROM own o LEFT JOIN handled h ON h.matter_id = o.id LEFT JOIN word w ON w.matter_id = o.id
GROUP BY o.channel ORDER BY count(*) DESC, o.channel
"""


@dataclass(frozen=True, slots=True)
class ChannelCount:
    """What came by one channel, and how it fares.

    Shape:   of those opened in the period: `open_now`, of them `late_now`; `done`, of them `in_time` at
             every step by the time that was granted, and `in_time_at_first` by the time before any was
             granted; `extended` ones that left their stage; `answered` by a word of the raiser's, of
             them `solved` by the last one; `lasted` from first word to the end, on average.
    """

    channel: str
    opened: int
    open_now: int
    late_now: int
    done: int
    in_time: int
    in_time_at_first: int
    extended: int
    answered: int
    solved: int
    lasted: timedelta | None


def by_channel(
    *,
    by: Actor,
    lo: str,
    hi: str,
    since: datetime,
    until: datetime,
    at: datetime,
    versions: Iterable[Definition],
) -> tuple[ChannelCount, ...]:
    """Counts by channel of what was opened in [since, until) in a range of places. One statement in a scope.

    Shape:   `versions` are the programmes' versions that may occur; time that is the raiser's, or a
             public notice's, makes nobody late.
    Source:  DOMAIN.md 12 (on-time closure, resolution)
    """
    given: dict[str, Any] = {
        "since": since, "until": until, "lo": lo, "hi": hi, "at": at, "extended": EXTENDED,
        "others": [f"{d.version_id}.{name}" for d in versions for name in _of_others(d)],
    }  # fmt: skip
    with acting(by), connection.cursor() as cursor:
        cursor.execute(_COUNTS, given)
        return tuple(ChannelCount(*row) for row in cursor.fetchall())


def _of_others(d: Definition) -> list[str]:
    """The stages whose time is not a unit's: the raiser's turn, a notice that runs."""
    return [
        name
        for name, stage in d.stages.items()
        if stage.owner == "raiser" or any(BLOCKS[b].invites_objections for b in stage.blocks)
    ]
