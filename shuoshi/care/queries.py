"""Reading care: the ledger of pairings, one pairing as a whole, contracts with what is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from shuoshi.care.gaps import gaps_in
from shuoshi.care.models import Carer, Contract, Due, Pairing, Pause, Visit
from shuoshi.care.schemes import Scheme, schemes
from shuoshi.care.terms import (
    ARRANGERS,
    RENEW_DAYS,
    CarerState,
    MayNotArrange,
    PairingNotFound,
    Subject,
)
from shuoshi.helpers.models import Helper
from shuoshi.people.models import AtRisk, Person
from shuoshi.people.terms import FINDERS, Group
from shuoshi.places.queries import names_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import Masked
from shuoshi.units.models import Unit

PAGE, _SCAN = 50, 1_000
_GRACE_DAYS = 92
"""How long after its term a contract's services are still listed as not done [P]."""


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
    """A visit, with its words for whoever may read them."""

    id: UUID
    role: str
    way: str
    outcome: str
    at: datetime
    words: str
    findings: tuple[str, ...]
    raised: tuple[UUID, ...]
    handover: bool


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


def ledger(
    *, by: Actor, on: date, scheme: str = "", gaps: bool = False, after: UUID | None = None
) -> tuple[PairingRow, ...]:
    """Open pairings of the reader's range in order of their keys, fifty at most; `gaps`: those that lack somebody.
    Four statements in a scope, two more a thousand that were looked at for gaps.

    Raises:  MayNotArrange
    """
    _may(by)
    wanted = Pairing.objects.filter(ended_on__isnull=True)
    if scheme:
        wanted = wanted.filter(scheme=scheme)
    if after is not None:
        wanted = wanted.filter(id__gt=after)
    with acting(by) as scope:
        found, lacking = list[Pairing](), dict[UUID, tuple[str, ...]]()
        while True:
            some = list(wanted.select_related("person").order_by("id")[: _SCAN if gaps else PAGE])
            scope.write_as_engine()
            lacking |= gaps_in(some, on)
            found += [p for p in some if p.id in lacking] if gaps else some
            if not gaps or len(found) >= PAGE or len(some) < _SCAN:
                return pairing_rows(found[:PAGE], lacking)
            bounds = by.bounds
            wanted = wanted.filter(
                id__gt=some[-1].id, path__gte=bounds.lo, path__lt=bounds.hi
            )  # as engine from here on, within the same range


def pairings_of(subject: Subject, *, by: Actor, on: date) -> tuple[PairingRow, ...]:
    """Open pairings of a person or a household. Three statements in a scope. Raises MayNotArrange."""
    _may(by)
    mine = Pairing.objects.filter(ended_on__isnull=True).select_related("person")
    if subject.person_id is not None:
        mine = mine.filter(person_id=subject.person_id)
    elif subject.household_id is not None:
        mine = mine.filter(household_id=subject.household_id)
    with acting(by) as scope:
        found = list(mine.order_by("scheme", "id"))
        scope.write_as_engine()
        return pairing_rows(found, gaps_in(found, on))


@dataclass(frozen=True, slots=True)
class OwnRow:
    """How somebody is looked after, as they see it themselves: by whom in which role, when next."""

    id: UUID
    scheme: Scheme
    since_on: date
    due_at: datetime | None
    last_at: datetime | None
    carers: tuple[CarerRow, ...]


def own_pairings(*, by: Actor, on: date) -> tuple[OwnRow, ...]:
    """How the reader is looked after themselves. Four statements, three in a scope."""
    with acting(by) as scope:
        found = list(
            Pairing.objects.filter(person_id=by.person_id, ended_on__isnull=True).order_by("opened_on", "id")
            if by.person_id else ()
        )  # fmt: skip
        scope.write_as_engine()
        ids = [p.id for p in found]
        carers = list(
            Carer.objects.filter(pairing_id__in=ids, state=CarerState.AGREED).select_related("unit")
        )
    return tuple(
        OwnRow(
            p.id, schemes()[p.scheme], p.opened_on, p.due_at, p.last_at,
            carer_rows([c for c in carers if c.pairing_id == p.id], on),
        )
        for p in found
    )  # fmt: skip


def pairing_rows(
    found: Sequence[Pairing], lacking: Mapping[UUID, tuple[str, ...]]
) -> tuple[PairingRow, ...]:
    """Rows of pairings that were read with their persons. One statement, in the caller's scope."""
    names = names_of(p.path for p in found)
    return tuple(
        PairingRow(
            p.id, schemes()[p.scheme], p.path, names.get(p.path, ""), name_of(p), p.person_id, p.household_id, p.tier,
            p.agreed_on, p.due_at, p.last_at, p.misses, lacking.get(p.id, ()),
        )
        for p in found
    )  # fmt: skip


def name_of(pairing: Pairing) -> str:
    """Whom a pairing looks after, masked; '' for a household or a place."""
    return mask(Masked.NAME, str(pairing.person.name)) if pairing.person else ""


def pairing_shown(pairing_id: UUID, *, by: Actor, on: date) -> Whole:
    """One pairing with everything that belongs to it. Eleven statements in a scope.

    Raises:  MayNotArrange, PairingNotFound
    """
    _may(by)
    with acting(by) as scope:
        pairing = Pairing.objects.select_related("person").filter(id=pairing_id).first()
        if pairing is None:
            raise PairingNotFound
        carers = list(
            Carer.objects.filter(pairing_id=pairing_id)
            .select_related("unit")
            .order_by("asked_at", "id")
        )
        visits = list(
            Visit.objects.filter(pairing_id=pairing_id)
            .select_related("carer")
            .order_by("-at", "-id")[:PAGE]
        )
        people = [pairing.person_id] if pairing.person_id else _members(pairing)
        groups = AtRisk.objects.filter(person_id__in=people, ended_on__isnull=True)
        whole = set(groups.values_list("group", flat=True))
        pauses = _pauses(pairing, on)
        signed = _signed(Contract.objects.filter(pairing_id=pairing_id).order_by("since_on", "id"))
        scope.write_as_engine()
        (row,) = pairing_rows([pairing], gaps_in([pairing], on))
    contracts = _contract_rows(signed)
    order = {role: n for n, role in enumerate(row.scheme.roles)}
    rows = carer_rows(sorted(carers, key=lambda c: order.get(c.role, len(order))), on)
    reads = by.role in ARRANGERS
    return Whole(
        row, pairing.agreed_by, str(pairing.contact or "") if reads else "", tuple(g for g in Group if g in whole),
        tuple(c for c in rows if c.state in (CarerState.ASKED, CarerState.AGREED)),
        tuple(c for c in rows if c.state in (CarerState.REFUSED, CarerState.OVER)),
        tuple(visit_row(v, words=reads) for v in visits), pauses, contracts, pairing.ended_on, pairing.ended_why,
    )  # fmt: skip


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
    )


def carer_rows(carers: Sequence[Carer], on: date) -> tuple[CarerRow, ...]:
    """Carers with their helpers, masked: who helps across units is read as engine. One statement in a scope."""
    ids = {i for c in carers for i in (c.helper_id, c.substitute_id) if i}
    with acting(SYSTEM):
        helpers = {h.id: h for h in Helper.objects.filter(id__in=ids)}
    return tuple(
        CarerRow(
            c.id, c.role, CarerState(c.state), c.helper_id, _called(helpers.get(c.helper_id)), c.unit.name,
            _called(helpers.get(c.substitute_id)) if c.substitute_id else "", c.substitute_until,
            c.after_id is not None, c.handed_over_on, c.said_at, c.over_on, c.why,
            _stopped(helpers.get(c.helper_id), on),
        )
        for c in carers
    )  # fmt: skip


def _called(helper: Helper | None) -> str:
    return mask(Masked.NAME, str(helper.name)) if helper else ""


def _stopped(helper: Helper | None, on: date) -> bool:
    return helper is None or (helper.ended_on is not None and helper.ended_on <= on)


def contracts_within(
    *, by: Actor, on: date, days: int = 30, expiring: bool = False
) -> tuple[ContractRow, ...]:
    """Contracts of the reader's range or unit with a service due within so many days, or that end soon; fifty at most,
    what is due first. Five statements in a scope. Raises MayNotArrange."""
    if by.reach is Reach.TERRITORIAL:
        _may(by)
    soon = on + timedelta(days=days)
    open_ = Contract.objects.filter(ended_on__isnull=True)
    with acting(by):
        if expiring:
            wanted = open_.filter(until_on__gte=on, until_on__lte=on + timedelta(days=RENEW_DAYS))
            signed = _signed(wanted.order_by("until_on", "id")[:PAGE])
        else:
            waits = Due.objects.filter(done_on__isnull=True, due_on__lte=soon)
            still = on - timedelta(days=_GRACE_DAYS)
            first = waits.filter(
                contract__ended_on__isnull=True, contract__until_on__gte=still
            ).order_by("due_on", "id")
            ids = list(first.values_list("contract_id", flat=True)[: PAGE * 2])
            order = {c: n for n, c in enumerate(dict.fromkeys(ids))}
            signed = _signed(sorted(open_.filter(id__in=order), key=lambda c: order[c.id])[:PAGE])
    return _contract_rows(signed)


@dataclass(frozen=True, slots=True)
class _Signed:
    """Contracts as the reader's reach gives them."""

    found: Sequence[Contract]
    units: Mapping[UUID, str]
    dues: Mapping[UUID, Sequence[DueRow]]


def _signed(wanted: Iterable[Contract]) -> _Signed:
    found = list(wanted)
    units = dict(Unit.objects.filter(id__in={c.unit_id for c in found}).values_list("id", "name"))
    dues: dict[UUID, list[DueRow]] = {}
    for d in Due.objects.filter(contract_id__in=[c.id for c in found]).order_by(
        "due_on", "service", "id"
    ):
        row = DueRow(d.id, d.contract_id, d.service, d.due_on, d.done_on)
        dues.setdefault(d.contract_id, []).append(row)
    return _Signed(found, units, dues)


def _contract_rows(signed: _Signed) -> tuple[ContractRow, ...]:
    """With the schemes and masked names, read as engine: a unit sees its contracts, and no pairing. One scope."""
    found, units, dues = signed.found, signed.units, signed.dues
    with acting(SYSTEM):
        of = Pairing.objects.select_related("person").filter(id__in={c.pairing_id for c in found})
        pairings = {p.id: p for p in of}
    names = names_of(c.path for c in found)
    return tuple(
        ContractRow(
            c.id, c.pairing_id, schemes()[pairings[c.pairing_id].scheme], names.get(c.path, ""),
            name_of(pairings[c.pairing_id]), units.get(c.unit_id, ""), c.since_on, c.until_on, c.ended_on,
            tuple(dues.get(c.id, ())),
        )
        for c in found
    )  # fmt: skip


def _members(pairing: Pairing) -> list[UUID]:
    if pairing.household_id is None:
        return []
    people = Person.objects.filter(household_id=pairing.household_id, left_on__isnull=True)
    return list(people.values_list("id", flat=True))


def _pauses(pairing: Pairing, on: date) -> tuple[PauseRow, ...]:
    household = pairing.person.household_id if pairing.person else pairing.household_id
    now = Pause.objects.filter(until_on__gt=on).order_by("until_on", "id")
    found = [
        *(now.filter(person_id=pairing.person_id) if pairing.person_id else ()),
        *(now.filter(household_id=household) if household else ()),
    ]
    return tuple(PauseRow(p.why, p.since_on, p.until_on, p.household_id is not None) for p in found)


def _may(by: Actor) -> None:
    if by.reach is not Reach.TERRITORIAL or by.role not in FINDERS:
        raise MayNotArrange
