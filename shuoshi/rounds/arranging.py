"""Days to plan: where they start; the same again on another day, dropped; a plan is asked for."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.places.queries import place_at
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.rounds.keeping import noted, round_of_mine
from shuoshi.rounds.models import Crew, Round, Stop
from shuoshi.rounds.rules import going_fits, may_drop, may_plan, second_of
from shuoshi.rounds.terms import (
    SAID,
    SECONDS_MOST,
    Going,
    MayNotPlan,
    NothingToPlan,
    PlanningNow,
    State,
    StopState,
)


def start_round(*, going: Going, by: Actor, at: datetime) -> UUID:
    """A day to plan.

    Raises:  MayNotPlan, PlaceNotFound, BadInput with its field, Conflict for a name twice
    """
    may_plan(by)
    going_fits(going)
    place_at(going.path)
    if not by.bounds.holds(going.path):
        raise MayNotPlan
    _soon(going.on, at)
    row = Round(
        id=new_id(at), path=going.path, on=going.on, name=going.name.strip(), base=going.base.strip(),
        base_lat=going.base_lat, base_lon=going.base_lon, factor=going.factor, car_kmh=going.car_kmh,
        walk_kmh=going.walk_kmh, state=State.DRAFT,
    )  # fmt: skip
    with acting(by) as scope:
        scope.write_as_engine()
        _saved(row)
        noted("start", row, by, at)
    return row.id


def copy_round(*, round_id: UUID, on: date, by: Actor, at: datetime) -> UUID:
    """The same on another day: the crews that could go, and the stops that are no visits, where people live now and lie
    within the day's place. Not what was called off or refused; visits come in as they are due on that day.

    Raises:  MayNotPlan, RoundNotFound, BadInput with its field, Conflict where that day has it already
    """
    _soon(on, at)
    if on < local_date(at):
        raise BadInput("请选今天或者以后的日子。", field="on")
    with round_of_mine(round_id, by) as row:
        new = Round(
            id=new_id(at), path=row.path, on=on, name=row.name, base=row.base, base_lat=row.base_lat,
            base_lon=row.base_lon, factor=row.factor, car_kmh=row.car_kmh, walk_kmh=row.walk_kmh, state=State.DRAFT,
        )  # fmt: skip
        _saved(new)
        crews = list(Crew.objects.filter(round_id=row.id, lost=False).select_related("helper"))
        now = {crew.id: new_id(at) for crew in crews}
        for crew in crews:
            crew.id, crew.round_id = now[crew.id], new.id
            if crew.helper and crew.helper.ended_on is not None:
                crew.helper = None
        Crew.objects.bulk_create(crews)
        again = [_again(stop, new, now, at) for stop in _worth_again(row)]
        Stop.objects.bulk_create(s for s in again if bounds_of(new.path).holds(s.path))
        noted("copy", new, by, at)
    return new.id


def _worth_again(row: Round) -> list[Stop]:
    """The stops of a day that are gone to again, each home and purpose once, with their homes read along."""
    gone = (StopState.OFF, StopState.REFUSED)
    there = Q(person__isnull=True) | Q(person__left_on__isnull=True)
    stops = Stop.objects.filter(there, round_id=row.id, carer__isnull=True).exclude(kind="visit")
    found = stops.exclude(state__in=gone).select_related("person__household", "household")
    once = {(s.kind, s.what, s.person_id, s.household_id): s for s in found.order_by("id")}
    return list(once.values())


def _again(stop: Stop, new: Round, crews: Mapping[UUID, UUID], at: datetime) -> Stop:
    """A stop as it is on another day: where the home lies now, not planned yet."""
    home = stop.person.household if stop.person else stop.household
    whose = stop.person or home
    return Stop(
        id=new_id(at), round_id=new.id, path=whose.path if whose else stop.path, kind=stop.kind, what=stop.what,
        person_id=stop.person_id, household=home, lat=home.lat if home else None, lon=home.lon if home else None,
        opens_min=stop.opens_min, closes_min=stop.closes_min, service_min=stop.service_min, brings=stop.brings,
        skills=stop.skills, priority=stop.priority, only_id=crews.get(stop.only_id) if stop.only_id else None,
        state=StopState.WAITS,
    )  # fmt: skip


def drop_round(*, round_id: UUID, by: Actor, at: datetime) -> None:
    """A day is not gone after all, with its crews and stops. Not once a crew has said something of it, nor on the day
    itself once it was planned: somebody may carry its list without a network.

    Locks:   the day's row, its stops'.
    Raises:  MayNotPlan, RoundNotFound, Conflict
    """
    with round_of_mine(round_id, by) as row:
        states = Stop.objects.select_for_update().filter(round_id=row.id).order_by("id")
        said = any(state in SAID for state in states.values_list("state", flat=True))
        if not may_drop(row.on, row.planned_at is not None, said, local_date(at)):
            raise Conflict("这一天已经有人办过，或者已经有人带着单子出门了，删不了。")
        noted("drop", row, by, at)
        Stop.objects.filter(round_id=row.id).delete()
        Crew.objects.filter(round_id=row.id).delete()
        Round.objects.filter(id=row.id).delete()


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
        now_min = second_of(row.on, at) // 60
        if not crews.filter(ends_min__gt=now_min).exists():
            raise Conflict("各组都收工了，今天不再排；没去的站点留在各组的单子上。")
        Round.objects.filter(id=row.id).update(state=State.ASKED, seconds=seconds, asked_at=at)
        noted("ask", row, by, at)


def _soon(on: date, at: datetime) -> None:
    if not -31 <= (on - local_date(at)).days <= 366:
        raise BadInput("日期要在最近一个月以后、一年以内。", field="on")


def _saved(row: Round) -> None:
    """Write a new day, in the caller's scope. Raises Conflict where that day has one of this name."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("这一天已经有叫这个名字的路线了。") from error
