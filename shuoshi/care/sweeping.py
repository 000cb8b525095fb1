"""What time alone brings about: a visit that nobody recorded is a miss; a part ends with its helper, a stand-in with
its day; a gap is told once a week."""

from datetime import datetime

from shuoshi.care.gaps import gaps_everywhere
from shuoshi.care.keeping import scheme_named
from shuoshi.care.models import Carer, Pairing
from shuoshi.care.pausing import paused_until
from shuoshi.care.rules import next_due
from shuoshi.care.terms import CarerState
from shuoshi.care.visiting import missed
from shuoshi.kernel.clock import local_date
from shuoshi.notices.actions import tell
from shuoshi.notices.terms import About
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
            for pairing in late:
                many += _missed(pairing, at)
        if not late:
            return many


def _missed(pairing: Pairing, at: datetime) -> int:
    rule, away = scheme_named(pairing.scheme), paused_until(pairing, local_date(at))
    if away is not None:
        due = next_due(rule.tiers[pairing.tier], away)
        Pairing.objects.filter(id=pairing.id).update(due_at=due)
        return 0
    missed(pairing, at, rule)
    return 1


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
    """Once a week: whoever leads a community hears which pairings lack a helper. Gives how many were told."""
    today = local_date(at)
    with acting(SYSTEM):
        found = gaps_everywhere(on=today)
        for pairing_id in found:
            about = About(pairing_id=pairing_id)
            tell(about=about, template="carer_gap", audience="village_secretary", at=at)
    return len(found)
