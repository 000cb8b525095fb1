"""How long devices keep what they hold, and what follows people."""

from datetime import datetime, timedelta
from uuid import UUID

from shuoshi.devices.models import Device, Given, Sent
from shuoshi.devices.terms import GIVEN_FOR, WAITS, State
from shuoshi.kernel.texts import Bilingual
from shuoshi.people.terms import Moved
from shuoshi.privacy.ports import Rule
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

_KEPT = timedelta(days=92)
_BATCH = 5_000


def forget_sent(at: datetime) -> int:
    """What phones sent three months ago; what they were given, after four days; phones that ended and
    sent nothing; those of closed accounts end."""
    with acting(SYSTEM):
        Given.objects.filter(at__lt=at - GIVEN_FOR).delete()
        closed = Device.objects.filter(account__is_active=False, ended_at__isnull=True)
        closed.update(ended_at=at)
        old = Sent.objects.filter(received_at__lt=at - _KEPT).order_by("received_at")
        gone = list(old.values_list("id", flat=True)[:_BATCH])
        Sent.objects.filter(id__in=gone).delete()
        Device.objects.filter(ended_at__lt=at - _KEPT, sent__isnull=True).delete()
    return len(gone)


def let_go(person_id: UUID, at: datetime) -> None:
    """Let a person go out of what waits, as engine in the caller's scope."""
    Sent.objects.filter(person_id=person_id, state__in=WAITS).update(
        state=State.GIVEN_UP, values=None, theirs=None, decided_at=at
    )
    Sent.objects.filter(person_id=person_id).update(person_id=None)


def follow(moved: Moved) -> None:
    """What waits goes along with whom it is about, as engine in the caller's transaction."""
    Sent.objects.filter(person_id__in=moved.persons, state__in=WAITS).update(path=moved.after)


RULE = Rule(
    "devices", Bilingual("手机和它们传来的记录", "Phones and what they sent"),
    Bilingual("三个月；一天的名单里有谁，四天", "three months; whom a day's list carried, four days"),
    "P", "PIPL art 19; days are ours", forget_sent,
)  # fmt: skip
