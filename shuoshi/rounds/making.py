"""Days that were asked for are planned: outside any transaction, checked by what shares nothing with the solver, and
stored only if nobody changed the day meanwhile."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.rounds.models import Crew, Round, Stop
from shuoshi.rounds.refreshing import refresh
from shuoshi.rounds.rules import second_of
from shuoshi.rounds.terms import NOT_ON_MAP, State, StopState

if TYPE_CHECKING:
    from shuoshi.rounds.under_way import Gone

_log = logging.getLogger("shuoshi.rounds")
_MOST = 20


def work_off(*, at: datetime) -> int:
    """Plan the days that wait, the oldest first, twenty at most. Gives how many were planned.

    Shape:   without the extra `planning` a day is failed, and its page says why.
    """
    done = 0
    for _ in range(_MOST):
        with acting(SYSTEM):
            row = Round.objects.filter(state=State.ASKED).order_by("asked_at", "id").first()
            if row is None:
                return done
            refresh(row, at)
            crews = list(Crew.objects.filter(round_id=row.id, lost=False).order_by("name", "id"))
            stops = list(Stop.objects.filter(round_id=row.id).order_by("id"))
        _plan(row, crews, stops, at)
        done += 1
    return done


def _plan(row: Round, crews: Sequence[Crew], stops: Sequence[Stop], at: datetime) -> None:
    try:
        routes, left, travel = _made(row, crews, stops, at)
    except Exception:
        _log.exception("round %s was not planned", row.id)
        _failed(row)
        return
    _store(row, routes, left, travel, at)


def _made(
    row: Round, crews: Sequence[Crew], stops: Sequence[Stop], at: datetime
) -> tuple[list[dict[str, Any]], dict[UUID, str], str]:
    """Routes as they are stored, who is left out and why, where ways come from. Raises FaultyPlan, ImportError."""
    from shuoshi.planning.rounds.checking import faults_of
    from shuoshi.planning.rounds.terms import Limit, Why
    from shuoshi.rounds.problem import as_rows, draw
    from shuoshi.rounds.under_way import made

    with acting(SYSTEM):
        drawn = draw(row, crews, stops)
    limit = Limit(seconds=row.seconds)
    problem, plan, behind = made(row, drawn.problem, crews, stops, limit, second_of(row.on, at))
    faults = faults_of(problem, plan)
    if faults:
        raise FaultyPlan("; ".join(faults[:5]))
    over = "" if problem.crews else Why.OUT_OF_TIME.value
    left = {UUID(left.stop): over or left.why.value for left in plan.left}
    left |= dict.fromkeys(drawn.nowhere, NOT_ON_MAP)
    left_at = {r["crew"]: r["leaves_s"] for r in row.routes}
    return _with(behind, as_rows(plan.routes), left_at), left, drawn.travel


def _with(
    behind: "dict[str, Gone]", rows: list[dict[str, Any]], left_at: dict[str, int]
) -> list[dict[str, Any]]:
    """The new routes with what is behind each crew, or stays its next, put before them.

    Shape:   a crew that had left left when it did; `metres` and `drive_s` are of its whole day.
    """
    out = []
    for r in rows:
        gone = behind.pop(r["crew"], None)
        if gone is None or not gone.calls:
            out.append(r)
            continue
        began = min(left_at.get(r["crew"], r["leaves_s"]), r["leaves_s"])
        out.append(
            r | {"calls": [*gone.calls, *r["calls"]], "leaves_s": began, "metres": gone.metres + r["metres"],
                 "drive_s": gone.drive_s + r["drive_s"]}
        )  # fmt: skip
    for crew, gone in behind.items():
        if gone.calls:
            first, last = gone.calls[0]["arrives_s"], gone.calls[-1]["leaves_s"]
            out.append(
                {"crew": crew, "leaves_s": min(left_at.get(crew, first), first), "returns_s": last + gone.back_s,
                 "metres": gone.metres, "drive_s": gone.drive_s, "wait_s": 0, "calls": gone.calls}
            )  # fmt: skip
    return out


def _store(
    row: Round, routes: list[dict[str, Any]], left: dict[UUID, str], travel: str, at: datetime
) -> None:
    """Write a plan, unless the day was changed meanwhile: then it is asked for anew; or dropped.

    Shape:   a stop that a crew was done with meanwhile stays with that crew. As engine, one transaction.
    """
    with acting(SYSTEM), connection.cursor() as cursor:
        now = Round.objects.select_for_update().filter(id=row.id).first()
        if now is None or now.revision != row.revision:
            return
        units = dict(Crew.objects.filter(round_id=row.id).values_list("id", "unit_id"))
        waits = Stop.objects.filter(round_id=row.id, state=StopState.WAITS)
        waits.update(crew=None, n=None, unit=None, why_left="")
        calls = [
            (UUID(call["stop"]), UUID(route["crew"]), n)
            for route in routes
            for n, call in enumerate((c for c in route["calls"] if "stop" in c), 1)
        ]  # fmt: skip
        ids, crews, places = zip(*calls, strict=True) if calls else ((), (), ())
        sent = [units.get(c) for c in crews]
        cursor.execute(_SERVED, [list(ids), list(crews), list(places), sent])
        cursor.execute(_LEFT, [list(left), list(left.values())])
        Round.objects.filter(id=row.id).update(
            state=State.PLANNED,
            routes=routes,
            travel=travel,
            planned_at=at,
            planned_revision=row.revision,
        )


_SERVED = """
UPDATE rounds_stop s SET n = v.n, unit_id = CASE s.state WHEN 'waits' THEN v.unit ELSE s.unit_id END,
       crew_id = CASE s.state WHEN 'waits' THEN v.crew ELSE s.crew_id END
FROM unnest(%s::uuid[], %s::uuid[], %s::int[], %s::uuid[]) AS v(id, crew, n, unit)
WHERE s.id = v.id AND (s.state = 'waits' OR s.crew_id = v.crew)
"""
_LEFT = """
UPDATE rounds_stop s SET why_left = v.why FROM unnest(%s::uuid[], %s::text[]) AS v(id, why)
WHERE s.id = v.id AND s.state = 'waits'
"""


class FaultyPlan(Exception):
    """A plan that the checker does not accept; never shown, never stored."""


def _failed(row: Round) -> None:
    with acting(SYSTEM):
        Round.objects.filter(id=row.id, revision=row.revision).update(state=State.FAILED)
