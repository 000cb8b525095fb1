"""Days to plan: where they start; the same again on another day, dropped; a plan is asked for."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.places.queries import place_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.rounds.keeping import noted, round_of_mine
from shuoshi.rounds.models import Crew, Round, Stop
from shuoshi.rounds.rules import going_fits, may_plan, second_of
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
    """The same on another day: the crews that could go, and the stops that are no visits, of those who still live
    there. Visits come in as they are due on that day.

    Raises:  MayNotPlan, RoundNotFound, BadInput with its field, Conflict where that day has it already
    """
    _soon(on, at)
    with round_of_mine(round_id, by) as row:
        new = Round(
            id=new_id(at), path=row.path, on=on, name=row.name, base=row.base, base_lat=row.base_lat,
            base_lon=row.base_lon, factor=row.factor, car_kmh=row.car_kmh, walk_kmh=row.walk_kmh, state=State.DRAFT,
        )  # fmt: skip
        _saved(new)
        crews = list(Crew.objects.filter(round_id=row.id, lost=False).select_related("helper"))
        for crew in crews:
            crew.id, crew.round_id = new_id(at), new.id
            if crew.helper and crew.helper.ended_on is not None:
                crew.helper = None
        Crew.objects.bulk_create(crews)
        stops = Stop.objects.filter(round_id=row.id, carer__isnull=True).exclude(kind="visit")
        there = Q(person__isnull=True) | Q(person__left_on__isnull=True)
        again = list(stops.filter(there).exclude(state=StopState.OFF))
        for stop in again:
            stop.id, stop.round_id = new_id(at), new.id
            stop.unit = stop.crew = stop.n = stop.only = stop.over_at = stop.note = None
            stop.state, stop.why_left, stop.receipt = StopState.WAITS, "", ""
        Stop.objects.bulk_create(again)
        noted("copy", new, by, at)
    return new.id


def drop_round(*, round_id: UUID, by: Actor, at: datetime) -> None:
    """A day is not gone after all, with its crews and stops. Not once a crew has said something of it.

    Raises:  MayNotPlan, RoundNotFound, Conflict
    """
    with round_of_mine(round_id, by) as row:
        stops = Stop.objects.filter(round_id=row.id)
        if stops.filter(state__in=SAID).exists():
            raise Conflict("这一天已经有人办过了，删不了。")
        noted("drop", row, by, at)
        stops.delete()
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
