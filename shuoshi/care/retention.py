"""How long care is kept, what people take along of it, and how they are let go."""

from datetime import datetime, timedelta
from uuid import UUID

from shuoshi.care.models import Carer, Contract, Due, Pairing, Pause, Visit
from shuoshi.care.pairing import let_go as end_pairing
from shuoshi.care.schemes import schemes
from shuoshi.care.terms import Ending
from shuoshi.devices.terms import LATE_HOURS
from shuoshi.kernel.texts import Bilingual
from shuoshi.matters.models import Matter
from shuoshi.privacy.ports import Row, Rule
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor

_YEARS = timedelta(days=2 * 366)
_WORDS = timedelta(days=366)
_STOOD = timedelta(hours=LATE_HOURS)
"""How long a visit can be taken back, and keeps how its pairing stood."""
_BATCH = 2_000


def forget_care(at: datetime) -> int:
    """Pairings that ended two years ago go with all that belongs to them; the words of visits after one year; how a
    pairing stood before a visit once that can't be taken back any more."""
    with acting(SYSTEM):
        spoken = Visit.objects.filter(at__lt=at - _WORDS, words__isnull=False)
        words = list(spoken.values_list("id", flat=True)[:_BATCH])
        Visit.objects.filter(id__in=words).update(words=None)
        stood = Visit.objects.filter(before__isnull=False, recorded_at__lt=at - _STOOD)
        moved = list(stood.values_list("id", flat=True)[:_BATCH])
        Visit.objects.filter(id__in=moved).update(before=None)
        Pause.objects.filter(until_on__lt=(at - _YEARS).date()).delete()
        over = Pairing.objects.filter(ended_on__lt=(at - _YEARS).date()).order_by("id")
        gone = list(over.values_list("id", flat=True)[:_BATCH])
        _erase(gone)
        Visit.objects.filter(at__lt=at - _YEARS, matter_id__isnull=False).delete()
        gone_on = Carer.objects.filter(state__in=("refused", "over"), said_at__lt=at - _YEARS)
        Carer.objects.filter(after__in=gone_on).update(after=None)
        gone_on.filter(visits__isnull=True).delete()
    return len(words) + len(gone)


def _erase(pairings: list[UUID]) -> None:
    Visit.objects.filter(pairing_id__in=pairings).delete()
    Due.objects.filter(contract__pairing_id__in=pairings).delete()
    Contract.objects.filter(pairing_id__in=pairings).delete()
    Carer.objects.filter(pairing_id__in=pairings).update(after=None)
    Carer.objects.filter(pairing_id__in=pairings).delete()
    Pairing.objects.filter(id__in=pairings).delete()


def let_go(person_id: UUID, at: datetime) -> None:
    """Let a person go out of care, as engine in the caller's scope: what was known of them goes at once."""
    mine = Pairing.objects.select_for_update().filter(person_id=person_id)
    for pairing in mine.filter(ended_on__isnull=True):
        end_pairing(pairing, Ending.REFUSED, at)
    Pause.objects.filter(person_id=person_id).delete()
    raised = Matter.objects.filter(raiser_id=person_id)
    Visit.objects.filter(matter_id__in=raised.values("id")).update(words=None)
    _erase(list(mine.values_list("id", flat=True)))


def cared_for(person_id: UUID, by: Actor) -> list[Row]:
    """What the house holds of somebody's care, under their own reach."""
    with acting(by) as scope:
        found = list(Pairing.objects.filter(person_id=person_id).order_by("opened_on", "id"))
        scope.write_as_engine()
        visits = list(
            Visit.objects.filter(pairing_id__in=[p.id for p in found]).order_by("at", "id")
        )
    rows: list[Row] = [
        [
            (Bilingual("结对办法", "Scheme"), schemes()[p.scheme].name.zh),
            (Bilingual("从哪天", "Since"), p.opened_on.isoformat()),
            (Bilingual("紧急联系人", "Whom to call"), str(p.contact or "")),
            (Bilingual("到哪天", "Until"), p.ended_on.isoformat() if p.ended_on else ""),
        ]
        for p in found
    ]
    return rows + [
        [
            (Bilingual("走访", "Visit"), v.at.isoformat()),
            (Bilingual("结果", "Outcome"), v.outcome),
            (Bilingual("记下的话", "Words"), str(v.words or "")),
        ]
        for v in visits
    ]


RULE = Rule(
    "care", Bilingual("结对和走访", "Pairings and visits"),
    Bilingual(
        "结对期间；走访里的话一年，别的结束以后两年",
        "while paired; the words of visits one year, the rest two years after the end",
    ),
    "P", "PIPL art 19; years are ours", forget_care,
)  # fmt: skip
