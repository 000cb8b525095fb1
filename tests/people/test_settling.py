"""Two registrations that may be one person."""

from datetime import timedelta

import pytest

from shuoshi.accounts.actions import open_account
from shuoshi.kernel.errors import Conflict, NotAllowed
from shuoshi.people.actions import correct
from shuoshi.people.moving import Where, leave, move_person
from shuoshi.people.queries import find_people, known_by, person_shown
from shuoshi.people.reading import home_shown, pair_shown, pairs_within, risks_of
from shuoshi.people.risks import add_risk
from shuoshi.people.settling import common_place, keep_apart, merge, undo_merge
from shuoshi.people.terms import (
    Group,
    KnownAlready,
    PairNotFound,
    PairSettled,
    PairState,
    PersonNotFound,
    TwoLogins,
    UndoOver,
)
from shuoshi.privacy.asking import ask
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import AT, Cast, Rows
from tests.people.making import GRID_1, GRID_2, number, registered


@pytest.fixture
def twins(cast: Cast):
    """One person, registered in two grids of a community: the worker was sure that they were two."""
    by = cast("shuji")
    one = registered(by, phone="13900002222", identity_number=number())
    with pytest.raises(KnownAlready):
        registered(by, phone="13900002222", path=GRID_2)
    other = registered(by, phone="13900002222", path=GRID_2, sure=True, door="5 单元 501")
    add_risk(person_id=other, group="disease", note="血压", source="self", by=by, at=AT)
    (pair,) = pairs_within(by=by)
    return one, other, pair


def test_a_pair_waits_above_both_places_and_shows_what_is_the_same(cast: Cast, twins) -> None:
    one, other, pair = twins
    assert {s.person.id for s in pair.sides} == {one, other}
    assert pair.same == {"name", "phone"}
    assert pair_shown(pair.id, by=cast("shuji")).id == pair.id
    assert not pairs_within(by=cast("wangge2"))
    assert common_place(GRID_1, GRID_2) == YONGNING
    assert common_place(GRID_1, GRID_1) == GRID_1
    assert common_place("141102001001", "141102002001") == "141102"


def test_a_merger_keeps_one_with_what_both_had_and_nobody_finds_the_other(
    cast: Cast, twins, rows: Rows
) -> None:
    one, other, pair = twins
    merge(pair_id=pair.id, kept=one, by=cast("shuji"), at=AT)
    assert [p.id for p in find_people("13900002222", by=cast("shuji"))] == [one]
    assert {r.group for r in risks_of(one, by=cast("shuji"))} >= {Group.DISEASE}
    assert known_by(one, by=SYSTEM).values["identity_number"] == number()
    assert rows("SELECT same_as_id, left_why FROM people_person WHERE id = %s", other) == [
        (one, "same")
    ]
    with pytest.raises(PairSettled):
        merge(pair_id=pair.id, kept=one, by=cast("shuji"), at=AT)
    assert pair_shown(pair.id, by=cast("shuji")).state is PairState.MERGED


def test_the_one_that_stays_takes_what_it_lacks_and_whatever_points_at_the_other(
    cast: Cast, twins, rows: Rows
) -> None:
    one, other, pair = twins
    rows("UPDATE people_person SET phone = NULL WHERE id = %s RETURNING id", other)
    ask(person_id=one, kind="export", words="", by=cast("shuji"), at=AT)
    merge(pair_id=pair.id, kept=other, by=cast("shuji"), at=AT)
    kept = known_by(other, by=SYSTEM).values
    assert (kept["identity_number"], kept["phone"]) == (number(), "13900002222")
    assert rows("SELECT person_id FROM privacy_request") == [(other,)]
    undo_merge(pair_id=pair.id, by=cast("shuji"), at=AT + timedelta(days=29))
    assert known_by(other, by=SYSTEM).values["identity_number"] == ""
    assert known_by(one, by=SYSTEM).values["identity_number"] == number()
    assert rows("SELECT person_id FROM privacy_request") == [(one,)]


def test_an_undone_merger_leaves_two_as_they_were(cast: Cast, twins) -> None:
    one, other, pair = twins
    by = cast("shuji")
    homes = [person_shown(p, by=by).household_id for p in (one, other)]
    merge(pair_id=pair.id, kept=one, by=by, at=AT)
    undo_merge(pair_id=pair.id, by=by, at=AT + timedelta(days=2))
    assert {p.id for p in find_people("13900002222", by=by)} == {one, other}
    assert {r.group for r in risks_of(other, by=by)} == {Group.AGE_80, Group.DISEASE} - {
        Group.AGE_80
    }
    assert Group.DISEASE not in {r.group for r in risks_of(one, by=by)}
    for who, home in zip((one, other), homes, strict=True):
        assert who in {m.person.id for m in home_shown(home, by=by).members}
    assert pair_shown(pair.id, by=by).state is PairState.TWO


def test_after_thirty_days_a_merger_stands(cast: Cast, twins) -> None:
    one, _other, pair = twins
    merge(pair_id=pair.id, kept=one, by=cast("shuji"), at=AT)
    with pytest.raises(UndoOver):
        undo_merge(pair_id=pair.id, by=cast("shuji"), at=AT + timedelta(days=31))


def test_two_who_are_two_are_asked_about_once(cast: Cast, twins) -> None:
    _one, _other, pair = twins
    keep_apart(pair_id=pair.id, by=cast("shuji"), at=AT)
    assert pairs_within(by=cast("shuji")) == ()
    with pytest.raises(PairSettled):
        undo_merge(pair_id=pair.id, by=cast("shuji"), at=AT)


def test_whoever_has_a_login_stays(cast: Cast, twins) -> None:
    one, other, pair = twins
    open_account(
        username="r1", name="居民", password=None, by=SYSTEM, at=AT, path=GRID_2, person_id=other
    )
    with pytest.raises(TwoLogins):
        merge(pair_id=pair.id, kept=one, by=cast("shuji"), at=AT)
    merge(pair_id=pair.id, kept=other, by=cast("shuji"), at=AT)


def test_only_who_is_above_both_may_settle_them(cast: Cast, twins) -> None:
    one, _other, pair = twins
    with pytest.raises(PairNotFound):
        merge(pair_id=pair.id, kept=one, by=cast("wangge2"), at=AT)
    with pytest.raises(NotAllowed):
        merge(pair_id=pair.id, kept=one, by=cast("chengban"), at=AT)
    with pytest.raises(PairNotFound):
        merge(pair_id=pair.id, kept=cast("shuji").account_id, by=cast("shuji"), at=AT)
    with pytest.raises(PersonNotFound):
        person_shown(one, by=cast("wangge2"))


def test_an_undo_gives_back_what_both_had_and_leaves_what_was_corrected_since(
    cast: Cast, twins, rows: Rows
) -> None:
    one, other, pair = twins
    by = cast("shuji")
    add_risk(person_id=one, group="disease", note="甲", source="self", by=by, at=AT)
    rows("UPDATE people_person SET phone = NULL WHERE id = %s RETURNING id", one)
    merge(pair_id=pair.id, kept=one, by=by, at=AT)
    correct(person_id=one, given={"phone": "13900004444"}, by=by, at=AT + timedelta(days=1))
    undo_merge(pair_id=pair.id, by=by, at=AT + timedelta(days=2))
    assert {r.note for r in risks_of(other, by=by)} == {"血压"}
    assert {r.note for r in risks_of(one, by=by) if r.group is Group.DISEASE} == {"甲"}
    assert known_by(one, by=SYSTEM).values["phone"] == "13900004444"


def test_one_that_is_merged_already_is_merged_no_further(cast: Cast, twins) -> None:
    one, other, pair = twins
    by = cast("shuji")
    third = registered(by, phone="13900002222", path=f"{YONGNING}003", sure=True, door="6 单元 601")
    pairs = {frozenset(s.person.id for s in p.sides): p.id for p in pairs_within(by=by)}
    merge(pair_id=pair.id, kept=one, by=by, at=AT)
    with pytest.raises(Conflict):
        merge(pair_id=pairs[frozenset({other, third})], kept=third, by=by, at=AT)
    merge(pair_id=pairs[frozenset({one, third})], kept=third, by=by, at=AT)
    with pytest.raises(Conflict):
        undo_merge(pair_id=pair.id, by=by, at=AT)


def test_who_died_is_not_back_after_an_undo_and_stays_only_for_who_died_too(
    cast: Cast, twins, rows: Rows
) -> None:
    one, other, pair = twins
    by = cast("shuji")
    leave(person_id=other, why="died", on=AT.date(), by=by, at=AT)
    with pytest.raises(Conflict):
        merge(pair_id=pair.id, kept=other, by=by, at=AT)
    merge(pair_id=pair.id, kept=one, by=by, at=AT)
    undo_merge(pair_id=pair.id, by=by, at=AT)
    assert rows("SELECT left_why FROM people_person WHERE id = %s", other) == [("died",)]


def test_a_pair_goes_where_both_are_seen(cast: Cast, twins) -> None:
    one, other, pair = twins
    there = cast("wangge2").bounds.lo
    move_person(
        person_id=other,
        to=Where(there, "1 单元 101", AT.date()),
        tie="head",
        by=cast("shuji"),
        at=AT,
    )
    for by in (cast("shuji"), cast("wangge2")):
        with pytest.raises(PairNotFound):
            pair_shown(pair.id, by=by)
        with pytest.raises(PairNotFound):
            merge(pair_id=pair.id, kept=one, by=by, at=AT)
