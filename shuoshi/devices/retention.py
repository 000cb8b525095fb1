"""How long devices keep what they hold, and what follows people."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from shuoshi.devices.keeping import noted
from shuoshi.devices.models import Device, Given, Sent
from shuoshi.devices.terms import GIVEN_FOR, State
from shuoshi.kernel.texts import Bilingual
from shuoshi.people.terms import Moved
from shuoshi.privacy.ports import Rule
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

_KEPT, _YEAR = timedelta(days=92), timedelta(days=366)
_OVER = (State.KEPT, State.GIVEN_UP)
_BATCH = 5_000


def forget_sent(at: datetime) -> int:
    """What was decided three months ago goes; what nobody decided in a year is given up, and said so; what phones were
    given goes once it can't come home any more; phones of closed accounts end."""
    with acting(SYSTEM):
        Given.objects.filter(at__lt=at - GIVEN_FOR).delete()
        closed = Device.objects.filter(account__is_active=False, ended_at__isnull=True)
        closed.update(ended_at=at)
        _give_up(Sent.objects.filter(received_at__lt=at - _YEAR).exclude(state__in=_OVER), at)
        old = Sent.objects.filter(received_at__lt=at - _KEPT, state__in=_OVER).order_by(
            "received_at"
        )
        gone = list(old.values_list("id", flat=True)[:_BATCH])
        Sent.objects.filter(id__in=gone).delete()
        Device.objects.filter(ended_at__lt=at - _KEPT, sent__isnull=True).delete()
    return len(gone)


def _give_up(rows: "QuerySet[Sent]", at: datetime) -> None:
    """Close records that are not decided, a journal line each, as engine in the caller's scope."""
    for row in rows.only("id", "subject_id", "path", "captured_at")[:_BATCH]:
        Sent.objects.filter(id=row.id).update(
            state=State.GIVEN_UP, values=None, mended=None, theirs=None, decided_at=at
        )
        noted(State.GIVEN_UP, row, at)


def forget_captured(
    kind: str, subjects: Collection[UUID], since: datetime, until: datetime, at: datetime
) -> int:
    """Give up what waits of one kind about these that was captured in that time: what it was collected for is over.

    Shape:   each batch in a scope of its own; how many.
    """
    gone = 0
    while True:
        with acting(SYSTEM):
            waits = Sent.objects.filter(
                kind=kind, subject_id__in=subjects, captured_at__gte=since, captured_at__lt=until
            ).exclude(state__in=_OVER)
            many = waits.count()
            if not many:
                return gone
            _give_up(waits.order_by("captured_at"), at)
            gone += min(many, _BATCH)


def let_go(person_id: UUID, at: datetime) -> None:
    """Let a person go out of what waits, as engine in the caller's scope."""
    of_person = Sent.objects.filter(person_id=person_id)
    _give_up(of_person.exclude(state__in=_OVER), at)
    of_person.update(person_id=None)


def follow(moved: Moved) -> None:
    """What waits goes along with whom it is about, as engine in the caller's transaction."""
    about = Q(person_id__in=moved.persons) | Q(person_id=None, household_id__in=moved.households)
    Sent.objects.filter(about).exclude(state__in=_OVER).update(path=moved.after)


RULE = Rule(
    "devices", Bilingual("手机和它们传来的记录", "Phones and what they sent"),
    Bilingual(
        "处理以后三个月，没人处理的一年；一天的名单里有谁，五天",
        "three months after it was decided, a year if nobody did; whom a day's list carried, five days",
    ),
    "P", "PIPL art 19; days are ours", forget_sent,
)  # fmt: skip
