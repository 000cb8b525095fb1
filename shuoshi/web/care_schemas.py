"""Care as the API says it."""

from datetime import date
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.care.parts import Call
from shuoshi.care.rows import CarerRow, ContractRow, PairingRow, VisitRow
from shuoshi.web.schemas import Moment


class CallOut(Schema):
    """Somebody on the day's list, masked."""

    part: UUID
    pairing: UUID
    scheme: str
    role: str
    state: str
    place: str
    name: str
    tier: str
    due_at: Moment | None
    last_at: Moment | None
    misses: int
    spot: tuple[float, float] | None = Field(description="Degrees, where somebody wrote it down")


class VisitOut(Schema):
    id: UUID
    role: str
    way: str
    outcome: str
    at: Moment
    words: str
    findings: list[str]
    raised: list[UUID]
    handover: bool


class PartOut(Schema):
    """What one carer may know; `values` only after a look, which is written down."""

    call: CallOut
    groups: list[str]
    values: dict[str, str]
    visits: list[VisitOut]
    paused_until: date | None
    handover: bool


class PairingOut(Schema):
    id: UUID
    scheme: str
    place: str
    name: str
    person: UUID | None
    household: UUID | None
    tier: str
    agreed_on: date | None
    due_at: Moment | None
    last_at: Moment | None
    misses: int
    gaps: list[str]


class CarerOut(Schema):
    part: UUID
    role: str
    state: str
    helper: UUID
    name: str
    unit: str
    substitute: str
    substitute_until: date | None
    handed_over_on: date | None
    why: str


class DueOut(Schema):
    id: UUID
    service: str
    due_on: date
    done_on: date | None


class ContractOut(Schema):
    """A contract: its term and what is due. No clinical value."""

    id: UUID
    pairing: UUID
    unit: str
    since_on: date
    until_on: date
    ended_on: date | None
    dues: list[DueOut]


class WholeOut(Schema):
    pairing: PairingOut
    agreed_by: str
    groups: list[str]
    carers: list[CarerOut]
    visits: list[VisitOut]
    contracts: list[ContractOut]
    ended_on: date | None


class MeasureOut(Schema):
    """A measure of DOMAIN section 12: `part` of `whole`; `rate` only where the whole is ten or more; `counted` is the
    same without what was excluded from rates, of needs."""

    number: int
    key: str
    of: str
    name: dict[str, str]
    part: int
    whole: int | None
    rate: float | None
    median_days: float | None
    counted: tuple[int, int] | None
    rate_counted: float | None


class OwnOut(Schema):
    id: UUID
    scheme: str
    since_on: date
    due_at: Moment | None
    carers: list[CarerOut]


class PairIn(Schema):
    """Whom to pair: a person, a household or a place; with the yes, where it was given."""

    model_config = ConfigDict(extra="forbid")

    scheme: str = Field(max_length=40)
    person: UUID | None = None
    household: UUID | None = None
    place: str = Field("", max_length=40)
    contact: str = Field("", max_length=60)
    agreed_by: str = Field("", max_length=10)
    agreed_on: date | None = None


class YesIn(Schema):
    model_config = ConfigDict(extra="forbid")

    agreed_by: str = Field(max_length=10)
    agreed_on: date


class RoleIn(Schema):
    model_config = ConfigDict(extra="forbid")

    role: str = Field(max_length=40)
    helper: UUID


class AnswerIn(Schema):
    model_config = ConfigDict(extra="forbid")

    yes: bool
    why: str = Field("", max_length=200)


class WhyIn(Schema):
    model_config = ConfigDict(extra="forbid")

    why: str = Field(max_length=200)


class StandInIn(Schema):
    model_config = ConfigDict(extra="forbid")

    helper: UUID | None = Field(description="None: nobody stands in any more")
    until: date | None = None


class VisitIn(Schema):
    """A visit, or why it did not come about. `id` is a UUIDv7 of the phone: sent twice it is one."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    way: str = Field(max_length=10)
    outcome: str = Field(max_length=10)
    at: AwareDatetime
    words: str = Field("", max_length=2000)
    findings: list[str] = Field([], max_length=20)
    until: date | None = None
    handover: bool = False


class PauseIn(Schema):
    model_config = ConfigDict(extra="forbid")

    why: str = Field(max_length=10)
    until: date


class SignIn(Schema):
    model_config = ConfigDict(extra="forbid")

    since: date


class DoneIn(Schema):
    model_config = ConfigDict(extra="forbid")

    on: date


class RaiseIn(Schema):
    """What a visit found becomes a matter."""

    model_config = ConfigDict(extra="forbid")

    programme: str = Field(max_length=40)
    body: str = Field(max_length=5000)


class LedgerIn(Schema):
    scheme: str = Field("", max_length=40)
    gaps: bool = False
    after: UUID | None = None


class PeriodIn(Schema):
    since: str = Field("", description="A day; the first of this year where it is left out")
    until: str = Field("", description="A day; today where it is left out")


def call_out(c: Call) -> CallOut:
    return CallOut(
        part=c.carer_id, pairing=c.pairing_id, scheme=c.scheme.scheme, role=c.role, state=c.state, place=c.path,
        name=c.name, tier=c.tier, due_at=c.due_at, last_at=c.last_at, misses=c.misses, spot=c.spot,
    )  # fmt: skip


def visit_out(v: VisitRow) -> VisitOut:
    return VisitOut(
        id=v.id, role=v.role, way=v.way, outcome=v.outcome, at=v.at, words=v.words, findings=list(v.findings),
        raised=list(v.raised), handover=v.handover,
    )  # fmt: skip


def pairing_out(r: PairingRow) -> PairingOut:
    return PairingOut(
        id=r.id, scheme=r.scheme.scheme, place=r.path, name=r.name, person=r.person_id, household=r.household_id,
        tier=r.tier, agreed_on=r.agreed_on, due_at=r.due_at, last_at=r.last_at, misses=r.misses, gaps=list(r.gaps),
    )  # fmt: skip


def carer_out(c: CarerRow) -> CarerOut:
    return CarerOut(
        part=c.id, role=c.role, state=c.state, helper=c.helper_id, name=c.helper, unit=c.unit,
        substitute=c.substitute, substitute_until=c.substitute_until, handed_over_on=c.handed_over_on, why=c.why,
    )  # fmt: skip


def contract_out(c: ContractRow) -> ContractOut:
    dues = [DueOut(id=d.id, service=d.service, due_on=d.due_on, done_on=d.done_on) for d in c.dues]
    return ContractOut(
        id=c.id, pairing=c.pairing_id, unit=c.unit, since_on=c.since_on, until_on=c.until_on, ended_on=c.ended_on,
        dues=dues,
    )  # fmt: skip
