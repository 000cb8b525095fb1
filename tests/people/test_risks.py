"""Why somebody needs looking after."""

from datetime import date, timedelta

import pytest

from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.people.actions import correct
from shuoshi.people.reading import at_risk, due_count, risk_counts, risks_of
from shuoshi.people.risks import add_risk, end_risk, keep_ages, review_risk
from shuoshi.people.terms import Group, MayNotFind, PersonNotFound, RiskNotFound, Source
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import AT, Cast, Rows
from tests.people.making import GRID_1, registered

TODAY = date(2026, 4, 13)


def risk(person, by, **more):
    given = {"group": "lives_alone", "note": "子女在外地", "source": "visit"}
    return add_risk(person_id=person, by=by, at=AT, **(given | more))


def test_a_reason_has_a_source_and_a_day_when_it_is_looked_at_again(cast: Cast, rows: Rows) -> None:
    who = registered(cast("wangge"))
    risk(who, cast("wangge"))
    (found,) = risks_of(who, by=cast("shuji"))
    assert (found.group, found.note, found.source) == (
        Group.LIVES_ALONE,
        "子女在外地",
        Source.VISIT,
    )
    assert (found.found_on, found.review_on) == (TODAY, TODAY + timedelta(days=180))
    assert rows("SELECT kind, path FROM journal_entry WHERE kind = 'people.at_risk'") == [
        ("people.at_risk", GRID_1)
    ]
    ((note,),) = rows("SELECT encode(note, 'escape') FROM people_atrisk WHERE person_id = %s", who)
    assert "子女" not in note


def test_written_down_twice_it_is_one_with_the_newer_words(cast: Cast) -> None:
    who = registered(cast("wangge"))
    first = risk(who, cast("wangge"))
    assert risk(who, cast("shuji"), note="搬来照看的女儿走了", source="family") == first
    (found,) = risks_of(who, by=cast("shuji"))
    assert (found.note, found.source) == ("搬来照看的女儿走了", Source.FAMILY)


def test_it_is_reviewed_or_ended_and_may_come_again(cast: Cast) -> None:
    who = registered(cast("wangge"))
    first = risk(who, cast("wangge"), review_on=TODAY + timedelta(days=1))
    assert due_count(by=cast("wangge"), on=TODAY) == 0
    assert due_count(by=cast("wangge"), on=TODAY + timedelta(days=1)) == 1
    review_risk(risk_id=first, review_on=TODAY + timedelta(days=30), by=cast("wangge"), at=AT)
    assert due_count(by=cast("wangge"), on=TODAY + timedelta(days=1)) == 0
    end_risk(risk_id=first, why="over", by=cast("wangge"), at=AT)
    assert risks_of(who, by=cast("wangge")) == ()
    with pytest.raises(RiskNotFound):
        end_risk(risk_id=first, why="over", by=cast("wangge"), at=AT)
    assert risk(who, cast("wangge")) != first


@pytest.mark.parametrize(
    "wrong",
    [{"group": "prisoner"}, {"group": "age_80"}, {"source": "age"}, {"source": "x"}, {"note": "长" * 201},
     {"review_on": TODAY}, {"review_on": TODAY + timedelta(days=400)}],
)  # fmt: skip
def test_what_is_no_reason_is_refused(cast: Cast, wrong) -> None:
    who = registered(cast("wangge"))
    with pytest.raises(BadInput) as error:
        risk(who, cast("wangge"), **wrong)
    assert error.value.field == next(iter(wrong))


def test_only_who_keeps_the_register_here_may(cast: Cast) -> None:
    who = registered(cast("wangge"))
    with pytest.raises(PersonNotFound):
        risk(who, cast("wangge2"))
    with pytest.raises(NotAllowed):
        risk(who, cast("chengban"))
    mine = risk(who, cast("wangge"))
    with pytest.raises(RiskNotFound):
        end_risk(risk_id=mine, why="over", by=cast("wangge2"), at=AT)
    with pytest.raises(MayNotFind):
        at_risk(by=cast("quling"))


def test_age_says_by_itself_who_is_old_or_an_infant(cast: Cast) -> None:
    by = cast("wangge")
    old = registered(by, "老演示", born_on="1946-04-14")
    baby = registered(by, "小演示", born_on="2024-05-01")
    assert {r.group for r in risks_of(old, by=by)} == {Group.AGE_65}
    assert {r.group for r in risks_of(baby, by=by)} == {Group.INFANT}
    keep_ages(at=AT + timedelta(days=1))
    assert {r.group for r in risks_of(old, by=by)} == {Group.AGE_65, Group.AGE_80}
    keep_ages(at=AT + timedelta(days=400))
    assert risks_of(baby, by=by) == ()
    assert keep_ages(at=AT + timedelta(days=400)) == 0


def test_a_corrected_day_of_birth_corrects_what_follows(cast: Cast) -> None:
    by = cast("wangge")
    who = registered(by, born_on="1930-01-01")
    aged = risks_of(who, by=by)
    with pytest.raises(BadInput):
        end_risk(risk_id=aged[0].id, why="mistaken", by=by, at=AT)
    correct(person_id=who, given={"born_on": "1990-01-01"}, by=by, at=AT)
    assert risks_of(who, by=by) == ()


def test_lists_are_within_the_range_and_counts_by_place(cast: Cast) -> None:
    who = registered(cast("wangge"))
    risk(who, cast("wangge"), group="low_income")
    assert who in {x.person.id for x in at_risk(by=cast("shuji"), group="low_income")}
    assert not [x for x in at_risk(by=cast("wangge2"), group="low_income") if x.person.id == who]
    (found,) = [x for x in at_risk(by=cast("shuji"), group="low_income") if x.person.id == who]
    assert found.person.values["name"] == "张*"
    counts = risk_counts(by=cast("shuji"), level=15)
    assert counts[GRID_1][Group.LOW_INCOME] >= 1
    assert all(path.startswith(YONGNING) for path in counts)
    assert at_risk(by=cast("shuji"), group="low_income", after=who) == tuple(
        x for x in at_risk(by=cast("shuji"), group="low_income") if x.person.id > who
    )
