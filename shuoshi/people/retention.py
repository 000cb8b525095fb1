"""What of the register is kept how long after it is over."""

from datetime import datetime, timedelta

from shuoshi.people.models import AtRisk, Census, Membership, Pair, Person
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

LEFT_DAYS = 366
RISK_DAYS = 366
_PAIRS_DAYS = 90


def forget_left(at: datetime) -> int:
    """Who left a year ago belongs to no household any more, and goes with the last matter that names them."""
    before = (at - timedelta(days=LEFT_DAYS)).date()
    with acting(SYSTEM):
        gone = Person.objects.filter(left_on__lt=before, household__isnull=False)
        ids = list(gone.values_list("id", flat=True)[:5_000])
        Membership.objects.filter(person_id__in=ids).delete()
        Person.objects.filter(id__in=ids).update(household=None, same_as=None)
        old = Pair.objects.filter(state="merged", settled_at__lt=at - timedelta(days=_PAIRS_DAYS))
        old.delete()
    return len(ids)


def forget_risks(at: datetime) -> int:
    """Reasons that ended a year ago."""
    with acting(SYSTEM):
        return AtRisk.objects.filter(ended_on__lt=(at - timedelta(days=RISK_DAYS)).date()).delete()[
            0
        ]


def forget_sheets(at: datetime) -> int:
    """Erase sheets that were taken in a week ago; after a year their counts too."""
    with acting(SYSTEM):
        old = Census.objects.filter(finished_at__lt=at - timedelta(days=7), sheet__isnull=False)
        erased = old.update(sheet=None)
        Census.objects.filter(finished_at__lt=at - timedelta(days=LEFT_DAYS)).delete()
    return erased
