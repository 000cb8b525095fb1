"""Courses for residents, helpers and medics: who came, what they can now, what came of it later."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from shuoshi.helpers.queries import helper_shown
from shuoshi.helpers.terms import HelperNotFound, MayNotKeep
from shuoshi.kernel.errors import BadInput
from shuoshi.reach.terms import Actor
from shuoshi.training.actions import give_course, sign_up, tell_outcome
from shuoshi.training.queries import courses_within, trainees_of
from shuoshi.training.retention import forget_trainees
from shuoshi.training.terms import CourseNotFound, SignedAlready, Taught, TraineeNotFound
from tests.care.making import helper, unit
from tests.conftest import AT, Cast, Rows

TODAY = date(2026, 4, 13)
CLEANING = Taught("residents", "保洁技能", "cleaning", TODAY, 4)


def given(by: Actor, taught: Taught = CLEANING) -> UUID:
    return give_course(unit_id=unit("community"), taught=taught, by=by, at=AT)


def test_whoever_passed_has_the_skill(cast: Cast) -> None:
    by = cast("shuji")
    course, who = given(by), helper(cast, "volunteer", skills=frozenset({"repair"}))
    trainee = sign_up(course_id=course, helper_id=who, by=by, at=AT)
    with pytest.raises(SignedAlready):
        sign_up(course_id=course, helper_id=who, by=by, at=AT)
    tell_outcome(trainee_id=trainee, outcome="passed", later="serves", by=by, at=AT)
    assert set(helper_shown(who, by=by).skills) == {"repair", "cleaning"}
    (row,) = courses_within(by=by)
    assert (row.signed, row.came, row.passed, row.works) == (1, 1, 1, 1)


def test_a_resident_is_in_it_by_a_sealed_name(cast: Cast, rows: Rows) -> None:
    by = cast("shuji")
    course = given(by)
    trainee = sign_up(course_id=course, name="陪读妈妈演示", by=by, at=AT)
    (row,) = trainees_of(course, by=by)
    assert (row.id, row.name, row.is_helper) == (trainee, "陪*", False)
    ((sealed,),) = rows("SELECT encode(name, 'escape') FROM training_trainee")
    assert "陪读" not in sealed
    assert forget_trainees(AT + timedelta(days=300)) == 0
    assert forget_trainees(AT + timedelta(days=800)) == 1
    assert forget_trainees(AT + timedelta(days=800)) == 0
    assert courses_within(by=by)[0].signed == 1


def test_nothing_came_of_it_before_it_was(cast: Cast) -> None:
    by = cast("shuji")
    course = given(by, replace(CLEANING, on=TODAY + timedelta(days=3)))
    trainee = sign_up(course_id=course, name="甲", by=by, at=AT)
    with pytest.raises(BadInput):
        tell_outcome(trainee_id=trainee, outcome="passed", later="", by=by, at=AT)
    later = AT + timedelta(days=3)
    tell_outcome(trainee_id=trainee, outcome="absent", later="", by=by, at=later)
    assert courses_within(by=by)[0].came == 0


@pytest.mark.parametrize("who", ["wangge2", "aixin", "shenji", "jumin"])
def test_nobody_else_gives_or_sees_it(cast: Cast, who: str) -> None:
    course = given(cast("shuji"))
    trainee = sign_up(course_id=course, name="甲", by=cast("shuji"), at=AT)
    with pytest.raises(MayNotKeep):
        given(cast(who))
    with pytest.raises((MayNotKeep, CourseNotFound)):
        sign_up(course_id=course, name="乙", by=cast(who), at=AT)
    with pytest.raises((MayNotKeep, TraineeNotFound)):
        tell_outcome(trainee_id=trainee, outcome="passed", later="", by=cast(who), at=AT)
    with pytest.raises((MayNotKeep, CourseNotFound)):
        trainees_of(course, by=cast(who))


def test_medics_are_trained_by_their_station(cast: Cast) -> None:
    by = cast("yiwu")
    taught = Taught("medics", "氧疗培训", "medical", TODAY, 2)
    course = give_course(unit_id=unit("health_station"), taught=taught, by=by, at=AT)
    with pytest.raises(HelperNotFound):
        sign_up(course_id=course, helper_id=helper(cast, "volunteer"), by=by, at=AT)
    sign_up(course_id=course, helper_id=helper(cast, "medic"), by=by, at=AT)
    assert [c.what for c in courses_within(by=cast("shuji"))] == ["氧疗培训"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"whom": "x"}, "whom"), ({"what": " "}, "what"), ({"skill": "x"}, "skill"), ({"hours": 0}, "hours"),
     ({"hours": 1.3}, "hours"),
     ({"on": date(2029, 1, 1)}, "on")],
)  # fmt: skip
def test_a_course_says_what_is_wrong_with_it(cast: Cast, wrong: dict, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        given(cast("shuji"), replace(CLEANING, **wrong))
    assert refused.value.field == field


def test_a_course_may_last_an_hour_and_a_half(cast: Cast) -> None:
    given(cast("shuji"), replace(CLEANING, hours=1.5))
    assert [c.hours for c in courses_within(by=cast("shuji"))] == [1.5]


def test_a_slip_is_put_right(cast: Cast) -> None:
    by = cast("shuji")
    course, goes = given(by), helper(cast, "volunteer")
    trainee = sign_up(course_id=course, helper_id=goes, by=by, at=AT)
    tell_outcome(trainee_id=trainee, outcome="passed", later="", by=by, at=AT)
    assert "cleaning" in helper_shown(goes, by=by).skills
    with pytest.raises(BadInput) as refused:
        tell_outcome(trainee_id=trainee, outcome="absent", later="work", by=by, at=AT)
    assert refused.value.field == "later"
    tell_outcome(trainee_id=trainee, outcome="absent", later="", by=by, at=AT)
    assert "cleaning" not in helper_shown(goes, by=by).skills
