"""The knowledge base: what a desk may answer at once."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Router, Schema, Status
from pydantic import ConfigDict, Field

from shuoshi.kernel.clock import now as clock_now
from shuoshi.knowledge.actions import add_entry, end_entry
from shuoshi.knowledge.queries import answers_to, entries_for
from shuoshi.web.api.base import Errors, actors
from shuoshi.web.asking import under_whose_range, within_range
from shuoshi.web.offering import answerers

router = Router(tags=["knowledge"])


class EntryOut(Schema):
    """A question and its answer; from `review_on` on somebody should look at it again."""

    id: UUID
    path: str
    question: str
    answer: str
    source: str
    review_on: date


class EntryIn(Schema):
    """An entry for a district, street or community; with `instead_of` it takes an old one's place."""

    model_config = ConfigDict(extra="forbid")

    place: str = Field(max_length=12)
    question: str = Field(max_length=80)
    answer: str = Field(max_length=2000)
    source: str = Field(max_length=200)
    review_on: date
    instead_of: UUID | None = None


class EntryIdOut(Schema):
    id: UUID


@router.get("/knowledge", response={200: list[EntryOut], **Errors})
def entries(request: HttpRequest, place: str = "", words: str = "") -> list[EntryOut]:
    """What holds for a place; with `words` what fits them, the best first."""
    able = answerers(actors(request))
    path = place or able[0].bounds.lo
    within_range(able, path)
    rows = answers_to(words[:300], path) if words.strip() else entries_for(path)
    return [EntryOut.model_validate(row) for row in rows]


@router.post("/knowledge", response={201: EntryIdOut, **Errors})
def write(request: HttpRequest, given: EntryIn = Body(...)) -> Status:
    """Add an entry, or put it in the place of another."""
    by = under_whose_range(answerers(actors(request)), given.place)
    made = add_entry(
        path=given.place, question=given.question, answer=given.answer, source=given.source,
        review_on=given.review_on, by=by, at=clock_now(), instead_of=given.instead_of,
    )  # fmt: skip
    return Status(201, EntryIdOut(id=made))


@router.delete("/knowledge/{uuid:entry_id}", response={204: None, **Errors})
def take_out(request: HttpRequest, entry_id: UUID) -> Status:
    """Take an entry out."""
    end_entry(entry_id=entry_id, by=answerers(actors(request))[0], at=clock_now())
    return Status(204, None)
