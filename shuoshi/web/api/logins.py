"""Logins of residents: the phone that opens them, proved by codes; where one is signed in."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Schema, Status
from pydantic import ConfigDict, Field

from shuoshi.accounts.logins import end_logins, logins_of
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.people.logins import begin_change, begin_login, finish_change, open_login
from shuoshi.web.api.base import Errors, in_person, limited, signed
from shuoshi.web.api.own import own
from shuoshi.web.asking import finders, seen_by
from shuoshi.web.proofs import Proofs, prove
from shuoshi.web.schemas import Moment

router = Router(tags=["logins"])


class PhoneIn(Schema):
    """A new phone, with the password where there is one: whoever sits at somebody's screen changes none."""

    model_config = ConfigDict(extra="forbid")

    phone: str = Field(max_length=30)
    password: str = Field("", max_length=128)


class CodeIn(Schema):
    """The code that came to a phone."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=8)


class LoginOut(Schema):
    """A place where I am signed in."""

    id: str
    began_at: Moment | None
    ends_at: Moment
    here: bool


@router.post("/me/proof", response={204: None, **Errors})
def send_own_proof(request: HttpRequest) -> Status:
    """Send a code to my registered phone, to show that it is I, where I have no password."""
    in_person(request)
    by, person_id = own(request)
    Proofs(request, person_id, by).send()
    return Status(204, None)


@router.put("/me/proof", response={204: None, **Errors})
def give_own_proof(request: HttpRequest, given: CodeIn = Body(...)) -> Status:
    """Show by the code that it is I, for ten minutes of this session."""
    in_person(request)
    by, person_id = own(request)
    Proofs(request, person_id, by).take(given.code)
    return Status(204, None)


@router.post("/me/phone", response={204: None, **Errors})
def send_to_phone(request: HttpRequest, given: PhoneIn = Body(...)) -> Status:
    """Send a code to the phone that is to be mine."""
    limited(request, "code")
    in_person(request)
    by, person_id = own(request)
    prove(request, by, given.password)
    begin_change(person_id=person_id, phone=given.phone, by=by, at=clock_now())
    return Status(204, None)


@router.put("/me/phone", response={204: None, **Errors})
def prove_phone(request: HttpRequest, given: CodeIn = Body(...)) -> Status:
    """The code that came to it: the phone takes the old one's place, and the old one is told."""
    limited(request, "code")
    in_person(request)
    by, person_id = own(request)
    finish_change(person_id=person_id, code=given.code, by=by, at=clock_now())
    return Status(204, None)


@router.get("/me/logins", response={200: list[LoginOut], **Errors})
def own_logins(request: HttpRequest) -> list[LoginOut]:
    """Where I am signed in."""
    in_person(request)
    found = signed(request)
    if found is None:
        raise NotAllowed
    here = request.session.session_key or ""
    return [
        LoginOut(id=r.id, began_at=r.began_at, ends_at=r.ends_at, here=r.here)
        for r in logins_of(found.account_id, here)
    ]


@router.delete("/me/logins", response={200: dict[str, int], **Errors})
def end_own_logins(request: HttpRequest) -> dict[str, int]:
    """Sign out everywhere but here; how many places it was."""
    in_person(request)
    found = signed(request)
    if found is None:
        raise NotAllowed
    return {"ended": end_logins(found.account_id, keep=request.session.session_key or "")}


@router.post("/people/{uuid:person_id}/phone", response={204: None, **Errors})
def send_to_person(request: HttpRequest, person_id: UUID) -> Status:
    """Send a code to the registered phone of somebody at the desk."""
    limited(request, "people")
    by, _shown = seen_by(finders(in_person(request)), person_id)
    begin_login(person_id=person_id, by=by, at=clock_now())
    return Status(204, None)


@router.post("/people/{uuid:person_id}/login", response={201: dict[str, UUID], **Errors})
def open_persons_login(request: HttpRequest, person_id: UUID, given: CodeIn = Body(...)) -> Status:
    """Open a login for somebody at the desk, by the code that they read out; or prove its phone."""
    limited(request, "people")
    by, _shown = seen_by(finders(in_person(request)), person_id)
    made = open_login(person_id=person_id, code=given.code, by=by, at=clock_now())
    return Status(201, {"id": made})
