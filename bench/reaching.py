"""What a reach costs: the queue's statement under each policy, beside the same one with a WHERE clause."""

import statistics
import time
from typing import Any

from django.db import connection, connections

from shuoshi.matters import queries
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach

_TIMES, _WARM = 150, 30


def _where(who: Actor) -> tuple[str, list[Any]]:
    """The condition that the reach's policy stands for."""
    if who.reach is Reach.HOLDING:
        return " AND m.holder_id = %s", [who.unit_id]
    return " AND m.path >= %s AND m.path < %s", [who.bounds.lo, who.bounds.hi]


def _timed(
    ask: tuple[Any, str, list[Any]], plain: tuple[Any, str, list[Any]]
) -> tuple[float, float]:
    """The medians of two statements asked turn about, so that nothing that drifts favours one."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_TIMES):
        for found, (cursor, sql, values) in zip(times, (ask, plain), strict=True):
            began = time.perf_counter()
            cursor.execute(sql, values)
            cursor.fetchall()
            found.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[0][_WARM:]), statistics.median(times[1][_WARM:])


def _plan(cursor: Any, sql: str, values: list[Any]) -> str:
    cursor.execute("EXPLAIN (COSTS OFF) " + sql, values)
    return " | ".join(row[0].strip() for row in cursor.fetchall())


def reaching(readers: dict[str, Actor]) -> dict[str, float]:
    """Medians of the queue's first page under each reach and for the empty answer, with the plans; the
    ratios by name."""
    ratios: dict[str, float] = {}
    key = [queries._FROM, queries._NIL, queries.PAGE + 1]
    print(f"\n{'queue, median ms':<18}{'policy':>10}{'WHERE':>10}{'ratio':>8}")
    plans = []
    for name, who in readers.items():
        sql, values = queries._queue_of(who, key)
        condition, bounds = _where(who)
        plain = sql.replace("m.closed_at IS NULL", "m.closed_at IS NULL" + condition)
        with acting(who), connection.cursor() as own, connections["owner"].cursor() as bare:
            policy, where = _timed((own, sql, values), (bare, plain, [*bounds, *values]))
            plans.append(f"{name}: {_plan(own, sql, values)}")
        ratios[f"queue, {name}"] = policy / where
        print(f"{name:<18}{policy:>10.2f}{where:>10.2f}{policy / where:>8.2f}")
    print("\nplans under the policies\n  " + "\n  ".join(plans))
    return ratios
