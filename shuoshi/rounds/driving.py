"""Under way: a crew says what came of each stop; a visit is recorded with it, once."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from shuoshi.care.models import Carer, Pairing
from shuoshi.care.parts import values_for
from shuoshi.care.terms import (
    By,
    CarerNotFound,
    NotAgreed,
    Outcome,
    PairingNotFound,
    Visited,
    VisitNotFound,
)
from shuoshi.care.unvisiting import unwrite_visit
from shuoshi.care.visiting import write_visit
from shuoshi.devices.rules import in_time
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.people.models import Household, Person
from shuoshi.people.queries import heads_of, known_as
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rounds.keeping import changed, locked_stop
from shuoshi.rounds.models import Crew, Round, Stop
from shuoshi.rounds.rules import came_fits, may_plan
from shuoshi.rounds.terms import ARRANGERS, DRIVERS, Came, CrewNotFound, StopNotFound, StopState
from shuoshi.sealing.actions import log_look
from shuoshi.sealing.terms import Look

_NEAR = timedelta(days=1)
_OUTCOMES = {
    StopState.DONE: Outcome.MET,
    StopState.NOT_THERE: Outcome.NOT_HOME,
    StopState.REFUSED: Outcome.REFUSED,
}


def note_stop(*, came: Came, by: Actor, at: datetime, done_at: datetime | None = None) -> None:
    """What came of a stop: done (who took it), nobody there, refused. Of a visit it is the visit's outcome too.

    Shape:   `done_at` is when it was, where a phone brings it home later. The same said twice is said once. Where the
             visit may not be any more (a yes was withdrawn, the pairing ended), the stop alone is written.
    Locks:   of a visit its pairing's row; the stop's.
    Raises:  StopNotFound, Conflict where something else was said, BadInput with its field
    """
    with acting(by) as scope:
        seen = Stop.objects.filter(id=came.stop_id).first()
        if seen is None or not drives(by):
            raise StopNotFound
        scope.write_as_engine()
        write_came(came, by, at, done_at or at)


def write_came(
    came: Came, by: Actor, at: datetime, when: datetime, *, anew: UUID | None = None
) -> None:
    """The same for whoever was sent there, as engine in the caller's scope; `anew` over what was said before: the visit
    that came of it stands, and where it had another outcome there is a second one under this number.

    Raises:  StopNotFound, Conflict, BadInput with its field
    """
    if not in_time(when, at):
        raise BadInput("时间要在最近三天以内。", field="at")
    seen = Stop.objects.filter(id=came.stop_id).select_related("round").first()
    if seen is None:
        raise StopNotFound
    came_fits(came, seen.kind)
    if abs(seen.round.on - local_date(when)) > _NEAR:
        raise Conflict("这一站不是这几天的，记不了。")
    if local_date(when) < seen.round.on and came.state != StopState.REFUSED:
        raise Conflict("还没到这一天，只能先记“不要了”。")
    carer = _with_its_pairing(seen)
    stop = locked_stop(came.stop_id)
    if stop.state != StopState.WAITS and anew is None:
        if (stop.state, stop.receipt, str(stop.note or "")) == (
            came.state,
            came.receipt,
            came.note.strip(),
        ):
            return
        raise Conflict("这一站已经记过了，和这次记的不一样。")
    Stop.objects.filter(id=stop.id).update(
        state=came.state, over_at=when, receipt=came.receipt, note=came.note.strip() or None
    )
    if carer is not None and came.state in _OUTCOMES and (anew is None or came.state != stop.state):
        outcome = _OUTCOMES[StopState(came.state)]
        visited = Visited(anew or stop.id, carer.id, By.HOME, outcome, when, came.note)
        with suppress(NotAgreed, PairingNotFound, Conflict):
            write_visit(visited, carer, by, at)
    record(kind=f"rounds.{came.state}", subject_id=stop.id, path=stop.path, by=by, at=at)


def _with_its_pairing(stop: Stop) -> Carer | None:
    """Under which part a stop is a visit, its pairing's row locked before the stop's is."""
    carer = Carer.objects.filter(id=stop.carer_id).first() if stop.carer_id else None
    if carer is not None:
        Pairing.objects.select_for_update().filter(id=carer.pairing_id).first()
    return carer


def take_back(*, stop_id: UUID, by: Actor, at: datetime) -> None:
    """It was said by mistake: the stop waits again, and a visit that came of it is as if it had not been. Not what was
    called off.

    Locks:   of a visit its pairing's row; the day's; the stop's.
    Raises:  StopNotFound, PairingNotFound, MayNotTakeBack, Conflict
    """
    with acting(by) as scope:
        seen = Stop.objects.filter(id=stop_id).first()
        if seen is None or not drives(by):
            raise StopNotFound
        scope.write_as_engine()
        carer = _with_its_pairing(seen)
        Round.objects.select_for_update().filter(id=seen.round_id).first()
        stop = locked_stop(stop_id)
        far = abs(stop.round.on - local_date(at)) > _NEAR
        if far or stop.state in (StopState.WAITS, StopState.OFF):
            raise Conflict("这一站收不回来了。")
        if carer is not None:
            with suppress(VisitNotFound):  # there was none where it might not be any more
                unwrite_visit(stop.id, by, at)
        Stop.objects.filter(id=stop_id).update(
            state=StopState.WAITS, over_at=None, receipt="", note=None
        )
        changed([stop.round_id])
        record(kind="rounds.taken_back", subject_id=stop_id, path=seen.path, by=by, at=at)


def look_at_stop(*, stop_id: UUID, by: Actor, at: datetime) -> dict[str, str]:
    """Whose door it is and how to call them, for whoever goes there; who looked is written down first.

    Shape:   while the stop waits, on its day and the days next to it; of a visit what the part's role needs.
    Raises:  StopNotFound, Conflict where nobody goes there now
    """
    with acting(by) as scope:
        seen = Stop.objects.filter(id=stop_id).first()
        if seen is None or not drives(by):
            raise StopNotFound
        scope.write_as_engine()
        on = Round.objects.get(id=seen.round_id).on
        values = _looked(seen, by, at) if abs(on - local_date(at)) <= _NEAR else {}
        if not values:
            raise Conflict("现在不去这一站，看不了地址和电话。")
    return values


def look_at_crew(*, crew_id: UUID, by: Actor, at: datetime) -> dict[UUID, dict[str, str]]:
    """The same of every stop that waits for a crew, for a sheet that goes along where no phone does: each look is
    written down. Only whoever arranges the day.

    Shape:   some five statements a stop, in one scope
    Raises:  MayNotPlan, CrewNotFound, Conflict on another day
    """
    may_plan(by)
    with acting(by) as scope:
        if not Crew.objects.filter(id=crew_id).exists():
            raise CrewNotFound
        scope.write_as_engine()
        crew = Crew.objects.select_related("round").get(id=crew_id)
        if abs(crew.round.on - local_date(at)) > _NEAR:
            raise Conflict("当天和前后一天才能看门牌和电话。")
        stops = Stop.objects.filter(crew_id=crew_id).order_by("n")
        return {stop.id: _looked(stop, by, at) for stop in stops}


def _looked(stop: Stop, by: Actor, at: datetime) -> dict[str, str]:
    """The values of a stop that waits, and that they were looked at; nothing of another."""
    values, of = _values(stop) if stop.state == StopState.WAITS else ({}, None)
    if values:
        purpose = Look.DELIVER if stop.kind == "delivery" else Look.VISIT
        log_look(fields=sorted(values), purpose=purpose, path=stop.path, by=by, at=at, person_id=of)
    return values


def _values(stop: Stop) -> tuple[dict[str, str], UUID | None]:
    """What is to be known to go there, and of whom it tells."""
    if stop.carer_id is not None:
        with suppress(CarerNotFound):
            return values_for(stop.carer_id), stop.person_id
        return {}, None
    if stop.person_id is not None:
        whom = Person.objects.select_related("household").get(id=stop.person_id)
        return _whom(whom), whom.id
    if stop.household_id is None:
        return {}, None
    head = heads_of({stop.household_id}).get(stop.household_id)
    door = {"door": str(Household.objects.get(id=stop.household_id).door)}
    return (_whom(head) | door, head.id) if head else (door, None)


def _whom(person: Person) -> dict[str, str]:
    known = known_as(person).values
    return {name: known[name] for name in ("name", "phone", "door") if known[name]}


def drives(by: Actor) -> bool:
    """Whether somebody goes on rounds, or arranges them."""
    if by.reach is Reach.TERRITORIAL:
        return by.role in ARRANGERS
    return by.reach is Reach.RESIDENT or by.role in DRIVERS
