"""A day is put together by whoever arranges there, and by nobody else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.rounds.arranging import ask_plan
from shuoshi.rounds.crews import lose_crew
from shuoshi.rounds.driving import note_stop, take_back
from shuoshi.rounds.queries import rounds_within
from shuoshi.rounds.retention import forget_rounds
from shuoshi.rounds.stops import add_stop, drop_stop, keep_with, take_in_visits
from shuoshi.rounds.terms import (
    Came,
    CrewNotFound,
    MayNotPlan,
    NothingToPlan,
    PlanningNow,
    RoundNotFound,
    StopNotFound,
)
from shuoshi.scenarios.lishi.cast import LONGSHAN
from tests.care.making import agreed, elder, paired
from tests.conftest import AT, Cast, Rows
from tests.people.making import registered
from tests.rounds.making import (
    BASE,
    MORNING,
    TODAY,
    a_crew,
    a_round,
    clock,
    home,
    planned,
    served,
    stop,
)


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
    take_back(stop_id=stop_id, by=worker, at=tomorrow)
    assert rows("SELECT id FROM care_visit") == []
    note_stop(came=Came(stop_id, "not_there"), by=worker, at=tomorrow)
    assert rows("SELECT id, outcome FROM care_visit") == [(stop_id, "not_home")]


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
