"""A day is planned: who is served, who is left out and why, and where ways come from."""

from pathlib import Path

import pytest

from shuoshi.kernel.errors import BadInput
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.rounds.arranging import ask_plan
from shuoshi.rounds.driving import note_stop
from shuoshi.rounds.legs import Known, put_legs, read_legs
from shuoshi.rounds.making import work_off
from shuoshi.rounds.picture import HEIGHT, WIDTH, drawn
from shuoshi.rounds.queries import round_shown
from shuoshi.rounds.stops import add_stop, keep_with
from shuoshi.rounds.terms import (
    Came,
    State,
)
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import Cast
from tests.people.making import registered
from tests.rounds.making import BASE, MORNING, clock, home, planned, served, stop


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


def test_what_is_fixed_stays_with_its_crew(day, cast: Cast) -> None:
    made, crews, stops = day
    for s in stops:
        keep_with(stop_id=s, crew_id=crews[1], by=cast("weiyuan"), at=MORNING)
    shown = planned(made, cast)
    assert {c.id: len(c.stops) for c in shown.crews} == {crews[0]: 0, crews[1]: 6}


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
    assert all(0 <= d.x <= WIDTH and 0 <= d.y <= HEIGHT for d in (*dots, *picture.bases))
    north = max(dots, key=lambda d: -d.y)
    assert north.y < picture.bases[0].y
    assert len({line.dash for line in picture.lines}) == len(picture.lines)


def test_a_day_is_first_planned_in_the_afternoon_and_not_into_the_past(day, cast: Cast) -> None:
    made, _crews, stops = day
    note_stop(came=Came(stops[0], "done", "self"), by=cast("wangge"), at=clock(13))
    shown = planned(made, cast, clock(14))
    assert served(shown) == set(stops[1:])
    assert all(s.begins_s and s.begins_s > 14 * 3600 for c in shown.crews for s in c.stops)


def test_after_everybodys_hours_everything_is_left_with_a_reason(day, cast: Cast) -> None:
    made, _crews, stops = day
    ask_plan(round_id=made, seconds=1, by=cast("weiyuan"), at=clock(16, 59))
    work_off(at=clock(20))
    shown = round_shown(made, by=cast("weiyuan"))
    assert (shown.row.state, served(shown)) == (State.PLANNED, set())
    assert {s.why_left for s in shown.left} == {"out_of_time"}
    assert len(shown.left) == len(stops)


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
