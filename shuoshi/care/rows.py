"""Care as pages and the API read it: masked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from shuoshi.care.models import Pairing, Visit
from shuoshi.care.schemes import Scheme
from shuoshi.care.terms import (
    RENEW_DAYS,
    CarerState,
)
from shuoshi.people.terms import Group
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import Masked

PAGE = 50


@dataclass(frozen=True, slots=True)
class PairingRow:
    """A pairing in the ledger: masked, with how it stands."""

    id: UUID
    scheme: Scheme
    path: str
    place: str
    name: str
    person_id: UUID | None
    household_id: UUID | None
    tier: str
    agreed_on: date | None
    due_at: datetime | None
    last_at: datetime | None
    misses: int
    gaps: tuple[str, ...]

    @property
    def climbed(self) -> bool:
        """Whether two visits in a row did not come about."""
        return self.misses > 1


@dataclass(frozen=True, slots=True)
class CarerRow:
    """A helper in a role, masked."""

    id: UUID
    role: str
    state: CarerState
    helper_id: UUID
    helper: str
    unit_id: UUID
    unit: str
    substitute: str
    substitute_until: date | None
    follows: bool
    handed_over_on: date | None
    since_at: datetime | None
    over_on: date | None
    why: str
    helps_no_more: bool


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit, with its words for whoever may read them; `account_id` is whose record it is; `moves`
    where the next one is due by it."""

    id: UUID
    role: str
    way: str
    outcome: str
    at: datetime
    words: str
    findings: tuple[str, ...]
    raised: tuple[UUID, ...]
    handover: bool
    recorded_at: datetime
    account_id: UUID | None
    moves: bool


@dataclass(frozen=True, slots=True)
class DueRow:
    """A service of a contract, and whether it is done."""

    id: UUID
    contract_id: UUID
    service: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract: its term, and its services."""

    id: UUID
    pairing_id: UUID
    scheme: Scheme
    place: str
    name: str
    unit: str
    since_on: date
    until_on: date
    ended_on: date | None
    dues: tuple[DueRow, ...]

    def renews(self, today: date) -> bool:
        """Whether it is time to sign anew."""
        return self.ended_on is None and self.until_on - today <= timedelta(days=RENEW_DAYS)


@dataclass(frozen=True, slots=True)
class PauseRow:
    """Nobody is missed until a day; of the household where `household`."""

    why: str
    since_on: date
    until_on: date
    household: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """A pairing with everything that belongs to it, for whoever arranges there."""

    row: PairingRow
    agreed_by: str
    contact: str
    groups: tuple[Group, ...]
    carers: tuple[CarerRow, ...]
    before: tuple[CarerRow, ...]
    visits: tuple[VisitRow, ...]
    pauses: tuple[PauseRow, ...]
    contracts: tuple[ContractRow, ...]
    ended_on: date | None
    ended_why: str


@dataclass(frozen=True, slots=True)
class OwnRow:
    """How somebody is looked after, as they see it themselves: by whom in which role, when next.

    Shape:   `of_home` where it is the household's; `may_end` where they may say that it is to end.
    """

    id: UUID
    scheme: Scheme
    since_on: date
    due_at: datetime | None
    last_at: datetime | None
    carers: tuple[CarerRow, ...]
    of_home: bool
    may_end: bool


def name_of(pairing: Pairing) -> str:
    """Whom a pairing looks after, masked; '' for a household or a place."""
    return mask(Masked.NAME, str(pairing.person.name)) if pairing.person else ""


def visit_row(v: Visit, *, words: bool) -> VisitRow:
    """A visit as a row; its words only for whoever may read them."""
    said = str(v.words or "") if words else ""
    role = v.carer.role if v.carer else ""
    return VisitRow(
        v.id,
        role,
        v.way,
        v.outcome,
        v.at,
        said,
        tuple(v.findings),
        tuple(v.raised),
        v.handover,
        v.recorded_at,
        v.account_id,
        v.before is not None,
    )
