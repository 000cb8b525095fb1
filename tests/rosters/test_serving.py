"""Turns are begun and ended by whoever serves them, their minutes become hours; members swap as the rules allow."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from shuoshi.helpers.queries import hours_of, own_helpers
from shuoshi.kernel.errors import Conflict
from shuoshi.reach.terms import Actor
from shuoshi.rosters.arranging import drop_member, drop_spot, mend_member
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
from shuoshi.scenarios.lishi.cast import RESIDENT
from tests.conftest import AT, Cast, Rows
from tests.rosters.making import manned, planned, published, turns_of


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


def test_a_swap_takes_two_and_whoever_arranges(cast: Cast, rows: Rows) -> None:
    made = manned(cast)
    published(made, cast)
    swap, turn, theirs = asked(cast, made, back=True)
    with pytest.raises(Conflict):
        decide_swap(swap_id=swap, yes=True, by=cast("shuji"), at=AT)
    with pytest.raises(NotYours):
        agree_to_swap(swap_id=swap, yes=True, by=cast(RESIDENT[0]), at=AT)
    with pytest.raises(Conflict):
        asked(cast, made, back=True)
    agreed(swap, cast, rows)
    with pytest.raises(MayNotArrange):
        decide_swap(swap_id=swap, yes=True, by=cast("wangge"), at=AT)
    before = roster_shown(made, by=cast("shuji"))
    assert [s.state for s in before.swaps] == [SwapState.AGREED]
    try:
        decide_swap(swap_id=swap, yes=True, by=cast("shuji"), at=AT)
    except BreaksARule:
        assert turns_of(roster_shown(made, by=cast("shuji"))) == turns_of(before)
        return
    now = {t.id: t.member_id for t in turns_of(roster_shown(made, by=cast("shuji")))}
    assert (now[turn.id], now[theirs.id]) == (theirs.member_id, turn.member_id)
    assert not roster_shown(made, by=cast("shuji")).row.changed, "it stays published"


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
