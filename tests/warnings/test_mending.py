"""What goes wrong round a warning and is mended: told twice or too late, ended by mistake, replaced under a phone that was
away, helpers who change, two at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shuoshi.care.caring import leave_role
from shuoshi.care.models import Carer
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.notices import actions as notices
from shuoshi.notices.actions import deliver
from shuoshi.people.models import Person
from shuoshi.privacy.switching import switch_off
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import BINHE, YONGNING
from shuoshi.warnings.addressing import addressees
from shuoshi.warnings.climbing import climb, sweep_warnings
from shuoshi.warnings.ending import end_warning, resume_warning
from shuoshi.warnings.models import Call, Warning
from shuoshi.warnings.planning import make_plan
from shuoshi.warnings.queries import board, calls_in, my_calls
from shuoshi.warnings.reading import call_shown, look_at_call
from shuoshi.warnings.terms import (
    CallNotFound,
    MayNotCall,
    PlanSaid,
    Stand,
    WarnedAlready,
    WarningOver,
)
from tests.both import both
from tests.conftest import AT, Cast, Rows
from tests.people.making import GRID_1, GRID_2
from tests.posts.making import on
from tests.warnings.making import MIN, at_risk, call_at, household, pledged, said, warned

pytestmark = pytest.mark.usefixtures("_no_switches")
DUE = AT + 20 * MIN


def words(warning: UUID, audience: str) -> str:
    """What is told."""
    with acting(SYSTEM):
        return addressees(warning, audience, AT).title


def test_a_household_is_told_what_to_do_and_then_that_it_is_over(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    warning = warned(cast)
    call = call_at(warning, home)
    told = words(warning, f"household:{call.id}")
    assert told == "橙色预警 暴雨橙色预警（区气象台）：马上转移，去永宁小学，出门往东走大路"
    end_warning(warning_id=warning, why="clear", by=cast("shuji"), at=AT + MIN)
    assert words(warning, f"over:{call.id}").endswith("（区气象台）：解除了，可以回家")
    assert words(warning, f"household:{call.id}") == "", "what still waits is not told"
    assert words(warning, f"carers@{GRID_1}") == ""


def test_a_drill_says_so_first(cast: Cast) -> None:
    on(cast, kind="flood", drill=True)
    home = at_risk(cast)
    warning = warned(cast)
    assert words(warning, f"household:{call_at(warning, home).id}").startswith("【演练】")
    assert words(warning, "callers").startswith("【演练】")


def test_nobody_is_sent_by_the_way_of_another_danger(cast: Cast) -> None:
    on(cast, kind="flood")
    home = household(cast)
    plan = PlanSaid(frozenset({"gas_leak"}), "往西", "体育馆", frozenset({"wheelchair"}))
    make_plan(household_id=home, said=plan, by=cast("shuji"), at=AT)
    warning = warned(cast, whom="everybody", path=GRID_1)
    call = call_at(warning, home)
    assert "体育馆" not in words(warning, f"household:{call.id}")
    shown = call_shown(call.id, by=cast("shuji"), at=AT)
    assert shown.plan is None
    assert shown.call.needs == ()


def test_what_waits_in_the_outbox_is_taken_back_with_the_warning(cast: Cast, rows: Rows) -> None:
    on(cast, kind="flood")
    at_risk(cast, phone="13800001234")
    warning = warned(cast)
    end_warning(warning_id=warning, why="wrong", by=cast("shuji"), at=AT)
    deliver(at=AT + MIN)
    assert rows("SELECT DISTINCT template FROM notices_outbox") == [("warning_over",)]


def test_a_warning_sent_twice_is_one_and_one_area_is_warned_once(cast: Cast) -> None:
    on(cast, kind="flood")
    at_risk(cast)
    one = new_id(AT)
    assert warned(cast, id=one) == warned(cast, id=one) == one
    with pytest.raises(WarnedAlready):
        warned(cast, id=one, level="red", headline="暴雨红色预警")
    with pytest.raises(WarnedAlready):
        warned(cast)
    with pytest.raises(WarnedAlready):
        warned(cast, by="jiedao", path=BINHE)


def test_two_who_relay_at_once_make_one(cast: Cast, rows: Rows) -> None:
    on(cast, kind="flood")
    at_risk(cast)
    went = both(lambda: warned(cast), lambda: warned(cast, by="weiyuan"))
    assert sum(isinstance(w, UUID) for w in went) == 1, went
    assert rows("SELECT count(*) FROM warnings_warning") == [(1,)]


def test_a_newer_warning_is_for_no_fewer(cast: Cast) -> None:
    on(cast, kind="flood")
    at_risk(cast)
    first = warned(cast, whom="everybody", path=GRID_1)
    with pytest.raises(BadInput) as refused:
        warned(cast, before_id=first, path=GRID_1)
    assert refused.value.field == "whom"
    with pytest.raises(WarnedAlready):
        warned(cast, path=YONGNING, whom="everybody")
    second = warned(cast, before_id=first, whom="everybody", at=AT + MIN)
    with pytest.raises(BadInput) as refused:
        warned(cast, before_id=second, whom="everybody", path=GRID_1, at=AT + 2 * MIN)
    assert refused.value.field == "place"


def test_what_a_phone_brings_after_the_replacement_holds_on_under_the_newer(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    first = warned(cast)
    later = AT + 30 * MIN
    second = warned(cast, level="red", headline="暴雨红色预警", before_id=first, at=later)
    old = call_at(first, home)
    said(cast, old.id, "answered", at=AT + 10 * MIN, came_at=later + MIN)
    assert call_at(second, home).stand == "waiting", "an answer to the lower one is none to this"
    said(cast, old.id, "moved", at=AT + 20 * MIN, came_at=later + 2 * MIN)
    assert call_at(second, home).stand == "moved"
    assert call_shown(old.id, by=cast("shuji"), at=later).newer_id == call_at(second, home).id


def test_a_step_and_the_end_at_once_leave_nothing_that_climbs(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    warning = warned(cast)
    call = call_at(warning, home).id
    deeds: tuple[Callable[[], Any], ...] = (
        lambda: said(cast, call, "tried", at=AT + MIN),
        lambda: end_warning(warning_id=warning, why="wrong", by=cast("weiyuan"), at=AT + 2 * MIN),
    )
    both(*deeds)
    assert call_at(warning, home).climb_at is None
    assert climb(warning, at=DUE) == 0


def test_a_warning_that_stands_again_wants_its_answers_as_much_later(
    cast: Cast, rows: Rows
) -> None:
    on(cast, kind="flood")
    home = at_risk(cast, phone="13800001234")
    warning = warned(cast)
    end_warning(warning_id=warning, why="clear", by=cast("shuji"), at=AT + 5 * MIN)
    resume_warning(warning_id=warning, by=cast("shuji"), at=AT + 35 * MIN)
    assert call_at(warning, home).due_at == DUE + 30 * MIN
    assert sweep_warnings(at=DUE + 29 * MIN) == 0
    found = rows("SELECT audience FROM notices_outbox WHERE template = 'warned_home'")
    assert len(found) == 1, "they hear that it stands"


def test_a_warning_ends_with_its_emergency(cast: Cast) -> None:
    switch = on(cast, kind="flood")
    at_risk(cast)
    warning = warned(cast)
    switch_off(switch_id=switch, by=cast("zhihui"), at=AT + MIN)
    sweep_warnings(at=AT + 2 * MIN)
    with acting(SYSTEM):
        assert Warning.objects.get(id=warning).ended_why == "clear"
    assert my_calls(by=cast("wangge")) == ()


def test_whoever_leaves_their_part_calls_no_more_and_who_takes_it_over_does(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    pledged(cast, home, kind="grid_worker")
    warning = warned(cast)
    assert [c.household_id for c in my_calls(by=cast("wangge"))] == [home]
    with acting(SYSTEM):
        carer = Carer.objects.get(pairing__household_id=home).id
    leave_role(carer_id=carer, why="病了", by=cast("wangge"), at=AT)
    pledged(cast, home, role="second", kind="party_member")
    sweep_warnings(at=AT + MIN)
    assert my_calls(by=cast("wangge")) == ()
    (row,) = calls_in(warning, by=cast("shuji"))
    assert [c.role for c in row.callers] == ["second"]


def test_phones_are_seen_while_somebody_has_to_reach_them(cast: Cast, rows: Rows) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    warning = warned(cast)
    call = call_at(warning, home).id
    look_at_call(call, by=cast("shuji"), at=AT)
    with acting(SYSTEM):
        (who,) = Person.objects.filter(household_id=home).values_list("id", flat=True)
    assert rows("SELECT person_id FROM sealing_access") == [(who,)]
    with pytest.raises(MayNotCall):
        look_at_call(call, by=cast("zhihui"), at=AT)
    end_warning(warning_id=warning, why="wrong", by=cast("shuji"), at=AT)
    with pytest.raises(WarningOver):
        look_at_call(call, by=cast("shuji"), at=AT)


def test_figures_say_who_is_away_and_who_was_left_behind(cast: Cast) -> None:
    on(cast, kind="flood")
    home, other = at_risk(cast), at_risk(cast, "桥头一户", path=GRID_2)
    with acting(SYSTEM):
        Call.objects.update(people=3)
    warning = warned(cast)
    with acting(SYSTEM):
        Call.objects.update(people=3)
    said(cast, call_at(warning, home).id, "moved", at=AT + MIN)
    said(cast, call_at(warning, other).id, "arrived", at=AT + MIN, people=2)
    now = board(warning, by=cast("shuji"), at=AT + 2 * MIN).figures
    assert (now.gone, now.settled) == (5, 0)
    said(cast, call_at(warning, other).id, "home", at=AT + 2 * MIN)
    assert board(warning, by=cast("shuji"), at=AT).figures.gone == 3
    assert call_at(warning, other).where == ""
    assert not call_at(warning, other).settled, "the warning still stands"
    end_warning(warning_id=warning, why="clear", by=cast("shuji"), at=AT + 5 * MIN)
    assert call_at(warning, other).settled


def test_one_page_is_one_step_and_says_so(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    call = call_at(warned(cast), home).id
    one = new_id(AT)
    said(cast, call, "moved", id=one)
    with pytest.raises(Conflict, match="刷新"):
        said(cast, call, "moved", id=one, people=1)


def test_a_place_hears_once_a_rung_however_many_doors(
    cast: Cast, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(cast, kind="flood")
    for n in range(5):
        at_risk(cast, f"第{n}户", path=GRID_2)
    warned(cast)
    monkeypatch.setattr(notices, "_BATCH", 2)
    assert sweep_warnings(at=DUE) == 5
    found = rows(
        "SELECT audience FROM notices_outbox WHERE template = 'call_unanswered' ORDER BY 1"
    )
    assert found == [(f"carers@{GRID_2}",), (f"grid_worker@{GRID_2}",)]


def test_whoever_lives_elsewhere_and_helps_nowhere_sees_nothing(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    call = call_at(warned(cast), home).id
    for who in ("jumin", "aixin", "yiwu"):
        with pytest.raises(CallNotFound):
            said(cast, call, "answered", by=who)
        with pytest.raises(CallNotFound):
            call_shown(call, by=cast(who), at=AT)
    assert (
        said(cast, call, "answered", by="weiyuan", at=AT + timedelta(minutes=1)) is Stand.ANSWERED
    )


def test_whoever_needs_help_is_heard_of_at_once(cast: Cast, rows: Rows) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    pledged(cast, home, kind="grid_worker")
    call = call_at(warned(cast), home)
    said(cast, call.id, "help", at=AT + MIN)
    said(cast, call.id, "help", at=AT + 2 * MIN)
    deliver(at=AT + 3 * MIN)
    found = rows(
        "SELECT a.username FROM notices_notice n JOIN accounts_account a ON a.id = n.account_id "
        "WHERE n.template = 'call_help' ORDER BY 1"
    )
    assert found == [("shuji",), ("wangge",)]


def test_whoever_cannot_leave_alone_needs_help_and_who_refuses_is_asked_again(cast: Cast) -> None:
    on(cast, kind="flood")
    cannot, refuses = at_risk(cast), at_risk(cast, "桥头一户")
    first = warned(cast)
    said(cast, call_at(first, cannot).id, "stays", at=AT + MIN, why="cannot")
    said(cast, call_at(first, refuses).id, "arrived", at=AT + MIN)
    said(cast, call_at(first, refuses).id, "stays", at=AT + 2 * MIN, why="refused")
    assert call_at(first, cannot).help
    second = warned(cast, level="red", headline="暴雨红色预警", before_id=first, at=AT + 5 * MIN)
    assert call_at(second, refuses).stand == "waiting", "what was said last counts"


def test_after_the_all_clear_people_come_home_and_nothing_else(cast: Cast) -> None:
    on(cast, kind="flood")
    home, other = at_risk(cast), at_risk(cast, "桥头一户")
    pledged(cast, home, kind="grid_worker")
    warning = warned(cast)
    said(cast, call_at(warning, home).id, "arrived", at=AT + MIN)
    end_warning(warning_id=warning, why="clear", by=cast("shuji"), at=AT + 5 * MIN)
    with pytest.raises(WarningOver):
        said(cast, call_at(warning, other).id, "answered", at=AT + 6 * MIN)
    assert [c.household_id for c in my_calls(by=cast("wangge"))] == [home]
    said(cast, call_at(warning, home).id, "home", at=AT + 7 * MIN)
    assert my_calls(by=cast("wangge")) == ()


@pytest.mark.parametrize(
    ("step", "more", "field"),
    [
        ("arrived", {"people": 0}, "people"), ("moved", {"people": 30}, "people"), ("answered", {"why": "refused"}, "why"),
        ("stays", {}, "why"), ("fly", {}, "step"), ("answered", {"way": "dove"}, "way"),
        ("answered", {"note": "长" * 201}, "note"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_is_refused(
    cast: Cast, step: str, more: dict[str, object], field: str
) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    call = call_at(warned(cast), home)
    with pytest.raises(BadInput) as refused:
        said(cast, call.id, step, **more)
    assert refused.value.field == field
