"""How long rosters are kept: hours that count stand with the helpers by then."""

from datetime import datetime, timedelta

from django.db.models import DateField, ExpressionWrapper, F

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.ports import Rule
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.rosters.models import Member, Roster, Spot, Swap, Turn, Wish

_KEPT = timedelta(days=366)
_BATCH = 50


def forget_rosters(at: datetime) -> int:
    """Rosters that ended a year ago, with all that belongs to them."""
    last = ExpressionWrapper(F("starts_on") + F("days"), output_field=DateField())
    with acting(SYSTEM):
        old = Roster.objects.annotate(last=last).filter(last__lt=local_date(at - _KEPT))
        gone = list(old.order_by("starts_on", "id").values_list("id", flat=True)[:_BATCH])
        for table in (Swap, Turn, Wish, Member, Spot):
            table.objects.filter(roster_id__in=gone).delete()
        Roster.objects.filter(id__in=gone).delete()
    return len(gone)


RULE = Rule(
    "rosters", Bilingual("排班值守", "Rosters"), Bilingual("结束后一年", "a year after it ended"), "P",
    "PIPL art 19; the year is ours", forget_rosters,
)  # fmt: skip
