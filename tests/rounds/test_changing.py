"""What was said of a day is mended: its crews, its stops, the day itself; where crews start and end; the whole way."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from math import hypot

import pytest

from shuoshi.helpers.terms import HelperNotFound
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.people.models import Membership
from shuoshi.people.queries import person_shown
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.rounds.arranging import ask_plan, copy_round, drop_round
from shuoshi.rounds.crews import lose_crew, mend_crew
from shuoshi.rounds.driving import look_at_crew, look_at_stop, note_stop
from shuoshi.rounds.making import work_off
from shuoshi.rounds.picture import drawn
from shuoshi.rounds.queries import CrewRow, round_shown
from shuoshi.rounds.stops import add_stop, drop_stop, keep_with, mend_stop, take_in_visits
from shuoshi.rounds.terms import (
    Came,
    CrewNotFound,
    CrewSaid,
    MayNotPlan,
    RoundNotFound,
    Spot,
    StopAsks,
    StopNotFound,
    StopSaid,
)
from tests.care.making import agreed, elder, helper, paired, unit
from tests.conftest import Cast, Rows
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

ASKS = StopAsks("送药", 9 * 60, 12 * 60, 5, 1, frozenset(), 5)
TOMORROW = TODAY + timedelta(days=1)


def crews_of(made, cast: Cast) -> dict[str, CrewRow]:
    return {c.name: c for c in round_shown(made, by=cast("weiyuan")).crews}


def test_a_crew_is_mended_and_its_stops_go_along(day, cast: Cast) -> None:
    made, _crews, _stops = day
    before = next(c for c in planned(made, cast).crews if c.stops)
    said = CrewSaid(
        "走路的", "foot", unit("social_org"), None, 540, 960, 6, frozenset({"cooking"}), False
    )
    mend_crew(crew_id=before.id, crew=said, by=cast("shuji"), at=MORNING)
    shown = round_shown(made, by=cast("shuji"))
    now = next(c for c in shown.crews if c.id == before.id)
    assert (now.name, now.mode, now.starts_min, now.room, now.skills, now.rests) == (
        "走路的", "foot", 540, 6, ("cooking",), False,
    )  # fmt: skip
    assert shown.changed
    assert [s.id for s in now.stops] == [s.id for s in before.stops], "until it is planned anew"
    seen = look_at_stop(stop_id=now.stops[0].id, by=cast("aixin"), at=MORNING)
    assert seen["door"], "whose unit goes there sees its stops"


def test_a_crew_says_what_is_wrong_with_it_and_two_have_not_one_name(day, cast: Cast) -> None:
    made, crews, _stops = day
    good = CrewSaid("一组", "car", unit("community"))
    wrong = [
        ({"name": "二组"}, Conflict, ""), ({"mode": "boat"}, BadInput, "mode"), ({"ends_min": 1}, BadInput, "ends"),
        ({"start": Spot(" ", 37.5, 111.1)}, BadInput, "start"), ({"end": Spot("家", 99.0, 1.0)}, BadInput, "end_lat"),
        ({"helper_id": helper(cast, "medic")}, BadInput, "helper"),
    ]  # fmt: skip
    for more, refusal, field in wrong:
        with pytest.raises(refusal) as refused:
            mend_crew(crew_id=crews[0], crew=replace(good, **more), by=cast("shuji"), at=MORNING)
        assert getattr(refused.value, "field", "") == field
    assert set(crews_of(made, cast)) == {"一组", "二组"}


def test_a_crew_starts_and_ends_where_it_said(cast: Cast) -> None:
    by, made = cast("weiyuan"), a_round(cast("weiyuan"))
    north, south = (BASE[0] + 0.02, BASE[1]), (BASE[0] - 0.02, BASE[1])
    crew = a_crew(cast, made, start=Spot("北边", *north), end=Spot("南边", *south), rests=False)
    for n in (2, 4):
        add_stop(round_id=made, stop=stop(home(cast("wangge"), n)), by=by, at=MORNING)
    shown = planned(made, cast)
    (row,) = (c for c in shown.crews if c.id == crew)
    assert [s.spot[0] for s in row.stops if s.spot] == sorted(
        (s.spot[0] for s in row.stops if s.spot), reverse=True
    ), "from the north to the south"
    straight = 111_195 * (north[0] - south[0]) * 1.35
    assert row.metres == pytest.approx(straight, rel=0.08)
    assert (row.start.name, row.end.name) == ("北边", "南边")
    assert {b.said for b in drawn(shown).bases} == {"社区服务大厅", "北边", "南边"}


def test_a_stop_is_mended_while_it_waits(day, cast: Cast) -> None:
    made, _crews, stops = day
    mend_stop(stop_id=stops[0], asks=ASKS, by=cast("wangge"), at=MORNING)
    shown = planned(made, cast)
    (now,) = (s for c in shown.crews for s in c.stops if s.id == stops[0])
    assert (now.what, now.opens_min, now.closes_min, now.brings, now.priority) == (
        "送药",
        540,
        720,
        1,
        5,
    )
    assert now.begins_s is not None
    assert 9 * 3600 <= now.begins_s <= 12 * 3600
    with pytest.raises(BadInput):
        mend_stop(stop_id=stops[0], asks=replace(ASKS, closes_min=1), by=cast("shuji"), at=MORNING)
    note_stop(came=Came(stops[0], "done", "self"), by=cast("shuji"), at=clock(9))
    with pytest.raises(Conflict):
        mend_stop(stop_id=stops[0], asks=ASKS, by=cast("shuji"), at=clock(9))


def test_a_visit_stays_called_what_it_is(cast: Cast, rows: Rows) -> None:
    agreed(cast, paired(cast, elder(cast("wangge"))), "grid_worker")
    made = a_round(cast("weiyuan"), on=TOMORROW)
    take_in_visits(round_id=made, by=cast("weiyuan"), at=MORNING)
    ((one, what),) = rows("SELECT id, what FROM rounds_stop")
    mend_stop(stop_id=one, asks=ASKS, by=cast("shuji"), at=MORNING)
    assert rows("SELECT what, opens_min FROM rounds_stop") == [(what, 540)]


def test_a_day_is_gone_again_on_another_day(day, cast: Cast, rows: Rows) -> None:
    made, crews, stops = day
    agreed(cast, paired(cast, elder(cast("wangge"))), "grid_worker")
    take_in_visits(round_id=made, by=cast("weiyuan"), at=MORNING)
    planned(made, cast)
    keep_with(stop_id=stops[1], crew_id=crews[0], by=cast("weiyuan"), at=MORNING)
    note_stop(came=Came(stops[2], "done", "self", "交给本人"), by=cast("shuji"), at=clock(9))
    drop_stop(stop_id=stops[0], by=cast("shuji"), at=clock(9))
    lose_crew(crew_id=crews[1], by=cast("shuji"), at=clock(9))
    new = copy_round(round_id=made, on=TOMORROW, by=cast("shuji"), at=clock(17))
    shown = round_shown(new, by=cast("weiyuan"))
    assert [c.name for c in shown.crews] == ["一组"]
    assert len(shown.left) == 5, "no visit, and not what was called off"
    assert {(s.state, s.note, s.only_id, s.n, s.over_at) for s in shown.left} == {
        ("waits", "", None, None, None)
    }
    assert shown.row.on == TOMORROW
    assert planned(new, cast, at=clock(18)).left == ()
    with pytest.raises(Conflict):
        copy_round(round_id=made, on=TOMORROW, by=cast("shuji"), at=clock(17))
    with pytest.raises(BadInput):
        copy_round(round_id=made, on=TODAY + timedelta(days=400), by=cast("shuji"), at=clock(17))


def test_a_day_is_deleted_until_somebody_said_something_of_it(day, cast: Cast, rows: Rows) -> None:
    made, _crews, stops = day
    other = copy_round(round_id=made, on=TOMORROW, by=cast("shuji"), at=MORNING)
    ask_plan(round_id=other, seconds=1, by=cast("shuji"), at=MORNING)
    drop_round(round_id=other, by=cast("shuji"), at=MORNING)
    assert work_off(at=MORNING) == 0
    with pytest.raises(RoundNotFound):
        round_shown(other, by=cast("shuji"))
    planned(made, cast)
    note_stop(came=Came(stops[0], "not_there"), by=cast("shuji"), at=clock(9))
    with pytest.raises(Conflict):
        drop_round(round_id=made, by=cast("shuji"), at=clock(9))
    assert rows("SELECT count(*) FROM rounds_stop") == [(6,)]


def test_after_work_nothing_is_planned_and_what_is_left_stays_with_its_crews(
    day, cast: Cast
) -> None:
    made, _crews, stops = day
    before = served(planned(made, cast))
    with pytest.raises(Conflict):
        ask_plan(round_id=made, seconds=1, by=cast("weiyuan"), at=clock(18))
    assert served(round_shown(made, by=cast("weiyuan"))) == before == set(stops)


def test_the_way_is_of_the_whole_day_however_often_it_is_planned(cast: Cast) -> None:
    by, made = cast("weiyuan"), a_round(cast("weiyuan"))
    a_crew(cast, made)
    for n in range(1, 7):
        add_stop(round_id=made, stop=stop(home(cast("wangge"), n)), by=by, at=MORNING)
    (first,) = planned(made, cast).crews
    out = first.metres
    assert out > 0
    for s in first.stops[:3]:
        assert s.begins_s is not None
        note_stop(
            came=Came(s.id, "done", "self"), by=cast("shuji"), at=MORNING + timedelta(hours=2)
        )
    for at in (clock(9, 5), clock(9, 10)):
        ask_plan(round_id=made, seconds=1, by=by, at=at)
        work_off(at=at)
        (now,) = round_shown(made, by=by).crews
        assert now.metres == pytest.approx(out, rel=0.02)
    for s in now.stops[3:]:
        note_stop(came=Came(s.id, "done", "self"), by=cast("shuji"), at=clock(10))
    ask = home(cast("wangge"), 8)
    add_stop(round_id=made, stop=replace(stop(ask), brings=99), by=by, at=clock(10))
    ask_plan(round_id=made, seconds=1, by=by, at=clock(10, 5))
    work_off(at=clock(10, 5))
    (now,) = round_shown(made, by=by).crews
    assert now.metres == pytest.approx(out, rel=0.02), "and the way home"


def test_a_household_is_called_by_its_head(cast: Cast, rows: Rows) -> None:
    who = home(cast("wangge"), 1)
    household = person_shown(who, by=cast("wangge")).household_id
    assert household
    with acting(SYSTEM) as scope:
        scope.write_as_engine()
        Membership.objects.filter(person_id=who).update(tie="head")
    made = a_round(cast("weiyuan"))
    a_crew(cast, made)
    said = StopSaid("送菜", kind="delivery", household_id=household)
    one = add_stop(round_id=made, stop=said, by=cast("weiyuan"), at=MORNING)
    (row,) = (s for c in planned(made, cast).crews for s in c.stops)
    assert row.name == "住*"
    seen = look_at_stop(stop_id=one, by=cast("shuji"), at=MORNING)
    assert seen["name"].startswith("住")
    assert seen["door"] == "1 单元 101"


def test_a_sheet_for_who_takes_no_phone_is_written_down_look_by_look(
    day, cast: Cast, rows: Rows
) -> None:
    made, _crews, _stops = day
    crew = next(c for c in planned(made, cast).crews if len(c.stops) > 1)
    note_stop(came=Came(crew.stops[0].id, "done", "self"), by=cast("shuji"), at=clock(9))
    (looks,) = rows("SELECT count(*) FROM sealing_access")[0]
    found = look_at_crew(crew_id=crew.id, by=cast("shuji"), at=clock(9))
    assert found[crew.stops[0].id] == {}, "who was served is not shown any more"
    assert all(found[s.id]["door"] for s in crew.stops[1:])
    assert rows("SELECT count(*) FROM sealing_access") == [(looks + len(crew.stops) - 1,)]
    with pytest.raises(Conflict):
        look_at_crew(crew_id=crew.id, by=cast("shuji"), at=MORNING + timedelta(days=3))
    for who in ("aixin", "wangge2", "shenji"):
        with pytest.raises((CrewNotFound, MayNotPlan)):
            look_at_crew(crew_id=crew.id, by=cast(who), at=clock(9))


def test_numbers_cover_one_another_nowhere(cast: Cast) -> None:
    by, made = cast("weiyuan"), a_round(cast("weiyuan"))
    crews = [a_crew(cast, made, f"{n}组", room=3) for n in range(3)]
    for i, n in enumerate((1, 1, 1, 2, 2, 2, 9)):
        said = replace(stop(home(cast("wangge"), n)), brings=1)
        one = add_stop(round_id=made, stop=said, by=by, at=MORNING)
        keep_with(stop_id=one, crew_id=crews[i % 3], by=by, at=MORNING)
    picture = drawn(planned(made, cast))
    dots = [d for line in picture.lines for d in line.dots]
    assert any(d.aside for d in dots)
    for one, other in combinations([*dots, *picture.bases], 2):
        assert hypot(one.x - other.x, one.y - other.y) >= 23


@pytest.mark.parametrize("who", ["wangge2", "aixin", "shenji", "jumin"])
def test_nobody_else_changes_a_day(day, cast: Cast, who: str) -> None:
    made, crews, stops = day
    by, said = cast(who), CrewSaid("一组", "car", unit("community"))
    for do in (
        lambda: mend_crew(crew_id=crews[0], crew=said, by=by, at=MORNING),
        lambda: mend_stop(stop_id=stops[0], asks=ASKS, by=by, at=MORNING),
        lambda: copy_round(round_id=made, on=TOMORROW, by=by, at=MORNING),
        lambda: drop_round(round_id=made, by=by, at=MORNING),
    ):
        with pytest.raises((MayNotPlan, RoundNotFound, CrewNotFound, StopNotFound, HelperNotFound)):
            do()
