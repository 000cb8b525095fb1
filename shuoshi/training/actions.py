"""Courses: given, signed up for, their outcomes told; whoever passed has the skill."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.helpers.actions import may_keep
from shuoshi.helpers.models import Helper
from shuoshi.helpers.terms import SKILLS, HelperNotFound, MayNotKeep
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.lengths import at_most
from shuoshi.reach.scope import Scope, acting
from shuoshi.reach.terms import Actor
from shuoshi.training.models import Course, Trainee
from shuoshi.training.queries import may_train
from shuoshi.training.terms import (
    HOURS_MOST,
    LATER,
    NAME_MOST,
    OUTCOMES,
    TRAINEES_MOST,
    WHAT_MOST,
    WHOM,
    CourseNotFound,
    Outcome,
    SignedAlready,
    Taught,
    TraineeNotFound,
)
from shuoshi.units.queries import unit as unit_row

_AHEAD = timedelta(days=366)


def give_course(*, unit_id: UUID, taught: Taught, by: Actor, at: datetime) -> UUID:
    """A unit gives a course.

    Raises:  MayNotKeep, UnitNotFound, BadInput with its field
    """
    unit = unit_row(unit_id)
    if not may_keep(unit, by):
        raise MayNotKeep
    _fits(taught, at)
    with acting(by) as scope:
        scope.write_as_engine()
        course = Course(
            id=new_id(at), unit_id=unit.id, path=unit.path, whom=taught.whom, what=taught.what.strip(),
            skill=taught.skill, on=taught.on, hours=taught.hours,
        )  # fmt: skip
        course.save(force_insert=True)
        record(kind="training.course", subject_id=course.id, path=course.path, by=by, at=at)
    return course.id


def sign_up(
    *, course_id: UUID, by: Actor, at: datetime, helper_id: UUID | None = None, name: str = ""
) -> UUID:
    """Somebody signs up: a helper whom the actor sees, or a resident by name.

    Raises:  MayNotKeep, CourseNotFound, HelperNotFound, SignedAlready, BadInput
    """
    may_train(by)
    if helper_id is None and not name.strip():
        raise BadInput("请选帮手，或者写称呼。", field="name")
    if helper_id is not None and name.strip():
        raise BadInput("选帮手，或者写居民的称呼，写一个。", field="name")
    at_most(name, "name", NAME_MOST)
    with acting(by) as scope:
        if (
            helper_id is not None
            and not Helper.objects.filter(id=helper_id, ended_on__isnull=True).exists()
        ):
            raise HelperNotFound
        course = _course(course_id, by, scope)
        if Trainee.objects.filter(course_id=course.id).count() >= TRAINEES_MOST:
            raise BadInput("一次培训最多 %(most)s 人。", field="name", most=TRAINEES_MOST)
        trainee = Trainee(
            id=new_id(at), course_id=course.id, unit_id=course.unit_id, path=course.path, helper_id=helper_id,
            name=None if helper_id else name.strip(), outcome=Outcome.SIGNED,
        )  # fmt: skip
        try:
            with transaction.atomic():
                trainee.save(force_insert=True)
        except IntegrityError as error:
            raise SignedAlready from error
        record(kind="training.sign_up", subject_id=course.id, path=course.path, by=by, at=at)
    return trainee.id


def tell_outcome(*, trainee_id: UUID, outcome: str, later: str, by: Actor, at: datetime) -> None:
    """What came of it; a helper who passed has the skill from now on.

    Locks:   the trainee's row.
    Raises:  MayNotKeep, TraineeNotFound, BadInput with its field
    """
    may_train(by)
    if outcome not in OUTCOMES:
        raise BadInput("请从选项里选。", field="outcome")
    if later and later not in LATER:
        raise BadInput("请从选项里选。", field="later")
    if later and outcome not in (Outcome.PASSED, Outcome.ATTENDED):
        raise BadInput("来过的才说后来。", field="later")
    with acting(by) as scope:
        seen = Trainee.objects.filter(id=trainee_id).first()
        if seen is None:
            raise TraineeNotFound
        course = _course(seen.course_id, by, scope)
        if outcome != Outcome.SIGNED and course.on > local_date(at):
            raise BadInput("培训还没有开始。", field="outcome")
        trainee = Trainee.objects.select_for_update().get(id=trainee_id)
        Trainee.objects.filter(id=trainee_id).update(outcome=outcome, later=later)
        if course.skill and trainee.helper_id:
            _learned(trainee.helper_id, trainee.outcome, course.skill, outcome)
        record(
            kind="training.outcome", subject_id=course.id, other_id=trainee_id, path=course.path, by=by, at=at
        )  # fmt: skip


def _learned(helper_id: UUID, before: str, skill: str, outcome: str) -> None:
    """A helper who passed has the skill; one who was said to have passed by mistake has it no more, unless another
    course taught it. As engine in the caller's scope."""
    helper = Helper.objects.select_for_update().get(id=helper_id)
    passed = Trainee.objects.filter(
        helper_id=helper_id, outcome=Outcome.PASSED, course__skill=skill
    )
    skills = set(helper.skills)
    if outcome == Outcome.PASSED:
        skills.add(skill)
    elif before == Outcome.PASSED and not passed.exists():
        skills.discard(skill)
    Helper.objects.filter(id=helper_id).update(skills=sorted(skills))


def _course(course_id: UUID, by: Actor, scope: Scope) -> Course:
    """A course that the actor sees, its row locked; from here on as engine."""
    if not Course.objects.filter(id=course_id).exists():
        raise CourseNotFound
    scope.write_as_engine()
    return Course.objects.select_for_update().get(id=course_id)


def _fits(taught: Taught, at: datetime) -> None:
    if taught.whom not in WHOM:
        raise BadInput("请从选项里选。", field="whom")
    if not taught.what.strip() or len(taught.what) > WHAT_MOST:
        raise BadInput("请写教什么，最多 %(most)s 个字。", field="what", most=WHAT_MOST)
    if taught.skill and taught.skill not in SKILLS:
        raise BadInput("请从选项里选。", field="skill")
    if not 0.5 <= taught.hours <= HOURS_MOST or taught.hours * 2 % 1:
        raise BadInput("几小时，写 0.5 到 %(most)s，可以有半小时。", field="hours", most=HOURS_MOST)
    if abs(taught.on - local_date(at)) > _AHEAD:
        raise BadInput("日期要在前后一年以内。", field="on")
