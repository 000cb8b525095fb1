"""What goes in and out of the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from ninja import Schema
from pydantic import Field


class Problem(Schema):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    errors: dict[str, str] = {}


class MatterIn(Schema):
    """What somebody says."""

    programme: str = Field(settings.SAY_PROGRAMME, max_length=40)
    place: str = Field(max_length=40, description="Path of the place, such as 141102001009")
    body: str = Field(max_length=20_000)
    title: str = Field("", max_length=200)
    kind: str = Field("", max_length=40)
    channel: str = Field("needs_form", pattern="^(visit|needs_form|meeting|wall|chat|desk)$")
    private: bool = False
    name: str = Field("", max_length=60)
    phone: str = Field("", max_length=30)
    form: dict[str, Any] = Field({}, description="Answers to the programme's own questions")


class ReceiptOut(Schema):
    """The receipt; the secret opens the matter for its raiser and is shown to nobody else."""

    id: UUID
    number: str
    secret: str
    opened_at: datetime


class MoveIn(Schema):
    """Answers to what the move asks, and the revision that the mover saw."""

    answers: dict[str, Any] = Field({}, description="By field; `asks` of the move says which")
    revision: int | None = Field(None, description="The matter's revision that was seen; else 409")
    duty: UUID | None = Field(None, description="Under which duty, where there are several")


class MovedOut(Schema):
    id: UUID
    number: str
    move: str
    stage: str
    revision: int
    due_at: datetime | None
    opened: list[str]


class MoveOut(Schema):
    """A move that may be made now, with what it asks (field: required)."""

    name: str
    zh: str
    en: str
    asks: dict[str, bool]
    duty: UUID | None


class StepOut(Schema):
    move: str
    stage: str
    at: datetime
    by: str
    due_at: datetime | None


class MatterOut(Schema):
    id: UUID
    number: str
    programme: str
    stage: str
    kind: str
    title: str
    body: str
    place: str
    holder: str
    revision: int
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    steps: list[StepOut]
    files: list[UUID]
    moves: list[MoveOut]


class RowOut(Schema):
    id: UUID
    number: str
    stage: str
    kind: str
    title: str
    place: str
    due_at: datetime | None


class QueueOut(Schema):
    rows: list[RowOut]
    after: str | None


class PublicOut(Schema):
    """What everybody may see."""

    number: str
    title: str
    text: str
    kind: str
    stage: str
    place: str
    street: str
    shown: dict[str, Any]
    timeline: list[dict[str, Any]]
    pictures: list[str]
    opened_at: datetime
    due_at: datetime | None
    closed: bool


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


class FilesOut(Schema):
    files: list[UUID]


class PlaceOut(Schema):
    """A place where something can be said: `path` is what `place` takes."""

    path: str
    name: str
    street: str
