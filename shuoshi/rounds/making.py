"""Days that were asked for are planned: outside any transaction, checked by what shares nothing with the solver, and
stored only if nobody changed the day meanwhile."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shuoshi.kernel.clock import local, local_date
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.rounds.models import Crew, Round, Stop
from shuoshi.rounds.terms import NOT_ON_MAP, State, StopState

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
            crews = list(Crew.objects.filter(round_id=row.id, lost=False).order_by("name", "id"))
            stops = list(Stop.objects.filter(round_id=row.id).order_by("id"))
        _plan(row, crews, stops, at)
        done += 1
    return done


def _plan(row: Round, crews: Sequence[Crew], stops: Sequence[Stop], at: datetime) -> None:
    try:
        from shuoshi.planning.rounds.checking import faults_of
        from shuoshi.planning.rounds.terms import Limit
        from shuoshi.rounds.problem import as_rows, draw
        from shuoshi.rounds.under_way import made
    except ImportError:
        _failed(row)
        return
    with acting(SYSTEM):
        drawn = draw(row, crews, stops)
    limit = Limit(seconds=row.seconds)
    problem, plan, behind = made(row, drawn.problem, crews, stops, limit, second_of_day(row, at))
    faults = faults_of(problem, plan)
    if faults:
        _log.error("round %s: %s", row.id, "; ".join(faults[:5]))
        _failed(row)
        return
    left = {UUID(left.stop): left.why.value for left in plan.left}
    left |= dict.fromkeys(drawn.nowhere, NOT_ON_MAP)
    rows = as_rows(plan.routes)
    _store(row, _with(behind, rows), left, drawn.travel, at)


def _with(
    behind: dict[str, list[dict[str, Any]]], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The new routes with the calls that are behind each crew, or stay its next, put before them."""
    out = [r | {"calls": [*behind.pop(r["crew"], []), *r["calls"]]} for r in rows]
    for crew, calls in behind.items():
        if calls:
            last = calls[-1]["leaves_s"]
            out.append(
                {"crew": crew, "leaves_s": calls[0]["arrives_s"], "returns_s": last, "metres": 0, "drive_s": 0,
                 "wait_s": 0, "calls": calls}
            )  # fmt: skip
    return out


def _store(
    row: Round, routes: list[dict[str, Any]], left: dict[UUID, str], travel: str, at: datetime
) -> None:
    """Write a plan, unless the day was changed meanwhile: then it is asked for anew. As engine, one transaction."""
    with acting(SYSTEM):
        now = Round.objects.select_for_update().get(id=row.id)
        if now.revision != row.revision:
            return
        units = dict(Crew.objects.filter(round_id=row.id).values_list("id", "unit_id"))
        waits = Stop.objects.filter(round_id=row.id, state=StopState.WAITS)
        waits.update(crew=None, n=None, unit=None, why_left="")
        for route in routes:
            crew = UUID(route["crew"])
            for n, call in enumerate(route["calls"], 1):
                if "stop" in call:
                    Stop.objects.filter(id=call["stop"]).update(
                        crew_id=crew, n=n, unit_id=units.get(crew)
                    )
        for stop, why in left.items():
            waits.filter(id=stop).update(why_left=why)
        Round.objects.filter(id=row.id).update(
            state=State.PLANNED,
            routes=routes,
            travel=travel,
            planned_at=at,
            planned_revision=row.revision,
        )


def _failed(row: Round) -> None:
    with acting(SYSTEM):
        Round.objects.filter(id=row.id, revision=row.revision).update(state=State.FAILED)


def second_of_day(row: Round, at: datetime) -> int:
    """How far the day of a round has come, in seconds; 0 before it."""
    if local_date(at) != row.on:
        return 0
    now = local(at)
    return now.hour * 3600 + now.minute * 60 + now.second
