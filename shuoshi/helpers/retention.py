"""What is kept of helpers how long, what they take along, and how they are let go."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from shuoshi.helpers.models import Helper, Service, Team, TeamMember
from shuoshi.helpers.queries import kinds
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.ports import Row, Rule
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor

_YEARS = timedelta(days=3 * 366)
_NOBODY = "—"


def forget_helpers(at: datetime) -> int:
    """Helpers who stopped three years ago, with their hours."""
    with acting(SYSTEM):
        gone = list(
            Helper.objects.filter(ended_on__lt=(at - _YEARS).date()).values_list("id", flat=True)[
                :5_000
            ]
        )
        Service.objects.filter(helper_id__in=gone).delete()
        TeamMember.objects.filter(helper_id__in=gone).delete()
        Team.objects.filter(leader_id__in=gone).update(leader=None)
        return sum(_forgotten(helper) for helper in gone)


def _forgotten(helper_id: UUID) -> int:
    """Delete a helper, unless a room above still names them: then they go when that row does."""
    try:
        with transaction.atomic():
            return Helper.objects.filter(id=helper_id).delete()[0]
    except ProtectedError:
        return 0


def let_go(person_id: UUID, at: datetime) -> None:
    """Let a person go out of the helpers, as engine in the caller's scope: hours stay as figures of nobody."""
    today = local_date(at)
    mine = Helper.objects.filter(person_id=person_id)
    TeamMember.objects.filter(helper__in=mine, until_on__isnull=True).update(until_on=today)
    Team.objects.filter(leader__in=mine).update(leader=None)
    mine.filter(ended_on__isnull=True).update(ended_on=today)
    mine.update(name=_NOBODY, phone=None, person=None)


def helping(person_id: UUID, by: Actor) -> list[Row]:
    """What the house holds of somebody as a helper, under their own reach."""
    called = {k.code: k.name for k in kinds()}
    with acting(by):
        found = list(
            Helper.objects.filter(person_id=person_id).select_related("unit").order_by("id")
        )
        services = list(
            Service.objects.filter(helper_id__in=[h.id for h in found]).order_by("on", "id")
        )
    rows: list[Row] = [
        [
            (Bilingual("哪类帮手", "Kind of helper"), called.get(h.kind_id, h.kind_id)),
            (Bilingual("单位", "Unit"), h.unit.name),
            (Bilingual("从哪天", "Since"), h.since_on.isoformat()),
            (Bilingual("到哪天", "Until"), h.ended_on.isoformat() if h.ended_on else ""),
        ]
        for h in found
    ]
    return rows + [
        [
            (Bilingual("服务", "Service"), s.what),
            (Bilingual("哪天", "On"), s.on.isoformat()),
            (Bilingual("分钟", "Minutes"), str(s.minutes)),
            (Bilingual("是否确认", "Confirmed"), s.word),
        ]
        for s in services
    ]


RULE = Rule(
    "helpers", Bilingual("帮手和服务时长", "Helpers and their hours"),
    Bilingual(
        "帮忙的时候，不帮了以后三年（开证明用）", "while they help; three years after, for certificates"
    ),
    "P", "C L15 art. 19: records of volunteering on request", forget_helpers,
)  # fmt: skip
