"""Reading courses with their numbers, and who is in one."""

from uuid import UUID

from django.db.models import Count, Q

from shuoshi.helpers.queries import names_of_helpers
from shuoshi.helpers.rules import keeps_some
from shuoshi.helpers.terms import MayNotKeep
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import Masked
from shuoshi.training.models import Course, Trainee
from shuoshi.training.terms import (
    CourseNotFound,
    CourseRow,
    Later,
    Outcome,
    TraineeRow,
    Whom,
)

_CAME = Q(trainees__outcome__in=(Outcome.PASSED, Outcome.ATTENDED))


def courses_within(*, by: Actor) -> tuple[CourseRow, ...]:
    """Courses of the reader's range or unit, the newest first, a hundred at most. One statement in a scope.

    Raises:  MayNotKeep
    """
    may_train(by)
    with acting(by):
        found = Course.objects.select_related("unit").annotate(
            many=Count("trainees"), came=Count("trainees", filter=_CAME),
            passed=Count("trainees", filter=Q(trainees__outcome=Outcome.PASSED)),
            works=Count("trainees", filter=Q(trainees__later__in=(Later.WORK, Later.SERVES))),
        )  # fmt: skip
        return tuple(
            CourseRow(c.id, c.unit.name, c.path, Whom(c.whom), c.what, c.skill, c.on, c.hours, c.many, c.came,
                      c.passed, c.works)
            for c in found.order_by("-on", "-id")[:100]
        )  # fmt: skip


def trainees_of(course_id: UUID, *, by: Actor) -> tuple[TraineeRow, ...]:
    """Who is in a course. Three statements, two in a scope. Raises MayNotKeep, CourseNotFound."""
    may_train(by)
    with acting(by):
        if not Course.objects.filter(id=course_id).exists():
            raise CourseNotFound
        found = list(Trainee.objects.filter(course_id=course_id).order_by("id"))
    names = names_of_helpers(t.helper_id for t in found if t.helper_id)
    return tuple(
        TraineeRow(
            t.id, names.get(t.helper_id, "") if t.helper_id else mask(Masked.NAME, str(t.name or "")),
            t.helper_id is not None, Outcome(t.outcome), Later(t.later),
        )
        for t in found
    )  # fmt: skip


def may_train(by: Actor) -> None:
    """Raises MayNotKeep for whoever keeps no helpers."""
    if not keeps_some(by):
        raise MayNotKeep
