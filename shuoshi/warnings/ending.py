"""A warning is over: all clear, sent by mistake, replaced, or with its emergency; or it stands again."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.notices.actions import take_back_told
from shuoshi.reach.queries import switch
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, EmergencyOff
from shuoshi.warnings.keeping import noted, switch_of, warning_led
from shuoshi.warnings.ladders import ladder_called
from shuoshi.warnings.models import Call, Warning
from shuoshi.warnings.rules import climbs_at, may_warn
from shuoshi.warnings.telling import tell_again, tell_over
from shuoshi.warnings.terms import REGRETS, Ended, Level, Stand, Wants, WarningOver

_BATCH = 1_000


def end_warning(*, warning_id: UUID, why: str, by: Actor, at: datetime) -> None:
    """All clear, or sent by mistake. Whoever was told hears that it is over.

    Locks:   the warning's row.
    Raises:  MayNotWarn, WarningNotFound, WarningOver, BadInput
    """
    may_warn(by)
    if why not in (Ended.CLEAR, Ended.WRONG):
        raise BadInput("请从选项里选。", field="why")
    with acting(by) as scope:
        scope.write_as_engine()
        row = warning_led(warning_id, by)
        if row.ended_at is not None:
            raise WarningOver
        over(row, Ended(why), at)
        tell_over(row.id, at)
        noted("end", row.id, row.path, by, at)


def over(row: Warning, why: Ended, at: datetime) -> None:
    """Nothing climbs any more, what waits to be told is not told, whoever is home is settled. As engine, its row
    locked."""
    Warning.objects.filter(id=row.id).update(ended_at=max(at, row.sent_at), ended_why=why)
    calls = Call.objects.filter(warning_id=row.id)
    calls.filter(climb_at__isnull=False).update(climb_at=None)
    calls.filter(stand=Stand.HOME, help=False).update(settled=True)
    take_back_told(row.id)


def end_with_emergencies(*, at: datetime) -> int:
    """Warnings whose emergency is over end with it. Gives how many."""
    many = 0
    with acting(SYSTEM):
        standing = Warning.objects.select_for_update(skip_locked=True).filter(ended_at__isnull=True)
        for row in standing.order_by("id"):
            under = switch(row.switch_id)
            if under is None or (under.ended_at is not None and under.ended_at <= at):
                over(row, Ended.CLEAR, at)
                tell_over(row.id, at)
                noted("end", row.id, row.path, SYSTEM, at)
                many += 1
    return many


def resume_warning(*, warning_id: UUID, by: Actor, at: datetime) -> None:
    """It was ended by mistake: it stands again, within a day; answers are wanted as much later, and whoever was told
    that it is over hears that it is not.

    Locks:   the warning's row, its calls'.
    Raises:  MayNotWarn, WarningNotFound, EmergencyOff, Conflict
    """
    may_warn(by)
    with acting(by) as scope:
        scope.write_as_engine()
        row = warning_led(warning_id, by)
        if row.ended_at is None or row.ended_why == Ended.REPLACED or at - row.ended_at > REGRETS:
            raise Conflict("结束一天以上、或者换成新的以后，就不能再恢复，请另发一个。")
        if switch_of(row, at).ended_at is not None:
            raise EmergencyOff
        Warning.objects.filter(id=row.id).update(ended_at=None, ended_why="")
        _wait_again(row, at - row.ended_at)
        tell_again(row.id, at)
        noted("resume", row.id, row.path, by, at)


def _wait_again(row: Warning, pause: timedelta) -> None:
    ladder = ladder_called(row.ladder)
    calls = Call.objects.filter(warning_id=row.id)
    calls.update(due_at=F("due_at") + pause, move_due_at=F("move_due_at") + pause)
    waiting = list(calls.select_for_update().filter(stand=Stand.WAITING).order_by("id"))
    for call in waiting:
        call.climb_at = climbs_at(ladder, call.due_at, call.climbed)
    Call.objects.bulk_update(waiting, ["climb_at"], batch_size=_BATCH)
    if ladder.levels[Level(row.level)].wants is Wants.MOVE:
        calls.filter(stand=Stand.HOME).update(settled=False)
