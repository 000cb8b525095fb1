"""How long what posts wrote down is kept: what is personal until the emergency is erased, figures beyond it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Sum

from shuoshi.devices.retention import forget_captured
from shuoshi.kernel.texts import Bilingual
from shuoshi.posts.models import Case, Handover, Passage, Post, Registered, Tally
from shuoshi.posts.terms import PASSAGE
from shuoshi.privacy.ports import Rule
from shuoshi.reach.models import Switch
from shuoshi.reach.partitions import drop_days
from shuoshi.reach.queries import HOME_LATE
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

_KEPT = timedelta(days=90)
_BATCH = 5_000


def erase_of_switch(switch_id: UUID, at: datetime) -> Mapping[str, int]:
    """Delete what was registered, who waited, and what was said at handovers under a switch; what is left in figures by
    outcome. A drill leaves none."""
    for table in (Registered, Case, Handover):
        _delete(table, switch_id)
    _forget_unaccepted(switch_id, at)
    with acting(SYSTEM):
        found = Tally.objects.filter(switch_id=switch_id).values_list("outcome")
        counts = {f"posts.{o}": n for o, n in found.annotate(n=Sum("passages")).order_by("outcome")}
        drill = Switch.objects.filter(id=switch_id, drill=True).exists()
        if drill:
            Tally.objects.filter(switch_id=switch_id).delete()
    if drill:
        _delete(Passage, switch_id)
        return {}
    return counts


def _forget_unaccepted(switch_id: UUID, at: datetime) -> None:
    """What phones brought that nobody accepted holds plates too: as long as a phone may bring it home after the end, or
    until the next emergency of the kind."""
    row = Switch.objects.get(id=switch_id)
    until = (row.ended_at or at) + HOME_LATE
    after = (
        Switch.objects.filter(kind=row.kind, starts_at__gt=row.starts_at)
        .order_by("starts_at")
        .first()
    )
    if after is not None:
        until = min(until, after.starts_at)
    with acting(SYSTEM):
        posts = list(Post.objects.filter(kind=row.kind).values_list("id", flat=True))
    forget_captured(PASSAGE, posts, row.starts_at, until, at)


def _delete(table: type[Registered | Case | Handover | Passage], switch_id: UUID) -> None:
    """In batches, so that no lock is held long."""
    while True:
        with acting(SYSTEM):
            some = table.objects.filter(switch_id=switch_id).values_list("id", flat=True)[:_BATCH]
            if not table.objects.filter(id__in=list(some)).delete()[0]:
                return


def forget_passages(at: datetime) -> int:
    """Days of passages that ended ninety days ago, as the owner; how many days."""
    return drop_days("posts_passage", (at - _KEPT).date())


def _nothing(at: datetime) -> int:
    """What goes with its emergency: nothing for a job to do."""
    return 0


RULES = (
    Rule(
        "registered",
        Bilingual("值守点登记的人、改判、交接的话", "Who registered at a post, words of leaders and handovers"),
        Bilingual("应急结束、保留的天数过了当天，连钥匙一起", "the day its emergency is erased, with its key"), "C",
        "L05 art 85", _nothing,
    ),
    Rule(
        "passages", Bilingual("值守点一次次放行的记录（没有车牌和姓名）", "Passages at posts (no plates, no names)"),
        Bilingual("九十天", "ninety days"), "P", "PIPL art 19; the days are ours", forget_passages,
    ),
)  # fmt: skip
