"""How long rounds are kept."""

from datetime import datetime, timedelta
from uuid import UUID

from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.ports import Rule
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.rounds.models import Crew, Round, Stop

_KEPT = timedelta(days=92)
_BATCH = 200


def forget_rounds(at: datetime) -> int:
    """Days that are three months past, with their crews and stops."""
    with acting(SYSTEM):
        old = Round.objects.filter(on__lt=(at - _KEPT).date()).order_by("on", "id")
        gone = list(old.values_list("id", flat=True)[:_BATCH])
        Stop.objects.filter(round_id__in=gone).delete()
        Crew.objects.filter(round_id__in=gone).delete()
        Round.objects.filter(id__in=gone).delete()
    return len(gone)


def let_go(person_id: UUID, at: datetime) -> None:
    """Let a person go out of rounds, as engine in the caller's scope."""
    Stop.objects.filter(person_id=person_id).delete()


RULE = Rule(
    "rounds", Bilingual("上门路线", "Rounds"), Bilingual("三个月", "three months"), "P", "PIPL art 19; months are ours",
    forget_rounds,
)  # fmt: skip
