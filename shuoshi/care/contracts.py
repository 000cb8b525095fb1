"""Reading contracts with what is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from shuoshi.care.keeping import may_read
from shuoshi.care.models import Contract, Due, Pairing
from shuoshi.care.rows import (
    PAGE,
    ContractRow,
    DueRow,
    name_of,
)
from shuoshi.care.schemes import schemes
from shuoshi.care.terms import (
    RENEW_DAYS,
)
from shuoshi.places.queries import names_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach
from shuoshi.units.models import Unit

_GRACE_DAYS = 92
"""How long after its term a contract's services are still listed as not done [P]."""


def contracts_within(
    *, by: Actor, on: date, days: int = 30, expiring: bool = False
) -> tuple[ContractRow, ...]:
    """Contracts of the reader's range or unit with a service due within so many days, or that end soon; fifty at most,
    what is due first. Five statements in a scope. Raises MayNotArrange."""
    if by.reach is Reach.TERRITORIAL:
        may_read(by)
    soon = on + timedelta(days=days)
    open_ = Contract.objects.filter(ended_on__isnull=True)
    with acting(by):
        if expiring:
            wanted = open_.filter(until_on__gte=on, until_on__lte=on + timedelta(days=RENEW_DAYS))
            signed = signed_of(wanted.order_by("until_on", "id")[:PAGE])
        else:
            waits = Due.objects.filter(done_on__isnull=True, due_on__lte=soon)
            still = on - timedelta(days=_GRACE_DAYS)
            first = waits.filter(
                contract__ended_on__isnull=True, contract__until_on__gte=still
            ).order_by("due_on", "id")
            ids = list(first.values_list("contract_id", flat=True)[: PAGE * 2])
            order = {c: n for n, c in enumerate(dict.fromkeys(ids))}
            signed = signed_of(sorted(open_.filter(id__in=order), key=lambda c: order[c.id])[:PAGE])
    return contract_rows(signed)


@dataclass(frozen=True, slots=True)
class Signed:
    """Contracts as the reader's reach gives them."""

    found: Sequence[Contract]
    units: Mapping[UUID, str]
    dues: Mapping[UUID, Sequence[DueRow]]


def signed_of(wanted: Iterable[Contract]) -> Signed:
    found = list(wanted)
    units = dict(Unit.objects.filter(id__in={c.unit_id for c in found}).values_list("id", "name"))
    dues: dict[UUID, list[DueRow]] = {}
    for d in Due.objects.filter(contract_id__in=[c.id for c in found]).order_by(
        "due_on", "service", "id"
    ):
        row = DueRow(d.id, d.contract_id, d.service, d.due_on, d.done_on)
        dues.setdefault(d.contract_id, []).append(row)
    return Signed(found, units, dues)


def contract_rows(signed: Signed) -> tuple[ContractRow, ...]:
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
