"""Care: the day, parts, visits, pairings, contracts, measures; the same actions as the pages."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Query, Router, Schema, Status
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.care.caring import answer_carer, ask_carer, leave_role, stand_in
from shuoshi.care.contracting import end_contract, note_done, sign
from shuoshi.care.measures import NAMES, READERS, Between, measured
from shuoshi.care.pairing import agree, decline_own, end_pairing, open_pairing
from shuoshi.care.parts import Call, day_list, look_at_part, part_shown
from shuoshi.care.pausing import go_on, pause
from shuoshi.care.queries import (
    CarerRow,
    ContractRow,
    PairingRow,
    VisitRow,
    contracts_within,
    ledger,
    own_pairings,
    pairing_shown,
)
from shuoshi.care.terms import ARRANGERS, MayNotArrange, Subject, Visited, Yes
from shuoshi.care.visiting import record_visit
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotFound
from shuoshi.reach.terms import Actor, Reach
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.asking import under_any
from shuoshi.web.caring import arrangers, carers, raise_from_visit
from shuoshi.web.helping import period_of
from shuoshi.web.schemas import Moment

router = Router(tags=["care"])


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
    """A measure of DOMAIN section 12: `part` of `whole`; `rate` only where the whole is ten or more."""

    number: int
    key: str
    of: str
    name: dict[str, str]
    part: int
    whole: int | None
    rate: float | None
    median_days: float | None


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


def _call(c: Call) -> CallOut:
    return CallOut(
        part=c.carer_id, pairing=c.pairing_id, scheme=c.scheme.scheme, role=c.role, state=c.state, place=c.path,
        name=c.name, tier=c.tier, due_at=c.due_at, last_at=c.last_at, misses=c.misses, spot=c.spot,
    )  # fmt: skip


def _visit(v: VisitRow) -> VisitOut:
    return VisitOut(
        id=v.id, role=v.role, way=v.way, outcome=v.outcome, at=v.at, words=v.words, findings=list(v.findings),
        raised=list(v.raised), handover=v.handover,
    )  # fmt: skip


def _pairing(r: PairingRow) -> PairingOut:
    return PairingOut(
        id=r.id, scheme=r.scheme.scheme, place=r.path, name=r.name, person=r.person_id, household=r.household_id,
        tier=r.tier, agreed_on=r.agreed_on, due_at=r.due_at, last_at=r.last_at, misses=r.misses, gaps=list(r.gaps),
    )  # fmt: skip


def _carer(c: CarerRow) -> CarerOut:
    return CarerOut(
        part=c.id, role=c.role, state=c.state, helper=c.helper_id, name=c.helper, unit=c.unit,
        substitute=c.substitute, substitute_until=c.substitute_until, handed_over_on=c.handed_over_on, why=c.why,
    )  # fmt: skip


def _contract(c: ContractRow) -> ContractOut:
    dues = [DueOut(id=d.id, service=d.service, due_on=d.due_on, done_on=d.done_on) for d in c.dues]
    return ContractOut(
        id=c.id, pairing=c.pairing_id, unit=c.unit, since_on=c.since_on, until_on=c.until_on, ended_on=c.ended_on,
        dues=dues,
    )  # fmt: skip


def _arranging(request: HttpRequest) -> tuple[Actor, ...]:
    able = tuple(a for a in arrangers(in_person(request)) if a.role in ARRANGERS)
    if not able:
        raise MayNotArrange
    return able


def _caring(request: HttpRequest) -> tuple[Actor, ...]:
    """Whoever looks after people: a duty, or a neighbour who helps. Raises MayNotArrange."""
    found = actors(request)
    own = tuple(a for a in found if a.reach is Reach.RESIDENT and a.person_id)
    try:
        return (*carers(found), *own)
    except MayNotArrange:
        if own:
            return own
        raise


@router.get("/care/day", response={200: list[CallOut], **Errors})
def day(request: HttpRequest, mine: bool = False) -> list[CallOut]:
    """Whom I am to visit: what waits for a yes, what was missed, what is due, who waits longest."""
    found = {
        c.carer_id: c
        for a in _caring(request)
        for c in day_list(by=a, on=local_date(clock_now()), mine=mine)
    }
    return [_call(c) for c in found.values()]


@router.get("/care/parts/{uuid:carer_id}", response={200: PartOut, **Errors})
def part(request: HttpRequest, carer_id: UUID) -> PartOut:
    """One part, masked."""
    on = local_date(clock_now())
    found = under_any(_caring(request), lambda a: part_shown(carer_id, by=a, on=on))
    return PartOut(
        call=_call(found.call), groups=list(found.groups), values=dict(found.values),
        visits=[_visit(v) for v in found.visits], paused_until=found.paused_until, handover=found.handover,
    )  # fmt: skip


@router.post("/care/parts/{uuid:carer_id}/look", response={200: dict[str, str], **Errors})
def look(request: HttpRequest, carer_id: UUID) -> dict[str, str]:
    """The values that the role needs to go there; who looked is written down."""
    in_person(request)
    at = clock_now()
    found = under_any(
        _caring(request), lambda a: look_at_part(carer_id, by=a, on=local_date(at), at=at)
    )
    return dict(found.values)


@router.post("/care/parts/{uuid:carer_id}/answer", response={204: None, **Errors})
def answer(request: HttpRequest, carer_id: UUID, given: AnswerIn = Body(...)) -> Status:
    """A helper says yes or no."""
    in_person(request)
    under_any(
        _caring(request),
        lambda a: answer_carer(carer_id=carer_id, yes=given.yes, why=given.why, by=a, at=clock_now()),
    )  # fmt: skip
    return Status(204, None)


@router.post("/care/parts/{uuid:carer_id}/leave", response={204: None, **Errors})
def leave(request: HttpRequest, carer_id: UUID, given: WhyIn = Body(...)) -> Status:
    """A helper stops; the role is a gap until somebody takes it."""
    in_person(request)
    under_any(
        _caring(request),
        lambda a: leave_role(carer_id=carer_id, why=given.why, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.post("/care/parts/{uuid:carer_id}/stand-in", response={204: None, **Errors})
def substitute(request: HttpRequest, carer_id: UUID, given: StandInIn = Body(...)) -> Status:
    """Somebody stands in until a day."""
    under_any(
        _arranging(request),
        lambda a: stand_in(
            carer_id=carer_id, helper_id=given.helper, until=given.until, by=a, at=clock_now()
        ),
    )  # fmt: skip
    return Status(204, None)


@router.post("/care/parts/{uuid:carer_id}/visits", response={201: dict[str, UUID], **Errors})
def visit(request: HttpRequest, carer_id: UUID, given: VisitIn = Body(...)) -> Status:
    """Record a visit, or why it did not come about."""
    visited = Visited(
        given.id, carer_id, given.way, given.outcome, given.at, given.words, tuple(given.findings), given.until,
        given.handover,
    )  # fmt: skip
    made = under_any(
        _caring(request), lambda a: record_visit(visited=visited, by=a, at=clock_now())
    )
    return Status(201, {"id": made})


@router.post("/care/visits/{uuid:visit_id}/raise", response={201: dict[str, str], **Errors})
def raise_matter(request: HttpRequest, visit_id: UUID, given: RaiseIn = Body(...)) -> Status:
    """What a visit found becomes a matter of the one looked after; sent twice it is one."""
    at = clock_now()
    able = tuple(a for a in carers(in_person(request)) if a.reach is Reach.TERRITORIAL)
    if not able:
        raise MayNotArrange
    receipt = under_any(
        able,
        lambda a: raise_from_visit(
            visit_id=visit_id, programme=given.programme, body=given.body, by=a, at=at
        ),
    )  # fmt: skip
    return Status(201, {"number": receipt.number, "id": str(receipt.matter_id)})


@router.get("/pairings", response={200: list[PairingOut], **Errors})
def pairings(request: HttpRequest, given: Query[LedgerIn]) -> list[PairingOut]:
    """The ledger of my range, fifty at a time in order of the ids; `gaps`: what lacks somebody."""
    by = arrangers(actors(request))[0]
    found = ledger(
        by=by, on=local_date(clock_now()), scheme=given.scheme, gaps=given.gaps, after=given.after
    )
    return [_pairing(r) for r in found]


@router.post("/pairings", response={201: dict[str, UUID], **Errors})
def pair(request: HttpRequest, given: PairIn = Body(...)) -> Status:
    """Somebody comes under a scheme."""
    yes = Yes(given.agreed_by, given.agreed_on) if given.agreed_by and given.agreed_on else None
    subject = Subject(given.place, given.person, given.household)
    made = under_any(
        _arranging(request),
        lambda a: open_pairing(
            scheme=given.scheme, subject=subject, contact=given.contact, by=a, at=clock_now(), yes=yes
        ),
    )  # fmt: skip
    return Status(201, {"id": made})


@router.get("/pairings/{uuid:pairing_id}", response={200: WholeOut, **Errors})
def pairing(request: HttpRequest, pairing_id: UUID) -> WholeOut:
    """One pairing with everything that belongs to it."""
    on = local_date(clock_now())
    w = under_any(arrangers(actors(request)), lambda a: pairing_shown(pairing_id, by=a, on=on))
    return WholeOut(
        pairing=_pairing(w.row), agreed_by=w.agreed_by, groups=list(w.groups),
        carers=[_carer(c) for c in (*w.carers, *w.before)], visits=[_visit(v) for v in w.visits],
        contracts=[_contract(c) for c in w.contracts], ended_on=w.ended_on,
    )  # fmt: skip


@router.post("/pairings/{uuid:pairing_id}/yes", response={204: None, **Errors})
def say_yes(request: HttpRequest, pairing_id: UUID, given: YesIn = Body(...)) -> Status:
    """Whoever is looked after said yes."""
    yes = Yes(given.agreed_by, given.agreed_on)
    under_any(
        _arranging(request), lambda a: agree(pairing_id=pairing_id, yes=yes, by=a, at=clock_now())
    )
    return Status(204, None)


@router.post("/pairings/{uuid:pairing_id}/carers", response={201: dict[str, UUID], **Errors})
def ask(request: HttpRequest, pairing_id: UUID, given: RoleIn = Body(...)) -> Status:
    """Ask a helper to take a role."""
    made = under_any(
        _arranging(request),
        lambda a: ask_carer(
            pairing_id=pairing_id, role=given.role, helper_id=given.helper, by=a, at=clock_now()
        ),
    )  # fmt: skip
    return Status(201, {"id": made})


@router.post("/pairings/{uuid:pairing_id}/pause", response={204: None, **Errors})
def stop(request: HttpRequest, pairing_id: UUID, given: PauseIn = Body(...)) -> Status:
    """Nobody is missed until a day."""
    by, subject = _of(request, pairing_id)
    pause(subject=subject, why=given.why, until=given.until, by=by, at=clock_now())
    return Status(204, None)


@router.delete("/pairings/{uuid:pairing_id}/pause", response={204: None, **Errors})
def resume(request: HttpRequest, pairing_id: UUID) -> Status:
    """They are back."""
    by, subject = _of(request, pairing_id)
    go_on(subject=subject, by=by, at=clock_now())
    return Status(204, None)


def _of(request: HttpRequest, pairing_id: UUID) -> tuple[Actor, Subject]:
    on = local_date(clock_now())
    by, w = under_any(_arranging(request), lambda a: (a, pairing_shown(pairing_id, by=a, on=on)))
    return by, Subject(w.row.path, w.row.person_id, w.row.household_id)


@router.post("/pairings/{uuid:pairing_id}/contracts", response={201: dict[str, UUID], **Errors})
def contract(request: HttpRequest, pairing_id: UUID, given: SignIn = Body(...)) -> Status:
    """Sign a contract for a term."""
    made = under_any(
        _arranging(request),
        lambda a: sign(pairing_id=pairing_id, since=given.since, by=a, at=clock_now()),
    )
    return Status(201, {"id": made})


@router.post("/pairings/{uuid:pairing_id}/end", response={204: None, **Errors})
def end(request: HttpRequest, pairing_id: UUID, given: WhyIn = Body(...)) -> Status:
    """It is over: `over` or `refused`."""
    under_any(
        _arranging(request),
        lambda a: end_pairing(pairing_id=pairing_id, why=given.why, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.get("/contracts", response={200: list[ContractOut], **Errors})
def contracts(request: HttpRequest, days: int = 30, expiring: bool = False) -> list[ContractOut]:
    """Contracts with a service due within so many days, or that end within a month."""
    on, days = local_date(clock_now()), min(max(days, 0), 400)
    found = {
        c.id: c
        for a in carers(actors(request))
        for c in contracts_within(by=a, on=on, days=days, expiring=expiring)
    }
    return [_contract(c) for c in found.values()]


@router.post("/contracts/{uuid:contract_id}/end", response={204: None, **Errors})
def stop_contract(request: HttpRequest, contract_id: UUID) -> Status:
    """A contract ends before its term."""
    under_any(
        _arranging(request), lambda a: end_contract(contract_id=contract_id, by=a, at=clock_now())
    )
    return Status(204, None)


@router.post("/dues/{uuid:due_id}/done", response={204: None, **Errors})
def done(request: HttpRequest, due_id: UUID, given: DoneIn = Body(...)) -> Status:
    """A service of a contract was done; a station's own system may say so with its key."""
    under_any(
        carers(actors(request)),
        lambda a: note_done(due_id=due_id, on=given.on, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.get("/care/measures", response={200: list[MeasureOut], **Errors})
def measures(request: HttpRequest, given: Query[PeriodIn]) -> list[MeasureOut]:
    """Measures 27 to 35 of a period of days, within my range."""
    since, until = period_of(given.since, given.until)
    able = [a for a in actors(request) if a.reach is Reach.TERRITORIAL and a.role in READERS]
    if not able:
        raise MayNotArrange
    found = measured(by=able[0], between=Between(since, until))
    return [
        MeasureOut(
            number=m.number, key=m.key, of=m.of, name={"zh": NAMES[m.key].zh, "en": NAMES[m.key].en}, part=m.part,
            whole=m.whole, rate=m.rate, median_days=m.median_days,
        )
        for m in found
    ]  # fmt: skip


@router.get("/me/care", response={200: list[OwnOut], **Errors})
def own(request: HttpRequest) -> list[OwnOut]:
    """Who looks after me."""
    on = local_date(clock_now())
    return [
        OwnOut(
            id=o.id, scheme=o.scheme.scheme, since_on=o.since_on, due_at=o.due_at, carers=[_carer(c) for c in o.carers]
        )
        for a in actors(request) if a.role == "resident" for o in own_pairings(by=a, on=on)
    ]  # fmt: skip


@router.delete("/me/care/{uuid:pairing_id}", response={204: None, **Errors})
def decline(request: HttpRequest, pairing_id: UUID) -> Status:
    """I want it no more."""
    mine = [a for a in in_person(request) if a.role == "resident"]
    if not mine:
        raise NotFound
    decline_own(pairing_id=pairing_id, by=mine[0], at=clock_now())
    return Status(204, None)
