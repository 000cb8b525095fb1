"""Turns are begun and ended by whoever serves them, their minutes become hours; members swap as the rules allow."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from shuoshi.helpers.actions import end_helper
from shuoshi.helpers.queries import hours_of, own_helpers
from shuoshi.helpers.serving import report_hours
from shuoshi.helpers.terms import Served
from shuoshi.kernel.errors import Conflict
from shuoshi.reach.terms import Actor
from shuoshi.rosters.arranging import add_members, drop_member, drop_spot, mend_member
from shuoshi.rosters.queries import on_duty, own_turns, roster_shown
from shuoshi.rosters.serving import begin_turn, end_turn, give_turn, take_back_turn
from shuoshi.rosters.swapping import (
    BreaksARule,
    NotYours,
    agree_to_swap,
    ask_swap,
    decide_swap,
    take_back_swap,
)
from shuoshi.rosters.terms import (
    MayNotArrange,
    MemberSaid,
    NotTimeYet,
    SwapNotFound,
    SwapState,
    TurnNotFound,
    TurnRow,
)
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from tests.conftest import AT, Cast, Rows
from tests.rosters.making import (
    a_helper,
    a_roster,
    a_spot,
    manned,
    own_helper,
    planned,
    published,
    turns_of,
)


def mine_of(cast: Cast) -> tuple[Actor, TurnRow]:
    """The resident, and the first turn of theirs."""
    by = cast(RESIDENT[0])
    return by, own_turns(by=by, at=AT).turns[0]


def test_nobody_sees_a_turn_before_it_is_published(cast: Cast) -> None:
    made = manned(cast)
    planned(made, cast)
    assert own_turns(by=cast(RESIDENT[0]), at=AT).turns == ()
    assert turns_of(roster_shown(made, by=cast("shuji")))


def test_a_turn_is_begun_and_ended_and_its_minutes_wait_to_be_confirmed(cast: Cast) -> None:
    published(manned(cast), cast)
    by, turn = mine_of(cast)
    with pytest.raises(NotTimeYet):
        begin_turn(turn_id=turn.id, by=by, at=turn.starts_at - timedelta(hours=2))
    with pytest.raises(NotTimeYet):
        end_turn(turn_id=turn.id, by=by, at=turn.ends_at)
    came = turn.starts_at - timedelta(minutes=10)
    begin_turn(turn_id=turn.id, by=by, at=came)
    begin_turn(turn_id=turn.id, by=by, at=came + timedelta(minutes=5))
    take_back_turn(turn_id=turn.id, by=by, at=came + timedelta(minutes=6))
    begin_turn(turn_id=turn.id, by=by, at=came + timedelta(minutes=7))
    left = turn.ends_at + timedelta(minutes=15)
    end_turn(turn_id=turn.id, by=by, at=left)
    end_turn(turn_id=turn.id, by=by, at=left + timedelta(minutes=1))
    with pytest.raises(Conflict):
        take_back_turn(turn_id=turn.id, by=by, at=left)
    (own,) = own_helpers(by=by)
    (service,) = hours_of(own.id, by=by)
    assert (service.minutes, service.what, service.on) == (8 * 60 + 18, "石盘站", turn.on)
    assert service.word == "reported"
    with pytest.raises(Conflict):
        drop_member(member_id=turn.member_id, by=cast("shuji"), at=AT)
    with pytest.raises(Conflict):
        drop_spot(spot_id=turn.spot_id, by=cast("shuji"), at=AT)
    with pytest.raises(Conflict):
        give_turn(
            member_id=turn.member_id, day=(turn.on - roster_shown(turn.roster_id, by=cast("shuji")).days[0]).days,
            shift="", spot_id=None, by=cast("shuji"), at=AT,
        )  # fmt: skip


def test_who_is_on_duty_now_and_who_has_not_come(cast: Cast) -> None:
    shown = published(manned(cast), cast)
    first = min(turns_of(shown), key=lambda t: t.starts_at)
    at = first.starts_at + timedelta(minutes=30)
    assert [t.id for t, _p in on_duty(by=cast("shuji"), at=at)] == [first.id]
    assert on_duty(by=cast("wangge2"), at=at) == ()
    assert [t.came_at for t, _p in on_duty(by=cast("wangge"), at=at)] == [None]
    with pytest.raises(TurnNotFound):
        begin_turn(turn_id=first.id, by=cast("wangge"), at=at)
    begin_turn(turn_id=first.id, by=cast("shuji"), at=at)
    still = on_duty(by=cast("shuji"), at=first.ends_at + timedelta(minutes=10))
    assert first.id in {t.id for t, _p in still}, "who has not gone is still there"


def other_of(shown, mine: UUID) -> TurnRow:
    return next(t for t in turns_of(shown) if t.member_id != mine and t.starts_at > AT)


def asked(cast: Cast, made: UUID, *, back: bool = False) -> tuple[UUID, TurnRow, TurnRow]:
    """A swap with somebody who is free that day, or for a turn of theirs that day."""
    by, turn = mine_of(cast)
    shown = roster_shown(made, by=cast("shuji"))
    others = [m for m in shown.members if m.id != turn.member_id]
    fits = [m for m in others if (turn.on in m.turns) is back]
    taker = fits[0]
    theirs = taker.turns[turn.on] if back else None
    swap = ask_swap(
        turn_id=turn.id, taker_id=taker.id, back_id=theirs.id if theirs else None, by=by, at=AT
    )
    return swap, turn, theirs or next(iter(taker.turns.values()))


def agreed(swap: UUID, cast: Cast, rows: Rows) -> None:
    """The other one says yes, who has no account here."""
    rows("UPDATE rosters_swap SET state = 'agreed' WHERE id = %s", swap)


def two_days(cast: Cast) -> tuple[UUID, TurnRow, TurnRow]:
    """A roster of two who serve early, the resident on the first day and the other on the second."""
    by = cast("shuji")
    made = a_roster(by, days=2)
    spot = a_spot(made, by, people={"early": 1})
    helpers = [own_helper(cast), a_helper(cast, "替演示")]
    add_members(roster_id=made, helpers=helpers, by=by, at=AT)
    members = {m.helper_id: m.id for m in roster_shown(made, by=by).members}
    for day, who in enumerate(helpers):
        give_turn(member_id=members[who], day=day, shift="early", spot_id=spot, by=by, at=AT)
    first, second = sorted(turns_of(published(made, cast)), key=lambda t: t.on)
    return made, first, second


def test_a_swap_takes_two_and_whoever_arranges(cast: Cast, rows: Rows) -> None:
    made, turn, theirs = two_days(cast)
    ask = {"turn_id": turn.id, "taker_id": theirs.member_id, "by": cast(RESIDENT[0]), "at": AT}
    swap = ask_swap(back_id=theirs.id, **ask)
    with pytest.raises(NotYours):
        agree_to_swap(swap_id=swap, yes=True, by=cast(RESIDENT[0]), at=AT)
    with pytest.raises(Conflict):
        ask_swap(back_id=None, **ask)
    with pytest.raises(MayNotArrange):
        decide_swap(swap_id=swap, yes=True, by=cast("wangge"), at=AT)
    assert [s.state for s in roster_shown(made, by=cast("shuji")).swaps] == [SwapState.ASKED]
    agreed(swap, cast, rows)
    decide_swap(swap_id=swap, yes=True, by=cast("shuji"), at=AT)
    shown = roster_shown(made, by=cast("shuji"))
    now = {t.id: t.member_id for t in turns_of(shown)}
    assert now == {turn.id: theirs.member_id, theirs.id: turn.member_id}
    assert not shown.row.changed, "it stays published"
    assert [t.id for t in own_turns(by=cast(RESIDENT[0]), at=AT).turns] == [theirs.id]


def test_a_turn_that_was_given_away_is_nobody_elses_to_give(cast: Cast, rows: Rows) -> None:
    made, turn, theirs = two_days(cast)
    by = cast(RESIDENT[0])
    first = ask_swap(turn_id=turn.id, taker_id=theirs.member_id, back_id=None, by=by, at=AT)
    rows(
        "INSERT INTO rosters_swap (id, roster_id, path, turn_id, giver_id, taker_id, back_id, state, asked_at) VALUES "
        "(gen_random_uuid(), %s, %s, %s, %s, %s, %s, 'agreed', %s)",
        made, YONGNING, theirs.id, theirs.member_id, turn.member_id, turn.id, AT,
    )  # fmt: skip
    decide_swap(swap_id=first, yes=True, by=cast("shuji"), at=AT)
    assert rows("SELECT state FROM rosters_swap ORDER BY asked_at, state") == [("done",), ("off",)]
    rows("UPDATE rosters_swap SET state = 'agreed' WHERE state = 'off'")
    ((second,),) = rows("SELECT id FROM rosters_swap WHERE state = 'agreed'")
    with pytest.raises(Conflict):
        decide_swap(swap_id=second, yes=True, by=cast("shuji"), at=AT)


def test_what_was_published_is_seen_until_the_next_is(cast: Cast) -> None:
    made, turn, theirs = two_days(cast)
    by, own = cast("shuji"), cast(RESIDENT[0])
    give_turn(member_id=theirs.member_id, day=0, shift="early", spot_id=turn.spot_id, by=by, at=AT)
    give_turn(member_id=turn.member_id, day=0, shift="", spot_id=None, by=by, at=AT)
    assert [t.id for t in own_turns(by=own, at=AT).turns] == [turn.id]
    shown = planned(made, cast)
    assert {t.member_id for t in turns_of(shown)} == {theirs.member_id}
    assert [t.id for t in own_turns(by=own, at=AT).turns] == [turn.id], "not published yet"
    published(made, cast)
    assert own_turns(by=own, at=AT).turns == ()


def test_a_forgotten_end_is_the_planned_one_and_a_day_has_24_hours(cast: Cast, rows: Rows) -> None:
    _made, turn, _theirs = two_days(cast)
    by = cast(RESIDENT[0])
    (own,) = own_helpers(by=by)
    served = Served(own.id, YONGNING, "别的", turn.on, 20 * 60)
    report_hours(served=served, by=by, at=turn.ends_at)
    begin_turn(turn_id=turn.id, by=by, at=turn.starts_at)
    end_turn(turn_id=turn.id, by=by, at=turn.ends_at + timedelta(hours=30))
    minutes = sorted(s.minutes for s in hours_of(own.id, by=by))
    assert minutes == [4 * 60, 20 * 60]
    assert rows("SELECT left_at = ends_at FROM rosters_turn WHERE id = %s", turn.id) == [(True,)]


def test_a_unit_signs_its_own_in_and_others_of_the_unit_do_not(cast: Cast) -> None:
    _made, turn, _theirs = two_days(cast)
    at = turn.starts_at
    for who in ("daibiao1", "wangge", "wangge2", "aixin"):
        with pytest.raises(TurnNotFound):
            begin_turn(turn_id=turn.id, by=cast(who), at=at)


def test_whoever_helps_no_more_serves_no_more(cast: Cast) -> None:
    made = manned(cast)
    by = cast("shuji")
    first = roster_shown(made, by=by).members[0]
    end_helper(helper_id=first.helper_id, by=by, at=AT)
    shown = planned(made, cast)
    assert next(m for m in shown.members if m.id == first.id).turns == {}


def test_a_swap_that_breaks_a_rule_is_refused_by_its_name(cast: Cast, rows: Rows) -> None:
    made = manned(cast)
    published(made, cast)
    swap, turn, theirs = asked(cast, made)
    mend_member(
        member_id=theirs.member_id, said=MemberSaid(off=frozenset({turn.on})), by=cast("shuji"), at=AT
    )  # fmt: skip
    agreed(swap, cast, rows)
    with pytest.raises(BreaksARule) as found:
        decide_swap(swap_id=swap, yes=True, by=cast("shuji"), at=AT)
    assert found.value.values["rule"].zh == "请假"
    decide_swap(swap_id=swap, yes=False, by=cast("shuji"), at=AT)
    with pytest.raises(Conflict):
        decide_swap(swap_id=swap, yes=True, by=cast("shuji"), at=AT)


def test_it_is_taken_back_by_whoever_asked_and_seen_by_nobody_else(cast: Cast, rows: Rows) -> None:
    made = manned(cast)
    published(made, cast)
    swap, turn, _theirs = asked(cast, made)
    by = cast(RESIDENT[0])
    (mine,) = own_turns(by=by, at=AT).swaps
    assert (mine.id, mine.mine, mine.asked) == (swap, True, False)
    with pytest.raises(SwapNotFound):
        decide_swap(swap_id=swap, yes=False, by=_street(cast), at=AT)
    take_back_swap(swap_id=swap, by=by, at=AT)
    with pytest.raises(Conflict):
        take_back_swap(swap_id=swap, by=by, at=AT)
    with pytest.raises(Conflict):
        late, turns = turn.starts_at, turn.id
        ask_swap(turn_id=turns, taker_id=_theirs.member_id, back_id=None, by=by, at=late)


def _street(cast: Cast) -> Actor:
    """A secretary of another community."""
    return replace(cast("shuji"), bounds=cast("wangge2").bounds)


def test_whoever_is_asked_answers(cast: Cast, rows: Rows) -> None:
    made = manned(cast)
    shown = published(made, cast)
    by, turn = mine_of(cast)
    theirs = other_of(shown, turn.member_id)
    rows(
        "INSERT INTO rosters_swap (id, roster_id, path, turn_id, giver_id, taker_id, state, asked_at) "
        "VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, 'asked', %s)",
        made, shown.row.path, theirs.id, theirs.member_id, turn.member_id, AT,
    )  # fmt: skip
    (asks,) = own_turns(by=by, at=AT).swaps
    assert asks.asked
    with pytest.raises(NotYours):
        take_back_swap(swap_id=asks.id, by=by, at=AT)
    agree_to_swap(swap_id=asks.id, yes=True, by=by, at=AT)
    assert roster_shown(made, by=cast("shuji")).swaps[0].state is SwapState.AGREED
    with pytest.raises(NotYours):
        agree_to_swap(swap_id=asks.id, yes=False, by=by, at=AT)
