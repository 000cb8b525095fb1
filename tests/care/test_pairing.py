"""Six for one: everybody says yes, may refuse, is replaced with a handover, and sees only their part."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from shuoshi.care.caring import answer_carer, ask_carer, leave_role, stand_in
from shuoshi.care.matching import helpers_for, suggestions
from shuoshi.care.pairing import agree, decline_own, end_pairing, open_pairing
from shuoshi.care.parts import day_list, look_at_part, part_shown
from shuoshi.care.queries import ledger, own_pairings, pairing_shown
from shuoshi.care.rules import next_on
from shuoshi.care.schemes import Scheme, schemes
from shuoshi.care.sweeping import end_parts, tell_gaps
from shuoshi.care.terms import (
    CarerNotFound,
    CarerState,
    CaseloadFull,
    MayNotArrange,
    NotCleared,
    PairedAlready,
    PairingNotFound,
    Subject,
    Yes,
)
from shuoshi.helpers.actions import clear_helper, end_helper
from shuoshi.helpers.queries import kinds
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.matters.ports import Sought
from shuoshi.notices.actions import deliver
from shuoshi.people.moving import Where, leave, move_person
from shuoshi.people.queries import person_shown
from shuoshi.people.risks import add_risk
from shuoshi.people.terms import Group
from shuoshi.programmes.queries import installed
from shuoshi.reach.terms import Actor, Reach
from shuoshi.scenarios.lishi.cast import LONGSHAN, RESIDENT, YONGNING
from tests.care.making import (
    TODAY,
    UNITS,
    YES,
    agreed,
    asked,
    elder,
    full,
    helper,
    paired,
    visited,
)
from tests.conftest import AT, Cast, Rows
from tests.people.making import GRID_2, registered

WEEK = timedelta(days=7)


def whole(pairing, cast: Cast):
    return pairing_shown(pairing, by=cast("shuji"), on=TODAY)


def test_the_files_of_schemes_name_kinds_and_programmes_that_there_are(world: None) -> None:
    known, programmes = {k.code for k in kinds()}, {d.key for d in installed()}
    for scheme in schemes().values():
        for role in scheme.roles.values():
            assert set(role.kinds) <= known, scheme.scheme
        assert set(scheme.raises) <= programmes, scheme.scheme
    six = schemes()["six_cover_one"]
    assert list(six.roles) == list(UNITS)
    assert set(six.roles["beat_officer"].sees) == {"name", "address", "contact"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"high": "none"},
        {"tiers": {"a": {"name": {"zh": "一", "en": "a"}, "every": "FREQ=WEEKLY", "when": [["age_80"]]}}},
        {"tiers": {}},
        {"tiers": {"a": {"name": {"zh": "一", "en": "a"}, "every": "weekly"}}},
        {"extra": 1},
    ],
)  # fmt: skip
def test_a_scheme_that_is_no_whole_one_is_refused(wrong: dict) -> None:
    body = schemes()["three_covers"].model_dump()
    with pytest.raises(ValueError):
        Scheme.model_validate(body | wrong)


def test_an_elder_is_paired_and_is_visited_within_a_day_of_the_yes(cast: Cast) -> None:
    pairing = paired(cast)
    row = whole(pairing, cast).row
    assert (row.tier, row.agreed_on, row.due_at) == ("high", TODAY, AT + timedelta(hours=24))
    assert row.gaps == tuple(UNITS)


def test_without_a_yes_nothing_is_due(cast: Cast) -> None:
    pairing = paired(cast, yes=None)
    assert whole(pairing, cast).row.due_at is None
    agree(pairing_id=pairing, yes=Yes("family", TODAY), by=cast("shuji"), at=AT)
    assert whole(pairing, cast).row.due_at == AT + timedelta(hours=24)
    assert whole(pairing, cast).agreed_by == "family"


def test_who_does_not_qualify_or_is_paired_is_refused(cast: Cast) -> None:
    by = cast("wangge")
    young = registered(by, "小演示", born_on="1990-01-01")
    with pytest.raises(BadInput) as refused:
        paired(cast, young)
    assert refused.value.field == "scheme"
    who = elder(by)
    paired(cast, who)
    with pytest.raises(PairedAlready):
        paired(cast, who)


@pytest.mark.parametrize("who", ["wangge2", "aixin", "shenji", "quling", RESIDENT[0]])
def test_nobody_else_pairs(cast: Cast, who: str) -> None:
    person = elder(cast("wangge"))
    with pytest.raises((MayNotArrange, PairingNotFound)):
        open_pairing(
            scheme="six_cover_one", subject=Subject(person_id=person), contact="", by=cast(who), at=AT
        )  # fmt: skip


def test_six_say_yes_and_the_team_is_whole(cast: Cast) -> None:
    pairing = paired(cast)
    full(cast, pairing)
    found = whole(pairing, cast)
    assert found.row.gaps == ()
    assert [c.role for c in found.carers] == list(UNITS)
    assert all(c.state is CarerState.AGREED for c in found.carers)


def test_a_helper_refuses_with_a_reason_and_another_is_asked(cast: Cast, rows: Rows) -> None:
    pairing = paired(cast)
    first = asked(cast, pairing, "social_org")
    with pytest.raises(BadInput):
        answer_carer(carer_id=first, yes=False, why=" ", by=cast("aixin"), at=AT)
    answer_carer(carer_id=first, yes=False, why="人手不够", by=cast("aixin"), at=AT)
    with pytest.raises(Conflict):
        answer_carer(carer_id=first, yes=True, why="", by=cast("aixin"), at=AT)
    agreed(cast, pairing, "social_org", helper(cast, "social_org", name="另一位"))
    found = whole(pairing, cast)
    assert [c.why for c in found.before] == ["人手不够"]
    assert rows("SELECT count(*) FROM journal_entry WHERE kind = 'care.carer_refused'") == [(1,)]


def test_a_unit_answers_for_its_own_helpers_alone(cast: Cast) -> None:
    pairing = paired(cast)
    volunteer = asked(cast, pairing, "volunteer")
    with pytest.raises(CarerNotFound):
        answer_carer(carer_id=volunteer, yes=True, why="", by=cast("aixin"), at=AT)
    with pytest.raises(CarerNotFound):
        answer_carer(carer_id=volunteer, yes=True, why="", by=cast("wangge2"), at=AT)


def test_a_role_is_for_its_kind_and_a_helper_has_a_limit(cast: Cast) -> None:
    pairing, by = paired(cast), cast("wangge")
    with pytest.raises(BadInput) as refused:
        asked(cast, pairing, "medic", helper(cast, "volunteer"))
    assert refused.value.field == "helper"
    busy = helper(cast, "volunteer", name="忙演示", most=1)
    agreed(cast, pairing, "volunteer", busy)
    other = paired(cast, elder(by, "李爷爷", "1938-02-02", door="2 单元 202", sure=True))
    with pytest.raises(CaseloadFull):
        asked(cast, other, "volunteer", busy)


def test_whoever_leaves_is_followed_with_a_handover_within_a_week(cast: Cast) -> None:
    pairing = paired(cast)
    first = agreed(cast, pairing, "volunteer")
    visited(first, cast("wangge"))
    second = asked(cast, pairing, "volunteer", helper(cast, "volunteer", name="后来演示"))
    assert {c.id for c in whole(pairing, cast).carers} == {first, second}
    answer_carer(carer_id=second, yes=True, why="", by=cast("shuji"), at=AT)
    found = whole(pairing, cast)
    (now,) = found.carers
    assert (now.id, now.follows, now.handed_over_on) == (second, True, None)
    assert part_shown(second, by=cast("shuji"), on=TODAY).handover
    visited(second, cast("wangge"), handover=True, at=AT + timedelta(hours=2))
    assert whole(pairing, cast).carers[0].handed_over_on == TODAY
    assert not part_shown(second, by=cast("shuji"), on=TODAY).handover


def test_somebody_stands_in_until_a_day(cast: Cast) -> None:
    pairing = paired(cast)
    carer = full(cast, pairing)["volunteer"]
    other = helper(cast, "volunteer", name="替演示")
    with pytest.raises(BadInput):
        stand_in(carer_id=carer, helper_id=other, until=None, by=cast("shuji"), at=AT)
    stand_in(carer_id=carer, helper_id=other, until=TODAY + WEEK, by=cast("shuji"), at=AT)
    row = next(c for c in whole(pairing, cast).carers if c.id == carer)
    assert (row.substitute, row.substitute_until) == ("替*", TODAY + WEEK)
    assert end_parts(at=AT + timedelta(days=9)) == 0
    assert tell_gaps(at=AT + timedelta(days=9)) == 0
    assert next(c for c in whole(pairing, cast).carers if c.id == carer).substitute == ""


def test_a_gap_is_seen_and_told_to_the_secretary(cast: Cast, rows: Rows) -> None:
    pairing = paired(cast)
    carers = full(cast, pairing)
    assert ledger(by=cast("shuji"), on=TODAY, gaps=True) == ()
    leave_role(carer_id=carers["medic"], why="调走了", by=cast("shuji"), at=AT)
    (gone,) = rows("SELECT helper_id FROM care_carer WHERE id = %s", carers["volunteer"])[0]
    end_helper(helper_id=gone, by=cast("shuji"), at=AT)
    (row,) = ledger(by=cast("shuji"), on=TODAY, gaps=True)
    assert row.gaps == ("medic", "volunteer")
    assert tell_gaps(at=AT) == 1
    assert end_parts(at=AT) == 1
    assert ledger(by=cast("shuji"), on=TODAY, gaps=True)[0].gaps == ("medic", "volunteer")
    deliver(at=AT)
    told = rows("SELECT title FROM notices_notice WHERE template = 'carer_gap'")
    assert told == [("六包一 · 永宁社区 永宁第1网格",)]


def test_each_sees_only_their_part(cast: Cast, rows: Rows) -> None:
    by = cast("wangge")
    who = elder(by)
    add_risk(person_id=who, group="disease", note="糖尿病", source="station", by=by, at=AT)
    add_risk(person_id=who, group="low_income", note="", source="department", by=by, at=AT)
    carers = full(cast, paired(cast, who))
    officer = look_at_part(carers["beat_officer"], by=cast("shuji"), on=TODAY, at=AT)
    assert officer.groups == ()
    assert officer.values == {
        "name": "王奶奶", "door": "1 单元 101", "contact": "女儿 13800002222",
    }  # fmt: skip
    medic = look_at_part(carers["medic"], by=cast("shuji"), on=TODAY, at=AT)
    assert set(medic.groups) == {Group.AGE_80, Group.AGE_65, Group.LIVES_ALONE, Group.DISEASE}
    assert "phone" in medic.values
    laundry = look_at_part(carers["social_org"], by=cast("aixin"), on=TODAY, at=AT)
    assert (laundry.groups, set(laundry.values)) == ((), {"name", "phone", "door"})
    masked = part_shown(carers["social_org"], by=cast("aixin"), on=TODAY)
    assert (masked.call.name, masked.values) == ("王*", {})
    looks = rows("SELECT purpose, fields FROM sealing_access ORDER BY at, id")
    assert ("visit", ["door", "name", "phone"]) in [(p, sorted(f)) for p, f in looks]
    with pytest.raises(CarerNotFound):
        look_at_part(carers["medic"], by=cast("aixin"), on=TODAY, at=AT)


def test_a_unit_sees_no_pairing_as_a_whole(cast: Cast) -> None:
    pairing = paired(cast)
    full(cast, pairing)
    with pytest.raises(MayNotArrange):
        pairing_shown(pairing, by=cast("aixin"), on=TODAY)
    with pytest.raises(MayNotArrange):
        ledger(by=cast("aixin"), on=TODAY)
    with pytest.raises(PairingNotFound):
        pairing_shown(pairing, by=cast("wangge2"), on=TODAY)
    mine = day_list(by=cast("aixin"), on=TODAY)
    assert [c.role for c in mine] == ["social_org"]


def test_a_mentor_is_cleared_and_the_guardian_says_yes(cast: Cast) -> None:
    by = cast("wangge")
    child = registered(by, "小明", born_on="2014-01-01")
    add_risk(person_id=child, group="young_in_need", note="", source="family", by=by, at=AT)
    given = {"scheme": "young_mentor", "subject": Subject(person_id=child)}
    with pytest.raises(BadInput):
        paired(cast, yes=YES, **given)
    pairing = paired(cast, yes=Yes("guardian", TODAY), **given)
    mentor = helper(cast, "elder", name="老演示")
    with pytest.raises(NotCleared):
        asked(cast, pairing, "mentor", mentor)
    clear_helper(helper_id=mentor, until=date(2027, 1, 1), by=cast("shuji"), at=AT)
    agreed(cast, pairing, "mentor", mentor)


def test_a_household_or_a_place_is_taken_under_the_three_covers(cast: Cast) -> None:
    by = cast("wangge")
    home = person_shown(elder(by), by=by).household_id
    cover = {"scheme": "three_covers"}
    of_home = paired(cast, subject=Subject(household_id=home), **cover)
    of_place = paired(cast, subject=Subject(path=GRID_2), **cover)
    with pytest.raises(PairedAlready):
        paired(cast, subject=Subject(path=GRID_2), **cover)
    keeper = helper(cast, "party_member", name="包联演示")
    for pairing in (of_home, of_place):
        carer = agreed(cast, pairing, "keeper", keeper)
        visited(carer, by)
    assert look_at_part(carer, by=by, on=TODAY, at=AT).values == {}
    with pytest.raises(BadInput):
        visited(carer, by, "away", until_on=TODAY + WEEK)
    with pytest.raises(BadInput):
        paired(cast, subject=Subject(path=GRID_2))


def test_it_ends_and_the_helpers_are_free(cast: Cast) -> None:
    pairing = paired(cast)
    full(cast, pairing)
    with pytest.raises(BadInput):
        end_pairing(pairing_id=pairing, why="died", by=cast("shuji"), at=AT)
    end_pairing(pairing_id=pairing, why="over", by=cast("shuji"), at=AT)
    assert ledger(by=cast("shuji"), on=TODAY) == ()
    assert day_list(by=cast("aixin"), on=TODAY) == ()
    found = whole(pairing, cast)
    assert (found.ended_why, found.row.due_at, found.carers) == ("over", None, ())


def test_a_resident_declines_their_own(cast: Cast, rows: Rows) -> None:
    own = cast(RESIDENT[0])
    add_risk(person_id=own.person_id, group="low_income", note="", source="self", by=cast("wangge"), at=AT)  # fmt: skip
    pairing = paired(cast, own.person_id, scheme="helping_hand")
    other = paired(cast)
    with pytest.raises(PairingNotFound):
        decline_own(pairing_id=other, by=own, at=AT)
    decline_own(pairing_id=pairing, by=own, at=AT)
    assert rows("SELECT ended_why FROM care_pairing WHERE id = %s", pairing) == [("refused",)]


def test_it_moves_along_and_ends_with_whoever_leaves(cast: Cast, rows: Rows) -> None:
    by = cast("wangge")
    who = elder(by)
    pairing = paired(cast, who)
    carers = full(cast, pairing)
    to = Where(LONGSHAN, "3 单元 303", TODAY)
    move_person(person_id=who, to=to, tie="head", by=by, at=AT)
    assert ledger(by=by, on=TODAY) == ()
    (row,) = ledger(by=cast("wangge2"), on=TODAY)
    assert (row.id, row.due_at) == (pairing, AT + timedelta(hours=24))
    assert rows("SELECT DISTINCT path FROM care_carer") == [(LONGSHAN,)]
    assert carers["social_org"] in {c.carer_id for c in day_list(by=cast("aixin"), on=TODAY)}
    leave(person_id=who, why="died", on=TODAY, by=cast("wangge2"), at=AT)
    assert rows("SELECT ended_why FROM care_pairing") == [("died",)]


def test_more_reasons_raise_the_tier_and_bring_somebody_within_a_day(cast: Cast) -> None:
    by = cast("wangge")
    who = registered(by, "赵爷爷", born_on="1940-05-05")
    pairing = paired(cast, who)
    carer = agreed(cast, pairing, "grid_worker")
    visited(carer, by)
    row = whole(pairing, cast).row
    assert (row.tier, row.due_at.date()) == ("key", date(2026, 5, 13))
    later = AT + timedelta(days=3)
    add_risk(person_id=who, group="disease", note="", source="station", by=by, at=later)
    row = whole(pairing, cast).row
    assert (row.tier, row.due_at) == ("high", later + timedelta(hours=24))


def test_a_role_that_lacks_somebody_has_suggestions_with_reasons(cast: Cast) -> None:
    pairing = paired(cast)
    here = helper(cast, "volunteer", name="近演示")
    far = helper(cast, "volunteer", name="满演示", most=1)
    agreed(cast, paired(cast, elder(cast("wangge"), "李爷爷", "1938-02-02", door="9 单元 901", sure=True)), "volunteer", far)  # fmt: skip
    found = suggestions(pairing, on=TODAY)
    assert [c.helper_id for c in found["volunteer"].found] == [here]
    assert [r.zh for r in found["volunteer"].found[0].reasons] == ["在本社区", "还能带 3 户（件）"]
    assert [w.zh for w in found["medic"].why_not] == ["剩下 2 位帮手，没有这一类帮手"]


def test_a_need_finds_a_helper_of_a_unit_that_may_take_it(cast: Cast, say) -> None:
    walk = say(
        programme="need_525", kind="laundry", body="被子太重。", name="需演示", phone="00000001110"
    )
    washer = helper(cast, "social_org", name="洗演示", skills=frozenset({"laundry"}))
    helper(cast, "volunteer", name="别演示", skills=frozenset({"repair"}))
    found = helpers_for(Sought(walk.id, YONGNING, (), TODAY, "laundry"))
    assert [(c.helper_id, c.unit.name) for c in found.found] == [(washer, "永宁爱心洗护队")]
    none = helpers_for(Sought(walk.id, YONGNING, (), TODAY, "psychology"))
    assert [w.zh for w in none.why_not] == ["剩下 2 位帮手，没有人登记会这一项"]


def test_asking_twice_and_unknown_roles_are_refused(cast: Cast) -> None:
    pairing = paired(cast)
    asked(cast, pairing, "volunteer")
    with pytest.raises(PairedAlready):
        asked(cast, pairing, "volunteer", helper(cast, "volunteer", name="二演示"))
    with pytest.raises(BadInput):
        ask_carer(pairing_id=pairing, role="cook", helper_id=helper(cast, "volunteer", name="三演示"), by=cast("shuji"), at=AT)  # fmt: skip


def test_the_database_keeps_a_pairing_of_one_and_a_role_of_one(cast: Cast, rows: Rows) -> None:
    pairing = paired(cast)
    agreed(cast, pairing, "volunteer")
    with pytest.raises(IntegrityError, match="carer_once_a_role"):
        rows("INSERT INTO care_carer (id, path, role, state, asked_at, why, helper_id, pairing_id, unit_id) SELECT gen_random_uuid(), path, role, state, asked_at, why, helper_id, pairing_id, unit_id FROM care_carer")  # fmt: skip


@pytest.mark.parametrize(
    ("every", "after", "next_day"),
    [
        ("FREQ=WEEKLY", date(2026, 1, 31), date(2026, 2, 7)),
        ("FREQ=MONTHLY", date(2026, 1, 31), date(2026, 2, 28)),
        ("FREQ=MONTHLY;INTERVAL=3", date(2026, 4, 13), date(2026, 7, 13)),
        ("FREQ=YEARLY", date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_a_rule_comes_round(every: str, after: date, next_day: date) -> None:
    assert next_on(every, after) == next_day


def test_a_household_sees_its_pairing_and_its_head_ends_it_for_all(cast: Cast, rows: Rows) -> None:
    by = cast("wangge")
    door = {"door": "7 单元 707", "sure": True}
    head = elder(by, tie="head", **door)
    home = person_shown(head, by=by).household_id
    child = registered(by, "小演示", tie="child", **door)
    stranger = registered(by, "旁演示", door="7 单元 708", sure=True)
    pairing = paired(cast, subject=Subject(household_id=home), scheme="three_covers", contact="")
    seen = {
        who: own_pairings(by=Actor(Reach.RESIDENT, "resident", person_id=who), on=TODAY)
        for who in (head, child, stranger)
    }
    assert [(p.of_home, p.may_end) for p in seen[head]] == [(True, True)]
    assert [(p.of_home, p.may_end) for p in seen[child]] == [(True, False)]
    assert seen[stranger] == ()
    for who in (child, stranger):
        with pytest.raises(PairingNotFound):
            decline_own(
                pairing_id=pairing, by=Actor(Reach.RESIDENT, "resident", person_id=who), at=AT
            )
    decline_own(pairing_id=pairing, by=Actor(Reach.RESIDENT, "resident", person_id=head), at=AT)
    assert rows("SELECT ended_why FROM care_pairing") == [("refused",)]
