"""Visits told once, honestly; misses that climb; pauses; contracts; measures."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shuoshi.care.contracting import end_contract, note_done, sign
from shuoshi.care.contracts import contracts_within
from shuoshi.care.measures import Between, Measure, measured
from shuoshi.care.pairing import agree
from shuoshi.care.parts import day_list, part_shown
from shuoshi.care.pausing import go_on, pause
from shuoshi.care.queries import pairing_shown
from shuoshi.care.retention import cared_for, forget_care, let_go
from shuoshi.care.sweeping import sweep_visits
from shuoshi.care.terms import (
    CarerNotFound,
    ContractNotFound,
    MayNotArrange,
    NotAgreed,
    PairedAlready,
    PairingNotFound,
    Subject,
    VisitNotFound,
    Yes,
)
from shuoshi.care.visiting import note_raised
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.matters.engine import act
from shuoshi.matters.reading import read_matter
from shuoshi.notices.actions import deliver
from shuoshi.people.queries import person_shown
from shuoshi.people.risks import add_risk
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import RESIDENT
from shuoshi.scenarios.lishi.serving import find_hardship, say_need, walk_hardship, walk_need
from tests.care.making import TODAY, YES, agreed, elder, helper, paired, visited
from tests.conftest import AT, Cast, Rows
from tests.people.making import registered

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def cared(cast: Cast):
    """An elder over 80 who lives alone, and the part of the grid worker."""
    who = elder(cast("wangge"))
    pairing = paired(cast, who)
    return who, pairing, agreed(cast, pairing, "grid_worker")


def row_of(pairing, cast: Cast):
    return pairing_shown(pairing, by=cast("shuji"), on=TODAY).row


def test_who_was_met_is_due_again_in_a_week(cared, cast: Cast, rows: Rows) -> None:
    _who, pairing, carer = cared
    made = visited(carer, cast("wangge"), words="血压药吃完了", findings=("unwell",))
    row = row_of(pairing, cast)
    assert (row.last_at, row.misses) == (AT, 0)
    assert row.due_at.date() == date(2026, 4, 20)
    ((words,),) = rows("SELECT encode(words, 'escape') FROM care_visit WHERE id = %s", made)
    assert "血压" not in words
    (visit,) = pairing_shown(pairing, by=cast("shuji"), on=TODAY).visits
    assert (visit.words, visit.findings) == ("血压药吃完了", ("unwell",))
    (masked,) = pairing_shown(pairing, by=cast("shenji"), on=TODAY).visits
    assert masked.words == ""


def test_a_phone_that_sends_it_twice_has_made_one(cared, cast: Cast, rows: Rows) -> None:
    _who, pairing, carer = cared
    same = new_id(AT)
    for _ in range(2):
        assert visited(carer, cast("wangge"), id=same) == same
    assert rows("SELECT count(*) FROM care_visit") == [(1,)]
    other = agreed(cast, pairing, "volunteer")
    with pytest.raises(Conflict):
        visited(other, cast("wangge"), id=same)


def test_two_misses_in_a_row_climb_the_same_day(cared, cast: Cast, rows: Rows) -> None:
    _who, pairing, carer = cared
    visited(carer, cast("wangge"), "not_home")
    assert (row_of(pairing, cast).misses, row_of(pairing, cast).climbed) == (1, False)
    visited(carer, cast("wangge"), "no_answer", AT + 2 * DAY)
    assert row_of(pairing, cast).climbed
    deliver(at=AT + 2 * DAY)
    told = rows("SELECT a.username FROM notices_notice n JOIN accounts_account a ON a.id = n.account_id WHERE template = 'visits_missed' ORDER BY 1")  # fmt: skip
    assert told == [("jiedao",), ("shuji",)]
    visited(carer, cast("wangge"), "met", AT + 2 * DAY + timedelta(hours=3))
    assert row_of(pairing, cast).misses == 0


def test_what_nobody_recorded_is_a_miss_too(cared, cast: Cast) -> None:
    _who, pairing, _carer = cared
    assert sweep_visits(at=AT + timedelta(hours=23)) == 0
    assert sweep_visits(at=AT + 2 * DAY) == 1
    assert sweep_visits(at=AT + 2 * DAY) == 0
    assert row_of(pairing, cast).misses == 1
    assert sweep_visits(at=AT + 12 * DAY) == 1
    assert row_of(pairing, cast).climbed


def test_who_is_away_or_in_hospital_is_not_missed(cared, cast: Cast) -> None:
    _who, pairing, carer = cared
    with pytest.raises(BadInput) as refused:
        visited(carer, cast("wangge"), "hospital")
    assert refused.value.field == "until_on"
    visited(carer, cast("wangge"), "hospital", until_on=TODAY + 2 * WEEK)
    assert day_list(by=cast("wangge"), on=TODAY + DAY) == ()
    assert sweep_visits(at=AT + 10 * DAY) == 0
    row = row_of(pairing, cast)
    assert (row.misses, local_date(row.due_at)) == (0, TODAY + 2 * WEEK + DAY)
    assert part_shown(carer, by=cast("wangge"), on=TODAY).paused_until == TODAY + 2 * WEEK


def test_a_households_pause_holds_for_everybody_in_it(cared, cast: Cast) -> None:
    who, pairing, _carer = cared
    home = person_shown(who, by=cast("wangge")).household_id
    of_home = Subject(household_id=home)
    pause(subject=of_home, why="away", until=TODAY + 3 * WEEK, by=cast("wangge"), at=AT)
    assert day_list(by=cast("wangge"), on=TODAY + DAY) == ()
    assert sweep_visits(at=AT + 10 * DAY) == 0
    back = AT + 10 * DAY
    assert go_on(subject=of_home, by=cast("wangge"), at=back) == 1
    assert row_of(pairing, cast).due_at == back + timedelta(hours=24)
    with pytest.raises((PairingNotFound, MayNotArrange)):
        pause(subject=of_home, why="away", until=TODAY + WEEK, by=cast("wangge2"), at=AT)
    with pytest.raises(BadInput):
        pause(subject=of_home, why="away", until=TODAY, by=cast("wangge"), at=AT)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"way": "phone"}, "way"),
        ({"outcome": "flew"}, "outcome"),
        ({"findings": ("well", "wish")}, "findings"),
        ({"findings": ("ghosts",)}, "findings"),
        ({"words": "字" * 2001}, "words"),
        ({"at": AT - 4 * DAY}, "at"),
    ],
)
def test_a_visit_says_what_is_wrong_with_it(cared, cast: Cast, wrong: dict, field: str) -> None:
    from shuoshi.care.terms import Visited
    from shuoshi.care.visiting import record_visit

    good = Visited(new_id(AT), cared[2], "home", "met", AT)
    with pytest.raises(BadInput) as refused:
        record_visit(visited=replace(good, **wrong), by=cast("wangge"), at=AT)
    assert refused.value.field == field


def test_nobody_visits_before_both_said_yes(cast: Cast) -> None:
    pairing = paired(cast, yes=None)
    carer = agreed(cast, pairing, "volunteer")
    with pytest.raises(NotAgreed):
        visited(carer, cast("wangge"))
    agree(pairing_id=pairing, yes=YES, by=cast("shuji"), at=AT)
    visited(carer, cast("wangge"))


def test_the_day_list_is_what_is_due_then_who_waits_longest(cast: Cast) -> None:
    by = cast("wangge")
    one = paired(cast, elder(by, "甲奶奶"))
    two = paired(cast, elder(by, "乙奶奶", "1939-03-03", door="2 单元 202", sure=True))
    first, second = (agreed(cast, p, "grid_worker", h) for p, h in zip((one, two), [helper(cast, "grid_worker", most=9)] * 2, strict=True))  # fmt: skip
    visited(first, by)
    found = day_list(by=by, on=TODAY)
    assert [c.carer_id for c in found] == [second, first]
    assert [c.days_since(AT + 3 * DAY) for c in found] == [None, 3]
    assert [c.carer_id for c in day_list(by=by, on=TODAY, mine=True)] == [second, first]
    assert day_list(by=cast("shuji"), on=TODAY, mine=True) == ()
    with pytest.raises(MayNotArrange):
        day_list(by=cast("shenji"), on=TODAY)


def test_a_volunteer_who_lives_here_sees_and_records_their_own_part(cast: Cast) -> None:
    from shuoshi.helpers.actions import add_helper
    from shuoshi.helpers.terms import Profile
    from tests.care.making import unit

    own = cast(RESIDENT[0])
    mine = add_helper(
        unit_id=unit("community"), profile=Profile("volunteer", "邻居演示"), person_id=own.person_id,
        by=cast("shuji"), at=AT,
    )  # fmt: skip
    pairing = paired(cast)
    carer = agreed(cast, pairing, "volunteer", mine)
    other = agreed(cast, pairing, "grid_worker")
    assert [c.carer_id for c in day_list(by=own, on=TODAY)] == [carer]
    visited(carer, own)
    with pytest.raises(CarerNotFound):
        visited(other, own)


def test_a_matter_that_came_of_a_visit_stands_by_it(cared, cast: Cast, say) -> None:
    _who, pairing, carer = cared
    visit, walk = visited(carer, cast("wangge"), findings=("needs_help",)), say()
    for _ in range(2):
        note_raised(visit_id=visit, matter_id=walk.id, by=cast("wangge"), at=AT)
    assert pairing_shown(pairing, by=cast("shuji"), on=TODAY).visits[0].raised == (walk.id,)
    with pytest.raises(VisitNotFound):
        note_raised(visit_id=visit, matter_id=walk.id, by=cast("wangge2"), at=AT)


@pytest.fixture
def signed(cast: Cast):
    """A family doctor's contract of somebody over 65."""
    who = registered(cast("wangge"), "钱爷爷", born_on="1955-01-01")
    pairing = paired(cast, who, scheme="family_doctor")
    agreed(cast, pairing, "doctor", helper(cast, "medic", name="医演示", most=9))
    return pairing, sign(pairing_id=pairing, since=TODAY, by=cast("shuji"), at=AT)


def test_a_contract_holds_its_term_and_what_is_due_and_nothing_else(
    signed, cast: Cast, rows: Rows
) -> None:
    pairing, _contract = signed
    (shown,) = pairing_shown(pairing, by=cast("shuji"), on=TODAY).contracts
    assert (shown.since_on, shown.until_on) == (TODAY, date(2027, 4, 12))
    assert [(d.service, d.due_on) for d in shown.dues] == [
        ("follow_up", date(2026, 7, 12)), ("follow_up", date(2026, 10, 12)), ("follow_up", date(2027, 1, 12)),
        ("follow_up", date(2027, 4, 12)), ("yearly_check", date(2027, 4, 12)),
    ]  # fmt: skip
    with pytest.raises(PairedAlready):
        sign(pairing_id=pairing, since=TODAY + WEEK, by=cast("shuji"), at=AT)
    found = {c for (c,) in rows("SELECT column_name FROM information_schema.columns WHERE table_name IN ('care_contract', 'care_due')")}  # fmt: skip
    assert found == {
        "id", "pairing_id", "path", "unit_id", "since_on", "until_on", "ended_on", "contract_id", "service",
        "due_on", "done_on", "done_by",
    }  # fmt: skip


def test_its_services_are_done_one_by_one_by_the_station_too(signed, cast: Cast) -> None:
    pairing, contract = signed
    first = pairing_shown(pairing, by=cast("shuji"), on=TODAY).contracts[0].dues[0]
    medic = cast("yiwu")
    (seen,) = contracts_within(by=medic, on=TODAY, days=100)
    assert (seen.id, seen.name) == (contract, "钱*")
    note_done(due_id=first.id, on=TODAY, by=medic, at=AT)
    with pytest.raises(Conflict):
        note_done(due_id=first.id, on=TODAY, by=medic, at=AT)
    with pytest.raises(ContractNotFound):
        note_done(due_id=seen.dues[1].id, on=TODAY, by=cast("aixin"), at=AT)
    end_contract(contract_id=contract, by=cast("shuji"), at=AT)
    assert contracts_within(by=medic, on=TODAY, days=400) == ()
    assert len(pairing_shown(pairing, by=cast("shuji"), on=TODAY).contracts[0].dues) == 1


def test_a_contract_that_ends_soon_is_listed_to_be_signed_anew(signed, cast: Cast) -> None:
    _pairing, contract = signed
    assert contracts_within(by=cast("shuji"), on=TODAY, expiring=True) == ()
    near = date(2027, 3, 20)
    (found,) = contracts_within(by=cast("shuji"), on=near, expiring=True)
    assert (found.id, found.renews(near)) == (contract, True)


def test_condolence_money_waits_for_two_people_at_the_door(cast: Cast) -> None:
    walk = find_hardship("腿脚不便，独自住。", AT)
    seen = {"way": "home", "outcome": "met", "words": "属实"}
    visit = {"matter_id": walk.id, "block": "visit", "name": "record"}
    act(**visit, answers=seen, by=cast("wangge"), at=AT)
    later = AT + timedelta(hours=1)
    act(**visit, answers=seen, by=cast("wangge"), at=later)
    assert walk.stage() == "found"
    act(**visit, answers=seen | {"outcome": "not_home"}, by=cast("weiyuan"), at=later)
    assert walk.stage() == "found"
    act(**visit, answers=seen, by=cast("weiyuan"), at=later + timedelta(hours=1))
    walk.at = later + timedelta(hours=1)
    assert walk.stage() == "seen"
    with pytest.raises(Conflict):
        act(**visit, answers=seen, by=cast("weiyuan"), at=walk.at)
    walk_hardship(walk, "closed")
    assert read_matter(walk.id, by=SYSTEM, at=walk.at).outcome == "done"


def by_key(found: tuple[Measure, ...]) -> dict[str, Measure]:
    return {f"{m.key}{'.' + m.of if m.of else ''}": m for m in found}


def test_the_measures_count_from_the_records(cared, cast: Cast, rows: Rows) -> None:
    who, pairing, carer = cared
    full_ = {"party_member", "beat_officer", "medic", "social_org", "volunteer"}
    for role in sorted(full_):
        agreed(cast, pairing, role)
    visited(carer, cast("wangge"))
    elder(cast("wangge"), "乙奶奶", "1939-03-03", door="2 单元 202", sure=True)
    doctors = paired(cast, who, scheme="family_doctor")
    agreed(cast, doctors, "doctor", helper(cast, "medic", name="医演示", most=9))
    contract = sign(pairing_id=doctors, since=TODAY, by=cast("shuji"), at=AT)
    due = pairing_shown(doctors, by=cast("shuji"), on=TODAY).contracts[0].dues[0]
    note_done(due_id=due.id, on=TODAY, by=cast("yiwu"), at=AT)
    walk_need(say_need("被子太重。", AT, "laundry", "需演示", "00000001110"), "evaluated")
    walk_need(say_need("水管漏。", AT, "repair", "需二演示", "00000001111"), "decided")
    month = Between(date(2026, 4, 1), date(2026, 4, 30))
    now = by_key(measured(by=cast("shuji"), between=month))
    assert now["homes_visited"].part == 1
    assert (now["monthly_visits"].part, now["monthly_visits"].whole) == (1, 1)
    assert now["weekly_visits"].whole == 0, "paired within the month: no full week yet"
    complete = now["complete_pairings.six_cover_one"]
    assert complete.part == 1
    assert complete.whole >= 2
    assert (now["needs_matched"].part, now["needs_matched"].whole) == (1, 2)
    assert (now["needs_served"].part, now["needs_served"].whole) == (1, 2)
    assert now["needs_served"].median_days
    assert (now["needs_rated"].part, now["needs_rated"].whole) == (1, 1)
    assert now["needs_rated"].rate is None, "fewer than ten: counts, no rate"
    assert [now[f"needs_{k}"].counted for k in ("matched", "served", "rated")] == [
        (1, 2),
        (1, 2),
        (1, 1),
    ]
    rows(
        "UPDATE matters_matter SET marks = marks || '{\"excluded\": \"malicious\"}' WHERE stage = 'evaluated'"
    )
    after = by_key(measured(by=cast("shuji"), between=month))
    assert (after["needs_matched"].part, after["needs_matched"].whole) == (1, 2), "before exclusion"
    assert [after[f"needs_{k}"].counted for k in ("matched", "served", "rated")] == [
        (0, 1),
        (0, 1),
        (0, 0),
    ]
    assert (now["contracts"].part, now["contracts_at_risk"].part) == (1, 1)
    assert (now["services_done"].part, now["services_done"].whole) == (0, 0)
    quarter = Between(date(2026, 7, 1), date(2026, 7, 31))
    later = by_key(measured(by=cast("shuji"), between=quarter))
    assert (later["services_done"].part, later["services_done"].whole) == (1, 1)
    elsewhere = by_key(measured(by=cast("wangge2"), between=month))
    assert elsewhere["homes_visited"].part == elsewhere["monthly_visits"].whole == 0
    with pytest.raises(MayNotArrange):
        measured(by=cast("aixin"), between=month)
    assert contract


def test_somebody_met_in_each_full_week_counts(cared, cast: Cast) -> None:
    _who, _pairing, carer = cared
    week = Between(date(2026, 4, 13), date(2026, 4, 26))
    visited(carer, cast("wangge"))
    assert by_key(measured(by=cast("shuji"), between=week))["weekly_visits"].part == 0
    visited(carer, cast("wangge"), at=AT + WEEK)
    found = by_key(measured(by=cast("shuji"), between=week))["weekly_visits"]
    assert (found.part, found.whole) == (1, 1)


def test_words_go_after_a_year_and_the_rest_two_years_after_the_end(
    cared, cast: Cast, rows: Rows
) -> None:
    from shuoshi.care.pairing import end_pairing

    _who, pairing, carer = cared
    visited(carer, cast("wangge"), words="都好")
    end_pairing(pairing_id=pairing, why="over", by=cast("shuji"), at=AT)
    assert forget_care(AT + 300 * DAY) == 0
    assert forget_care(AT + 400 * DAY) == 1
    assert rows("SELECT words FROM care_visit") == [(None,)]
    assert forget_care(AT + 800 * DAY) == 1
    for table in ("care_pairing", "care_carer", "care_visit"):
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)]


def test_a_person_takes_along_and_leaves_nothing(cast: Cast, rows: Rows) -> None:
    own = cast(RESIDENT[0])
    by = cast("wangge")
    add_risk(person_id=own.person_id, group="low_income", note="", source="self", by=by, at=AT)
    pairing = paired(cast, own.person_id, scheme="helping_hand", yes=Yes("self", TODAY))
    carer = agreed(cast, pairing, "helper", helper(cast, "party_member"))
    visited(carer, by, words="都好")
    found = cared_for(own.person_id, own)
    assert [len(row) for row in found] == [4, 3]
    assert "都好" in {str(v) for row in found for _n, v in row}
    with acting(SYSTEM):
        let_go(own.person_id, AT)
    assert rows("SELECT count(*) FROM care_pairing") == [(0,)]
