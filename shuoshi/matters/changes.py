"""What a decision is made from, and the form of what it writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shuoshi.matters.clocks import Anchor
from shuoshi.matters.situation import Situation
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
