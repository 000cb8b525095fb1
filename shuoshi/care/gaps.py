"""Gaps: roles of a pairing that nobody fills, because nobody was asked, somebody refused, left, or helps no more."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from shuoshi.care.models import Carer, Pairing
from shuoshi.care.schemes import Scheme, schemes
from shuoshi.care.terms import CarerState


def gaps_of(rule: Scheme, carers: Sequence[Carer], on: date) -> tuple[str, ...]:
    """The roles that must be filled and are not: nobody said yes who still helps, and nobody stands in."""
    there = {c.role for c in carers if c.state == CarerState.AGREED and _is_there(c, on)}
    return tuple(name for name, role in rule.roles.items() if role.needed and name not in there)


def _is_there(carer: Carer, on: date) -> bool:
    stands_in = carer.substitute_until is not None and carer.substitute_until >= on
    ended = carer.helper.ended_on
    return stands_in or ended is None or ended > on


def gaps_in(pairings: Sequence[Pairing], on: date) -> Mapping[UUID, tuple[str, ...]]:
    """By pairing, its gaps, where it has some. One statement, as engine in the caller's scope: helpers are of
    many units."""
    found: dict[UUID, list[Carer]] = {p.id: [] for p in pairings}
    carers = Carer.objects.filter(pairing_id__in=list(found), state=CarerState.AGREED)
    for carer in carers.select_related("helper"):
        found[carer.pairing_id].append(carer)
    out = {p.id: gaps_of(schemes()[p.scheme], found[p.id], on) for p in pairings}
    return {pairing_id: gaps for pairing_id, gaps in out.items() if gaps}


def gaps_everywhere(*, on: date) -> tuple[tuple[UUID, str], ...]:
    """Agreed pairings that lack somebody, with where they lie, as engine in the caller's scope, in batches of 2,000."""
    out, after = list[tuple[UUID, str]](), UUID(int=0)
    open_ = Pairing.objects.filter(ended_on__isnull=True, agreed_on__isnull=False)
    while True:
        some = list(open_.filter(id__gt=after).order_by("id")[:2_000])
        if not some:
            return tuple(out)
        lacking = gaps_in(some, on)
        out += [(p.id, p.path) for p in some if p.id in lacking]
        after = some[-1].id
