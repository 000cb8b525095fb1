"""What the API gives everybody: places, the board, programmes, what may be the same."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from shuoshi.web.schemas import AskOut, Moment


class PassedOut(Schema):
    """A stage and when it was entered; with `was_due_at` a stage that got more time, until `due_at`."""

    stage: str
    at: Moment
    was_due_at: Moment | None = None
    due_at: Moment | None = None


class PublicOut(Schema):
    """What everybody may see."""

    number: str
    title: str
    text: str
    kind: str
    stage: str
    place: str
    street: str
    holder: str
    shown: dict[str, Any]
    timeline: list[PassedOut]
    pictures: list[str]
    opened_at: Moment
    due_at: Moment | None
    closed: bool
    me_too: int = 0
    waited: timedelta = Field(
        description="How long the raiser has waited for others, up to now or the end"
    )


class AlikeIn(Schema):
    """What somebody is about to say, and where."""

    model_config = ConfigDict(extra="forbid")

    body: str = Field(max_length=1000)
    place: str = Field(max_length=15, description="Path of a community, village or grid")
    kind: str = Field("", max_length=40)


class AlikeOut(Schema):
    """A matter that may be the same; `likeness` 0 to 1."""

    id: UUID
    number: str
    title: str
    stage: str
    kind: str
    place: str
    opened_at: Moment
    closed: bool
    likeness: float


class TooIn(Schema):
    """Who is troubled too: a random text that the caller keeps, so that each counts once."""

    model_config = ConfigDict(extra="forbid")

    browser: str = Field(pattern="^[0-9A-Za-z]{32}$")
    back: bool = False


class CountOut(Schema):
    n: int


class BoardOut(Schema):
    rows: list[PublicOut]
    after: str | None


class ProgrammeOut(Schema):
    key: str
    version: int
    zh: str
    en: str
    stages: list[str]
    kinds: list[str]
    asks: list[AskOut] = Field(description="What `form` of POST /matters takes")


class PlaceOut(Schema):
    """A place where something can be said: `path` is what `place` takes."""

    path: str
    name: str
    street: str


class DatedOut(Schema):
    """A code or a name, from a day until another; `what` is its system or kind."""

    what: str
    text: str
    from_on: date
    to_on: date | None


class UnderOut(Schema):
    """A place under another, or beside it."""

    path: str
    name: str
    kind: str


class EstateOut(Schema):
    """An estate, and the buildings that it consists of."""

    name: str
    buildings: list[UnderOut]


class SiteOut(Schema):
    """A spot where something is done."""

    name: str
    kind: str


class SuccessionOut(Schema):
    """`before` became part of `after` on a day."""

    before: UnderOut
    after: UnderOut
    kind: str
    on: date


class PlacePageOut(Schema):
    """A place with its codes, names, estates, sites, what is under it and what it came from."""

    path: str
    name: str
    kind: str
    closed_on: date | None
    way: list[UnderOut]
    codes: list[DatedOut]
    names: list[DatedOut]
    children: list[UnderOut]
    estates: list[EstateOut]
    sites: list[SiteOut]
    successions: list[SuccessionOut]
