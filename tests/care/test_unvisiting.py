"""A visit that was recorded by mistake is taken back: due days, misses and pauses are as they were."""

from datetime import timedelta

import pytest

from shuoshi.care.parts import day_list
from shuoshi.care.pausing import go_on, pause
from shuoshi.care.retention import forget_care
from shuoshi.care.terms import CarerNotFound, MayNotTakeBack, Subject, VisitNotFound
from shuoshi.care.unvisiting import take_back_visit
from shuoshi.care.visiting import note_raised
from shuoshi.kernel.errors import Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.rounds.arranging import start_round
from shuoshi.rounds.driving import note_stop, take_back
from shuoshi.rounds.stops import take_in_visits
from shuoshi.rounds.terms import Came, Going
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.both import both
from tests.care.making import TODAY, agreed, elder, paired, visited
from tests.conftest import AT, Cast, Rows

DAY = timedelta(days=1)
_STANDS = "SELECT last_at, due_at, misses, missed_on, climbed_at FROM care_pairing"
_PAUSES = "SELECT person_id, household_id, why, since_on, until_on FROM care_pause ORDER BY id"


@pytest.fixture
def cared(cast: Cast):
    """An elder over 80 who lives alone, and the part of the grid worker."""
    who = elder(cast("wangge"))
    pairing = paired(cast, who)
    return who, pairing, agreed(cast, pairing, "grid_worker")


@pytest.mark.parametrize(
    ("outcome", "more"),
    [("met", {}), ("not_home", {"words": "敲门没人"}), ("away", {"until_on": TODAY + 5 * DAY}),
     ("hospital", {"until_on": TODAY + 5 * DAY})],
)  # fmt: skip
def test_it_is_as_if_the_visit_had_not_been(
    cared, cast: Cast, rows: Rows, outcome: str, more: dict
) -> None:
    _who, _pairing, carer = cared
    by = cast("wangge")
    visited(carer, cast("wangge"), "not_home", words="没人", at=AT - DAY)
    before = rows(_STANDS), rows(_PAUSES), day_list(by=by, on=TODAY)
    one = visited(carer, cast("wangge"), outcome, **more)
    assert (rows(_STANDS), rows(_PAUSES)) != before[:2]
    take_back_visit(visit_id=one, by=by, at=AT + DAY)
    assert (rows(_STANDS), rows(_PAUSES), day_list(by=by, on=TODAY)) == before
    assert rows("SELECT count(*) FROM care_visit") == [(1,)]
    again = visited(carer, cast("wangge"), "met", id=one)
    assert rows("SELECT outcome FROM care_visit WHERE id = %s", again) == [("met",)]


def test_who_was_said_to_be_back_is_away_again(cared, cast: Cast, rows: Rows) -> None:
    who, _pairing, carer = cared
    pause(
        subject=Subject(person_id=who),
        why="hospital",
        until=TODAY + 9 * DAY,
        by=cast("shuji"),
        at=AT,
    )
    before = rows(_PAUSES)
    one = visited(carer, cast("wangge"), "met", at=AT + DAY)
    assert rows(_PAUSES) != before
    take_back_visit(visit_id=one, by=cast("shuji"), at=AT + DAY)
    assert rows(_PAUSES) == before


def test_what_was_followed_by_something_stays(cared, cast: Cast, rows: Rows) -> None:
    _who, _pairing, carer = cared
    one = visited(carer, cast("wangge"), "met", at=AT - DAY)
    visited(carer, cast("wangge"), "not_home", words="没人")
    with pytest.raises(Conflict):
        take_back_visit(visit_id=one, by=cast("wangge"), at=AT + DAY)


def test_what_a_matter_came_of_stays(cared, cast: Cast) -> None:
    _who, _pairing, carer = cared
    one = visited(carer, cast("wangge"), "met")
    note_raised(visit_id=one, matter_id=new_id(AT), by=cast("wangge"), at=AT)
    with pytest.raises(Conflict):
        take_back_visit(visit_id=one, by=cast("wangge"), at=AT + DAY)


def test_after_three_days_it_stays(cared, cast: Cast) -> None:
    _who, _pairing, carer = cared
    one = visited(carer, cast("wangge"), "met")
    with pytest.raises(Conflict):
        take_back_visit(visit_id=one, by=cast("wangge"), at=AT + 4 * DAY)


def test_only_whoever_recorded_it_or_arranges_there_takes_it_back(
    cared, cast: Cast, rows: Rows
) -> None:
    _who, _pairing, carer = cared
    one = visited(carer, cast("wangge"), "met")
    for who in ("wangge2", "aixin", "shenji", "jumin"):
        with pytest.raises((CarerNotFound, VisitNotFound, MayNotTakeBack)):
            take_back_visit(visit_id=one, by=cast(who), at=AT)
    with pytest.raises(VisitNotFound):
        take_back_visit(visit_id=new_id(AT), by=cast("wangge"), at=AT)
    take_back_visit(visit_id=one, by=cast("shuji"), at=AT)
    assert rows("SELECT count(*) FROM care_visit") == [(0,)]


def test_who_was_back_meanwhile_is_not_away_again(cared, cast: Cast, rows: Rows) -> None:
    """A miss that was recorded by mistake ended no pause, so that taking it back begins none."""
    who, _pairing, carer = cared
    pause(
        subject=Subject(person_id=who),
        why="hospital",
        until=TODAY + 9 * DAY,
        by=cast("shuji"),
        at=AT,
    )
    one = visited(carer, cast("wangge"), "not_home", words="没人", at=AT + DAY)
    go_on(subject=Subject(person_id=who), by=cast("shuji"), at=AT + 2 * DAY)
    after = rows(_PAUSES)
    take_back_visit(visit_id=one, by=cast("wangge"), at=AT + 3 * DAY)
    assert rows(_PAUSES) == after


def test_a_pause_that_was_set_anew_meanwhile_stays(cared, cast: Cast, rows: Rows) -> None:
    who, _pairing, carer = cared
    pause(
        subject=Subject(person_id=who), why="away", until=TODAY + 9 * DAY, by=cast("shuji"), at=AT
    )
    one = visited(carer, cast("wangge"), at=AT + DAY)
    rows("UPDATE care_pause SET until_on = %s", TODAY + 3 * DAY)
    after = rows(_PAUSES)
    take_back_visit(visit_id=one, by=cast("wangge"), at=AT + 2 * DAY)
    assert rows(_PAUSES) == after


def test_a_visit_from_before_it_was_kept_how_things_stood_stays(
    cared, cast: Cast, rows: Rows
) -> None:
    _who, _pairing, carer = cared
    one = visited(carer, cast("wangge"))
    rows("UPDATE care_visit SET before = NULL")
    with pytest.raises(Conflict):
        take_back_visit(visit_id=one, by=cast("wangge"), at=AT + DAY)


def test_how_things_stood_is_forgotten_once_it_can_t_be_taken_back(
    cared, cast: Cast, rows: Rows
) -> None:
    _who, _pairing, carer = cared
    visited(carer, cast("wangge"))
    forget_care(AT + 2 * DAY)
    assert rows("SELECT count(*) FROM care_visit WHERE before IS NOT NULL") == [(1,)]
    forget_care(AT + 4 * DAY)
    assert rows("SELECT count(*) FROM care_visit WHERE before IS NOT NULL") == [(0,)]


def test_two_who_take_it_back_at_once_do_it_once(cared, cast: Cast, rows: Rows) -> None:
    _who, _pairing, carer = cared
    one = visited(carer, cast("wangge"))
    results = both(
        lambda: take_back_visit(visit_id=one, by=cast("wangge"), at=AT),
        lambda: take_back_visit(visit_id=one, by=cast("shuji"), at=AT),
    )
    assert sorted(type(r).__name__ for r in results) == ["NoneType", "VisitNotFound"]
    assert rows("SELECT count(*) FROM journal_entry WHERE kind = 'care.visit_back'") == [(1,)]


def test_a_visit_of_a_round_that_is_taken_back_here_is_to_be_made_again(
    cared, cast: Cast, rows: Rows
) -> None:
    _who, _pairing, _carer = cared
    made = start_round(
        going=Going(YONGNING, TODAY + DAY, "明天", "大厅", 37.52, 111.14), by=cast("shuji"), at=AT
    )
    assert take_in_visits(round_id=made, by=cast("shuji"), at=AT) == 1
    ((stop,),) = rows("SELECT id FROM rounds_stop")
    for _ in range(2):
        note_stop(came=Came(stop, "done", note="精神好"), by=cast("wangge"), at=AT + DAY)
        assert rows("SELECT id FROM care_visit") == [(stop,)]
        take_back_visit(visit_id=stop, by=cast("wangge"), at=AT + DAY)
        assert rows("SELECT state, over_at FROM rounds_stop") == [("waits", None)]
    note_stop(came=Came(stop, "done"), by=cast("wangge"), at=AT + DAY)
    take_back(stop_id=stop, by=cast("wangge"), at=AT + DAY)
    assert rows("SELECT count(*) FROM care_visit") == [(0,)]


def test_the_handover_before_stays(cared, cast: Cast, rows: Rows) -> None:
    _who, _pairing, carer = cared
    visited(carer, cast("wangge"), handover=True)
    again = visited(carer, cast("wangge"), handover=True, at=AT + DAY)
    take_back_visit(visit_id=again, by=cast("wangge"), at=AT + DAY)
    assert rows("SELECT handed_over_on FROM care_carer") == [(TODAY,)]
