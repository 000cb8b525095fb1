"""How long warnings are kept: what is said of households until the emergency is erased, plans while somebody lives
there; what people take along."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Model

from shuoshi.kernel.texts import Bilingual
from shuoshi.notices.actions import forget_warnings
from shuoshi.people.models import Person
from shuoshi.privacy.ports import Row, Rule
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.warnings.following import alone_in
from shuoshi.warnings.keeping import read_word
from shuoshi.warnings.models import Call, Caller, CallStep, Plan, Warning
from shuoshi.warnings.terms import STANDS, STEPS, Ended, Stand, Step

_BATCH = 2_000
_OF_CALLS: tuple[type[Model], ...] = (CallStep, Caller)


def erase_of_switch(switch_id: UUID, at: datetime) -> Mapping[str, int]:
    """Delete which household stood how, and who called there; what is left in figures by how far they had come. A drill
    leaves none."""
    with acting(SYSTEM):
        of = list(Warning.objects.filter(switch_id=switch_id).values_list("id", "drill"))
        ids = [i for i, _drill in of]
        for warning_id in Warning.objects.filter(id__in=ids, figures__isnull=True).values_list(
            "id", flat=True
        ):
            calls = Call.objects.filter(warning_id=warning_id)
            stood = dict(calls.values_list("stand").annotate(n=Count("id")).order_by("stand"))
            Warning.objects.filter(id=warning_id).update(figures=stood)
        last = Warning.objects.filter(id__in=ids, after__isnull=True)
        stood = Counter[str]()
        for figures in last.values_list("figures", flat=True):
            stood.update(figures)
    _delete_calls(ids)
    drills = [i for i, drill in of if drill]
    with acting(SYSTEM):
        forget_warnings(ids)
        open_ = Warning.objects.filter(id__in=ids, ended_at__isnull=True)
        open_.update(ended_at=at, ended_why=Ended.CLEAR)
        Warning.objects.filter(before_id__in=drills).update(before=None)
        Warning.objects.filter(id__in=drills).delete()
    if drills or not of:
        return {}
    return {f"warnings.{stand}": n for stand, n in stood.items()}


def _delete_calls(warnings: list[UUID]) -> None:
    """In batches, so that no lock is held long."""
    while True:
        with acting(SYSTEM):
            found = Call.objects.filter(warning_id__in=warnings).order_by("id")
            some = list(found.values_list("id", flat=True)[:_BATCH])
            for table in _OF_CALLS:
                table._default_manager.filter(call_id__in=some)._raw_delete("default")
            Call.objects.filter(id__in=some)._raw_delete("default")
        if not some:
            return


def _nothing(at: datetime) -> int:
    """What goes with its emergency, or its household: nothing for a job to do."""
    return 0


def let_go(person_id: UUID, at: datetime) -> None:
    """Let a person go, as engine in the caller's scope: a plan and calls of a household that is nobody else's go with
    them; figures stay."""
    home = alone_in(person_id)
    if home is not None:
        Plan.objects.filter(household_id=home).delete()
        Call.objects.filter(household_id=home).delete()


def warned_of(person_id: UUID, by: Actor) -> list[Row]:
    """The plan of somebody's household and what was said of it under warnings; nothing for whoever does not see them
    under their own reach."""
    with acting(by) as scope:
        seen = Person.objects.filter(id=person_id).first()
        scope.write_as_engine()
        home = seen.household_id if seen else None
        plan = Plan.objects.filter(household_id=home).first() if home else None
        calls = list(
            Call.objects.filter(household_id=home).select_related("warning").order_by("id") if home else ()
        )  # fmt: skip
        steps = list(CallStep.objects.filter(call__in=[c.id for c in calls]).order_by("at", "id"))
    rows: list[Row] = [[(_ROUTE, plan.route), (_SHELTER, plan.shelter)]] if plan else []
    for call in calls:
        rows.append([(_WARNING, call.warning.headline), (_STANDS, STANDS[Stand(call.stand)])])
        rows.extend(
            [
                (_STEP, STEPS[Step(s.step)]), (_WHEN, s.at.isoformat()), (_WHERE, read_word(s.where)),
                (_NOTE, read_word(s.note)),
            ]
            for s in steps if s.call_id == call.id
        )  # fmt: skip
    return rows


_ROUTE, _SHELTER = Bilingual("往哪里走", "Way out"), Bilingual("去哪里", "Where to")
_WARNING, _STANDS = Bilingual("预警", "Warning"), Bilingual("到了哪一步", "How far")
_STEP, _WHEN = Bilingual("说的", "Said"), Bilingual("时间", "When")
_WHERE, _NOTE = Bilingual("在哪里", "Where"), Bilingual("说明", "Note")

RULES = (
    Rule(
        "called", Bilingual("预警叫应：谁应答了、走了没有、在哪里", "Warnings: who answered, left, and where they are"),
        Bilingual("应急结束、保留的天数过了当天，连钥匙一起", "the day its emergency is erased, with its key"), "C",
        "L05 art 85", _nothing,
    ),
    Rule(
        "plans", Bilingual("转移方案", "Plans for leaving"),
        Bilingual("有人住在那里的时候；搬走、注销当天", "while somebody lives there; the day they move or leave"), "P",
        "PIPL art 19", _nothing,
    ),
)  # fmt: skip
