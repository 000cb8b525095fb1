"""A roster is put together, planned, published; what can't be says which rules stand against each other."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest

from shuoshi.helpers.terms import HelperNotFound
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.rosters.arranging import (
    add_members,
    ask_roster,
    drop_member,
    drop_roster,
    drop_spot,
    mend_member,
    mend_rules,
    mend_spot,
    publish_roster,
    wish_for,
)
from shuoshi.rosters.making import work_off
from shuoshi.rosters.queries import roster_shown, rosters_within
from shuoshi.rosters.retention import forget_rosters
from shuoshi.rosters.serving import fix_turn, give_turn
from shuoshi.rosters.terms import (
    MayNotArrange,
    MemberNotFound,
    MemberSaid,
    NothingToPlan,
    PlanningNow,
    RosterNotFound,
    SpotSaid,
    State,
    WishSaid,
)
from shuoshi.scenarios.lishi.cast import RESIDENT
from tests.both import both
from tests.conftest import AT, Cast, Rows
from tests.rosters.making import (
    ASKED,
    MONDAY,
    ONE_EACH,
    a_helper,
    a_roster,
    a_spot,
    clock,
    manned,
    planned,
    published,
    turns_of,
)


def test_a_week_round_the_clock_is_planned_and_everybody_rests(cast: Cast) -> None:
    shown = planned(manned(cast), cast)
    turns = turns_of(shown)
    assert shown.row.state is State.PLANNED
    assert shown.missing == {}
    assert Counter((t.on, t.shift) for t in turns) == Counter(
        {(d, s): 1 for d in shown.days for s in ONE_EACH}
    )
    for m in shown.members:
        mine = sorted(m.turns.values(), key=lambda t: t.starts_at)
        assert m.hours <= 48
        for one, other in pairwise(mine):
            assert other.starts_at - one.ends_at >= timedelta(hours=11)


def test_days_off_shifts_and_spots_of_a_member_hold_and_wishes_are_heard(cast: Cast) -> None:
    by, made = cast("shuji"), manned(cast, people=7)
    other = a_spot(made, by, "南口", people={"early": 1})
    first = roster_shown(made, by=by).members[0]
    said = MemberSaid(frozenset({other}), frozenset({"night"}), frozenset({MONDAY}), 24)
    mend_member(member_id=first.id, said=said, by=by, at=AT)
    second = roster_shown(made, by=by).members[1]
    wish = WishSaid(MONDAY, "night", wants=True, weight=9)
    wish_for(member_id=second.id, wish=wish, by=by, at=AT)
    wish_for(member_id=second.id, wish=replace(wish, weight=8), by=by, at=AT)
    shown = planned(made, cast)
    mine = next(m for m in shown.members if m.id == first.id)
    assert {t.spot_id for t in mine.turns.values()} <= {other}
    assert MONDAY not in mine.turns
    assert mine.hours <= 24
    heard = next(m for m in shown.members if m.id == second.id)
    assert [w.weight for w in heard.wishes] == [8]
    assert heard.turns[MONDAY].shift == "night"


def test_a_skill_is_there_in_every_shift(cast: Cast) -> None:
    by = cast("shuji")
    made = a_roster(by)
    a_spot(made, by, people={"early": 2, "late": 2}, skills={"medical": 1})
    medics = [a_helper(cast, f"医{n}演示", skills=frozenset({"medical"})) for n in range(4)]
    rest = [a_helper(cast, f"志{n}演示") for n in range(4)]
    add_members(roster_id=made, helpers=[*medics, *rest], by=by, at=AT)
    shown = planned(made, cast)
    able = {m.id for m in shown.members if m.helper_id in medics}
    for day in shown.days:
        for shift in ("early", "late"):
            there = {t.member_id for t in turns_of(shown) if (t.on, t.shift) == (day, shift)}
            assert there & able
            assert len(there) == 2


def test_what_makes_it_impossible_is_named_with_its_numbers(cast: Cast) -> None:
    shown = planned(manned(cast, people=3), cast)
    assert shown.row.state is State.NONE
    assert {w["rule"] for w in shown.why} <= {"cover", "week", "rest", "run"}
    assert "week" in {w["rule"] for w in shown.why}
    by, made = cast("shuji"), a_roster(cast("shuji"), name="另一份")
    a_spot(made, by, people={"early": 3})
    add_members(roster_id=made, helpers=[a_helper(cast, "独演示")], by=by, at=AT)
    why = planned(made, cast).why
    assert {(w["rule"], w["asked"], w["able"]) for w in why} == {("cover", 3, 1)}


def test_anew_round_what_is_fixed_with_what_was_published_kept(cast: Cast) -> None:
    by, made = cast("shuji"), manned(cast)
    before = published(made, cast)
    sick = turns_of(before)[0].member_id
    fixed = next(t for t in turns_of(before) if t.member_id != sick and t.on > MONDAY)
    fix_turn(turn_id=fixed.id, fixed=True, by=by, at=AT)
    away = frozenset(before.days[3:])
    mend_member(member_id=sick, said=MemberSaid(off=away), by=by, at=AT)
    with pytest.raises(Conflict):
        publish_roster(roster_id=made, by=by, at=AT)
    mend_rules(roster_id=made, asked=replace(ASKED, week_h=56), by=by, at=AT)
    at = clock(1, 10)
    shown = planned(made, cast, at)
    assert shown.row.state is State.PLANNED
    now = {(t.member_id, t.on, t.shift, t.spot_id): t.id for t in turns_of(shown)}
    assert now[fixed.member_id, fixed.on, fixed.shift, fixed.spot_id] == fixed.id
    for t in turns_of(before):
        if t.starts_at <= at:
            assert now[t.member_id, t.on, t.shift, t.spot_id] == t.id, "what has begun stays"
    assert not [t for t in turns_of(shown) if t.member_id == sick and t.on in away]
    kept = set(now.values()) & {t.id for t in turns_of(before)}
    lost = sum(t.member_id == sick and t.on in away for t in turns_of(before))
    assert len(kept) >= len(turns_of(before)) - 3 * max(lost, 1)


def test_a_turn_is_given_by_hand_and_another_is_free(cast: Cast) -> None:
    by, made = cast("shuji"), manned(cast)
    shown = planned(made, cast)
    one, spot = shown.members[0], shown.spots[0].id
    give_turn(member_id=one.id, day=2, shift="night", spot_id=spot, by=by, at=AT)
    give_turn(member_id=one.id, day=3, shift="", spot_id=None, by=by, at=AT)
    with pytest.raises(BadInput):
        give_turn(member_id=one.id, day=2, shift="noon", spot_id=spot, by=by, at=AT)
    with pytest.raises(BadInput):
        give_turn(member_id=one.id, day=9, shift="night", spot_id=spot, by=by, at=AT)
    assert roster_shown(made, by=by).row.changed
    mine = planned(made, cast).members
    turns = next(m for m in mine if m.id == one.id).turns
    assert turns[MONDAY + timedelta(days=2)].shift == "night"
    assert turns[MONDAY + timedelta(days=2)].fixed


def test_while_it_is_planned_nobody_changes_it_and_what_was_changed_before_is_planned(
    cast: Cast,
) -> None:
    by, made = cast("shuji"), manned(cast)
    ask_roster(roster_id=made, seconds=5, by=by, at=AT)
    member = roster_shown(made, by=by).members[0].id
    for late in (
        lambda: a_spot(made, by, "东口"), lambda: drop_member(member_id=member, by=by, at=AT),
        lambda: ask_roster(roster_id=made, seconds=5, by=by, at=AT), lambda: drop_roster(roster_id=made, by=by, at=AT),
    ):  # fmt: skip
        with pytest.raises(PlanningNow):
            late()
    assert work_off(at=AT) == 1
    assert work_off(at=AT) == 0


def test_two_who_ask_at_once_ask_once(cast: Cast) -> None:
    by, made = cast("shuji"), manned(cast)
    ask = partial(ask_roster, roster_id=made, seconds=5, by=by, at=AT)
    results = both(ask, ask)
    assert sorted(type(r).__name__ for r in results) == ["NoneType", "PlanningNow"]


def test_nobody_arranges_who_may_not_or_elsewhere(cast: Cast, rows: Rows) -> None:
    made = manned(cast)
    member = roster_shown(made, by=cast("shuji")).members[0].id
    for who in ("wangge", "aixin", "daibiao1", RESIDENT[0]):
        with pytest.raises(MayNotArrange):
            a_roster(cast(who))
        with pytest.raises(MayNotArrange):
            ask_roster(roster_id=made, seconds=5, by=cast(who), at=AT)
    elsewhere = replace(cast("shuji"), bounds=cast("wangge2").bounds)
    for refused in (
        lambda: roster_shown(made, by=elsewhere), lambda: a_spot(made, elsewhere),
        lambda: publish_roster(roster_id=made, by=elsewhere, at=AT),
    ):  # fmt: skip
        with pytest.raises(RosterNotFound):
            refused()
    with pytest.raises(MemberNotFound):
        mend_member(member_id=member, said=MemberSaid(), by=elsewhere, at=AT)
    assert rosters_within(by=elsewhere) == ()
    with pytest.raises(MayNotArrange):
        a_roster(cast("shuji"), path=cast("wangge2").bounds.lo)
    assert [r.id for r in rosters_within(by=cast("jiedao"))] == [made]


def test_what_is_wrong_is_said_of_its_field(cast: Cast) -> None:
    by, made = cast("shuji"), manned(cast)
    for wrong, field in (
        ({"name": " "}, "name"), ({"days": 43}, "days"), ({"rest_h": 25}, "rest_h"), ({"run_most": 0}, "run_most"),
        ({"week_h": 61}, "week_h"), ({"nights": 10}, "nights"), ({"starts_on": MONDAY - timedelta(days=90)}, "starts_on"),
    ):  # fmt: skip
        with pytest.raises(BadInput) as found:
            a_roster(by, **({"name": "又一份"} | wrong))
        assert found.value.field == field
    for wrong, field in (
        ({"people": {}}, "people"), ({"people": {"noon": 1}}, "people"), ({"people": {"early": 61}}, "people"),
        ({"skills": {"medical": 5}}, "skills"), ({"weekdays": frozenset()}, "weekdays"),
    ):  # fmt: skip
        with pytest.raises(BadInput) as found:
            a_spot(made, by, "另一处", **wrong)
        assert found.value.field == field
    member = roster_shown(made, by=by).members[0].id
    for said, field in (
        (MemberSaid(never=frozenset(ONE_EACH)), "never"), (MemberSaid(off=frozenset({MONDAY - timedelta(days=1)})), "off"),
        (MemberSaid(week_h=0), "week_h"), (MemberSaid(spots=frozenset({member})), "spots"),
    ):  # fmt: skip
        with pytest.raises(BadInput) as found:
            mend_member(member_id=member, said=said, by=by, at=AT)
        assert found.value.field == field
    with pytest.raises(BadInput):
        wish_for(member_id=member, wish=WishSaid(MONDAY, "noon", True), by=by, at=AT)
    with pytest.raises(Conflict):
        a_roster(by)
    with pytest.raises(Conflict):
        a_spot(made, by)
    with pytest.raises(HelperNotFound):
        add_members(roster_id=made, helpers=[member], by=by, at=AT)
    with pytest.raises(NothingToPlan):
        ask_roster(roster_id=a_roster(by, name="空的"), seconds=5, by=by, at=AT)


def test_spots_and_members_are_mended_and_dropped(cast: Cast) -> None:
    by, made = cast("shuji"), manned(cast)
    shown = planned(made, cast)
    spot, member = shown.spots[0], shown.members[0]
    mend_spot(spot_id=spot.id, spot=SpotSaid("石盘站", {"early": 2}), by=by, at=AT)
    other = a_spot(made, by, "南口")
    mend_member(member_id=member.id, said=MemberSaid(spots=frozenset({other})), by=by, at=AT)
    drop_spot(spot_id=other, by=by, at=AT)
    again = roster_shown(made, by=by)
    assert again.spots[0].people == {"early": 2}
    assert next(m for m in again.members if m.id == member.id).spots == ()
    drop_member(member_id=member.id, by=by, at=AT)
    assert member.id not in {m.id for m in roster_shown(made, by=by).members}
    drop_roster(roster_id=made, by=by, at=AT)
    assert rosters_within(by=by) == ()


def test_what_was_published_is_not_dropped_and_goes_after_a_year(cast: Cast, rows: Rows) -> None:
    by, made = cast("shuji"), manned(cast)
    published(made, cast)
    with pytest.raises(Conflict):
        drop_roster(roster_id=made, by=by, at=AT)
    assert forget_rosters(AT + timedelta(days=370)) == 0
    assert forget_rosters(AT + timedelta(days=390)) == 1
    for table in ("roster", "spot", "member", "wish", "turn", "swap"):
        assert rows(f"SELECT count(*) FROM rosters_{table}") == [(0,)]
