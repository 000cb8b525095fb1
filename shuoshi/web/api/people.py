"""People: found, masked; looked at for a purpose; corrected. And looks behind a matter's masks."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Schema, Status
from pydantic import ConfigDict, Field

from shuoshi.accounts.glass import REVIEWERS
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.matters.looking import look
from shuoshi.people.actions import correct, unmask
from shuoshi.people.registering import register_person
from shuoshi.people.terms import Shown
from shuoshi.sealing.queries import looks_within
from shuoshi.web.api.base import Errors, actors, in_person, limited
from shuoshi.web.asking import (
    finders,
    found_by,
    keepers,
    looking,
    seeing,
    seen_by,
    under_whose_range,
)
from shuoshi.web.schemas import Moment

router = Router(tags=["people"])


class SoughtIn(Schema):
    """What to look by; a name or a number belongs in no address."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(max_length=60)


class PersonOut(Schema):
    """A person behind masks."""

    id: UUID
    place: str = Field(description="Path of the place")
    values: dict[str, str]


class LookIn(Schema):
    """A look behind masks; who looked, when and why is written down."""

    model_config = ConfigDict(extra="forbid")

    fields: list[str] = Field(max_length=20)
    purpose: str = Field(max_length=20, description="One of the list of purposes")
    why: str = Field("", max_length=200)


class CorrectIn(Schema):
    """New values by field; a mask that comes back unchanged changes nothing."""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, str] = Field(max_length=10)


class RegisterIn(Schema):
    """A resident who is not registered yet: `name`, and what else is known."""

    model_config = ConfigDict(extra="forbid")

    place: str = Field(max_length=40, description="Path of the place")
    values: dict[str, str] = Field(max_length=10)
    sure: bool = Field(False, description="Somebody alike is known and is another person")
    tie: str = Field("other", max_length=20, description="In the household behind the door")
    moved_here: bool = Field(
        False, description="Registered elsewhere under this identity number, and moved here"
    )


class LookedAtOut(Schema):
    """Somebody looked behind a mask within my range."""

    at: Moment
    by: str
    role: str
    place: str
    person: UUID | None
    matter: UUID | None
    fields: list[str]
    purpose: str
    why: str
    under_glass: bool


class CorrectedOut(Schema):
    changed: list[str]


def _out(person: Shown) -> PersonOut:
    return PersonOut(id=person.id, place=person.path, values=dict(person.values))


@router.post("/people/find", response={200: list[PersonOut], **Errors})
def find(request: HttpRequest, given: SoughtIn = Body(...)) -> list[PersonOut]:
    """Those within reach whom a text fits: at most 50, masked."""
    limited(request, "people")
    return [_out(person) for person in found_by(finders(actors(request)), given.query)]


@router.post("/people", response={201: dict[str, UUID], **Errors})
def register(request: HttpRequest, given: RegisterIn = Body(...)) -> Status:
    """Register a resident; 409 where somebody alike is known."""
    limited(request, "people")
    by = under_whose_range(keepers(actors(request)), given.place)
    made = register_person(
        given=given.values,
        path=given.place,
        sure=given.sure,
        by=by,
        at=clock_now(),
        tie=given.tie,
        moved_here=given.moved_here,
    )
    return Status(201, {"id": made})


@router.get("/looks", response={200: list[LookedAtOut], **Errors})
def looks(request: HttpRequest) -> list[LookedAtOut]:
    """Who looked behind which masks within my range, the newest first: for those who audit."""
    able = [a for a in actors(request) if a.role in REVIEWERS]
    if not able:
        raise NotAllowed("查看记录由督查室和审计员来看。")
    return [
        LookedAtOut(
            at=r.at, by=r.said_by, role=r.role, place=r.path, person=r.person_id, matter=r.matter_id,
            fields=list(r.fields), purpose=r.purpose, why=r.why, under_glass=r.under_glass,
        )
        for r in looks_within(by=able[0])
    ]  # fmt: skip


@router.get("/people/{uuid:person_id}", response={200: PersonOut, **Errors})
def one_person(request: HttpRequest, person_id: UUID) -> PersonOut:
    """A person behind masks."""
    return _out(seen_by(finders(actors(request)), person_id)[1])


@router.post("/people/{uuid:person_id}/look", response={200: dict[str, str], **Errors})
def look_at_person(
    request: HttpRequest, person_id: UUID, given: LookIn = Body(...)
) -> dict[str, str]:
    """A person's whole values, for a purpose."""
    limited(request, "people")
    by, _shown = seen_by(finders(in_person(request)), person_id)
    return dict(
        unmask(
            person_id=person_id, fields=given.fields, purpose=given.purpose, why=given.why, by=by,
            at=clock_now(),
        )
    )  # fmt: skip


@router.patch("/people/{uuid:person_id}", response={200: CorrectedOut, **Errors})
def correct_person(
    request: HttpRequest, person_id: UUID, given: CorrectIn = Body(...)
) -> CorrectedOut:
    """Correct what is registered of a person."""
    by, _shown = seen_by(finders(in_person(request)), person_id)
    changed = correct(person_id=person_id, given=given.values, by=by, at=clock_now())
    return CorrectedOut(changed=changed)


@router.post("/matters/{uuid:matter_id}/look", response={200: dict[str, str], **Errors})
def look_at_matter(
    request: HttpRequest, matter_id: UUID, given: LookIn = Body(...)
) -> dict[str, Any]:
    """Whole values of a matter: `name` and `phone` of its raiser, `form.<field>` of its form."""
    at = clock_now()
    actor, now = looking(seeing(in_person(request), matter_id, at), given.fields)
    return dict(
        look(now, fields=given.fields, purpose=given.purpose, why=given.why, by=actor, at=at)
    )
