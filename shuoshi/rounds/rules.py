"""What a day, a crew and a stop must look like. Pure."""

from datetime import date, datetime
from math import cos, hypot, radians

from shuoshi.helpers.terms import SKILLS
from shuoshi.kernel.clock import midnight
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.lengths import at_most, says
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rounds.terms import (
    ARRANGERS,
    KINDS,
    MODES,
    NAME_MOST,
    NOTE_MOST,
    RECEIPTS,
    SAID,
    WHAT_MOST,
    Came,
    CrewSaid,
    Going,
    MayNotPlan,
    Spot,
    StopAsks,
    StopSaid,
    StopState,
)

_DEGREE_KM, _FAR_KM = 111.2, 100.0
_DAY_MIN, _SERVICE_MOST, _BRINGS_MOST, _ROOM_MOST = 24 * 60, 480, 1_000, 10_000


def may_plan(by: Actor) -> None:
    """Raises MayNotPlan for whoever arranges no rounds."""
    if by.reach is not Reach.TERRITORIAL or by.role not in ARRANGERS:
        raise MayNotPlan


def may_drop(on: date, planned: bool, said: bool, today: date) -> bool:
    """Whether a day may be deleted: nobody said anything of it, and nobody carries its plan by now."""
    return not said and not (planned and on <= today)


def second_of(day: date, at: datetime) -> int:
    """A moment as a second of a day of the district: 0 before it, its last after it."""
    since = int((at - midnight(day)).total_seconds())
    return max(0, min(since, _DAY_MIN * 60 - 1))


def going_fits(going: Going) -> None:
    """Raises BadInput with its field."""
    says(going.name, "name", NAME_MOST)
    says(going.base, "base", NAME_MOST)
    degrees_fit(going.base_lat, going.base_lon, "base_lat")
    if not 1 <= going.factor <= 5:
        raise BadInput("路程系数写 1 到 5。", field="factor")
    if not (1 <= going.car_kmh <= 120 and 1 <= going.walk_kmh <= 15):
        raise BadInput("速度不对。", field="car_kmh")


def crew_fits(crew: CrewSaid) -> None:
    """Raises BadInput with its field."""
    says(crew.name, "name", NAME_MOST)
    if crew.mode not in MODES:
        raise BadInput("请从选项里选。", field="mode")
    if not 0 <= crew.starts_min < crew.ends_min <= _DAY_MIN:
        raise BadInput("收工要在出发以后。", field="ends")
    if crew.room is not None and not 1 <= crew.room <= _ROOM_MOST:
        raise BadInput("能装多少，写 1 到 %(most)s。", field="room", most=_ROOM_MOST)
    if not crew.skills <= set(SKILLS):
        raise BadInput("请从选项里选。", field="skills")
    for field, spot in (("start", crew.start), ("end", crew.end)):
        if spot is not None:
            says(spot.name, field, NAME_MOST)
            degrees_fit(spot.lat, spot.lon, f"{field}_lat")


def near_enough(spot: Spot, base: Spot, field: str) -> None:
    """Raises BadInput for a place that lies absurdly far from where the day starts: its degrees are mistyped."""
    north, east = spot.lat - base.lat, (spot.lon - base.lon) * cos(radians(base.lat))
    if _DEGREE_KM * hypot(north, east) > _FAR_KM:
        raise BadInput("离这一天出发的地方太远，看看经纬度写对没有。", field=field)


def degrees_fit(lat: float, lon: float, field: str) -> None:
    """Raises BadInput with its field."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadInput("请写度数，如 37.524。", field=field)


def stop_fits(stop: StopSaid) -> None:
    """Raises BadInput with its field."""
    if stop.kind not in KINDS:
        raise BadInput("请从选项里选。", field="kind")
    asks_fit(stop)
    if (stop.person_id is None) == (stop.household_id is None):
        raise BadInput("请选去谁家。", field="where")


def asks_fit(stop: StopAsks) -> None:
    """Raises BadInput with its field."""
    says(stop.what, "what", WHAT_MOST)
    if not 0 <= stop.opens_min <= stop.closes_min <= _DAY_MIN:
        raise BadInput("最晚要在最早以后。", field="closes")
    if not 0 <= stop.service_min <= _SERVICE_MOST:
        raise BadInput("要多少分钟，写 0 到 %(most)s。", field="service_min", most=_SERVICE_MOST)
    if not 0 <= stop.brings <= _BRINGS_MOST:
        raise BadInput("带几件，写 0 到 %(most)s。", field="brings", most=_BRINGS_MOST)
    if not 1 <= stop.priority <= 9:
        raise BadInput("优先级写 1 到 9。", field="priority")
    if not stop.skills <= set(SKILLS):
        raise BadInput("请从选项里选。", field="skills")


def came_fits(came: Came, kind: str) -> None:
    """Raises BadInput with its field."""
    if came.state not in SAID:
        raise BadInput("请从选项里选。", field="state")
    if came.receipt and came.receipt not in RECEIPTS:
        raise BadInput("请选谁签收的。", field="receipt")
    if kind == "delivery" and came.state == StopState.DONE and not came.receipt:
        raise BadInput("请选谁签收的。", field="receipt")
    at_most(came.note, "note", NOTE_MOST)
