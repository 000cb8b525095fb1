"""For whom a course is, what came of it, what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shuoshi.kernel.errors import Conflict, NotFound
from shuoshi.kernel.texts import Bilingual

WHAT_MOST, NAME_MOST, HOURS_MOST, TRAINEES_MOST = 100, 60, 400, 500


class Whom(StrEnum):
    """For whom a course is. Source: SEEDS.md B2, B3."""

    RESIDENTS = "residents"
    HELPERS = "helpers"
    MEDICS = "medics"


WHOM: Mapping[Whom, Bilingual] = {
    Whom.RESIDENTS: Bilingual("居民", "Residents"),
    Whom.HELPERS: Bilingual("帮手", "Helpers"),
    Whom.MEDICS: Bilingual("医务人员", "Medics"),
}


class Outcome(StrEnum):
    """What came of it for one person."""

    SIGNED = "signed"
    PASSED = "passed"
    ATTENDED = "attended"
    ABSENT = "absent"


OUTCOMES: Mapping[Outcome, Bilingual] = {
    Outcome.SIGNED: Bilingual("报了名", "Signed up"),
    Outcome.PASSED: Bilingual("学会了", "Passed"),
    Outcome.ATTENDED: Bilingual("参加了", "Attended"),
    Outcome.ABSENT: Bilingual("没有来", "Did not come"),
}


class Later(StrEnum):
    """Whether a resident uses what they learnt, some time later."""

    UNKNOWN = ""
    WORK = "work"
    SERVES = "serves"
    NOT_YET = "not_yet"


LATER: Mapping[Later, Bilingual] = {
    Later.WORK: Bilingual("找到了活", "Found work"),
    Later.SERVES: Bilingual("用来帮别人", "Serves others"),
    Later.NOT_YET: Bilingual("还没用上", "Not used yet"),
}


@dataclass(frozen=True, slots=True)
class Taught:
    """A course: `skill` of the list of helpers' skills, '' for something else; `hours` by halves."""

    whom: str
    what: str
    skill: str
    on: date
    hours: float


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course with its numbers."""

    id: UUID
    unit: str
    path: str
    whom: Whom
    what: str
    skill: str
    on: date
    hours: float
    signed: int
    came: int
    passed: int
    works: int


@dataclass(frozen=True, slots=True)
class TraineeRow:
    """Somebody in a course, masked."""

    id: UUID
    name: str
    is_helper: bool
    outcome: Outcome
    later: Later


class CourseNotFound(NotFound):
    """没有这次培训，或者不在您的范围内。"""


class TraineeNotFound(NotFound):
    """没有这位学员，或者不在您的范围内。"""


class SignedAlready(Conflict):
    """已经报过名了。"""
