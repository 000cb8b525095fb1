"""Plans of households at risk: made, changed, let go; where something lacks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shuoshi.care.models import Carer, Pairing
from shuoshi.care.schemes import schemes
from shuoshi.care.terms import CarerState
from shuoshi.events.duties import works
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Household
from shuoshi.people.queries import heads_of
from shuoshi.people.terms import KEEPERS, HouseholdNotFound
from shuoshi.places.queries import names_of
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import Masked
from shuoshi.warnings.keeping import noted
from shuoshi.warnings.ladders import pledges
from shuoshi.warnings.models import Plan
from shuoshi.warnings.reading import plan_row
from shuoshi.warnings.rows import PlanRow
from shuoshi.warnings.rules import plan_fits
from shuoshi.warnings.terms import MayNotCall, PlanNotFound, PlanSaid

PAGE = 60


@dataclass(frozen=True, slots=True)
class Planned:
    """A household's plan in a list, masked; `pairing_id` who looks after it, `lacks` the roles that nobody took."""

    plan: PlanRow
    place: str
    name: str
    pairing_id: UUID | None
    lacks: tuple[str, ...]


def keeps_plans(by: Actor) -> bool:
    """Whether a duty keeps the register of a range, and its households' plans with it."""
    return by.reach is Reach.TERRITORIAL and by.role in KEEPERS and works(by)


def may_plan(by: Actor) -> None:
    """Raises MayNotCall for whoever keeps no register in a range."""
    if not keeps_plans(by):
        raise MayNotCall


def make_plan(*, household_id: UUID, said: PlanSaid, by: Actor, at: datetime) -> None:
    """What a household does when it is warned, in place of what was said before. Raises MayNotCall, HouseholdNotFound,
    BadInput with its field."""
    may_plan(by)
    plan_fits(said)
    with acting(by) as scope:
        if not Household.objects.filter(id=household_id).exists():
            raise HouseholdNotFound
        scope.write_as_engine()
        home = Household.objects.select_for_update().get(id=household_id)
        Plan.objects.update_or_create(
            household_id=home.id,
            defaults={
                "path": home.path, "threats": sorted(said.threats), "route": said.route.strip(),
                "shelter": said.shelter.strip(), "needs": sorted(said.needs), "made_at": at,
            },
            create_defaults={
                "id": new_id(at), "path": home.path, "threats": sorted(said.threats), "route": said.route.strip(),
                "shelter": said.shelter.strip(), "needs": sorted(said.needs), "made_at": at,
            },
        )  # fmt: skip
        noted("plan", home.id, home.path, by, at)


def end_plan(*, household_id: UUID, by: Actor, at: datetime) -> None:
    """A household is not at risk any more. Raises MayNotCall, PlanNotFound."""
    may_plan(by)
    with acting(by) as scope:
        plan = Plan.objects.filter(household_id=household_id).first()
        if plan is None:
            raise PlanNotFound
        scope.write_as_engine()
        plan.delete()
        noted("plan_ended", household_id, plan.path, by, at)


def plan_of(household_id: UUID, *, by: Actor) -> PlanRow | None:
    """A household's plan, where there is one. Raises MayNotCall."""
    may_plan(by)
    with acting(by):
        found = Plan.objects.filter(household_id=household_id).first()
    return plan_row(found) if found else None


def plans_within(
    *, by: Actor, path: str = "", lacking: bool = False, after: UUID | None = None
) -> tuple[Planned, ...]:
    """The plans of a range by their number, sixty a page; `lacking` only where nobody knocks, stands in, or drives.
    Raises MayNotCall."""
    may_plan(by)
    with acting(by) as scope:
        bounds = bounds_of(path) if path and by.bounds.holds(path) else by.bounds
        scope.write_as_engine()
        found = Plan.objects.filter(path__gte=bounds.lo, path__lt=bounds.hi).order_by("id")
        out = list[Planned]()
        while len(out) < PAGE:
            some = list(found.filter(id__gt=after)[:PAGE] if after else found[:PAGE])
            if not some:
                break
            after = some[-1].id
            out.extend(p for p in _rows(some) if p.lacks or not lacking)
        return tuple(out[:PAGE])


def _rows(plans: list[Plan]) -> list[Planned]:
    """As engine. Four statements, however many plans."""
    names = names_of({p.path for p in plans})
    homes = {p.household_id for p in plans}
    heads = heads_of(homes)
    pairings = Pairing.objects.filter(
        household_id__in=homes, scheme__in=pledges(), ended_on__isnull=True
    )
    of = {p.household_id: p for p in pairings}
    taken = defaultdict[UUID, set[str]](set)
    carers = Carer.objects.filter(
        pairing_id__in=[p.id for p in of.values()], state=CarerState.AGREED
    )
    for pairing, role in carers.values_list("pairing_id", "role"):
        taken[pairing].add(role)
    return [
        Planned(
            plan_row(p), names.get(p.path, ""),
            mask(Masked.NAME, str(heads[p.household_id].name)) if p.household_id in heads else "",
            of[p.household_id].id if p.household_id in of else None,
            _lacks(of.get(p.household_id), taken),
        )
        for p in plans
    ]  # fmt: skip


def _lacks(pairing: Pairing | None, taken: Mapping[UUID, set[str]]) -> tuple[str, ...]:
    roles = schemes()[pairing.scheme if pairing else pledges()[0]].roles
    has = taken.get(pairing.id, set()) if pairing else set()
    return tuple(name for name, role in roles.items() if role.needed and name not in has)
