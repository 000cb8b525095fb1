"""A day as people live it: short ones, refusals by phone, what is called off, who moved, who left, the second click."""

from datetime import timedelta
from uuid import UUID

import pytest

from shuoshi.care.pausing import pause
from shuoshi.care.terms import Subject
from shuoshi.helpers.actions import add_helper, end_helper
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.people.homes import place_on_map
from shuoshi.people.moving import Where, move_person
from shuoshi.people.queries import person_shown
from shuoshi.reach.terms import Actor, Reach
from shuoshi.rounds.arranging import ask_plan, start_round
from shuoshi.rounds.crews import lose_crew, restore_crew
from shuoshi.rounds.driving import look_at_stop, note_stop, take_back
from shuoshi.rounds.making import work_off
from shuoshi.rounds.queries import round_shown, way_of
from shuoshi.rounds.stops import add_stop, drop_stop, take_in_visits
from shuoshi.rounds.terms import Came, CrewNotFound, StopNotFound, StopState
from shuoshi.scenarios.lishi.cast import LONGSHAN
from tests.care.making import agreed, elder, paired, unit, visited
from tests.conftest import AT, Cast, Rows
from tests.people.making import registered
from tests.rounds.making import GOING, MORNING, TODAY, a_crew, a_round, clock, home, planned, stop

HOUR = 3_600


def replanned(made: UUID, cast: Cast, at):
    ask_plan(round_id=made, seconds=1, by=cast("weiyuan"), at=at)
    work_off(at=at)
    return round_shown(made, by=cast("weiyuan"))


def test_a_short_day_is_over_before_lunch(day, cast: Cast) -> None:
    made, _crews, _stops = day
    shown = planned(made, cast)
    assert shown.left == ()
    for crew in (c for c in shown.crews if c.stops):
        assert crew.rest_s is None, "home for lunch"
        assert crew.leaves_s is not None
        assert crew.leaves_s < 9 * HOUR, crew.leaves_s / HOUR


def test_one_stop_that_fits_nobody_leaves_the_others_served(cast: Cast) -> None:
    by = cast("weiyuan")
    made = a_round(by)
    a_crew(cast, made, room=4)
    small, big = (
        stop(home(cast("wangge"), n), **more)
        for n, more in ((1, {"brings": 1}), (2, {"brings": 5, "priority": 9}))
    )
    for one in (small, big):
        add_stop(round_id=made, stop=one, by=by, at=MORNING)
    shown = planned(made, cast)
    assert [s.brings for c in shown.crews for s in c.stops] == [1]
    assert [s.why_left for s in shown.left] == ["too_big"]


@pytest.mark.parametrize("said", [clock(7, 30), clock(7) - timedelta(hours=11)])
def test_who_refused_before_anybody_left_is_not_gone_to(day, cast: Cast, said) -> None:
    made, _crews, _stops = day
    before = planned(made, cast)
    crew = next(c for c in before.crews if len(c.stops) > 1)
    note_stop(came=Came(crew.stops[0].id, "refused"), by=cast("shuji"), at=said)
    shown = replanned(made, cast, clock(7, 40))
    now = next(c for c in shown.crews if c.id == crew.id)
    coming = [s for s in now.stops if s.state is StopState.WAITS]
    assert coming
    assert now.leaves_s is not None
    assert now.leaves_s >= 8 * HOUR
    assert shown.left == ()


def test_of_a_day_that_has_not_come_only_a_refusal_is_said(day, cast: Cast, rows: Rows) -> None:
    made, _crews, _stops = day
    first = next(c for c in planned(made, cast).crews if c.stops).stops[0]
    for state in ("done", "not_there"):
        with pytest.raises(Conflict):
            note_stop(
                came=Came(first.id, state, "self"),
                by=cast("shuji"),
                at=clock(7) - timedelta(hours=11),
            )
    note_stop(came=Came(first.id, "refused"), by=cast("shuji"), at=clock(7) - timedelta(hours=11))
    assert rows("SELECT state FROM rounds_stop WHERE id = %s", first.id) == [("refused",)]


def test_a_crew_calls_nothing_off(day, cast: Cast, rows: Rows) -> None:
    made, _crews, _stops = day
    first = next(c for c in planned(made, cast).crews if c.stops).stops[0]
    for who in ("wangge", "shuji"):
        with pytest.raises(BadInput):
            note_stop(came=Came(first.id, "off"), by=cast(who), at=clock(9))
    assert rows("SELECT id FROM rounds_stop WHERE state <> 'waits'") == []


def test_what_was_called_off_is_on_no_way(day, cast: Cast) -> None:
    made, _crews, _stops = day
    crew = next(c for c in planned(made, cast).crews if len(c.stops) > 1)
    gone = crew.stops[0].id
    drop_stop(stop_id=gone, by=cast("shuji"), at=clock(7, 10))
    for shown in (round_shown(made, by=cast("shuji")), replanned(made, cast, clock(7, 20))):
        assert gone not in [s.id for c in shown.crews for s in c.stops]
        assert gone not in [s.id for s in shown.left]
        assert [s.id for s in shown.off] == [gone]
    numbers = [s.n for c in shown.crews for s in c.stops]
    assert len(numbers) == 5


def test_a_helper_who_was_ended_sees_the_way_no_more(cast: Cast) -> None:
    neighbour = registered(cast("wangge"), "邻演示", phone="13900007777", sure=True)
    goes = add_helper(
        unit_id=unit("community"), profile=Profile("volunteer", "邻演示"), person_id=neighbour, by=cast("shuji"), at=AT
    )  # fmt: skip
    made = a_round(cast("weiyuan"))
    crew = a_crew(cast, made, helper_id=goes)
    add_stop(round_id=made, stop=stop(home(cast("wangge"), 1)), by=cast("weiyuan"), at=MORNING)
    planned(made, cast)
    by = Actor(Reach.RESIDENT, "resident", person_id=neighbour)
    (first,) = way_of(crew, by=by).crew.stops
    end_helper(helper_id=goes, by=cast("shuji"), at=MORNING)
    with pytest.raises(CrewNotFound):
        way_of(crew, by=by)
    with pytest.raises(StopNotFound):
        look_at_stop(stop_id=first.id, by=by, at=MORNING)


def test_a_day_goes_nowhere_outside_its_place(day, cast: Cast, rows: Rows) -> None:
    made, _crews, stops = day
    ((person,),) = rows("SELECT person_id FROM rounds_stop WHERE id = %s", stops[0])
    where = Where(LONGSHAN, "9 单元 901", TODAY)
    move_person(person_id=person, to=where, tie="head", by=cast("jiedao"), at=MORNING)
    shown = round_shown(made, by=cast("weiyuan"))
    assert stops[0] in [s.id for s in shown.off]
    with pytest.raises(BadInput) as refused:
        add_stop(round_id=made, stop=stop(person), by=cast("jiedao"), at=MORNING)
    assert refused.value.field == "where"


def test_who_was_put_on_the_map_meanwhile_is_gone_to(cast: Cast) -> None:
    by, made = cast("weiyuan"), a_round(cast("weiyuan"))
    a_crew(cast, made)
    who = home(cast("wangge"), 1, on_map=False)
    add_stop(round_id=made, stop=stop(who), by=by, at=MORNING)
    assert [s.why_left for s in planned(made, cast).left] == ["not_on_map"]
    household = person_shown(who, by=cast("wangge")).household_id
    assert household
    place_on_map(household_id=household, lat="37.523", lon="111.141", by=cast("wangge"), at=MORNING)
    assert replanned(made, cast, clock(7, 20)).left == ()


def test_a_lost_crew_may_go_after_all_and_a_past_day_is_planned_no_more(day, cast: Cast) -> None:
    made, crews, _stops = day
    by = cast("weiyuan")
    for crew in crews:
        lose_crew(crew_id=crew, by=by, at=MORNING)
    for _ in range(2):
        restore_crew(crew_id=crews[0], by=by, at=MORNING)
    assert [c.lost for c in round_shown(made, by=by).crews] == [False, True]
    with pytest.raises(Conflict):
        ask_plan(round_id=made, seconds=1, by=by, at=MORNING + timedelta(days=1))
    with pytest.raises(Conflict):
        start_round(going=GOING, by=by, at=MORNING)


def test_a_stop_is_noted_on_its_day_and_once(day, cast: Cast) -> None:
    made, _crews, _stops = day
    first = next(c for c in planned(made, cast).crews if c.stops).stops[0]
    by, done = cast("wangge"), Came(first.id, "done", "self", "")
    with pytest.raises(Conflict):
        note_stop(came=done, by=by, at=MORNING + timedelta(days=5))
    note_stop(came=done, by=by, at=clock(9))
    with pytest.raises(Conflict):
        note_stop(came=Came(first.id, "done", "neighbour", ""), by=by, at=clock(9, 1))
    with pytest.raises(Conflict):
        take_back(stop_id=first.id, by=by, at=MORNING + timedelta(days=5))


def with_a_visit(cast: Cast, rows: Rows):
    """A day with one visit that is due; the part under which it is made, and whom it is of."""
    by = cast("shuji")
    person = elder(cast("wangge"))
    household = person_shown(person, by=by).household_id
    assert household
    place_on_map(household_id=household, lat="37.523", lon="111.141", by=by, at=AT)
    carer = agreed(cast, paired(cast, person), "grid_worker")
    rows("UPDATE care_pairing SET due_at = %s", AT)
    made = a_round(by)
    a_crew(cast, made)
    assert take_in_visits(round_id=made, by=by, at=MORNING) == 1
    return made, carer, person


def test_who_is_away_is_not_gone_to(cast: Cast, rows: Rows) -> None:
    made, _carer, person = with_a_visit(cast, rows)
    (first,) = planned(made, cast).crews
    assert len(first.stops) == 1
    until = TODAY + timedelta(days=3)
    pause(
        subject=Subject(person_id=person), why="away", until=until, by=cast("shuji"), at=clock(7, 5)
    )
    ask_plan(round_id=made, seconds=1, by=cast("shuji"), at=clock(7, 6))
    work_off(at=clock(7, 6))
    shown = round_shown(made, by=cast("shuji"))
    assert [len(c.stops) for c in shown.crews] == [0]
    assert len(shown.off) == 1


def test_who_was_met_that_morning_is_not_gone_to_again(cast: Cast, rows: Rows) -> None:
    made, carer, _person = with_a_visit(cast, rows)
    planned(made, cast)
    visited(carer, cast("wangge"), at=clock(7, 30))
    shown = round_shown(made, by=cast("shuji"))
    assert len(shown.off) == 0
    ask_plan(round_id=made, seconds=1, by=cast("shuji"), at=clock(7, 40))
    work_off(at=clock(7, 40))
    assert len(round_shown(made, by=cast("shuji")).off) == 1


def test_a_due_visit_is_in_one_day_and_may_come_in_again(cast: Cast, rows: Rows) -> None:
    made, _carer, _person = with_a_visit(cast, rows)
    by = cast("shuji")
    other = a_round(by, name="下午", on=TODAY + timedelta(days=1))
    assert take_in_visits(round_id=other, by=by, at=MORNING) == 0, "it waits today"
    ((stop_id,),) = rows("SELECT id FROM rounds_stop")
    drop_stop(stop_id=UUID(str(stop_id)), by=by, at=MORNING)
    assert take_in_visits(round_id=made, by=by, at=MORNING) == 1
