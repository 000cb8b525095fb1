"""Reading switches. They hold orders and days, no person, so every room may."""

import time
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from shuoshi.kernel.clock import local_date
from shuoshi.reach.models import Switch
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import EmergencyOff, SwitchRow

HOME_LATE = timedelta(hours=72)
"""How long a phone may take to bring home what it captured while the switch was on."""
_FRESH_S = 5.0
_on: list[tuple[float, tuple[tuple[str, bool, tuple[str, ...]], ...]]] = []
_NAMES = (
    "id", "kind", "opens", "path", "order_number", "legal_basis", "purpose", "drill", "starts_at", "last_on",
    "keep_days", "ended_at", "erase_on", "assessment", "erased_at", "counts",
)  # fmt: skip


def _rows(found: QuerySet[Switch]) -> tuple[SwitchRow, ...]:
    return tuple(SwitchRow(*row) for row in found.values_list(*_NAMES))


def accepting(gate: str, path: str, *, captured_at: datetime, at: datetime) -> SwitchRow:
    """The switch under which what waits for a gate is accepted that was captured then and there. One statement.

    Shape:   it was on at the capture, and what a phone brings home comes within 72 hours. Of several the one that
             is kept longest: nothing goes while an emergency that it belongs to may still run.
    Raises:  EmergencyOff
    """
    if captured_at > at or at - captured_at > HOME_LATE:
        raise EmergencyOff
    found = Switch.objects.filter(
        opens__contains=[gate], starts_at__lte=captured_at, erased_at__isnull=True
    )
    for row in _rows(found.order_by("-keep_days", "starts_at", "id")):
        on = row.ended_at is None or captured_at < row.ended_at
        if on and bounds_of(row.path).holds(path):
            return row
    raise EmergencyOff


def switch_at(kind: str, gate: str, path: str, captured_at: datetime) -> SwitchRow:
    """The switch of one kind that opened a gate there at the capture and is not erased. One statement.

    Raises:  EmergencyOff
    """
    found = Switch.objects.filter(
        kind=kind, opens__contains=[gate], starts_at__lte=captured_at, last_on__gte=local_date(captured_at),
        erasing_at__isnull=True,
    )  # fmt: skip
    for row in _rows(found.order_by("-starts_at", "-id")):
        on = row.ended_at is None or captured_at < row.ended_at
        if on and bounds_of(row.path).holds(path):
            return row
    raise EmergencyOff


def kept_switch(switch_id: UUID, at: datetime) -> SwitchRow:
    """One switch, while it is neither erased nor due to be. One statement.

    Raises:  EmergencyOff
    """
    row = switch(switch_id)
    if (
        row is None
        or row.erased_at is not None
        or (row.erase_on and row.erase_on <= local_date(at))
    ):
        raise EmergencyOff
    return row


def gates_on() -> frozenset[str]:
    """The gates that are open anywhere, asked of the database at most every five seconds: for menus;
    `accepting` decides."""
    return frozenset(gate for _kind, _drill, opens in _asked() for gate in opens)


def kinds_on(gate: str) -> frozenset[str]:
    """The kinds that have opened a gate anywhere, asked as `gates_on` asks."""
    return frozenset(kind for kind, _drill, opens in _asked() if gate in opens)


def drill_on() -> bool:
    """Whether a drill runs, asked as `gates_on` asks."""
    return any(drill for _kind, drill, _opens in _asked())


def real_on() -> frozenset[str]:
    """The kinds that are switched on in earnest, asked as `gates_on` asks."""
    return frozenset(kind for kind, drill, _opens in _asked() if not drill)


def _asked() -> tuple[tuple[str, bool, tuple[str, ...]], ...]:
    if not _on or time.monotonic() - _on[0][0] > _FRESH_S:
        found = Switch.objects.filter(ended_at__isnull=True).values_list("kind", "drill", "opens")
        _on[:] = [(time.monotonic(), tuple((k, d, tuple(o)) for k, d, o in found))]
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
