"""How long rosters are kept: hours that count stand with the helpers by then."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import DateField, ExpressionWrapper, F

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.ports import Row, Rule
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.rosters.models import Member, Roster, Spot, Swap, Turn, Wish
from shuoshi.rosters.terms import OPEN_SWAPS, SwapState

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


def let_go(person_id: UUID, at: datetime) -> None:
    """Let a person go out of rosters, as engine in the caller's scope: what they wished, when they were off, what they
    were to serve. What was served stays as figures of nobody."""
    mine = Member.objects.filter(helper__person_id=person_id)
    Wish.objects.filter(member__in=mine).delete()
    Swap.objects.filter(giver__in=mine, state__in=OPEN_SWAPS).update(
        state=SwapState.OFF, said_at=at
    )
    Swap.objects.filter(taker__in=mine, state__in=OPEN_SWAPS).update(
        state=SwapState.OFF, said_at=at
    )
    to_come = Turn.objects.filter(member__in=mine, came_at__isnull=True, starts_at__gt=at)
    Swap.objects.filter(turn__in=to_come).delete()
    Swap.objects.filter(back__in=to_come).update(back=None)
    to_come.delete()
    mine.update(off_on=[], never=[], week_h=None)


def serving(person_id: UUID, by: Actor) -> list[Row]:
    """What the house holds of somebody who serves, under their own reach."""
    with acting(by) as scope:
        found = list(Turn.objects.filter(shown=True).order_by("starts_at", "id"))
        scope.write_as_engine()
        there = Spot.objects.filter(id__in=[t.spot_id for t in found])
        spots = dict(there.values_list("id", "name"))
    return [
        (
            (Bilingual("哪里", "Where"), spots[t.spot_id]), (Bilingual("哪天", "On"), t.on.isoformat()),
            (Bilingual("来的时间", "Came"), t.came_at.isoformat() if t.came_at else ""),
            (Bilingual("走的时间", "Left"), t.left_at.isoformat() if t.left_at else ""),
        )
        for t in found
    ]  # fmt: skip


RULE = Rule(
    "rosters", Bilingual("排班值守", "Rosters"), Bilingual("结束后一年", "a year after it ended"), "P",
    "PIPL art 19; the year is ours", forget_rosters,
)  # fmt: skip
