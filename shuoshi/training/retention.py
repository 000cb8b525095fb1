"""How long courses remember who was in them."""

from datetime import datetime, timedelta

from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.ports import Rule
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.training.models import Trainee

_YEARS = timedelta(days=2 * 366)


def forget_trainees(at: datetime) -> int:
    """Names of residents who took a course two years ago; outcomes stay as numbers."""
    with acting(SYSTEM):
        old = Trainee.objects.filter(course__on__lt=(at - _YEARS).date(), name__isnull=False)
        ids = list(old.values_list("id", flat=True)[:5_000])
        return Trainee.objects.filter(id__in=ids).update(name=None)


RULE = Rule(
    "training", Bilingual("培训", "Training"),
    Bilingual("名字两年；结果按数留着", "names two years; outcomes stay as numbers"),
    "P", "PIPL art 19; years are ours", forget_trainees,
)  # fmt: skip
