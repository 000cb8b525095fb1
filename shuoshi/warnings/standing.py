"""How households stand, written down anew from what was said of them; what holds on under a newer warning."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from shuoshi.kernel.ids import new_id
from shuoshi.warnings.ladders import ladder_called
from shuoshi.warnings.models import Call, CallStep, Warning
from shuoshi.warnings.rules import Asked, Told, climbs_at, settled, standing
from shuoshi.warnings.terms import Level, Stand, Step

HOLDS_ON = frozenset({Step.MOVED, Step.ARRIVED, Step.HOME, Step.HELP, Step.HELPED})
"""What is true of a household whatever it is asked next; that it answered an earlier warning is not."""
_BATCH = 1_000
_COLUMNS = (
    "stand", "help", "stays", "gone", "where", "tried", "tried_at", "answered_at", "moved_at", "arrived_at", "home_at",
    "settled", "climb_at",
)  # fmt: skip


def stand_anew(calls: Sequence[Call], warning: Warning) -> None:
    """Write down how households stand by their steps; nobody who answered climbs. As engine, their rows locked. Two
    statements a thousand."""
    ladder = ladder_called(warning.ladder)
    wants = ladder.levels[Level(warning.level)].wants
    told = _told({c.id for c in calls})
    for call in calls:
        now = standing(told[call.id])
        why = ladder.stays.get(now.stays)
        now = replace(now, help=now.help or (why is not None and why.helps))
        call.stand, call.help, call.stays = now.stand, now.help, now.stays
        call.gone, call.where = now.people, now.where
        call.tried, call.tried_at = now.tried, now.tried_at
        call.answered_at, call.moved_at = now.answered_at, now.moved_at
        call.arrived_at, call.home_at = now.arrived_at, now.home_at
        over = warning.ended_at is not None
        call.settled = settled(now, Asked(ladder, wants, call.people, over))
        waits = now.stand is Stand.WAITING and not over
        call.climb_at = climbs_at(ladder, call.due_at, call.climbed) if waits else None
    Call.objects.bulk_update(calls, _COLUMNS, batch_size=_BATCH)


def _told(calls: Collection[UUID]) -> Mapping[UUID, list[Told]]:
    found = defaultdict[UUID, list[Told]](list)
    for s in CallStep.objects.filter(call_id__in=calls).order_by("id"):
        found[s.call_id].append(Told(Step(s.step), s.at, s.people, s.where, s.why))
    return found


def take_over(before: Warning, row: Warning, calls: Sequence[Call], at: datetime) -> None:
    """Whoever has left already is not asked to leave again; whoever needs help still does. As engine; the calls of the
    warning before are locked, so that nothing is said of them meanwhile."""
    now = {c.household_id: c for c in calls}
    then = Call.objects.select_for_update().filter(warning_id=before.id, household_id__in=list(now))
    kept = {c.id: (c.household_id, _still(c)) for c in then.order_by("id")}
    steps = CallStep.objects.filter(call_id__in=list(kept), step__in=HOLDS_ON).order_by("id")
    CallStep.objects.bulk_create(
        [_copied(s, now[kept[s.call_id][0]], at) for s in steps if s.step in kept[s.call_id][1]],
        batch_size=_BATCH,
    )
    stand_anew([now[home] for home, _steps in kept.values()], row)


def _still(call: Call) -> frozenset[str]:
    """Which steps of a household hold on: how it left, where it has; that it needs help, where it does."""
    left = {Step.MOVED, Step.ARRIVED} if call.stand in (Stand.MOVED, Stand.ARRIVED) else set()
    return frozenset(left | ({Step.HELP} if call.help else set()))


def pass_on(step: CallStep, call: Call, at: datetime) -> None:
    """What a phone brought home of a household after its warning was replaced holds on under the newer one. As
    engine."""
    if step.step not in HOLDS_ON:
        return
    after = Warning.objects.filter(before_id=call.warning_id).first()
    while after is not None:
        newer = Call.objects.select_for_update().filter(
            warning_id=after.id, household_id=call.household_id
        )
        found = newer.first()
        if found is not None:
            _copied(step, found, at).save(force_insert=True)
            stand_anew([found], after)
        after = Warning.objects.filter(before_id=after.id).first()


def _copied(step: CallStep, call: Call, at: datetime) -> CallStep:
    return CallStep(
        id=new_id(at), call_id=call.id, path=call.path, step=step.step, way=step.way, at=step.at, recorded_at=at,
        account_id=step.account_id, said_by=step.said_by, people=step.people, where=step.where, why=step.why,
        note=step.note,
    )  # fmt: skip
