"""What a decision is made from, and the form of what it writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shuoshi.matters.clocks import Anchor, Clocking, ends_of
from shuoshi.matters.rules import Situation
from shuoshi.programmes.ports import Ends
from shuoshi.reach.terms import Actor

Change = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deciding:
    """What a decision needs beside the situation."""

    now: Situation
    by: Actor
    anchor: Anchor
    shown: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    place_name: str = ""
    street_name: str = ""
    timer_id: UUID | None = None
    climb: int | None = None


def iso(at: datetime | None) -> str | None:
    """A time as JSON holds it."""
    return at.isoformat() if at else None


def ends_in(now: Situation, anchor: Anchor) -> Ends:
    """How the limits that a block names end; worked out only when a block asks."""

    def ends(name: str, since: datetime) -> datetime | None:
        m = now.matter
        c = Clocking(
            now.definition, now.calendar, now.names(), m.limits, m.opened_at, anchor, m.due_at,
            m.overall_due_at,
        )  # fmt: skip
        return ends_of(c)(name, since)

    return ends
