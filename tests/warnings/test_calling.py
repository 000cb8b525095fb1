"""Warned, answered, left, arrived, home: what is said of a household, by whom, in which order it comes in."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from shuoshi.care.caring import answer_carer, ask_carer
from shuoshi.care.models import Pairing
from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Person
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, EmergencyOff
from shuoshi.scenarios.lishi.cast import BINHE, LONGSHAN, YONGNING
from shuoshi.warnings.calling import say_step, take_back_step
from shuoshi.warnings.ending import end_warning, resume_warning
from shuoshi.warnings.models import Caller, CallStep
from shuoshi.warnings.queries import board, calls_in, my_calls, warnings_within
from shuoshi.warnings.reading import call_shown, look_at_call, own_calls
from shuoshi.warnings.terms import (
    CallNotFound,
    MayNotWarn,
    Said,
    Stand,
    StepNotFound,
    WarningNotFound,
    WarningOver,
)
from tests.both import both
from tests.care.making import unit
from tests.conftest import AT, Cast, Rows
from tests.people.making import GRID_1, GRID_2
from tests.posts.making import on
from tests.warnings.making import MIN, at_risk, call_at, household, pledged, said, warned

pytestmark = pytest.mark.usefixtures("_no_switches")


def test_a_warning_calls_every_household_with_a_plan_and_nobody_else(cast: Cast) -> None:
    on(cast, kind="flood")
    at_risk(cast)
    at_risk(cast, "桥头一户", path=GRID_2)
    household(cast, "坡上一户")
    warned(cast)
    (row,) = warnings_within(by=cast("shuji"))
    assert (row.households, row.people, row.waiting) == (2, 2, 2)
    assert row.wants == "move"


def test_it_can_be_for_every_household_of_a_place(cast: Cast, rows: Rows) -> None:
    on(cast, kind="flood")
    at_risk(cast)
    ((many,),) = rows(
        "SELECT count(DISTINCT household_id) FROM people_person WHERE path LIKE %s AND left_on IS NULL "
        "AND same_as_id IS NULL AND household_id IS NOT NULL", GRID_1 + "%",
    )  # fmt: skip
    warning = warned(cast, path=GRID_1, whom="everybody")
    assert board(warning, by=cast("shuji"), at=AT).figures.households == many


def test_who_knocks_is_written_down_as_the_pairing_stands(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    knocks = pledged(cast, home)
    drives = pledged(cast, home, role="carrier", kind="party_member")
    call = call_at(warned(cast), home)
    with acting(SYSTEM):
        found = dict(Caller.objects.filter(call_id=call.id).values_list("role", "helper_id"))
    assert found == {"knocker": knocks, "carrier": drives}


def test_a_household_comes_home_step_by_step_and_the_board_counts_down(cast: Cast) -> None:
    on(cast, kind="flood")
    home, other = at_risk(cast), at_risk(cast, "桥头一户", path=GRID_2)
    warning = warned(cast)
    call = call_at(warning, home)
    assert said(cast, call.id, "tried", at=AT + MIN) is Stand.WAITING
    assert said(cast, call.id, "answered", at=AT + 2 * MIN) is Stand.ANSWERED
    assert said(cast, call.id, "moved", at=AT + 5 * MIN, people=1) is Stand.MOVED
    assert said(cast, call.id, "arrived", at=AT + 9 * MIN, where="永宁小学") is Stand.ARRIVED
    now = board(warning, by=cast("quling"), at=AT + 30 * MIN).figures
    assert (now.at(Stand.WAITING), now.at(Stand.ARRIVED), now.late, now.settled) == (1, 1, 1, 1)
    assert (now.gone, now.households) == (1, 2)
    said(cast, call_at(warning, other).id, "answered", at=AT + 31 * MIN)
    assert board(warning, by=cast("shuji"), at=AT).figures.at(Stand.WAITING) == 0
    shown = call_shown(call.id, by=cast("shuji"), at=AT)
    assert shown.call.where == "永宁小学"
    assert [s.step for s in shown.steps] == ["arrived", "moved", "answered", "tried"]
    assert said(cast, call.id, "home", at=AT + 300 * MIN) is Stand.HOME


def test_what_phones_bring_home_late_counts_when_it_happened(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    call = call_at(warned(cast), home)
    later = AT + 60 * MIN
    said(cast, call.id, "arrived", at=AT + 20 * MIN, came_at=later, where="亲戚家")
    assert said(cast, call.id, "moved", at=AT + 10 * MIN, came_at=later, people=1) is Stand.ARRIVED
    assert said(cast, call.id, "answered", at=AT + 5 * MIN, came_at=later) is Stand.ARRIVED
    now = call_at(call.warning_id, home)
    assert (now.answered_at, now.moved_at) == (AT + 5 * MIN, AT + 10 * MIN)
    assert now.settled


def test_a_step_sent_twice_is_one_and_another_under_its_number_is_refused(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    call = call_at(warned(cast), home)
    one = new_id(AT)
    said(cast, call.id, "answered", id=one)
    said(cast, call.id, "answered", id=one)
    with pytest.raises(Conflict):
        said(cast, call.id, "moved", id=one)
    with acting(SYSTEM):
        assert CallStep.objects.filter(call_id=call.id).count() == 1


def test_two_at_once_are_both_kept(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    call = call_at(warned(cast), home)
    went = both(
        lambda: said(cast, call.id, "moved", at=AT + MIN),
        lambda: said(cast, call.id, "help", at=AT + 2 * MIN, by="wangge"),
    )
    now = call_at(call.warning_id, home)
    assert (now.stand, now.help) == ("moved", True), went


def test_whoever_stays_is_looked_after_until_they_are_safe(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    warning = warned(cast)
    call = call_at(warning, home)
    said(cast, call.id, "stays", at=AT + MIN, why="refused")
    assert [r.id for r in calls_in(warning, by=cast("shuji"), only="staying")] == [call.id]
    assert board(warning, by=cast("shuji"), at=AT).figures.staying == 1
    said(cast, call.id, "stays", at=AT + 2 * MIN, why="upstairs")
    assert call_at(warning, home).settled
    said(cast, call.id, "help", at=AT + 3 * MIN)
    assert not call_at(warning, home).settled
    said(cast, call.id, "helped", at=AT + 4 * MIN)
    assert call_at(warning, home).settled
    with pytest.raises(BadInput, match="选项"):
        said(cast, call.id, "stays", at=AT + 5 * MIN, why="lazy")


def test_a_step_is_taken_back_by_whoever_said_it_or_leads(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    call = call_at(warned(cast), home)
    one = new_id(AT)
    said(cast, call.id, "answered", id=one, by="shuji")
    with pytest.raises(StepNotFound):
        take_back_step(call_id=call.id, step_id=one, by=cast("wangge"), at=AT)
    assert take_back_step(call_id=call.id, step_id=one, by=cast("weiyuan"), at=AT) is Stand.WAITING
    now = call_at(call.warning_id, home)
    assert now.climb_at is not None, "who has not answered climbs again"
    said(cast, call.id, "answered", id=(two := new_id(AT)), by="wangge")
    with pytest.raises(StepNotFound):
        take_back_step(call_id=call.id, step_id=two, by=cast("wangge"), at=AT + timedelta(hours=25))


def test_a_unit_and_a_helper_see_their_own_calls_alone(cast: Cast) -> None:
    on(cast, kind="flood")
    home, other = at_risk(cast), at_risk(cast, "桥头一户")
    _of_unit(cast, home)
    warning = warned(cast)
    mine = my_calls(by=cast("aixin"))
    assert [c.household_id for c in mine] == [home]
    said(cast, mine[0].id, "answered", by="aixin")
    with pytest.raises(CallNotFound):
        said(cast, call_at(warning, other).id, "answered", by="aixin")
    with pytest.raises(CallNotFound):
        call_shown(call_at(warning, other).id, by=cast("aixin"), at=AT)
    with pytest.raises(CallNotFound):
        said(cast, mine[0].id, "answered", by="wangge2")
    with pytest.raises(WarningNotFound):
        board(warning, by=cast("wangge2"), at=AT)


def _of_unit(cast: Cast, home: UUID) -> None:
    """A helper of the laundry volunteers knocks there."""
    pledged(cast, home, role="second")
    with acting(SYSTEM):
        pairing = Pairing.objects.get(household_id=home, scheme="evacuation")
    who = add_helper(
        unit_id=unit("social_org"), profile=Profile(kind="volunteer", name="洗护队员", most=3), by=cast("shuji"), at=AT
    )  # fmt: skip
    carer = ask_carer(pairing_id=pairing.id, role="knocker", helper_id=who, by=cast("shuji"), at=AT)
    answer_carer(carer_id=carer, yes=True, why="", by=cast("aixin"), at=AT)


def test_whoever_has_to_reach_them_looks_and_it_is_written_down(cast: Cast, rows: Rows) -> None:
    on(cast, kind="flood")
    home = at_risk(cast, phone="13800001234")
    pledged(cast, home)
    call = call_at(warned(cast), home)
    seen = look_at_call(call.id, by=cast("wangge"), at=AT)
    assert seen.door == "河边一户 1 号"
    assert [(p.name, p.phone) for p in seen.lives] == [("河边一户", "13800001234")]
    assert seen.contact == "女儿 13800002222"
    assert rows("SELECT purpose, path FROM sealing_access") == [("urgent", call.path)]
    with pytest.raises(CallNotFound):
        look_at_call(call.id, by=cast("wangge2"), at=AT)


def test_a_household_answers_for_itself(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    with acting(SYSTEM):
        who = Person.objects.get(household_id=home).id
    me = replace(cast("jumin"), person_id=who)
    call = call_at(warned(cast), home)
    (own,) = own_calls(by=me, at=AT)
    assert own.call.id == call.id
    gone = Said(new_id(AT), call.id, "moved", "self", AT)
    assert say_step(said=gone, by=me, at=AT) is Stand.MOVED
    assert own_calls(by=me, at=AT)[0].steps[0].said_by == "本人"
    with pytest.raises(CallNotFound):
        look_at_call(call.id, by=me, at=AT)
    with pytest.raises(CallNotFound):
        call_shown(call.id, by=cast("jumin"), at=AT)
    assert own_calls(by=cast("jumin"), at=AT) == ()


def test_only_whoever_leads_there_relays_a_warning_while_the_emergency_is_on(cast: Cast) -> None:
    at_risk(cast)
    with pytest.raises(EmergencyOff):
        warned(cast)
    on(cast, kind="flood")
    with pytest.raises(MayNotWarn):
        warned(cast, by="wangge")
    with pytest.raises(MayNotWarn):
        warned(cast, path=LONGSHAN)
    with pytest.raises(BadInput, match="没有要叫应的户"):
        warned(cast, by="jiedao", path=LONGSHAN)
    with pytest.raises(BadInput, match="先延长"):
        warned(cast, until=AT + timedelta(days=16), by="zhihui", at=AT + timedelta(days=10))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("level", "purple"), ("whom", "some"), ("headline", " "), ("source", ""), ("text", ""),
        ("issued_at", AT - timedelta(days=4)), ("issued_at", AT + timedelta(hours=1)), ("until", AT),
        ("until", AT + timedelta(days=8)), ("ladder", "tsunami"),
    ],
)  # fmt: skip
def test_a_warning_says_who_issued_it_what_and_until_when(
    cast: Cast, field: str, value: object
) -> None:
    on(cast, kind="flood")
    at_risk(cast)
    with pytest.raises(BadInput) as refused:
        warned(cast, **{field: value})
    assert refused.value.field == field


def test_an_all_clear_lets_people_go_home_and_a_mistake_ends_at_once(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    warning = warned(cast)
    call = call_at(warning, home)
    said(cast, call.id, "arrived", at=AT + MIN)
    with pytest.raises(WarningNotFound):
        end_warning(warning_id=new_id(AT), why="clear", by=cast("shuji"), at=AT)
    end_warning(warning_id=warning, why="clear", by=cast("shuji"), at=AT + 60 * MIN)
    assert said(cast, call.id, "home", at=AT + 90 * MIN) is Stand.HOME
    with pytest.raises(WarningOver):
        end_warning(warning_id=warning, why="clear", by=cast("shuji"), at=AT + 91 * MIN)
    resume_warning(warning_id=warning, by=cast("shuji"), at=AT + 92 * MIN)
    end_warning(warning_id=warning, why="wrong", by=cast("shuji"), at=AT + 93 * MIN)
    with pytest.raises(WarningOver):
        said(cast, call.id, "answered", at=AT + 95 * MIN)
    with pytest.raises(Conflict):
        resume_warning(warning_id=warning, by=cast("shuji"), at=AT + timedelta(hours=30))


def test_a_higher_warning_asks_anew_but_nobody_who_has_left(cast: Cast) -> None:
    on(cast, kind="flood")
    gone, helped, stays = at_risk(cast), at_risk(cast, "桥头一户"), at_risk(cast, "坡下一户")
    first = warned(cast)
    said(cast, call_at(first, gone).id, "moved", at=AT + MIN, people=1)
    said(cast, call_at(first, gone).id, "arrived", at=AT + 5 * MIN, where="永宁小学")
    said(cast, call_at(first, helped).id, "help", at=AT + MIN)
    said(cast, call_at(first, stays).id, "answered", at=AT + MIN)
    later = AT + 30 * MIN
    second = warned(cast, level="red", headline="暴雨红色预警", before_id=first, at=later)
    stands = {h: call_at(second, h) for h in (gone, helped, stays)}
    assert (stands[gone].stand, stands[gone].gone) == ("arrived", 1)
    assert stands[helped].help
    assert stands[stays].stand == "waiting"
    with pytest.raises(WarningOver):
        said(cast, call_at(first, stays).id, "moved", at=later + MIN)
    (old,) = (w for w in warnings_within(by=cast("shuji")) if w.id == first)
    assert (old.ended_why, old.after_id) == ("replaced", second)


def test_a_street_sees_all_of_a_warning_and_a_helper_elsewhere_nothing(cast: Cast) -> None:
    on(cast, kind="flood")
    at_risk(cast)
    warning = warned(cast, by="jiedao", path=BINHE)
    shown = board(warning, by=cast("jiedao"), at=AT)
    assert [(p.path, p.figures.households) for p in shown.below] == [(YONGNING, 1)]
    assert board(warning, by=cast("shuji"), at=AT).path == YONGNING
    assert my_calls(by=cast("aixin")) == ()
    with pytest.raises(MayNotWarn):
        end_warning(warning_id=warning, why="clear", by=cast("wangge"), at=AT)
    with pytest.raises(WarningNotFound):
        end_warning(warning_id=warning, why="clear", by=cast("shuji"), at=AT)
