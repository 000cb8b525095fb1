"""A day under way: what a crew says, sees and knows, and what is planned anew."""

from datetime import timedelta

import pytest

from shuoshi.care.pairing import end_pairing
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.people.moving import Where, leave, move_person
from shuoshi.rounds.crews import lose_crew
from shuoshi.rounds.driving import look_at_stop, note_stop, take_back
from shuoshi.rounds.queries import crews_within, round_shown, way_of
from shuoshi.rounds.stops import add_stop, drop_stop, keep_with, take_in_visits
from shuoshi.rounds.terms import (
    Came,
    CrewNotFound,
    MayNotPlan,
    StopNotFound,
    StopState,
)
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.care.making import agreed, elder, paired, unit
from tests.conftest import Cast, Rows
from tests.rounds.making import MORNING, TODAY, a_crew, a_round, clock, home, planned, served, stop


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


def test_a_rest_that_was_taken_stays_in_the_day(day, cast: Cast) -> None:
    made, _crews, _stops = day
    late = stop(home(cast("wangge"), 7), opens_min=14 * 60)
    add_stop(round_id=made, stop=late, by=cast("weiyuan"), at=MORNING)
    before = planned(made, cast)
    way = next(c for c in before.crews if c.rest_s)
    note_stop(came=Came(way.stops[0].id, "done", "self"), by=cast("wangge"), at=clock(8, 30))
    assert way.rest_s
    after = planned(made, cast, clock(13, 30))
    assert next(c for c in after.crews if c.id == way.id).rest_s == way.rest_s
