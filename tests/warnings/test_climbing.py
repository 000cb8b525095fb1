"""No answer climbs in minutes; who hears of a warning; what is left of it once the emergency is erased."""

from datetime import timedelta

import pytest

from shuoshi.notices.actions import deliver
from shuoshi.people.models import Person
from shuoshi.privacy.switching import switch_off
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.warnings.climbing import sweep_warnings
from shuoshi.warnings.ending import end_warning
from shuoshi.warnings.models import Call, Plan, Warning
from shuoshi.warnings.retention import erase_of_switch, warned_of
from tests.both import both
from tests.conftest import AT, Cast, Rows
from tests.people.making import GRID_2
from tests.posts.making import on
from tests.warnings.making import MIN, at_risk, call_at, pledged, said, warned

pytestmark = pytest.mark.usefixtures("_no_switches")
DUE = AT + 20 * MIN
SECOND = timedelta(seconds=1)
"""When an orange warning wants its answers."""


def told(rows: Rows, template: str) -> list[tuple[object, ...]]:
    return rows(
        "SELECT a.username, n.title FROM notices_notice n JOIN accounts_account a ON a.id = n.account_id "
        "WHERE n.template = %s ORDER BY a.username, n.title", template,
    )  # fmt: skip


def test_whoever_knocks_the_secretary_and_the_household_are_told(cast: Cast, rows: Rows) -> None:
    on(cast, kind="flood")
    home = at_risk(cast, phone="13800001234")
    pledged(cast, home, kind="grid_worker")
    warned(cast)
    deliver(at=AT + SECOND)
    names = {name for name, _title in told(rows, "warned")}
    assert names == {"wangge", "shuji"}
    assert rows("SELECT way, state FROM notices_dispatch") == [("sms", "sent")]


def test_no_answer_climbs_rung_by_rung_until_somebody_answers(cast: Cast, rows: Rows) -> None:
    on(cast, kind="flood")
    home, other = at_risk(cast), at_risk(cast, "桥头一户", path=GRID_2)
    pledged(cast, home, kind="grid_worker")
    warning = warned(cast)
    assert sweep_warnings(at=DUE - MIN) == 0
    assert sweep_warnings(at=DUE) == 2
    assert sweep_warnings(at=DUE) == 0
    deliver(at=DUE)
    first = told(rows, "call_unanswered")
    assert {name for name, _title in first} == {"wangge"}
    assert {str(title).rsplit(" ", 2)[-2] for _name, title in first} == {"1"}
    said(cast, call_at(warning, home).id, "answered", at=DUE + MIN)
    assert sweep_warnings(at=DUE + 10 * MIN) == 1
    deliver(at=DUE + 10 * MIN)
    then = told(rows, "call_unanswered")[len(first) :]
    assert {name for name, _title in told(rows, "call_unanswered")} == {
        "wangge",
        "shuji",
        "weiyuan",
    }
    assert then
    assert sweep_warnings(at=DUE + 20 * MIN) == 1
    deliver(at=DUE + 20 * MIN)
    assert {"jiedao", "zhihui"} <= {name for name, _title in told(rows, "call_unanswered")}
    assert sweep_warnings(at=DUE + 99 * MIN) == 0
    assert call_at(warning, other).climbed == 3


def test_two_workers_let_each_household_climb_once(cast: Cast) -> None:
    on(cast, kind="flood")
    homes = [at_risk(cast, f"第{n}户", path=GRID_2) for n in range(4)]
    warning = warned(cast)
    went = both(lambda: sweep_warnings(at=DUE), lambda: sweep_warnings(at=DUE))
    assert sum(went) == 4
    assert {call_at(warning, h).climbed for h in homes} == {1}


def test_nobody_climbs_once_the_warning_is_over(cast: Cast) -> None:
    on(cast, kind="flood")
    at_risk(cast)
    warning = warned(cast)
    end_warning(warning_id=warning, why="clear", by=cast("shuji"), at=AT + MIN)
    assert sweep_warnings(at=DUE + 60 * MIN) == 0


def test_after_the_erasure_only_figures_are_left(cast: Cast, rows: Rows) -> None:
    switch = on(cast, kind="flood")
    home, other = at_risk(cast, phone="13800001234"), at_risk(cast, "桥头一户")
    pledged(cast, home)
    warning = warned(cast)
    said(cast, call_at(warning, home).id, "arrived", where="永宁小学")
    deliver(at=AT + SECOND)
    assert erase_of_switch(switch, AT) == {"warnings.arrived": 1, "warnings.waiting": 1}
    with acting(SYSTEM):
        assert not Call.objects.exists()
        assert Warning.objects.get(id=warning).ended_why == "clear"
        assert Plan.objects.filter(household_id__in=[home, other]).count() == 2
    for table in ("warnings_caller", "warnings_callstep", "notices_outbox", "notices_notice"):
        of = " WHERE warning_id IS NOT NULL" if table.startswith("notices") else ""
        assert rows(f"SELECT count(*) FROM {table}{of}") == [(0,)], table


def test_a_drill_leaves_nothing_at_all(cast: Cast) -> None:
    switch = on(cast, kind="flood", drill=True)
    home = at_risk(cast)
    first = warned(cast)
    second = warned(cast, level="red", headline="暴雨红色预警", before_id=first, at=AT + MIN)
    said(cast, call_at(second, home).id, "arrived", at=AT + 2 * MIN)
    switch_off(switch_id=switch, by=cast("zhihui"), at=AT + timedelta(hours=1))
    assert erase_of_switch(switch, AT + timedelta(hours=1)) == {}
    with acting(SYSTEM):
        assert not Warning.objects.exists()


def test_somebody_takes_along_what_was_said_of_their_home(cast: Cast) -> None:
    on(cast, kind="flood")
    home = at_risk(cast)
    call = call_at(warned(cast), home)
    said(cast, call.id, "arrived", where="亲戚家", note="带着药")
    with acting(SYSTEM):
        who = Person.objects.get(household_id=home).id
    words = [[str(value) for _name, value in row] for row in warned_of(who, cast("shuji"))]
    assert words[0] == ["出门往东走大路", "永宁小学"]
    assert "亲戚家" in words[2]
    assert "带着药" in words[2]
    assert warned_of(who, cast("wangge2")) == []
