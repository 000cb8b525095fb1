"""Helpers as the API says them."""

from datetime import date
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from shuoshi.helpers.queries import (
    DeploymentRow,
    HelperRow,
    ServiceRow,
)
from shuoshi.helpers.terms import Profile
from shuoshi.web.schemas import Moment


class HelperOut(Schema):
    """A helper behind masks. `slots`: bits, Monday morning 1, Sunday evening 2^20; 0 any time."""

    id: UUID
    kind: str
    unit: UUID
    name: str
    phone: str
    skills: list[str]
    languages: list[str]
    areas: list[str]
    slots: int
    most: int
    reach_m: int | None
    cleared_until: date | None
    since_on: date
    ended_on: date | None
    account: UUID | None
    resident: bool


class HelperLoginIn(Schema):
    """Who of the unit a helper is; none, and nobody who signs in."""

    model_config = ConfigDict(extra="forbid")
    account: UUID | None


class TeamOut(Schema):
    id: UUID
    unit: UUID
    name: str
    leader: str = Field(description="Masked; empty without one")
    members: int
    out: bool


class DeploymentOut(Schema):
    """A team under a receiving community."""

    id: UUID
    place: str
    unit: UUID
    team: UUID | None
    what: str
    skill: str
    many: int
    came: int | None
    state: str
    starts_at: Moment
    ends_at: Moment
    asked_at: Moment
    sent_at: Moment | None
    arrived_at: Moment | None
    released_at: Moment | None
    declined_why: str


class HoursOut(Schema):
    """Minutes of a helper, and whether the organiser has confirmed them."""

    id: UUID
    helper: UUID
    place: str
    what: str
    on: date
    minutes: int
    duty: bool
    word: str
    why: str


class ProfileIn(Schema):
    """What is written down of a helper."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(max_length=20)
    name: str = Field(max_length=60)
    phone: str = Field("", max_length=20)
    skills: list[str] = Field([], max_length=30)
    languages: list[str] = Field([], max_length=10)
    areas: list[str] = Field([], max_length=50)
    slots: int = Field(0, ge=0, lt=2**21)
    most: int = Field(3, ge=1, le=60)
    reach_m: int | None = None

    def profile(self) -> Profile:
        """As the action takes it."""
        return Profile(
            self.kind, self.name, self.phone, frozenset(self.skills), frozenset(self.languages), tuple(self.areas),
            self.slots, self.most, self.reach_m,
        )  # fmt: skip


class HelperIn(ProfileIn):
    """A helper of a unit, who has said yes."""

    unit: UUID
    person: UUID | None = Field(
        None, description="Their own registration, where they are a resident"
    )


class ClearIn(Schema):
    model_config = ConfigDict(extra="forbid")

    until: date | None = Field(description="None takes the clearance back")


class TeamIn(Schema):
    model_config = ConfigDict(extra="forbid")

    unit: UUID
    name: str = Field(max_length=60)
    leader: UUID
    members: list[UUID] = Field([], max_length=500)


class AskIn(Schema):
    """What a community asks a unit for."""

    model_config = ConfigDict(extra="forbid")

    place: str = Field(max_length=40)
    unit: UUID
    what: str = Field(max_length=200)
    many: int
    skill: str = Field("", max_length=20)
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class SendIn(Schema):
    model_config = ConfigDict(extra="forbid")

    team: UUID


class HelperWhyIn(Schema):
    model_config = ConfigDict(extra="forbid")

    why: str = Field(max_length=200)


class ArrivedIn(Schema):
    model_config = ConfigDict(extra="forbid")

    came: list[UUID] = Field(max_length=500)


class HoursIn(Schema):
    """Minutes that a helper served, for the organiser at a place."""

    model_config = ConfigDict(extra="forbid")

    place: str = Field(max_length=40)
    what: str = Field(max_length=200)
    on: date
    minutes: int


class FilterIn(Schema):
    kind: str = Field("", max_length=20)
    skill: str = Field("", max_length=20)
    after: UUID | None = None


def helper_out(h: HelperRow) -> HelperOut:
    return HelperOut(
        id=h.id, kind=h.kind, unit=h.unit_id, name=h.name, phone=h.phone, skills=list(h.skills),
        languages=list(h.languages), areas=list(h.areas), slots=h.slots, most=h.most, reach_m=h.reach_m,
        cleared_until=h.cleared_until, since_on=h.since_on, ended_on=h.ended_on, account=h.account_id,
        resident=h.resident,
    )  # fmt: skip


def deployment_out(d: DeploymentRow) -> DeploymentOut:
    return DeploymentOut(
        id=d.id, place=d.path, unit=d.unit_id, team=d.team_id, what=d.what, skill=d.skill, many=d.many, came=d.came,
        state=d.state, starts_at=d.starts_at, ends_at=d.ends_at, asked_at=d.asked_at, sent_at=d.sent_at,
        arrived_at=d.arrived_at, released_at=d.released_at, declined_why=d.declined_why,
    )  # fmt: skip


def hours_out(s: ServiceRow) -> HoursOut:
    return HoursOut(
        id=s.id, helper=s.helper_id, place=s.path, what=s.what, on=s.on, minutes=s.minutes, duty=s.duty, word=s.word,
        why=s.why,
    )  # fmt: skip
