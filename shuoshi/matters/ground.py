"""Where a matter stands when it is opened: its place, who answers there, limits and calendar."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.kernel.clock import local
from shuoshi.kernel.texts import Worded, marked
from shuoshi.kernel.worktime import WorkCalendar
from shuoshi.matters.raising import NO_PLACE
from shuoshi.matters.terms import BadAnswers
from shuoshi.places.terms import PlaceNotFound
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import body_of
from shuoshi.units.queries import work_calendar
from shuoshi.units.terms import OF_ESTATES, UnitKind

_GROUND = """
SELECT p.id, p.kind, matters_units_at(p.path, %s),
       (SELECT jsonb_object_agg(l.name, l.limit) FROM programmes_limitrow l
        WHERE l.programme = %s AND l.valid_from_on <= %s
          AND (l.valid_to_on IS NULL OR l.valid_to_on > %s)),
       (SELECT revision FROM units_calendarrevision WHERE id = 1)
FROM places_place p WHERE p.path = %s AND (p.closed_on IS NULL OR p.closed_on > %s)
"""
_NEAREST = ("community", "township", "district")


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a matter stands: its place, the units that answer there, limits and calendar of then."""

    place_id: UUID
    place_kind: str
    units: Mapping[str, str]
    limits: Mapping[str, str]
    calendar: WorkCalendar

    def holder(self, owner: str) -> str:
        """The unit that holds a matter in a stage of this owner: the owner's, else the nearest."""
        return next(self.units[k] for k in (owner, *_NEAREST) if k in self.units)


def ground_at(programme: str, path: str, at: datetime) -> Ground:
    """The ground of a place. One statement. Raises PlaceNotFound."""
    on = local(at).date()
    with connection.cursor() as cursor:
        cursor.execute(_GROUND, [on, programme, on, on, path, on])
        row = cursor.fetchone()
    if row is None:
        raise PlaceNotFound
    return Ground(row[0], row[1], _read(row[2]), _read(row[3]), work_calendar(row[4] or 0))


def _read(value: Any) -> dict[str, str]:
    found: dict[str, str] = json.loads(value) if isinstance(value, str) else (value or {})
    return found


def answers_there(d: Definition, ground: Ground, anywhere: bool) -> None:
    """Raises BadAnswers where no unit of the kind that the first stage asks for answers, nor the body of an
    estate that is to decide on it later."""
    owner = d.stages[d.programme.first].owner
    of_place = owner in set(UnitKind)
    if "district" not in ground.units or (of_place and owner not in ground.units and not anywhere):
        raise BadAnswers({"place": NO_PLACE})
    if not anywhere and any(kind not in ground.units for kind in estates_bodies(d)):
        raise BadAnswers({"place": Worded(_NO_ESTATE)})


def estates_bodies(d: Definition) -> frozenset[str]:
    """The bodies of an estate that a programme asks to decide: it is said of a building of theirs."""
    bodies = {body_of(stage.blocks) for stage in d.programme.stages.values()}
    return frozenset(kind for kind in bodies if kind in OF_ESTATES)


_NO_ESTATE = marked(
    "这件事由小区的业主大会来定，请选那个小区的楼栋；没有业主大会的小区，请到“说一件事”里说。"
)
