"""What was said of a day is mended: its crews, its stops, the day itself; where crews start and end; the whole way."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from django.utils.translation import override

from shuoshi.care.schemes import schemes
from shuoshi.helpers.terms import HelperNotFound
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.people.models import Membership
from shuoshi.people.moving import Where, move_person
from shuoshi.people.queries import person_shown
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.rounds.arranging import ask_plan, copy_round, drop_round
from shuoshi.rounds.crews import lose_crew, mend_crew
from shuoshi.rounds.driving import look_at_crew, look_at_stop, note_stop
from shuoshi.rounds.making import work_off
from shuoshi.rounds.picture import covers, drawn
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
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.web.riding import what_of
from tests.both import both
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
    (shown,) = round_shown(made, by=cast("shuji")).left
    for language, said in (("zh-hans", "六包一"), ("en", schemes()["six_cover_one"].name.en)):
        with override(language):
            assert what_of(shown) == said
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
    assert {(s.state, s.note, s.n, s.over_at) for s in shown.left} == {("waits", "", None, None)}
    assert [s.only_id for s in shown.left if s.only_id] == [shown.crews[0].id]
    assert shown.row.on == TOMORROW
    assert planned(new, cast, at=clock(18)).left == ()
    with pytest.raises(Conflict):
        copy_round(round_id=made, on=TOMORROW, by=cast("shuji"), at=clock(17))
    with pytest.raises(BadInput):
        copy_round(round_id=made, on=TODAY + timedelta(days=400), by=cast("shuji"), at=clock(17))


def test_a_copied_day_goes_where_people_live_now(day, cast: Cast, rows: Rows) -> None:
    made, crews, stops = day
    (gone,), (here,) = rows("SELECT person_id FROM rounds_stop WHERE id = ANY(%s)", stops[:2])
    keep_with(stop_id=stops[4], crew_id=crews[1], by=cast("shuji"), at=MORNING)
    again = add_stop(
        round_id=made, stop=stop(home(cast("wangge"), 9)), by=cast("shuji"), at=MORNING
    )
    for one, state in (
        (stops[0], "done"),
        (stops[1], "done"),
        (stops[3], "refused"),
        (again, "not_there"),
    ):
        note_stop(
            came=Came(one, state, "self" if state == "done" else ""), by=cast("shuji"), at=clock(9)
        )
    (whose,) = rows("SELECT person_id FROM rounds_stop WHERE id = %s", again)[0]
    add_stop(round_id=made, stop=stop(whose), by=cast("shuji"), at=clock(9))
    move_person(
        person_id=gone,
        to=Where(LONGSHAN, "9 单元 901", TODAY),
        tie="head",
        by=cast("jiedao"),
        at=clock(10),
    )
    move_person(
        person_id=here, to=Where(f"{YONGNING}002", "7 单元 701", TODAY), tie="head", by=cast("shuji"), at=clock(10)
    )  # fmt: skip
    new = copy_round(round_id=made, on=TOMORROW, by=cast("shuji"), at=clock(17))
    found = dict(rows("SELECT person_id, path FROM rounds_stop WHERE round_id = %s", new))
    assert gone not in found, "who lives elsewhere now is not gone to"
    assert found[here] == f"{YONGNING}002"
    assert rows(
        "SELECT lat FROM rounds_stop WHERE round_id = %s AND person_id = %s", new, here
    ) == [(None,)]
    assert len(found) == 5, "who refused is not asked again, nobody is gone to twice"
    assert rows("SELECT count(*) FROM rounds_stop WHERE round_id = %s", new) == [(5,)]
    kept = "SELECT c.name FROM rounds_stop s JOIN rounds_crew c ON c.id = s.only_id WHERE s.round_id = %s"
    assert rows(kept, new) == [("二组",)]
    with pytest.raises(BadInput):
        copy_round(round_id=made, on=TODAY, by=cast("shuji"), at=clock(9) + timedelta(days=2))


def test_a_driver_who_says_something_while_the_day_is_deleted(day, cast: Cast, rows: Rows) -> None:
    """Either it is deleted and the driver is told, or it stays with what was said."""
    made, _crews, stops = day
    said = Came(stops[0], "done", "self")
    results = both(
        lambda: drop_round(round_id=made, by=cast("shuji"), at=MORNING),
        lambda: note_stop(came=said, by=cast("wangge"), at=MORNING),
        lambda: drop_round(round_id=made, by=cast("jiedao"), at=MORNING),
    )
    there = rows("SELECT count(*) FROM rounds_stop WHERE state = 'done'") == [(1,)]
    assert [type(r) for r in results if isinstance(r, Exception)] != []
    if there:
        assert isinstance(results[0], Conflict)
        assert results[1] is None
    else:
        assert isinstance(results[1], StopNotFound)
        assert rows("SELECT count(*) FROM rounds_round") == [(0,)]


def test_a_day_whose_list_is_out_is_not_deleted(day, cast: Cast) -> None:
    made, _crews, _stops = day
    shown = planned(made, cast)
    assert not shown.may_drop(TODAY)
    assert shown.may_drop(TODAY - timedelta(days=1))
    with pytest.raises(Conflict):
        drop_round(round_id=made, by=cast("shuji"), at=MORNING)


def test_a_crew_of_a_past_day_stays_who_it_was(day, cast: Cast) -> None:
    _made, crews, _stops = day
    said = CrewSaid("别人", "car", unit("community"))
    with pytest.raises(Conflict):
        mend_crew(crew_id=crews[0], crew=said, by=cast("shuji"), at=MORNING + timedelta(days=1))


def test_a_lunch_that_does_not_fit_before_the_way_to_the_end_fails_no_day(cast: Cast) -> None:
    by, made = cast("weiyuan"), a_round(cast("weiyuan"))
    far = Spot("远处", BASE[0] + 0.04, BASE[1])
    a_crew(cast, made, ends_min=14 * 60, end=far)
    add_stop(round_id=made, stop=stop(home(cast("wangge"), 1)), by=by, at=MORNING)
    shown = planned(made, cast, at=clock(12, 45))
    assert shown.row.state == "planned"
    assert len(served(shown)) == 1
    (crew,) = shown.crews
    assert crew.rest_s is None


def test_an_end_on_another_continent_is_mistyped(cast: Cast) -> None:
    made = a_round(cast("weiyuan"))
    with pytest.raises(BadInput) as refused:
        a_crew(cast, made, end=Spot("家", BASE[0], 11.14))
    assert refused.value.field == "end_lat"


def test_a_day_is_deleted_until_somebody_said_something_of_it(day, cast: Cast, rows: Rows) -> None:
    made, _crews, stops = day
    other = copy_round(round_id=made, on=TOMORROW, by=cast("shuji"), at=MORNING)
    ask_plan(round_id=other, seconds=1, by=cast("shuji"), at=MORNING)
    assert round_shown(other, by=cast("shuji")).may_drop(TODAY)
    drop_round(round_id=other, by=cast("shuji"), at=MORNING)
    assert work_off(at=MORNING) == 0
    with pytest.raises(RoundNotFound):
        round_shown(other, by=cast("shuji"))
    note_stop(came=Came(stops[0], "not_there"), by=cast("shuji"), at=clock(9))
    assert not round_shown(made, by=cast("shuji")).may_drop(TODAY)
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
    assert rows("SELECT person_id, fields FROM sealing_access") == [(who, ["door", "name"])]


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
        assert not covers(one, other)


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
