"""A day of deliveries in a community: for tests of rounds."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from shuoshi.kernel.clock import ZONE
from shuoshi.people.homes import place_on_map
from shuoshi.people.queries import person_shown
from shuoshi.reach.terms import Actor
from shuoshi.rounds.arranging import ask_plan, start_round
from shuoshi.rounds.crews import add_crew
from shuoshi.rounds.making import work_off
from shuoshi.rounds.queries import Day, round_shown
from shuoshi.rounds.terms import (
    CrewSaid,
    Going,
    StopSaid,
)
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.care.making import unit
from tests.conftest import AT, Cast
from tests.people.making import registered

TODAY = date(2026, 4, 13)


MORNING = datetime(2026, 4, 13, 7, 0, tzinfo=ZONE)


BASE = (37.5200, 111.1400)


GOING = Going(YONGNING, TODAY, "周一上门", "社区服务大厅", *BASE)


def clock(hour: int, minute: int = 0) -> datetime:
    return MORNING.replace(hour=hour, minute=minute)


def home(by: Actor, n: int, *, on_map: bool = True) -> UUID:
    """A registered resident, so many hundred metres north of the base."""
    who = registered(by, f"住{n}演示", door=f"{n} 单元 101", sure=True)
    if on_map:
        household = person_shown(who, by=by).household_id
        assert household
        lat, lon = f"{BASE[0] + 0.003 * n:.4f}", f"{BASE[1] + 0.001 * n:.4f}"
        place_on_map(household_id=household, lat=lat, lon=lon, by=by, at=AT)
    return who


def stop(who: UUID, **more) -> StopSaid:
    return StopSaid(**({"kind": "delivery", "what": "送菜", "person_id": who, "brings": 2} | more))


def a_round(by: Actor, **more) -> UUID:
    return start_round(going=replace(GOING, **more), by=by, at=MORNING)


def a_crew(cast: Cast, day: UUID, name: str = "一组", **more) -> UUID:
    given = {"mode": "car", "unit_id": unit("community"), "room": 20} | more
    return add_crew(round_id=day, crew=CrewSaid(name, **given), by=cast("weiyuan"), at=MORNING)


def planned(made: UUID, cast: Cast, at: datetime = MORNING, seconds: int = 1) -> Day:
    ask_plan(round_id=made, seconds=seconds, by=cast("weiyuan"), at=at)
    assert work_off(at=at) == 1
    return round_shown(made, by=cast("weiyuan"))


def served(shown: Day) -> set[UUID]:
    return {s.id for c in shown.crews for s in c.stops}
