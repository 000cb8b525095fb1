"""A day of visits and deliveries: put together, planned, checked, driven, planned anew from where everybody is."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from shuoshi.care.pairing import end_pairing
from shuoshi.kernel.clock import ZONE
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.people.homes import place_on_map
from shuoshi.people.moving import Where, leave, move_person
from shuoshi.people.queries import person_shown
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.rounds.arranging import (
    add_crew,
    add_stop,
    ask_plan,
    drop_stop,
    keep_with,
    lose_crew,
    start_round,
    take_in_visits,
)
from shuoshi.rounds.driving import look_at_stop, note_stop, take_back
from shuoshi.rounds.legs import Known, put_legs, read_legs
from shuoshi.rounds.making import work_off
from shuoshi.rounds.picture import HEIGHT, WIDTH, drawn
from shuoshi.rounds.queries import Day, crews_within, round_shown, rounds_within, way_of
from shuoshi.rounds.retention import forget_rounds
from shuoshi.rounds.terms import (
    Came,
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
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from tests.care.making import agreed, elder, paired, unit
from tests.conftest import AT, Cast, Rows
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


@pytest.fixture
def day(cast: Cast):
    """Six deliveries and two cars."""
    by = cast("weiyuan")
    made = a_round(by)
    crews = [a_crew(cast, made, f"{n}组") for n in "一二"]
    stops = [
        add_stop(round_id=made, stop=stop(home(cast("wangge"), n)), by=by, at=MORNING)
        for n in range(1, 7)
    ]
    return made, crews, stops


def planned(made: UUID, cast: Cast, at: datetime = MORNING, seconds: int = 1) -> Day:
    ask_plan(round_id=made, seconds=seconds, by=cast("weiyuan"), at=at)
    assert work_off(at=at) == 1
    return round_shown(made, by=cast("weiyuan"))


def served(shown: Day) -> set[UUID]:
    return {s.id for c in shown.crews for s in c.stops}


def test_a_day_is_planned_and_every_stop_has_its_place_and_time(day, cast: Cast) -> None:
    made, _crews, stops = day
    shown = planned(made, cast)
    assert shown.row.state is State.PLANNED
    assert (served(shown), shown.left) == (set(stops), ())
    for crew in shown.crews:
        assert [s.n for s in crew.stops] == list(range(1, len(crew.stops) + 1))
        assert all(s.begins_s and s.begins_s >= 8 * 3600 for s in crew.stops)
        assert sum(s.brings for s in crew.stops) <= 20
    assert shown.travel == "distance"
    assert not shown.changed
    assert sum(c.metres for c in shown.crews) > 1000


def test_who_is_left_out_has_the_reason(day, cast: Cast) -> None:
    made, _crews, _stops = day
    by, worker = cast("weiyuan"), cast("wangge")
    early = stop(home(worker, 8), opens_min=60, closes_min=120)
    big = stop(home(worker, 9), brings=50)
    swab = stop(home(worker, 10), skills=frozenset({"medical"}))
    lost = stop(registered(worker, "无图演示", f"{YONGNING}004", door="9 单元 909"))
    ids = [add_stop(round_id=made, stop=s, by=by, at=MORNING) for s in (early, big, swab, lost)]
    shown = planned(made, cast)
    why = {s.id: s.why_left for s in shown.left}
    assert [why[i] for i in ids] == ["out_of_time", "too_big", "nobody_able", "not_on_map"]


def test_a_home_without_a_spot_lies_in_the_middle_of_its_building(day, cast: Cast) -> None:
    made, _crews, _stops = day
    unknown = add_stop(
        round_id=made, stop=stop(home(cast("wangge"), 8, on_map=False)), by=cast("weiyuan"), at=MORNING
    )  # fmt: skip
    assert unknown in served(planned(made, cast))


def test_nothing_is_planned_without_stops_or_crews_and_never_twice_at_once(cast: Cast) -> None:
    by = cast("weiyuan")
    made = a_round(by)
    with pytest.raises(NothingToPlan):
        ask_plan(round_id=made, seconds=1, by=by, at=MORNING)
    a_crew(cast, made)
    add_stop(round_id=made, stop=stop(home(cast("wangge"), 1)), by=by, at=MORNING)
    ask_plan(round_id=made, seconds=1, by=by, at=MORNING)
    with pytest.raises(PlanningNow):
        ask_plan(round_id=made, seconds=1, by=by, at=MORNING)
    with pytest.raises(BadInput):
        ask_plan(round_id=made, seconds=3600, by=by, at=MORNING)


def test_a_day_that_changed_while_it_was_planned_is_planned_again(
    day, cast: Cast, monkeypatch
) -> None:
    from shuoshi.rounds import making

    made, _crews, _stops = day
    real, changed = making._store, []

    def meanwhile(row, *rest):
        if not changed:
            changed.append(add_stop(round_id=made, stop=stop(home(cast("wangge"), 9)), by=cast("weiyuan"), at=MORNING))  # fmt: skip
        real(row, *rest)

    monkeypatch.setattr(making, "_store", meanwhile)
    ask_plan(round_id=made, seconds=1, by=cast("weiyuan"), at=MORNING)
    assert work_off(at=MORNING) == 2
    assert changed[0] in served(round_shown(made, by=cast("weiyuan")))


def test_the_crew_says_what_came_of_each_stop(day, cast: Cast, rows: Rows) -> None:
    made, _crews, _stops = day
    shown = planned(made, cast)
    way = next(c for c in shown.crews if c.stops)
    first = way.stops[0]
    driver = cast("wangge")
    with pytest.raises(BadInput) as refused:
        note_stop(came=Came(first.id, "done"), by=driver, at=clock(9))
    assert refused.value.field == "receipt"
    came = Came(first.id, "done", "family", "交给女儿")
    for _ in range(2):
        note_stop(came=came, by=driver, at=clock(9))
    with pytest.raises(Conflict):
        note_stop(came=Came(first.id, "refused"), by=driver, at=clock(9))
    now = next(s for s in way_of(way.id, by=driver).crew.stops if s.id == first.id)
    assert (now.state, now.receipt, now.note) == (StopState.DONE, "family", "交给女儿")
    ((note,),) = rows("SELECT encode(note, 'escape') FROM rounds_stop WHERE note IS NOT NULL")
    assert "女儿" not in note
    take_back(stop_id=first.id, by=driver, at=clock(9, 5))
    assert way_of(way.id, by=driver).crew.stops[0].state is StopState.WAITS
    with pytest.raises(StopNotFound):
        note_stop(came=came, by=cast("wangge2"), at=clock(9))


def test_who_goes_there_looks_and_is_written_down(day, cast: Cast, rows: Rows) -> None:
    made, _crews, _stops = day
    shown = planned(made, cast)
    first = next(c for c in shown.crews if c.stops).stops[0]
    assert first.name.endswith("*")
    values = look_at_stop(stop_id=first.id, by=cast("wangge"), at=clock(9))
    assert set(values) == {"name", "door"}
    assert rows("SELECT purpose FROM sealing_access") == [("deliver",)]
    with pytest.raises(StopNotFound):
        look_at_stop(stop_id=first.id, by=cast("aixin"), at=clock(9))


def test_a_unit_sees_its_own_crews_stops_alone(cast: Cast) -> None:
    by = cast("weiyuan")
    made = a_round(by)
    own = a_crew(cast, made, "洗护车", unit_id=unit("social_org"))
    other = a_crew(cast, made, "社区车")
    stops = [add_stop(round_id=made, stop=stop(home(cast("wangge"), n)), by=by, at=MORNING) for n in (1, 2)]  # fmt: skip
    keep_with(stop_id=stops[0], crew_id=own, by=by, at=MORNING)
    keep_with(stop_id=stops[1], crew_id=other, by=by, at=MORNING)
    planned(made, cast)
    provider = cast("aixin")
    assert [c[0] for c in crews_within(by=provider, on=TODAY)] == [own]
    assert [s.id for s in way_of(own, by=provider).crew.stops] == [stops[0]]
    with pytest.raises(CrewNotFound):
        way_of(other, by=provider)
    note_stop(came=Came(stops[0], "not_there"), by=provider, at=clock(10))
    with pytest.raises(StopNotFound):
        note_stop(came=Came(stops[1], "not_there"), by=provider, at=clock(10))
    with pytest.raises(MayNotPlan):
        round_shown(made, by=provider)


def test_what_is_fixed_stays_with_its_crew(day, cast: Cast) -> None:
    made, crews, stops = day
    for s in stops:
        keep_with(stop_id=s, crew_id=crews[1], by=cast("weiyuan"), at=MORNING)
    shown = planned(made, cast)
    assert {c.id: len(c.stops) for c in shown.crews} == {crews[0]: 0, crews[1]: 6}


def test_under_way_what_is_done_and_next_stays_and_nobody_is_turned_round(day, cast: Cast) -> None:
    made, _crews, stops = day
    before = planned(made, cast)
    way = next(c for c in before.crews if len(c.stops) >= 3)
    done, following = way.stops[0], way.stops[1]
    note_stop(came=Came(done.id, "done", "self"), by=cast("wangge"), at=clock(8, 30))
    off = way.stops[2]
    drop_stop(stop_id=off.id, by=cast("weiyuan"), at=clock(8, 31))
    new = add_stop(
        round_id=made, stop=stop(home(cast("wangge"), 7)), by=cast("weiyuan"), at=clock(8, 31)
    )
    after = planned(made, cast, clock(8, 32))
    mine = next(c for c in after.crews if c.id == way.id)
    assert [s.id for s in mine.stops[:2]] == [done.id, following.id]
    assert new in served(after)
    assert off.id not in {s.id for c in after.crews for s in c.stops if s.state is StopState.WAITS}
    was = {s.id: c.id for c in before.crews for s in c.stops}
    now = {s.id: c.id for c in after.crews for s in c.stops}
    assert all(was[s] == now[s] for s in stops if s in now and s != off.id)


def test_a_lost_cars_stops_go_to_the_others(day, cast: Cast) -> None:
    made, _crews, stops = day
    before = planned(made, cast)
    way = next(c for c in before.crews if c.stops)
    note_stop(came=Came(way.stops[0].id, "done", "self"), by=cast("wangge"), at=clock(8, 30))
    lose_crew(crew_id=way.id, by=cast("weiyuan"), at=clock(8, 40))
    after = planned(made, cast, clock(8, 41))
    waiting = {
        s.id for c in after.crews for s in c.stops if s.state is StopState.WAITS and c.id != way.id
    }
    assert waiting | {way.stops[0].id} == set(stops)
    assert [s.id for s in next(c for c in after.crews if c.id == way.id).stops] == [way.stops[0].id]


def test_due_visits_come_in_and_are_recorded_at_the_door(cast: Cast, rows: Rows) -> None:
    worker = cast("wangge")
    carer = agreed(cast, paired(cast, elder(worker)), "grid_worker")
    made = a_round(cast("weiyuan"), on=TODAY + timedelta(days=1))
    assert take_in_visits(round_id=made, by=cast("weiyuan"), at=MORNING) == 1
    assert take_in_visits(round_id=made, by=cast("weiyuan"), at=MORNING) == 0
    ((stop_id, priority),) = rows("SELECT id, priority FROM rounds_stop WHERE carer_id = %s", carer)
    assert priority == 5
    rows("UPDATE rounds_stop SET lat = %s, lon = %s", *BASE)
    a_crew(cast, made)
    planned(made, cast)
    tomorrow = clock(9) + timedelta(days=1)
    note_stop(came=Came(stop_id, "done", note="精神好"), by=worker, at=tomorrow)
    assert rows("SELECT id, outcome FROM care_visit") == [(stop_id, "met")]
    with pytest.raises(Conflict):
        take_back(stop_id=stop_id, by=worker, at=tomorrow)


def test_a_sites_own_table_of_ways_is_taken_and_said(day, cast: Cast, tmp_path: Path) -> None:
    made, _crews, _stops = day
    file = tmp_path / "ways.csv"
    grid = f"{YONGNING}001"
    file.write_text(
        f"mode,from,to,metres,seconds\ncar,{YONGNING},{grid},900,300\ncar,{grid},{YONGNING},900,300\n"
        f"foot,{YONGNING},{grid},700,600\n"
    )
    assert put_legs(read_legs(file)) == 3
    assert put_legs([Known("car", YONGNING, grid, 901, 301)]) == 1
    shown = planned(made, cast)
    assert shown.travel == "tables"
    assert all(c.metres >= 1801 for c in shown.crews if c.stops)


@pytest.mark.parametrize(
    "body",
    [
        "a,b\n",
        "mode,from,to,metres,seconds\ncar,1,2,x,3\n",
        "mode,from,to,metres,seconds\nboat,1,2,3,3\n",
    ],
)
def test_a_table_of_ways_says_which_line_is_wrong(world, tmp_path: Path, body: str) -> None:
    file = tmp_path / "ways.csv"
    file.write_text(body)
    with pytest.raises(BadInput):
        read_legs(file)


def test_the_picture_has_every_stop_in_its_place(day, cast: Cast) -> None:
    made, _crews, stops = day
    picture = drawn(planned(made, cast))
    dots = [d for line in picture.lines for d in line.dots]
    assert len(dots) == len(stops)
    assert all(0 <= d.x <= WIDTH and 0 <= d.y <= HEIGHT for d in (*dots, picture.base))
    north = max(dots, key=lambda d: -d.y)
    assert north.y < picture.base.y
    assert len({line.dash for line in picture.lines}) == len(picture.lines)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": " "}, "name"), ({"base_lat": 99.0}, "base_lat"), ({"factor": 0.5}, "factor"),
     ({"on": date(2028, 1, 1)}, "on"), ({"car_kmh": 0.0}, "car_kmh")],
)  # fmt: skip
def test_a_day_says_what_is_wrong_with_it(cast: Cast, wrong: dict, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        a_round(cast("weiyuan"), **wrong)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"kind": "x"}, "kind"), ({"what": ""}, "what"), ({"closes_min": 1}, "closes"), ({"priority": 0}, "priority"),
     ({"brings": -1}, "brings"), ({"service_min": 999}, "service_min"), ({"person_id": None}, "where")],
)  # fmt: skip
def test_a_stop_says_what_is_wrong_with_it(cast: Cast, wrong: dict, field: str) -> None:
    made, who = a_round(cast("weiyuan")), home(cast("wangge"), 1)
    with pytest.raises(BadInput) as refused:
        add_stop(round_id=made, stop=replace(stop(who), **wrong), by=cast("weiyuan"), at=MORNING)
    assert refused.value.field == field


@pytest.mark.parametrize("who", ["wangge2", "aixin", "shenji", "jumin"])
def test_nobody_else_arranges_a_day(day, cast: Cast, who: str) -> None:
    made, crews, stops = day
    by = cast(who)
    for do in (
        lambda: a_round(by), lambda: ask_plan(round_id=made, seconds=1, by=by, at=MORNING),
        lambda: lose_crew(crew_id=crews[0], by=by, at=MORNING), lambda: drop_stop(stop_id=stops[0], by=by, at=MORNING),
        lambda: take_in_visits(round_id=made, by=by, at=MORNING),
    ):  # fmt: skip
        with pytest.raises((MayNotPlan, RoundNotFound, CrewNotFound, StopNotFound)):
            do()


def test_days_are_listed_counted_and_forgotten_after_three_months(
    day, cast: Cast, rows: Rows
) -> None:
    made, _crews, stops = day
    drop_stop(stop_id=stops[0], by=cast("weiyuan"), at=MORNING)
    (row,) = rounds_within(by=cast("shuji"))
    assert (row.id, row.stops, row.over) == (made, 5, 0)
    assert rounds_within(by=cast("wangge2")) == ()
    assert forget_rounds(AT + timedelta(days=60)) == 0
    assert forget_rounds(AT + timedelta(days=100)) == 1
    assert rows("SELECT count(*) FROM rounds_stop") == [(0,)]


def test_a_crew_of_another_unit_or_name_is_refused(day, cast: Cast) -> None:
    from tests.care.making import helper

    made, _crews, _stops = day
    with pytest.raises(Conflict):
        a_crew(cast, made, "一组")
    with pytest.raises(BadInput):
        a_crew(cast, made, "三组", helper_id=helper(cast, "social_org"))
    with pytest.raises(StopNotFound):
        add_stop(
            round_id=made, stop=stop(registered(cast("wangge2"), "远演示", LONGSHAN)), by=cast("weiyuan"), at=MORNING
        )  # fmt: skip


def test_a_visit_that_may_not_be_any_more_keeps_its_stop(cast: Cast, rows: Rows) -> None:
    worker, by = cast("wangge"), cast("weiyuan")
    pairing = paired(cast, elder(worker))
    agreed(cast, pairing, "grid_worker")
    made = a_round(by)
    rows("UPDATE care_pairing SET misses = 1")
    assert take_in_visits(round_id=made, by=by, at=MORNING) == 1
    second = a_round(by, name="第二路")
    assert take_in_visits(round_id=second, by=by, at=MORNING) == 0
    ((stop_id,),) = rows("SELECT id FROM rounds_stop")
    assert set(look_at_stop(stop_id=stop_id, by=worker, at=clock(9))) >= {"name", "door"}
    end_pairing(pairing_id=pairing, why="over", by=by, at=MORNING)
    with pytest.raises(Conflict):
        look_at_stop(stop_id=stop_id, by=worker, at=clock(9))
    note_stop(came=Came(stop_id, "done"), by=worker, at=clock(9))
    assert rows("SELECT state FROM rounds_stop") == [("done",)]
    assert rows("SELECT count(*) FROM care_visit") == [(0,)]
    with pytest.raises(Conflict):
        look_at_stop(stop_id=stop_id, by=worker, at=clock(9))


def test_doors_are_shown_near_the_day_alone(day, cast: Cast) -> None:
    _made, _crews, stops = day
    assert look_at_stop(stop_id=stops[0], by=cast("wangge"), at=MORNING - timedelta(days=1))
    with pytest.raises(Conflict):
        look_at_stop(stop_id=stops[0], by=cast("wangge"), at=MORNING + timedelta(days=3))


def test_nobody_goes_to_who_left_and_who_moved_is_found(day, cast: Cast, rows: Rows) -> None:
    made, _crews, stops = day
    planned(made, cast)
    gone, moves = (
        rows("SELECT person_id FROM rounds_stop WHERE id = %s", s)[0][0] for s in stops[:2]
    )
    leave(person_id=gone, why="died", on=TODAY, by=cast("wangge"), at=MORNING)
    assert rows("SELECT state FROM rounds_stop WHERE id = %s", stops[0]) == [("off",)]
    rows("UPDATE rounds_round SET planned_revision = revision")
    grid = f"{YONGNING}002"
    to = Where(grid, "8 单元 808", TODAY)
    move_person(person_id=moves, to=to, tie="head", by=cast("weiyuan"), at=MORNING)
    assert rows("SELECT path, lat FROM rounds_stop WHERE id = %s", stops[1]) == [(grid, None)]
    assert round_shown(made, by=cast("weiyuan")).changed


def test_a_day_is_first_planned_in_the_afternoon_and_not_into_the_past(day, cast: Cast) -> None:
    made, _crews, stops = day
    note_stop(came=Came(stops[0], "done", "self"), by=cast("wangge"), at=clock(13))
    shown = planned(made, cast, clock(14))
    assert served(shown) == set(stops[1:])
    assert all(s.begins_s and s.begins_s > 14 * 3600 for c in shown.crews for s in c.stops)


def test_after_everybodys_hours_everything_is_left_with_a_reason(day, cast: Cast) -> None:
    made, _crews, stops = day
    shown = planned(made, cast, clock(20))
    assert (shown.row.state, served(shown)) == (State.PLANNED, set())
    assert {s.why_left for s in shown.left} == {"out_of_time"}
    assert len(shown.left) == len(stops)


def test_a_rest_that_was_taken_stays_in_the_day(day, cast: Cast) -> None:
    made, _crews, _stops = day
    before = planned(made, cast)
    way = max(before.crews, key=lambda c: len(c.stops))
    note_stop(came=Came(way.stops[0].id, "done", "self"), by=cast("wangge"), at=clock(8, 30))
    assert way.rest_s
    after = planned(made, cast, clock(13, 30))
    assert next(c for c in after.crews if c.id == way.id).rest_s == way.rest_s


def test_what_was_done_while_it_was_planned_stays_done_by_that_crew(
    day, cast: Cast, monkeypatch
) -> None:
    from shuoshi.rounds import making

    made, crews, _stops = day
    before = planned(made, cast)
    way = max(before.crews, key=lambda c: len(c.stops))
    done, real = way.stops[-1].id, making._store
    (other,) = set(crews) - {way.id}
    keep_with(stop_id=done, crew_id=other, by=cast("weiyuan"), at=MORNING)

    def meanwhile(*given):
        note_stop(came=Came(done, "done", "self"), by=cast("wangge"), at=MORNING)
        real(*given)

    monkeypatch.setattr(making, "_store", meanwhile)
    after = planned(made, cast)
    assert done in {s.id for s in next(c for c in after.crews if c.id == way.id).stops}


def test_what_cannot_be_planned_says_so_and_can_be_asked_again(
    day, cast: Cast, monkeypatch
) -> None:
    from shuoshi.rounds import making

    made, _crews, _stops = day

    def broken(*_given):
        raise ValueError

    with monkeypatch.context() as patched:
        patched.setattr(making, "_made", broken)
        assert planned(made, cast).row.state is State.FAILED
    assert planned(made, cast).row.state is State.PLANNED


def test_a_crew_that_cannot_go_keeps_nothing(day, cast: Cast) -> None:
    made, crews, stops = day
    by = cast("weiyuan")
    keep_with(stop_id=stops[0], crew_id=crews[0], by=by, at=MORNING)
    lose_crew(crew_id=crews[0], by=by, at=MORNING)
    assert stops[0] in served(planned(made, cast))
    with pytest.raises(CrewNotFound):
        keep_with(stop_id=stops[0], crew_id=crews[0], by=by, at=MORNING)


def test_the_same_said_twice_is_refused(day, cast: Cast, rows: Rows) -> None:
    made, _crews, stops = day
    by = cast("weiyuan")
    with pytest.raises(Conflict):
        a_round(by)
    ((who,),) = rows("SELECT person_id FROM rounds_stop WHERE id = %s", stops[0])
    with pytest.raises(Conflict):
        add_stop(round_id=made, stop=stop(who), by=by, at=MORNING)
    drop_stop(stop_id=stops[0], by=by, at=MORNING)
    with pytest.raises(Conflict):
        take_back(stop_id=stops[0], by=by, at=MORNING)
    add_stop(round_id=made, stop=stop(who), by=by, at=MORNING)


def test_ways_between_grids_hold_for_every_building_in_them(cast: Cast) -> None:
    from shuoshi.rounds.problem import _travel
    from shuoshi.rounds.terms import Mode

    one, two = f"{YONGNING}001001", f"{YONGNING}002001"
    put_legs([Known("car", one[:15], two[:15], 500, 60), Known("car", two[:15], one[:15], 700, 90),
              Known("car", two, one, 710, 91)])  # fmt: skip
    points = (BASE, (37.53, 111.14), (37.53, 111.15))
    with acting(SYSTEM):
        way, said = _travel(Mode.CAR, points, (one, one, two), 1.0, 6.0)
    assert (way.leg(0, 2), way.leg(2, 1)) == ((500, 60), (710, 91))
    assert said == "tables"
    assert way.leg(0, 1)[0] > 1000
