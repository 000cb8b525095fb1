"""What time alone brings about: no answer climbs in minutes, rung by rung, once a place; who calls is kept as the
pairings stand."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from shuoshi.notices.actions import tell_each
from shuoshi.notices.terms import About
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.warnings.callers import keep_callers
from shuoshi.warnings.ending import end_with_emergencies
from shuoshi.warnings.keeping import noted
from shuoshi.warnings.ladders import CARERS, ladder_called
from shuoshi.warnings.models import Call, Warning
from shuoshi.warnings.rules import climbs_at
from shuoshi.warnings.terms import HOUSEHOLDS_MOST

_COMMUNITY, _GRID = 12, 15
_AT_GRIDS = frozenset({"grid_worker", CARERS})
"""Who hears of one grid alone; everybody else of a community."""


def sweep_warnings(*, at: datetime) -> int:
    """Every minute: warnings end with their emergency, callers follow the pairings, no answer climbs. Gives how many
    households climbed. Safe to run twice at once."""
    end_with_emergencies(at=at)
    with acting(SYSTEM):
        for warning in Warning.objects.filter(ended_at__isnull=True).order_by("id"):
            keep_callers(warning, at)
        standing = list(
            Call.objects.filter(climb_at__lte=at, warning__ended_at__isnull=True)
            .values_list("warning_id", flat=True).distinct()
        )  # fmt: skip
    return sum(climb(warning_id, at=at) for warning_id in sorted(standing))


def climb(warning_id: UUID, *, at: datetime) -> int:
    """Households of a warning that have not answered in time: the next rung hears how many there are, once a place.
    Gives how many climbed."""
    with acting(SYSTEM):
        due = Call.objects.select_for_update(skip_locked=True).filter(
            warning_id=warning_id, climb_at__lte=at
        )
        late = list(due.order_by("path", "id")[:HOUSEHOLDS_MOST])
        warning = Warning.objects.get(id=warning_id)
        if not late or warning.ended_at is not None:
            return 0
        ladder = ladder_called(warning.ladder)
        rungs = [
            (c.path, ladder.rungs[c.climbed].to) for c in late if c.climbed < len(ladder.rungs)
        ]
        heard = {to for path, rung in rungs for to in _heard(path, rung)}
        for call in late:
            call.climbed += 1
            call.climb_at = climbs_at(ladder, call.due_at, call.climbed)
        Call.objects.bulk_update(late, ["climbed", "climb_at"], batch_size=1_000)
        tell_each(
            about=About(warning_id=warning_id),
            template="call_unanswered",
            audiences=sorted(heard),
            at=at,
        )
        for path in sorted({c.path[:_COMMUNITY] for c in late}):
            noted("climb", warning_id, path, SYSTEM, at)
    return len(late)


def _heard(path: str, rung: Iterable[str]) -> Iterable[str]:
    """Who hears of a call at a rung, with the place that they hear of."""
    for to in rung:
        yield f"{to}@{path[: _GRID if to in _AT_GRIDS else _COMMUNITY]}"
