"""What time alone brings about: no answer climbs in minutes, rung by rung, once a place."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from shuoshi.notices.actions import tell_each
from shuoshi.notices.terms import About
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.warnings.keeping import noted
from shuoshi.warnings.ladders import CARERS, ladder_called
from shuoshi.warnings.models import Call
from shuoshi.warnings.rules import climbs_at

_BATCH = 500
_COMMUNITY, _GRID = 12, 15
_AT_GRIDS = frozenset({"grid_worker", CARERS})
"""Who hears of one grid alone; everybody else of a community."""


def climb(*, at: datetime) -> int:
    """Households that have not answered in time: the next rung hears how many there are, once a place. Gives how many
    households climbed. In batches of 500, each a transaction of its own; safe to run twice at once."""
    many = 0
    while True:
        with acting(SYSTEM):
            due = Call.objects.select_for_update(skip_locked=True, of=("self",))
            late = list(
                due.filter(climb_at__lte=at).select_related("warning").order_by("climb_at", "id")[:_BATCH]
            )  # fmt: skip
            heard = {(c.warning_id, to) for c in late for to in _heard(c)}
            for call in late:
                call.climbed += 1
                call.climb_at = climbs_at(
                    ladder_called(call.warning.ladder), call.due_at, call.climbed
                )
            Call.objects.bulk_update(late, ["climbed", "climb_at"], batch_size=_BATCH)
            for warning_id in {c.warning_id for c in late}:
                _tell(warning_id, sorted(to for w, to in heard if w == warning_id), at)
        if not late:
            return many
        many += len(late)


def _heard(call: Call) -> Iterable[str]:
    """Who hears of a call at its rung, with the place that they hear of."""
    for to in ladder_called(call.warning.ladder).rungs[call.climbed].to:
        yield f"{to}@{call.path[: _GRID if to in _AT_GRIDS else _COMMUNITY]}"


def _tell(warning_id: UUID, audiences: list[str], at: datetime) -> None:
    tell_each(
        about=About(warning_id=warning_id), template="call_unanswered", audiences=audiences, at=at
    )
    for path in sorted({to.partition("@")[2][:_COMMUNITY] for to in audiences}):
        noted("climb", warning_id, path, SYSTEM, at)
