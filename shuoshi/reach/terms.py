"""Actors and reaches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from shuoshi.kernel.errors import NotAllowed


class Reach(StrEnum):
    """How far somebody sees. The value is the PostgreSQL role that carries it."""

    TERRITORIAL = "shuoshi_territorial"
    HOLDING = "shuoshi_holding"
    RESIDENT = "shuoshi_resident"
    TOKEN = "shuoshi_token"  # noqa: S105 - a role's name
    PUBLIC = "shuoshi_public"
    ENGINE = "shuoshi_engine"


APP_LOGIN = "shuoshi_app"
OWNER_LOGIN = "shuoshi_owner"


@dataclass(frozen=True, slots=True)
class Bounds:
    """A range of paths: `lo <= path < hi` in byte order. Two empty texts hold no path at all."""

    lo: str = ""
    hi: str = ""

    def holds(self, path: str) -> bool:
        """Whether `path` lies inside."""
        return self.lo <= path < self.hi


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, under one duty or none.

    Shape:   `role` is the duty's role, 'resident' for a raiser, 'system' for the clock;
             `unit_id` bounds the holding reach, `person_id` the resident's, `token_hash` (64 hex
             digits) the token's; `said` is how the post is called on a page, never a name;
             `glass_id` the break-glass without which this would not be seen.
    """

    reach: Reach
    role: str
    bounds: Bounds = Bounds()
    unit_id: UUID | None = None
    person_id: UUID | None = None
    token_hash: str | None = None
    account_id: UUID | None = None
    duty_id: UUID | None = None
    said: str = ""
    glass_id: UUID | None = None

    def settings(self) -> tuple[str, str, str, str, str, str]:
        """Role, lower and upper bound, unit, person and token, as the database's settings."""
        return (
            self.reach.value,
            self.bounds.lo,
            self.bounds.hi,
            str(self.unit_id or ""),
            str(self.person_id or ""),
            self.token_hash or "",
        )


ANYBODY = Actor(reach=Reach.PUBLIC, role="anybody")
SYSTEM = Actor(reach=Reach.ENGINE, role="system")


@dataclass(frozen=True, slots=True)
class SwitchRow:
    """An emergency's switch, as rooms read it."""

    id: UUID
    kind: str
    opens: Sequence[str]
    path: str
    order_number: str
    legal_basis: str
    purpose: str
    drill: bool
    starts_at: datetime
    last_on: date
    keep_days: int
    ended_at: datetime | None
    erase_on: date | None
    assessment: str
    erased_at: datetime | None
    counts: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The name of the key that seals what is collected under it."""
        return key_of_switch(self.id)


def key_of_switch(switch_id: UUID) -> str:
    """The name of a switch's key: its own, never another's."""
    return f"emergency-{switch_id.hex[-16:]}"


class EmergencyOff(NotAllowed):
    """这一类只在应急期间办理，现在没有开启。"""

    code = "emergency_off"
