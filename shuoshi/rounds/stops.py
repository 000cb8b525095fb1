"""Where somebody goes on a day: added, what is due comes in by itself, mended, kept with a crew, called off."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from shuoshi.care.parts import day_list
from shuoshi.care.terms import CarerState
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Household, Person
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.rounds.keeping import changed, noted, round_of_mine, stop_of_mine
from shuoshi.rounds.models import Crew, Round, Stop
from shuoshi.rounds.rules import asks_fit, may_plan, stop_fits
from shuoshi.rounds.terms import (
    STOPS_MOST,
    CrewNotFound,
    RoundNotFound,
    StopAsks,
    StopNotFound,
    StopSaid,
    StopState,
)

_VISIT_MIN, _OPENS, _CLOSES = 15, 8 * 60, 17 * 60


def add_stop(*, round_id: UUID, stop: StopSaid, by: Actor, at: datetime) -> UUID:
    """Somewhere to go that day, to the home of a registered person or to a household.

    Raises:  MayNotPlan, RoundNotFound, StopNotFound (no such person or household in reach), BadInput with its field,
             Conflict where it waits there already
    """
    stop_fits(stop)
    with acting(by):
        home, path = _home(stop)
    with round_of_mine(round_id, by) as row:
        _room(row)
        if not bounds_of(row.path).holds(path):
            raise BadInput("这一户不在这一天去的那一片。", field="where")
        whom = {"person": stop.person_id, "household": home.id if home else None}
        same = Stop.objects.filter(round_id=row.id, kind=stop.kind, what=stop.what.strip(), **whom)
        if same.filter(state=StopState.WAITS).exists():
            raise Conflict("这一站已经在这一天里了。")
        made = Stop(
            id=new_id(at), round_id=row.id, path=path, kind=stop.kind, what=stop.what.strip(), person_id=stop.person_id,
            household_id=home.id if home else None, lat=home.lat if home else None, lon=home.lon if home else None,
            opens_min=stop.opens_min, closes_min=stop.closes_min, service_min=stop.service_min, brings=stop.brings,
            skills=sorted(stop.skills), priority=stop.priority, state=StopState.WAITS,
        )  # fmt: skip
        made.save(force_insert=True)
        changed([row.id])
        noted("stop", row, by, at)
    return made.id


def take_in_visits(*, round_id: UUID, by: Actor, at: datetime) -> int:
    """Visits that are due by that day come in, those of high need and those missed before with priority; not those that
    wait in another round of today or later; one that was called off may come in again. Gives how many are new.

    Raises:  MayNotPlan, RoundNotFound, BadInput where there are too many
    """
    may_plan(by)
    with acting(by):
        row = Round.objects.filter(id=round_id).first()
    if row is None:
        raise RoundNotFound
    due = day_list(by=by, on=row.on, path=row.path, due_by=row.on, most=STOPS_MOST)
    with round_of_mine(round_id, by) as row:
        waits = Q(round__on__gte=local_date(at), state=StopState.WAITS)
        here = Q(round_id=row.id) & ~Q(state=StopState.OFF)
        stops = Stop.objects.filter(waits | here, carer_id__in=[c.carer_id for c in due])
        there = set(stops.values_list("carer_id", flat=True))
        gone = Stop.objects.filter(round_id=row.id, state=StopState.OFF, carer__isnull=False)
        off = set(gone.values_list("carer_id", flat=True))
        calls = [
            c for c in due if c.state is CarerState.AGREED and c.visits and c.carer_id not in there
        ]
        _room(row, len(calls))
        new = [
            Stop(
                id=new_id(at), round_id=row.id, path=c.path, kind="visit", what=c.scheme.name.zh, carer_id=c.carer_id,
                person_id=c.person_id, household_id=c.household_id, lat=c.spot[0] if c.spot else None,
                lon=c.spot[1] if c.spot else None, opens_min=_OPENS, closes_min=_CLOSES, service_min=_VISIT_MIN,
                priority=5 if c.misses or c.tier == c.scheme.high else 2, state=StopState.WAITS,
            )
            for c in calls
        ]  # fmt: skip
        Stop.objects.bulk_create([s for s in new if s.carer_id not in off])
        back = Stop.objects.filter(round_id=row.id, carer_id__in=off & {s.carer_id for s in new})
        back.update(state=StopState.WAITS, over_at=None, crew=None, n=None, unit=None)
        if new:
            changed([row.id])
            noted("visits", row, by, at)
    return len(new)


def mend_stop(*, stop_id: UUID, asks: StopAsks, by: Actor, at: datetime) -> None:
    """A stop asks for something else than was said: when, how long, what is brought. A visit stays called what it is.

    Raises:  MayNotPlan, StopNotFound, BadInput with its field, Conflict where it is over
    """
    asks_fit(asks)
    with stop_of_mine(stop_id, by) as (row, stop):
        if stop.state != StopState.WAITS:
            raise Conflict("这一站已经记过了。")
        Stop.objects.filter(id=stop.id).update(
            what=stop.what if stop.carer_id else asks.what.strip(), opens_min=asks.opens_min,
            closes_min=asks.closes_min, service_min=asks.service_min, brings=asks.brings, skills=sorted(asks.skills),
            priority=asks.priority,
        )  # fmt: skip
        changed([row.id])
        noted("stop_mended", row, by, at)


def keep_with(*, stop_id: UUID, crew_id: UUID | None, by: Actor, at: datetime) -> None:
    """A stop goes to this crew and to no other, whatever is planned; None takes that back.

    Raises:  MayNotPlan, StopNotFound, CrewNotFound (nor one that can't go), Conflict where the stop is over
    """
    with stop_of_mine(stop_id, by) as (row, stop):
        able = Crew.objects.filter(round_id=row.id, lost=False)
        if crew_id is not None and not able.filter(id=crew_id).exists():
            raise CrewNotFound
        if stop.state != StopState.WAITS:
            raise Conflict("这一站已经记过了。")
        Stop.objects.filter(id=stop.id).update(only_id=crew_id)
        changed([row.id])
        noted("kept", row, by, at)


def drop_stop(*, stop_id: UUID, by: Actor, at: datetime) -> None:
    """A stop is called off. Raises MayNotPlan, StopNotFound, Conflict where it is over."""
    with stop_of_mine(stop_id, by) as (row, stop):
        if stop.state != StopState.WAITS:
            raise Conflict
        Stop.objects.filter(id=stop.id).update(state=StopState.OFF, over_at=at)
        changed([row.id])
        noted("stop_off", row, by, at)


def restore_stop(*, stop_id: UUID, by: Actor, at: datetime) -> None:
    """A stop that was called off is gone to after all.

    Raises:  MayNotPlan, StopNotFound, Conflict where it was not called off, the day is past, or they live elsewhere now
    """
    with stop_of_mine(stop_id, by) as (row, stop):
        whom, home = stop.person, stop.household
        gone = whom is not None and (
            whom.left_on is not None or whom.household_id != stop.household_id
        )
        moved = whom is None and home is not None and home.path != stop.path
        if stop.state != StopState.OFF or row.on < local_date(at) or gone or moved:
            raise Conflict("这一站恢复不了。")
        Stop.objects.filter(id=stop.id).update(
            state=StopState.WAITS, over_at=None, crew=None, n=None, unit=None, why_left=""
        )
        changed([row.id])
        noted("stop_back", row, by, at)


def _home(stop: StopSaid) -> tuple[Household | None, str]:
    """The household to go to and where it lies, as the reader sees it. Raises StopNotFound."""
    if stop.person_id is not None:
        people = Person.objects.filter(id=stop.person_id, left_on__isnull=True)
        person = people.select_related("household").first()
        if person is None:
            raise StopNotFound("没有这个人或者这一户，或者不在您的范围内。")
        return person.household, person.path
    home = Household.objects.filter(id=stop.household_id).first() if stop.household_id else None
    if home is None:
        raise StopNotFound("没有这个人或者这一户，或者不在您的范围内。")
    return home, home.path


def _room(row: Round, more: int = 1) -> None:
    if Stop.objects.filter(round_id=row.id).count() + more > STOPS_MOST:
        raise BadInput("一天最多 %(most)s 站，请分片区排。", field="where", most=STOPS_MOST)
