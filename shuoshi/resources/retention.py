"""How long stock remembers who gave and to whom it went."""

from datetime import datetime, timedelta

from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.ports import Rule
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.resources.models import Movement

_YEARS = timedelta(days=5 * 366)
_BATCH = 5_000
_SOMEBODY = "—"


def forget_movements(at: datetime) -> int:
    """Who gave, to whom, for which matter and who wrote it down; numbers stay."""
    with acting(SYSTEM):
        over = Movement.objects.filter(at__lt=at - _YEARS, account_id__isnull=False)
        ids = list(over.values_list("id", flat=True)[:_BATCH])
        old = Movement.objects.filter(id__in=ids)
        old.filter(donor__isnull=False).update(donor=_SOMEBODY)
        return old.update(what="", matter_id=None, account_id=None)


RULE = Rule(
    "stock", Bilingual("物资收发", "Goods that came and went"),
    Bilingual("五年；数量留着", "five years; the numbers stay"), "P", "PIPL art 19; years are ours", forget_movements,
)  # fmt: skip
