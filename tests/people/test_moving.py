"""People move, and what hangs on them goes along without anybody's doing."""

from datetime import date

import pytest

from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.people.moving import Where, leave, move_household, move_person
from shuoshi.people.ports import MOVERS
from shuoshi.people.queries import find_people, person_shown
from shuoshi.people.reading import home_shown, risks_of
from shuoshi.people.risks import add_risk
from shuoshi.people.terms import HouseholdNotFound, KnownElsewhere, PersonNotFound, Tie
from shuoshi.places.terms import PlaceNotFound
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import AT, Cast, Rows
from tests.people.making import GRID_1, GRID_2, number, registered

BINHE = "141102003001"
TODAY = date(2026, 4, 13)


def elsewhere(cast: Cast) -> str:
    """A place of the grid worker of another community."""
    return cast("wangge2").bounds.lo


def at(path: str, door: str = "9 单元 909") -> Where:
    return Where(path, door, TODAY)


@pytest.fixture
def told():
    heard = []
    MOVERS.append(heard.append)
    yield heard
    MOVERS.remove(heard.append) if heard.append in MOVERS else MOVERS.pop()


def test_a_household_moves_with_members_reasons_and_what_rooms_keep(
    cast: Cast, told, rows: Rows
) -> None:
    by, there = cast("wangge"), elsewhere(cast)
    one = registered(by, "甲演示", tie="head", phone="13900001111")
    two = registered(by, "乙演示", tie="spouse")
    add_risk(person_id=one, group="mobility", note="轮椅", source="visit", by=by, at=AT)
    home = person_shown(one, by=by).household_id
    assert move_household(household_id=home, to=at(there), by=by, at=AT) == home
    for who in (one, two):
        with pytest.raises(PersonNotFound):
            person_shown(who, by=by)
        assert person_shown(who, by=cast("wangge2")).path == there
    assert [r.note for r in risks_of(one, by=cast("wangge2"))] == ["轮椅"]
    assert one in {p.id for p in find_people("13900001111", by=cast("wangge2"))}
    assert not find_people("13900001111", by=by)
    (moved,) = told
    assert (set(moved.persons), moved.before, moved.after) == ({one, two}, GRID_1, there)
    paths = rows("SELECT path FROM journal_entry WHERE kind = 'people.move' ORDER BY path")
    assert sorted(p for (p,) in paths) == sorted([GRID_1, there])
    shown = home_shown(home, by=cast("wangge2"))
    assert {m.tie for m in shown.members} == {Tie.HEAD, Tie.SPOUSE}


def test_where_somebody_lives_behind_the_door_already_they_live_together(cast: Cast) -> None:
    by = cast("wangge")
    host = registered(by, "主演示", door="2 单元 201", path=GRID_2)
    guest = registered(by, "客演示")
    home = person_shown(guest, by=by).household_id
    joined = move_household(household_id=home, to=at(GRID_2, "2 单元 201"), by=by, at=AT)
    assert joined == person_shown(host, by=by).household_id
    assert {m.person.id for m in home_shown(joined, by=by).members} == {host, guest}
    assert {m.person.id for m in home_shown(home, by=cast("shuji")).before} == {guest}


def test_one_person_moves_out_and_the_others_stay(cast: Cast) -> None:
    by = cast("wangge")
    stays, goes = registered(by, "留演示"), registered(by, "走演示")
    old = person_shown(goes, by=by).household_id
    new = move_person(person_id=goes, to=at(GRID_2), tie="head", by=by, at=AT)
    assert new != old
    assert {m.person.id for m in home_shown(old, by=by).members} == {stays}
    (member,) = home_shown(new, by=by).members
    assert (member.person.id, member.tie, member.since_on) == (goes, Tie.HEAD, TODAY)


def test_who_left_is_asked_nothing_more_and_may_come_back(cast: Cast) -> None:
    by = cast("wangge")
    who = registered(by, identity_number=number())
    add_risk(person_id=who, group="lives_alone", note="", source="visit", by=by, at=AT)
    leave(person_id=who, why="moved", on=TODAY, by=by, at=AT)
    assert person_shown(who, by=by).left_on == TODAY
    assert risks_of(who, by=by) == ()
    again = registered(by, identity_number=number(), moved_here=True, door="3 单元 301")
    assert again == who
    assert person_shown(who, by=by).left_on is None


def test_who_is_registered_elsewhere_comes_along_by_number_and_name(cast: Cast, rows: Rows) -> None:
    who = registered(cast("wangge"), identity_number=number())
    there = cast("wangge2")
    with pytest.raises(KnownElsewhere):
        registered(there, path=there.bounds.lo, identity_number=number())
    with pytest.raises(BadInput) as error:
        registered(there, "别演示", path=there.bounds.lo, identity_number=number(), moved_here=True)
    assert error.value.field == "identity_number"
    assert registered(there, path=there.bounds.lo, identity_number=number(), moved_here=True) == who
    assert person_shown(who, by=there).path == there.bounds.lo
    looked = rows("SELECT purpose FROM sealing_access WHERE person_id = %s", who)
    assert looked == [("verify",)]


def test_nobody_moves_whom_they_do_not_see_or_into_nowhere(cast: Cast) -> None:
    by = cast("wangge")
    who = registered(by)
    home = person_shown(who, by=by).household_id
    with pytest.raises(HouseholdNotFound):
        move_household(household_id=home, to=at(GRID_2), by=cast("wangge2"), at=AT)
    with pytest.raises(PersonNotFound):
        move_person(person_id=who, to=at(GRID_2), tie="head", by=cast("wangge2"), at=AT)
    with pytest.raises(NotAllowed):
        move_person(person_id=who, to=at(GRID_2), tie="head", by=cast("chengban"), at=AT)
    with pytest.raises(PlaceNotFound):
        move_household(household_id=home, to=at("141102999"), by=by, at=AT)
    for wrong in (at(GRID_2, " "), at(GRID_2, "长" * 61), Where(GRID_2, "1", date(2026, 4, 14)),
                  at(GRID_1, "1 单元 101")):  # fmt: skip
        with pytest.raises(BadInput):
            move_household(household_id=home, to=wrong, by=by, at=AT)
    assert person_shown(who, by=by).path == GRID_1
    assert YONGNING in GRID_1


def test_a_departure_that_was_a_mistake_is_taken_back_at_the_same_door(cast: Cast) -> None:
    by = cast("wangge")
    who = registered(by)
    home = person_shown(who, by=by).household_id
    leave(person_id=who, why="died", on=TODAY, by=by, at=AT)
    with pytest.raises(BadInput):
        add_risk(person_id=who, group="disease", note="", source="visit", by=by, at=AT)
    assert move_person(person_id=who, to=at(GRID_1, "1 单元 101"), tie="head", by=by, at=AT) == home
    assert person_shown(who, by=by).left_on is None
