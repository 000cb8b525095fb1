"""Reading switches. They hold orders and days, no person, so every room may."""

import time
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from shuoshi.reach.models import Switch
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import EmergencyOff, SwitchRow

HOME_LATE = timedelta(hours=72)
"""How long a phone may take to bring home what it captured while the switch was on."""
_FRESH_S = 5.0
_on: list[tuple[float, dict[str, bool]]] = []
_NAMES = (
    "id", "kind", "path", "order_number", "legal_basis", "purpose", "drill", "starts_at", "last_on",
    "keep_days", "ended_at", "erase_on", "assessment", "erased_at", "counts",
)  # fmt: skip


def _rows(found: QuerySet[Switch]) -> tuple[SwitchRow, ...]:
    return tuple(SwitchRow(*row) for row in found.values_list(*_NAMES))


def accepting(kind: str, path: str, *, captured_at: datetime, at: datetime) -> SwitchRow:
    """The switch under which something captured at a time and place is accepted. One statement.

    Shape:   it was on at the capture, and what a phone brings home comes within 72 hours.
    Raises:  EmergencyOff
    """
    if captured_at > at or at - captured_at > HOME_LATE:
        raise EmergencyOff
    found = Switch.objects.filter(kind=kind, starts_at__lte=captured_at, erased_at__isnull=True)
    for row in _rows(found.order_by("-starts_at")):
        on = row.ended_at is None or captured_at < row.ended_at
        if on and bounds_of(row.path).holds(path):
            return row
    raise EmergencyOff


def kinds_on() -> frozenset[str]:
    """The kinds that are switched on, asked of the database at most every five seconds: for menus;
    `accepting` decides."""
    return frozenset(_asked())


def drill_on() -> bool:
    """Whether a drill runs, asked as `kinds_on` asks."""
    return any(_asked().values())


def real_on() -> frozenset[str]:
    """The kinds that are switched on in earnest, asked as `kinds_on` asks."""
    return frozenset(kind for kind, drill in _asked().items() if not drill)


def _asked() -> dict[str, bool]:
    if not _on or time.monotonic() - _on[0][0] > _FRESH_S:
        found = Switch.objects.filter(ended_at__isnull=True).values_list("kind", "drill")
        _on[:] = [(time.monotonic(), dict(found))]
    return _on[0][1]


def forget_switches() -> None:
    """Ask anew: after a switch in this process."""
    _on.clear()


def switch(switch_id: UUID) -> SwitchRow | None:
    """One switch. One statement."""
    return next(iter(_rows(Switch.objects.filter(id=switch_id))), None)


def switches() -> tuple[SwitchRow, ...]:
    """Every switch that ever was, those that are on first. One statement."""
    rows = _rows(Switch.objects.order_by("-starts_at", "-id"))
    return tuple(sorted(rows, key=lambda row: row.ended_at is not None))
