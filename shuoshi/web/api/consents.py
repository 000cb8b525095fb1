"""Consents: one's own, and of somebody at the desk; one activity at a time, taken back as easily."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Schema, Status
from pydantic import ConfigDict, Field

from shuoshi.kernel.clock import now as clock_now
from shuoshi.privacy.consenting import give_consent, withdraw_consent
from shuoshi.reach.terms import Actor
from shuoshi.web.api.base import Errors, actors
from shuoshi.web.api.own import own
from shuoshi.web.asking import finders, seen_by
from shuoshi.web.rights import consents_shown
from shuoshi.web.schemas import Moment

router = Router(tags=["consents"])


class GivenOut(Schema):
    """A consent that was given, and perhaps taken back."""

    version: int
    given_at: Moment
    guardian: str
    withdrawn_at: Moment | None


class ActivityOut(Schema):
    """Something that may be asked of me, what I am told of it, and whether I agreed."""

    code: str
    version: int = Field(description="Version of the text that holds today; send it along to agree")
    zh: str
    en: str
    agreed_at: Moment | None
    agreed_version: int | None
    history: list[GivenOut]


class AgreeIn(Schema):
    """Consent to an activity, as its text was shown."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=100_000)
    guardian: str = Field("", max_length=60, description="For a child below fourteen")


def _shown(person_id: UUID, by: Actor) -> list[ActivityOut]:
    return [
        ActivityOut(
            code=a.code, version=a.told.version, zh=a.told.text.zh, en=a.told.text.en,
            agreed_at=a.running.given_at if a.running else None,
            agreed_version=a.running.version if a.running else None,
            history=[
                GivenOut(
                    version=c.version, given_at=c.given_at, guardian=c.guardian,
                    withdrawn_at=c.withdrawn_at,
                )
                for c, _told in a.before
            ],
        )
        for a in consents_shown(person_id, by)
    ]  # fmt: skip


def _agree(person_id: UUID, activity: str, given: AgreeIn, by: Actor) -> Status:
    give_consent(
        person_id=person_id, activity=activity, version=given.version, guardian=given.guardian, by=by,
        at=clock_now(),
    )  # fmt: skip
    return Status(204, None)


def _take_back(person_id: UUID, activity: str, by: Actor) -> Status:
    withdraw_consent(person_id=person_id, activity=activity, by=by, at=clock_now())
    return Status(204, None)


@router.get("/me/consents", response={200: list[ActivityOut], **Errors})
def own_consents(request: HttpRequest) -> list[ActivityOut]:
    """What I may be asked for, and what I agreed to."""
    by, person_id = own(request)
    return _shown(person_id, by)


@router.put("/me/consents/{activity}", response={204: None, **Errors})
def agree(request: HttpRequest, activity: str, given: AgreeIn = Body(...)) -> Status:
    """Consent to an activity; as easy to take back."""
    by, person_id = own(request)
    return _agree(person_id, activity, given, by)


@router.delete("/me/consents/{activity}", response={204: None, **Errors})
def take_back(request: HttpRequest, activity: str) -> Status:
    """Take a consent back."""
    by, person_id = own(request)
    return _take_back(person_id, activity, by)


@router.get("/people/{uuid:person_id}/consents", response={200: list[ActivityOut], **Errors})
def consents_of_person(request: HttpRequest, person_id: UUID) -> list[ActivityOut]:
    """What somebody at the desk may be asked for, and what they agreed to."""
    by, _seen = seen_by(finders(actors(request)), person_id)
    return _shown(person_id, by)


@router.put("/people/{uuid:person_id}/consents/{activity}", response={204: None, **Errors})
def agree_for_person(
    request: HttpRequest, person_id: UUID, activity: str, given: AgreeIn = Body(...)
) -> Status:
    """Write down the consent of somebody who was read the text; a child's guardian with their name."""
    by, _seen = seen_by(finders(actors(request)), person_id)
    return _agree(person_id, activity, given, by)


@router.delete("/people/{uuid:person_id}/consents/{activity}", response={204: None, **Errors})
def take_back_for_person(request: HttpRequest, person_id: UUID, activity: str) -> Status:
    """Take back the consent of somebody at the desk."""
    by, _seen = seen_by(finders(actors(request)), person_id)
    return _take_back(person_id, activity, by)
