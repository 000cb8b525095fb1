"""A day is put together: where it starts, who goes, where to; what is due comes in by itself; a plan is asked for."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from shuoshi.care.parts import day_list
from shuoshi.care.terms import CarerState
from shuoshi.helpers.models import Helper
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Household, Person
from shuoshi.places.queries import place_at
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.rounds.keeping import changed, crew_of_mine, noted, round_of_mine, stop_of_mine
from shuoshi.rounds.models import Crew, Round, Stop
from shuoshi.rounds.rules import crew_fits, going_fits, may_plan, stop_fits
from shuoshi.rounds.terms import (
    CREWS_MOST,
    SECONDS_MOST,
    STOPS_MOST,
    CrewNotFound,
    CrewSaid,
    Going,
    MayNotPlan,
    NothingToPlan,
    PlanningNow,
    RoundNotFound,
    State,
    StopNotFound,
    StopSaid,
    StopState,
)
from shuoshi.units.queries import unit as unit_row

_VISIT_MIN, _OPENS, _CLOSES = 15, 8 * 60, 17 * 60


def start_round(*, going: Going, by: Actor, at: datetime) -> UUID:
    """A day to plan.

    Raises:  MayNotPlan, PlaceNotFound, BadInput with its field, Conflict for a name twice
    """
    may_plan(by)
    going_fits(going)
    place_at(going.path)
    if not by.bounds.holds(going.path):
        raise MayNotPlan
    name = going.name.strip()
    if not -31 <= (going.on - local_date(at)).days <= 366:
        raise BadInput("日期要在最近一个月以后、一年以内。", field="on")
    with acting(by) as scope:
        scope.write_as_engine()
        row = Round(
            id=new_id(at), path=going.path, on=going.on, name=name, base=going.base.strip(),
            base_lat=going.base_lat, base_lon=going.base_lon, factor=going.factor, car_kmh=going.car_kmh,
            walk_kmh=going.walk_kmh, state=State.DRAFT,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict("这一天已经有叫这个名字的路线了。") from error
        noted("start", row, by, at)
    return row.id


def add_crew(*, round_id: UUID, crew: CrewSaid, by: Actor, at: datetime) -> UUID:
    """Somebody goes that day. `crew.unit_id` is whose accounts see its stops, `helper_id` who goes.

    Raises:  MayNotPlan, RoundNotFound, UnitNotFound, BadInput with its field, Conflict for a name twice
    """
    crew_fits(crew)
    unit = unit_row(crew.unit_id)
    with round_of_mine(round_id, by) as row:
        if not (row.path.startswith(unit.path) or bounds_of(row.path).holds(unit.path)):
            raise BadInput("这个单位不管这一片。", field="unit")
        if Crew.objects.filter(round_id=row.id).count() >= CREWS_MOST:
            raise BadInput("最多 %(most)s 组。", field="name", most=CREWS_MOST)
        if crew.helper_id is not None:
            helper = Helper.objects.filter(id=crew.helper_id, ended_on__isnull=True).first()
            if helper is None or helper.unit_id != unit.id:
                raise BadInput("这位帮手不是这个单位的。", field="helper")
        made = Crew(
            id=new_id(at), round_id=row.id, path=row.path, unit_id=unit.id, helper_id=crew.helper_id,
            name=crew.name.strip(), mode=crew.mode, starts_min=crew.starts_min, ends_min=crew.ends_min,
            room=crew.room, skills=sorted(crew.skills), rests=crew.rests,
        )  # fmt: skip
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict("这一天已经有叫这个名字的组了。") from error
        changed([row.id])
        noted("crew", row, by, at)
    return made.id


def lose_crew(*, crew_id: UUID, by: Actor, at: datetime) -> None:
    """A crew can't go, or can't go on: what it has not done goes to others when the day is planned anew.

    Raises:  MayNotPlan, CrewNotFound
    """
    with crew_of_mine(crew_id, by) as (row, crew):
        Crew.objects.filter(id=crew.id).update(lost=True)
        Stop.objects.filter(only_id=crew.id, state=StopState.WAITS).update(only=None)
        changed([row.id])
        noted("crew_lost", row, by, at)


def restore_crew(*, crew_id: UUID, by: Actor, at: datetime) -> None:
    """A crew can go after all. Raises MayNotPlan, CrewNotFound."""
    with crew_of_mine(crew_id, by) as (row, crew):
        if Crew.objects.filter(id=crew.id, lost=True).update(lost=False):
            changed([row.id])
            noted("crew_back", row, by, at)


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


def ask_plan(*, round_id: UUID, seconds: int, by: Actor, at: datetime) -> None:
    """Let the day be planned, or planned anew from where everybody is; the worker does it.

    Raises:  MayNotPlan, RoundNotFound, NothingToPlan, PlanningNow, BadInput
    """
    if not 1 <= seconds <= SECONDS_MOST:
        raise BadInput("算多久，写 1 到 %(most)s 秒。", field="seconds", most=SECONDS_MOST)
    with round_of_mine(round_id, by) as row:
        if row.on < local_date(at):
            raise Conflict("这一天已经过去了，不再排。")
        if row.state == State.ASKED:
            raise PlanningNow
        stops = Stop.objects.filter(round_id=row.id, state=StopState.WAITS)
        crews = Crew.objects.filter(round_id=row.id, lost=False)
        if not stops.exists() or not crews.exists():
            raise NothingToPlan
        Round.objects.filter(id=row.id).update(state=State.ASKED, seconds=seconds, asked_at=at)
        noted("ask", row, by, at)


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
