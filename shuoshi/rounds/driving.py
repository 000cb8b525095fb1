"""Under way: a crew says what came of each stop; a visit is recorded with it, once."""

from datetime import datetime, timedelta
from uuid import UUID

from shuoshi.care.models import Carer
from shuoshi.care.terms import LATE_HOURS, By, Outcome, Visited
from shuoshi.care.visiting import write_visit
from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.people.models import Household, Person
from shuoshi.people.queries import known_as
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rounds.models import Stop
from shuoshi.rounds.rules import came_fits
from shuoshi.rounds.terms import ARRANGERS, DRIVERS, Came, StopNotFound, StopState
from shuoshi.sealing.actions import log_look
from shuoshi.sealing.terms import Look

_OUTCOMES = {
    StopState.DONE: Outcome.MET,
    StopState.NOT_THERE: Outcome.NOT_HOME,
    StopState.REFUSED: Outcome.REFUSED,
}


def note_stop(*, came: Came, by: Actor, at: datetime, done_at: datetime | None = None) -> None:
    """What came of a stop: done (who took it), nobody there, refused. Of a visit it is the visit's outcome too.

    Shape:   `done_at` is when it was, where a phone brings it home later. The same said twice is said once.
    Locks:   the stop's row; of a visit its pairing's.
    Raises:  StopNotFound, Conflict where something else was said, BadInput with its field, NotAgreed
    """
    when = done_at or at
    if not at - timedelta(hours=LATE_HOURS) <= when <= at + timedelta(minutes=5):
        raise BadInput("时间要在最近三天以内。", field="at")
    with acting(by) as scope:
        seen = Stop.objects.filter(id=came.stop_id).first()
        if seen is None or not _drives(by):
            raise StopNotFound
        came_fits(came, seen.kind)
        scope.write_as_engine()
        stop = Stop.objects.select_for_update().get(id=came.stop_id)
        if stop.state != StopState.WAITS:
            if stop.state == came.state:
                return
            raise Conflict("这一站已经记过了。")
        Stop.objects.filter(id=stop.id).update(
            state=came.state, over_at=when, receipt=came.receipt, note=came.note.strip() or None
        )
        carer = Carer.objects.filter(id=stop.carer_id).first() if stop.carer_id else None
        if carer is not None and came.state in _OUTCOMES:
            outcome = _OUTCOMES[StopState(came.state)]
            write_visit(
                Visited(stop.id, carer.id, By.HOME, outcome, when, came.note), carer, by, at
            )
        record(kind=f"rounds.{came.state}", subject_id=stop.id, path=stop.path, by=by, at=at)


def take_back(*, stop_id: UUID, by: Actor, at: datetime) -> None:
    """It was said by mistake: the stop waits again. Not of a visit, which stands in its record.

    Raises:  StopNotFound, Conflict
    """
    with acting(by) as scope:
        seen = Stop.objects.filter(id=stop_id).first()
        if seen is None or not _drives(by):
            raise StopNotFound
        if seen.carer_id is not None or seen.state == StopState.WAITS:
            raise Conflict
        scope.write_as_engine()
        Stop.objects.filter(id=stop_id).update(
            state=StopState.WAITS, over_at=None, receipt="", note=None
        )
        record(kind="rounds.taken_back", subject_id=stop_id, path=seen.path, by=by, at=at)


def look_at_stop(*, stop_id: UUID, by: Actor, at: datetime) -> dict[str, str]:
    """Whose door it is and how to call them, for whoever goes there; who looked is written down first.

    Raises:  StopNotFound
    """
    with acting(by) as scope:
        seen = Stop.objects.filter(id=stop_id).first()
        if seen is None or not _drives(by):
            raise StopNotFound
        scope.write_as_engine()
        values = _values(seen)
        purpose = Look.DELIVER if seen.kind == "delivery" else Look.VISIT
        log_look(
            fields=sorted(values), purpose=purpose, path=seen.path, by=by, at=at, person_id=seen.person_id
        )  # fmt: skip
    return values


def _values(stop: Stop) -> dict[str, str]:
    if stop.person_id is not None:
        known = known_as(Person.objects.select_related("household").get(id=stop.person_id)).values
        return {name: known[name] for name in ("name", "phone", "door") if known[name]}
    if stop.household_id is not None:
        return {"door": str(Household.objects.get(id=stop.household_id).door)}
    return {}


def _drives(by: Actor) -> bool:
    if by.reach is Reach.TERRITORIAL:
        return by.role in ARRANGERS
    return by.reach is Reach.RESIDENT or by.role in DRIVERS
