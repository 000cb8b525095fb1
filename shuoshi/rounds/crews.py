"""Who goes on a day: added, changed, lost and back again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.helpers.models import Helper
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import Actor
from shuoshi.rounds.keeping import changed, crew_of_mine, noted, round_of_mine
from shuoshi.rounds.models import Crew, Round, Stop
from shuoshi.rounds.rules import crew_fits, near_enough
from shuoshi.rounds.terms import CREWS_MOST, CrewSaid, Spot, StopState
from shuoshi.units.queries import unit as unit_row
from shuoshi.units.terms import UnitRow


def add_crew(*, round_id: UUID, crew: CrewSaid, by: Actor, at: datetime) -> UUID:
    """Somebody goes that day. `crew.unit_id` is whose accounts see its stops, `helper_id` who goes.

    Raises:  MayNotPlan, RoundNotFound, UnitNotFound, BadInput with its field, Conflict for a name twice
    """
    crew_fits(crew)
    unit = unit_row(crew.unit_id)
    with round_of_mine(round_id, by) as row:
        if Crew.objects.filter(round_id=row.id).count() >= CREWS_MOST:
            raise BadInput("最多 %(most)s 组。", field="name", most=CREWS_MOST)
        made = Crew(id=new_id(at), round_id=row.id, path=row.path, **_columns(crew, unit, row))
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict("这一天已经有叫这个名字的组了。") from error
        changed([row.id])
        noted("crew", row, by, at)
    return made.id


def mend_crew(*, crew_id: UUID, crew: CrewSaid, by: Actor, at: datetime) -> None:
    """A crew is otherwise than was said: who goes, how, from when to when, with what room. Its stops stay until the day
    is planned anew.

    Raises:  MayNotPlan, CrewNotFound, UnitNotFound, BadInput with its field, Conflict for a name twice, or a past day
    """
    crew_fits(crew)
    unit = unit_row(crew.unit_id)
    with crew_of_mine(crew_id, by) as (row, _before):
        if row.on < local_date(at):
            raise Conflict("这一天已经过去了，改不了。")
        try:
            with transaction.atomic():
                Crew.objects.filter(id=crew_id).update(**_columns(crew, unit, row))
        except IntegrityError as error:
            raise Conflict("这一天已经有叫这个名字的组了。") from error
        waits = Stop.objects.filter(crew_id=crew_id, state=StopState.WAITS)
        waits.update(unit=unit.id)
        changed([row.id])
        noted("crew_mended", row, by, at)


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


def _columns(crew: CrewSaid, unit: UnitRow, row: Round) -> Mapping[str, Any]:
    """A crew as its row holds it, in the caller's scope. Raises BadInput with its field."""
    if not (row.path.startswith(unit.path) or bounds_of(row.path).holds(unit.path)):
        raise BadInput("这个单位不管这一片。", field="unit")
    if crew.helper_id is not None:
        helper = Helper.objects.filter(id=crew.helper_id, ended_on__isnull=True).first()
        if helper is None or helper.unit_id != unit.id:
            raise BadInput("这位帮手不是这个单位的。", field="helper")
    start, end = crew.start, crew.end
    for field, spot in (("start_lat", start), ("end_lat", end)):
        if spot is not None:
            near_enough(spot, Spot(row.base, row.base_lat, row.base_lon), field)
    return {
        "unit_id": unit.id, "helper_id": crew.helper_id, "name": crew.name.strip(), "mode": crew.mode,
        "starts_min": crew.starts_min, "ends_min": crew.ends_min, "room": crew.room, "skills": sorted(crew.skills),
        "rests": crew.rests,
        "start_name": start.name.strip() if start else "", "start_lat": start.lat if start else None,
        "start_lon": start.lon if start else None,
        "end_name": end.name.strip() if end else "", "end_lat": end.lat if end else None,
        "end_lon": end.lon if end else None,
    }  # fmt: skip
