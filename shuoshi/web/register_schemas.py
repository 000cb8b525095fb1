"""The register as the API says it."""

from datetime import date
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from shuoshi.people.reading import (
    Home,
    Member,
    Risk,
    Twins,
)
from shuoshi.people.terms import Shown
from shuoshi.web.schemas import Moment


class RiskOut(Schema):
    """Why somebody needs looking after."""

    id: UUID
    group: str
    note: str
    source: str
    found_on: date
    review_on: date | None


class WhoOut(Schema):
    """A person behind masks."""

    id: UUID
    place: str = Field(description="Path of the place")
    values: dict[str, str]
    left_on: date | None


class MemberOut(Schema):
    """Somebody of a household, now or before."""

    person: WhoOut
    tie: str
    since_on: date
    until_on: date | None
    risks: list[RiskOut]


class HouseholdOut(Schema):
    """A household; its door is masked."""

    id: UUID
    place: str = Field(description="Path of the place")
    door: str
    lat: float | None
    lon: float | None
    members: list[MemberOut]
    before: list[MemberOut]


class LookedAfterOut(Schema):
    """Somebody at risk."""

    person: WhoOut
    risks: list[RiskOut]


class PairOut(Schema):
    """Two registrations that may be one person."""

    id: UUID
    state: str
    found_at: Moment
    settled_at: Moment | None
    kept: UUID | None
    same: list[str] = Field(description="Values that are the same in both")
    sides: list[WhoOut]


class RiskIn(Schema):
    """A reason to look after somebody; no illness, no diagnosis."""

    model_config = ConfigDict(extra="forbid")

    group: str = Field(max_length=20)
    note: str = Field("", max_length=200)
    source: str = Field(max_length=20)
    review_on: date | None = None


class ReviewIn(Schema):
    """It is still so: look again on another day; in half a year where none is said."""

    model_config = ConfigDict(extra="forbid")

    review_on: date | None = None


class RiskEndIn(Schema):
    """It is so no more."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field(max_length=20)


class HomeMoveIn(Schema):
    """Where somebody lives from a day on."""

    model_config = ConfigDict(extra="forbid")

    place: str = Field(max_length=40, description="Path of the place")
    door: str = Field(max_length=60)
    on: date
    tie: str = Field("head", max_length=20, description="In that household; for one person alone")


class LeaveIn(Schema):
    """Somebody lives here no more."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field(max_length=20)
    on: date


class SettleIn(Schema):
    """Which registration stays; none: they are two persons."""

    model_config = ConfigDict(extra="forbid")

    kept: UUID | None = None


class SheetOut(Schema):
    """A census that was sent in: how far it is, how many rows became what."""

    id: UUID
    place: str = Field(description="Path of the place")
    sent_at: Moment
    rows: int
    done: int
    counts: dict[str, int]
    finished_at: Moment | None


class OutcomeOut(Schema):
    """What became of a row."""

    line: int
    became: str
    why: str


class AtRiskIn(Schema):
    """Of which group, due by now, after whom."""

    group: str = Field("", max_length=20)
    due: bool = False
    after: UUID | None = None


def risk_out(r: Risk) -> RiskOut:
    return RiskOut(
        id=r.id,
        group=r.group,
        note=r.note,
        source=r.source,
        found_on=r.found_on,
        review_on=r.review_on,
    )


def who_out(p: Shown) -> WhoOut:
    return WhoOut(id=p.id, place=p.path, values=dict(p.values), left_on=p.left_on)


def member_out(m: Member) -> MemberOut:
    return MemberOut(
        person=who_out(m.person), tie=m.tie, since_on=m.since_on, until_on=m.until_on,
        risks=[risk_out(r) for r in m.risks],
    )  # fmt: skip


def home_out(h: Home) -> HouseholdOut:
    lat, lon = h.spot or (None, None)
    return HouseholdOut(
        id=h.id, place=h.path, door=h.door, lat=lat, lon=lon, members=[member_out(m) for m in h.members],
        before=[member_out(m) for m in h.before],
    )  # fmt: skip


def pair_out(p: Twins) -> PairOut:
    return PairOut(
        id=p.id, state=p.state, found_at=p.found_at, settled_at=p.settled_at, kept=p.kept,
        same=sorted(p.same), sides=[who_out(s.person) for s in p.sides],
    )  # fmt: skip
