"""Reading care: the ledger of pairings, one pairing as a whole, contracts with what is due."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from shuoshi.care.contracts import contract_rows, signed_of
from shuoshi.care.gaps import gaps_in
from shuoshi.care.keeping import home_of, may_read
from shuoshi.care.models import Carer, Contract, Pairing, Pause, Visit
from shuoshi.care.rows import (
    PAGE,
    CarerRow,
    OwnRow,
    PairingRow,
    PauseRow,
    Whole,
    name_of,
    visit_row,
)
from shuoshi.care.schemes import schemes
from shuoshi.care.terms import (
    ARRANGERS,
    CarerState,
    PairingNotFound,
    Subject,
)
from shuoshi.helpers.models import Helper
from shuoshi.people.models import AtRisk, Person
from shuoshi.people.terms import Group
from shuoshi.places.queries import names_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import Masked

_SCAN = 1_000


def ledger(
    *, by: Actor, on: date, scheme: str = "", gaps: bool = False, after: UUID | None = None
) -> tuple[PairingRow, ...]:
    """Open pairings of the reader's range in order of their keys, fifty at most; `gaps`: those that lack somebody.
    Four statements in a scope, two more a thousand that were looked at for gaps.

    Raises:  MayNotArrange
    """
    may_read(by)
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
    may_read(by)
    mine = Pairing.objects.filter(ended_on__isnull=True).select_related("person")
    if subject.person_id is not None:
        mine = mine.filter(person_id=subject.person_id)
    elif subject.household_id is not None:
        mine = mine.filter(household_id=subject.household_id)
    with acting(by) as scope:
        found = list(mine.order_by("scheme", "id"))
        scope.write_as_engine()
        return pairing_rows(found, gaps_in(found, on))


def own_pairings(*, by: Actor, on: date) -> tuple[OwnRow, ...]:
    """How the reader is looked after themselves, or the household they live in. Six statements, five in a scope."""
    if by.person_id is None:
        return ()
    with acting(SYSTEM):
        home, for_all = home_of(by.person_id)
        mine = Q(person_id=by.person_id)
        if home is not None:
            mine |= Q(household_id=home)
        found = list(
            Pairing.objects.filter(mine, ended_on__isnull=True).order_by("opened_on", "id")
        )
        ids = [p.id for p in found]
        carers = list(
            Carer.objects.filter(pairing_id__in=ids, state=CarerState.AGREED).select_related("unit")
        )
    return tuple(
        OwnRow(
            p.id, schemes()[p.scheme], p.opened_on, p.due_at, p.last_at,
            carer_rows([c for c in carers if c.pairing_id == p.id], on), p.person_id is None,
            p.person_id is not None or for_all,
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


def pairing_shown(pairing_id: UUID, *, by: Actor, on: date) -> Whole:
    """One pairing with everything that belongs to it. Eleven statements in a scope.

    Raises:  MayNotArrange, PairingNotFound
    """
    may_read(by)
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
        signed = signed_of(
            Contract.objects.filter(pairing_id=pairing_id).order_by("since_on", "id")
        )
        scope.write_as_engine()
        (row,) = pairing_rows([pairing], gaps_in([pairing], on))
    contracts = contract_rows(signed)
    order = {role: n for n, role in enumerate(row.scheme.roles)}
    rows = carer_rows(sorted(carers, key=lambda c: order.get(c.role, len(order))), on)
    reads = by.role in ARRANGERS
    return Whole(
        row, pairing.agreed_by, str(pairing.contact or "") if reads else "", tuple(g for g in Group if g in whole),
        tuple(c for c in rows if c.state in (CarerState.ASKED, CarerState.AGREED)),
        tuple(c for c in rows if c.state in (CarerState.REFUSED, CarerState.OVER)),
        tuple(visit_row(v, words=reads) for v in visits), pauses, contracts, pairing.ended_on, pairing.ended_why,
    )  # fmt: skip


def carer_rows(carers: Sequence[Carer], on: date) -> tuple[CarerRow, ...]:
    """Carers with their helpers, masked: who helps across units is read as engine. One statement in a scope."""
    ids = {i for c in carers for i in (c.helper_id, c.substitute_id) if i}
    with acting(SYSTEM):
        helpers = {h.id: h for h in Helper.objects.filter(id__in=ids)}
    return tuple(
        CarerRow(
            c.id, c.role, CarerState(c.state), c.helper_id, _called(helpers.get(c.helper_id)), c.unit_id, c.unit.name,
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
