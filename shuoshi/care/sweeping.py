"""What time alone brings about: a visit that nobody recorded is a miss; a part ends with its helper, a stand-in with
its day; a gap is told once a week."""

from datetime import date, datetime
from uuid import UUID

from shuoshi.care.gaps import gaps_everywhere
from shuoshi.care.keeping import scheme_named
from shuoshi.care.models import Carer, Pairing
from shuoshi.care.pairing import set_tier
from shuoshi.care.pausing import paused
from shuoshi.care.rules import due_after_pause, next_due
from shuoshi.care.terms import CarerState
from shuoshi.care.visiting import missed
from shuoshi.kernel.clock import local_date
from shuoshi.notices.actions import tell
from shuoshi.notices.terms import About
from shuoshi.people.models import AtRisk
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

_BATCH = 500


def sweep_visits(*, at: datetime) -> int:
    """Visits that were due and were not recorded: each a miss, unless the one looked after is away. Gives how many were
    missed. In batches of 500, each a transaction of its own; safe to run twice at once.
    """
    many = 0
    while True:
        with acting(SYSTEM):
            late = list(
                Pairing.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(ended_on__isnull=True, due_at__lt=at).select_related("person").order_by("due_at", "id")[:_BATCH]
            )  # fmt: skip
            away = paused(late, local_date(at))
            for pairing in late:
                many += _missed(pairing, away.get(pairing.id), at)
        if not late:
            return many


def _missed(pairing: Pairing, away: date | None, at: datetime) -> int:
    rule = scheme_named(pairing.scheme)
    tier = rule.tiers.get(pairing.tier)
    if (
        tier is None or pairing.due_at is None
    ):  # the file has no such tier any more: nothing is planned
        Pairing.objects.filter(id=pairing.id).update(due_at=None)
        return 0
    if away is not None:
        Pairing.objects.filter(id=pairing.id).update(due_at=due_after_pause(tier, away))
        return 0
    on = local_date(pairing.due_at)
    if pairing.missed_on is not None and on <= pairing.missed_on:
        Pairing.objects.filter(id=pairing.id).update(due_at=next_due(tier, local_date(at)))
        return 0
    missed(pairing, on, at, rule)
    return 1


def keep_tiers(*, at: datetime) -> int:
    """Every night: whose reasons changed otherwise than by hand (an age, a census, a merger) is visited as their tier
    says. Gives how many changed. In batches of 500, each a transaction of its own."""
    many, after = 0, UUID(int=0)
    open_ = Pairing.objects.filter(ended_on__isnull=True, person__isnull=False)
    while True:
        with acting(SYSTEM):
            some = list(
                open_.filter(id__gt=after).select_for_update(of=("self",)).order_by("id")[:_BATCH]
            )
            groups: dict[UUID, set[str]] = {}
            now = AtRisk.objects.filter(
                person_id__in=[p.person_id for p in some], ended_on__isnull=True
            )
            for person, group in now.values_list("person_id", "group"):
                groups.setdefault(person, set()).add(group)
            for p in some:
                known = groups.get(p.person_id, set()) if p.person_id else set()
                if scheme_named(p.scheme).tier_for(known) != p.tier:
                    set_tier(p, at, changed=True)
                    many += 1
        if not some:
            return many
        after = some[-1].id


def end_parts(*, at: datetime) -> int:
    """Stand-ins whose day is over, and parts of helpers who help no more, with nobody standing in. Gives how many."""
    today = local_date(at)
    with acting(SYSTEM):
        Carer.objects.filter(substitute_until__lt=today).update(
            substitute=None, substitute_until=None
        )
        gone = Carer.objects.filter(
            state__in=(CarerState.ASKED, CarerState.AGREED), helper__ended_on__lte=today, substitute__isnull=True
        )  # fmt: skip
        return gone.update(state=CarerState.OVER, over_on=today, said_at=at)


def tell_gaps(*, at: datetime) -> int:
    """Once a week: whoever leads a community hears that pairings there lack a helper, once. Gives how many lack
    somebody."""
    today = local_date(at)
    with acting(SYSTEM):
        found = gaps_everywhere(on=today)
        first: dict[str, UUID] = {}
        for pairing_id, path in found:
            first.setdefault(path[:12], pairing_id)
        for pairing_id in first.values():
            about = About(pairing_id=pairing_id)
            tell(about=about, template="carer_gap", audience="village_secretary", at=at)
    return len(found)
