"""What is said of a household under a warning: tried, answered, needs help, stays, left, arrived, home again."""

from datetime import datetime
from uuid import UUID

from shuoshi.events.duties import leads
from shuoshi.events.moments import AHEAD, moment_fits
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.reach.partitions import id_in_time
from shuoshi.reach.terms import Actor, key_of_switch
from shuoshi.warnings.keeping import (
    at_home,
    call_of_mine,
    goes_on,
    noted,
    sealed_word,
    switch_of,
)
from shuoshi.warnings.ladders import ladder_called
from shuoshi.warnings.models import Call, CallStep
from shuoshi.warnings.rules import step_fits
from shuoshi.warnings.standing import pass_on, stand_anew
from shuoshi.warnings.telling import tell_help
from shuoshi.warnings.terms import REGRETS, Ended, Said, Stand, StepNotFound, WarningOver, Way

_OWN = "本人"


def say_step(*, said: Said, by: Actor, at: datetime) -> Stand:
    """How a household stands after what somebody says of it. Sent twice it is once.

    Locks:   the call's row.
    Raises:  CallNotFound, WarningOver, EmergencyOff, Conflict (another step has this id), NotNow, BadInput with its
             field
    """
    id_in_time(said.id, at)
    moment_fits(said.at, at)
    with call_of_mine(said.call_id, by) as call:
        ladder = ladder_called(call.warning.ladder)
        step_fits(said, ladder)
        there = CallStep.objects.filter(id=said.id).first()
        if there is not None:
            if (there.call_id, there.step, there.people) != (call.id, said.step, said.people):
                raise Conflict("这一页已经记过一条了，请刷新以后再记。")
            return Stand(call.stand)
        _allowed(said, call, by)
        switch_of(call.warning, at)
        goes_on(call.warning, said.step, said.at)
        own = at_home(call, by)
        key = key_of_switch(call.warning.switch_id)
        step = CallStep(
            id=said.id, call_id=call.id, path=call.path, step=said.step, way=Way.SELF if own else said.way,
            at=said.at, recorded_at=at, account_id=by.account_id, said_by=_OWN if own else by.said,
            people=said.people, where=sealed_word(said.where.strip(), key), why=said.why,
            note=sealed_word(said.note.strip(), key),
        )  # fmt: skip
        step.save(force_insert=True)
        before = call.help
        stand_anew([call], call.warning)
        if call.help and not before:
            tell_help(call, at)
        if call.warning.ended_why == Ended.REPLACED:
            pass_on(step, call, at)
        noted("step", call.id, call.path, by, at)
        return Stand(call.stand)


def _allowed(said: Said, call: Call, by: Actor) -> None:
    if said.people is not None and said.people > max(call.people, 1) + 5:
        raise BadInput("人数比这一户多得太多，请核对。", field="people")
    if said.at < call.warning.sent_at - AHEAD:
        raise BadInput("那时候预警还没有发。", field="at")


def take_back_step(*, call_id: UUID, step_id: UUID, by: Actor, at: datetime) -> Stand:
    """It was said by mistake: by whoever said it, or whoever leads there, within a day.

    Raises:  CallNotFound, StepNotFound, WarningOver
    """
    with call_of_mine(call_id, by) as call:
        step = CallStep.objects.filter(id=step_id, call_id=call.id).first()
        mine = step is not None and step.account_id is not None and step.account_id == by.account_id
        if step is None or at - step.recorded_at > REGRETS or not (mine or leads(by)):
            raise StepNotFound
        switch_of(call.warning, at)
        if call.warning.ended_why in (Ended.WRONG, Ended.REPLACED):
            raise WarningOver
        step.delete()
        stand_anew([call], call.warning)
        noted("step_back", call.id, call.path, by, at)
        return Stand(call.stand)
