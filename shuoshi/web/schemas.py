"""What goes in and out of the API."""

from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

Moment = Annotated[datetime, AfterValidator(lambda at: at.astimezone(UTC))]
"""A moment; it always goes out in UTC."""


class Problem(Schema):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    errors: dict[str, str] = {}


class MatterIn(Schema):
    """What somebody says; an unknown key is refused."""

    model_config = ConfigDict(extra="forbid")

    programme: str = Field(settings.SAY_PROGRAMME, max_length=40)
    place: str = Field(max_length=40, description="Path of the place, such as 141102001009")
    body: str = Field(max_length=20_000)
    title: str = Field("", max_length=200)
    kind: str = Field("", max_length=40)
    channel: str = Field("needs_form", pattern="^(visit|needs_form|meeting|wall|chat|desk)$")
    private: bool = False
    name: str = Field("", max_length=60)
    phone: str = Field("", max_length=30)
    outside_id: str | None = Field(
        None,
        max_length=80,
        description="The number in another house that sent it, such as the city's",
    )
    form: dict[str, Any] = Field({}, description="Answers to the programme's own questions")


class ReceiptOut(Schema):
    """The receipt; the secret opens the matter for its raiser and is shown to nobody else."""

    id: UUID
    number: str
    secret: str
    opened_at: Moment


class MoveIn(Schema):
    """Answers to what the move asks, and the revision that the mover saw; an unknown key is refused."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any] = Field({}, description="By field; `asks` of the move says which")
    revision: int | None = Field(None, description="The matter's revision that was seen; else 409")
    duty: UUID | None = Field(None, description="Under which duty, where there are several")


class MovedOut(Schema):
    id: UUID
    number: str
    move: str
    stage: str
    revision: int
    due_at: Moment | None
    opened: list[str]


class AskOut(Schema):
    """A field that a move asks for: a choice lists its codes, a unit the ids that it takes."""

    name: str
    type: str
    required: bool
    options: list[str]
    suggested: list[str] = Field(
        [], description="The likeliest options, the best first; a person decides"
    )


class ActOut(Schema):
    """Something that may be done inside a block of the present stage: vote, record, report, evaluate."""

    block: str
    name: str
    zh: str
    en: str
    asks: list[AskOut]


class MoveOut(Schema):
    """A move that may be made now, with what it asks."""

    name: str
    zh: str
    en: str
    asks: list[AskOut]
    duty: UUID | None


class StepOut(Schema):
    move: str
    stage: str
    at: Moment
    by: str
    due_at: Moment | None


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
    opened_at: Moment
    due_at: Moment | None
    closed_at: Moment | None
    steps: list[StepOut]
    files: list[UUID]
    form: dict[str, Any] = Field(
        description="What was filled in, as far as the caller may read it; what is sealed is masked"
    )
    sealed: list[str] = Field(description="What the caller may look at, for a purpose")
    why: str = Field(description="The due time explained, in the reader's language")
    moves: list[MoveOut]
    acts: list[ActOut]


class RowOut(Schema):
    id: UUID
    number: str
    stage: str
    kind: str
    title: str
    place: str
    due_at: Moment | None


class QueueOut(Schema):
    rows: list[RowOut]
    after: str | None


class SpanIn(Schema):
    """Days from one to another, both included."""

    model_config = ConfigDict(extra="forbid")

    since: date
    until: date


class WordsIn(Schema):
    """What to find matters by: terms between spaces, each as it stands in the text."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(max_length=60)
    after: str | None = Field(None, max_length=80, description="`after` of the page before")


class FoundRowOut(Schema):
    """A matter in which the words stand, with a piece of the text round them."""

    row: RowOut
    piece: str
    opened_at: Moment
    closed: bool


class FoundOut(Schema):
    rows: list[FoundRowOut]
    after: str | None


class FilesOut(Schema):
    files: list[UUID]
