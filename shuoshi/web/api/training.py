"""Courses and what came of them; the same actions as the page."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Schema, Status
from pydantic import ConfigDict, Field

from shuoshi.kernel.clock import now as clock_now
from shuoshi.training.actions import give_course, sign_up, tell_outcome
from shuoshi.training.queries import courses_within, trainees_of
from shuoshi.training.terms import Taught
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.asking import under_any
from shuoshi.web.helping import helping, keeping

router = Router(tags=["training"])


class CourseOut(Schema):
    """A course with its numbers."""

    id: UUID
    unit: str
    whom: str
    what: str
    skill: str
    on: date
    hours: float
    signed: int
    came: int
    passed: int
    works: int


class TraineeOut(Schema):
    id: UUID
    name: str = Field(description="Masked")
    helper: bool
    outcome: str
    later: str


class CourseIn(Schema):
    model_config = ConfigDict(extra="forbid")

    unit: UUID
    whom: str = Field(max_length=10)
    what: str = Field(max_length=100)
    skill: str = Field("", max_length=20)
    on: date
    hours: float


class SignUpIn(Schema):
    """A helper, or a resident by name."""

    model_config = ConfigDict(extra="forbid")

    helper: UUID | None = None
    name: str = Field("", max_length=60)


class OutcomeIn(Schema):
    model_config = ConfigDict(extra="forbid")

    outcome: str = Field(max_length=10)
    later: str = Field("", max_length=10)


@router.get("/courses", response={200: list[CourseOut], **Errors})
def courses(request: HttpRequest) -> list[CourseOut]:
    """Courses of my range or unit, the newest first."""
    found = {c.id: c for a in helping(actors(request)) for c in courses_within(by=a)}
    return [
        CourseOut(
            id=c.id, unit=c.unit, whom=c.whom, what=c.what, skill=c.skill, on=c.on, hours=c.hours, signed=c.signed,
            came=c.came, passed=c.passed, works=c.works,
        )
        for c in found.values()
    ]  # fmt: skip


@router.post("/courses", response={201: dict[str, UUID], **Errors})
def give(request: HttpRequest, given: CourseIn = Body(...)) -> Status:
    """A unit gives a course."""
    by = keeping(helping(in_person(request)), given.unit)
    taught = Taught(given.whom, given.what, given.skill, given.on, given.hours)
    made = give_course(unit_id=given.unit, taught=taught, by=by, at=clock_now())
    return Status(201, {"id": made})


@router.get("/courses/{uuid:course_id}/trainees", response={200: list[TraineeOut], **Errors})
def trainees(request: HttpRequest, course_id: UUID) -> list[TraineeOut]:
    """Who is in a course."""
    found = under_any(helping(actors(request)), lambda a: trainees_of(course_id, by=a))
    return [
        TraineeOut(id=t.id, name=t.name, helper=t.is_helper, outcome=t.outcome, later=t.later)
        for t in found
    ]


@router.post("/courses/{uuid:course_id}/trainees", response={201: dict[str, UUID], **Errors})
def sign(request: HttpRequest, course_id: UUID, given: SignUpIn = Body(...)) -> Status:
    """Somebody signs up."""
    made = under_any(
        helping(in_person(request)),
        lambda a: sign_up(
            course_id=course_id, helper_id=given.helper, name=given.name, by=a, at=clock_now()
        ),
    )  # fmt: skip
    return Status(201, {"id": made})


@router.put("/trainees/{uuid:trainee_id}", response={204: None, **Errors})
def tell(request: HttpRequest, trainee_id: UUID, given: OutcomeIn = Body(...)) -> Status:
    """What came of it; whoever passed has the skill."""
    under_any(
        helping(in_person(request)),
        lambda a: tell_outcome(
            trainee_id=trainee_id, outcome=given.outcome, later=given.later, by=a, at=clock_now()
        ),
    )  # fmt: skip
    return Status(204, None)
