"""Devices as the API says them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from shuoshi.devices.ports import KINDS
from shuoshi.devices.terms import (
    BATCH,
    FIELDS_MOST,
    MANY_MOST,
    TEXT_MOST,
    Answer,
    Ask,
    Decides,
    DeviceRow,
    HeldRow,
    Item,
)
from shuoshi.ui.words import in_words
from shuoshi.web.schemas import Moment


class DeviceOut(Schema):
    id: UUID
    name: str
    enrolled_at: Moment
    seen_at: Moment | None
    ended_at: Moment | None


class EnrolIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=40)
    key: str = Field(max_length=90, description="P-256 public key: 65 bytes (4, x, y) in base64url")


class KeyOut(Schema):
    """The house's key to which records are sealed."""

    version: int
    public: str = Field(description="P-256 public key: 65 bytes (4, x, y) in base64url")


class AskOfPhone(Schema):
    """A field of a record, as a phone shows it."""

    name: str
    label: str
    type: str = Field(description="choice, many, long, text, day, yes")
    options: list[tuple[str, str]]
    required: bool
    when: tuple[str, list[str]] | None = Field(
        description="Another field, and the values at which this one is asked"
    )
    most: int
    usual: str
    alone: str = Field(description="One of the options that goes with no other")
    ahead: bool = Field(description="Of a day: it lies after today")


class DecidesOut(Schema):
    """What comes of a record: by combination of the options of `asks`, the last counting fastest, `cells` has the place
    in `outcomes` and `said`."""

    asks: list[str]
    cells: list[int]
    outcomes: list[str]
    said: list[str]


class ItemOut(Schema):
    """One line of a day's list, with the values that somebody needs to go there."""

    kind: str
    kind_name: str
    subject: UUID
    title: str
    place: str
    facts: list[tuple[str, str]]
    phone: str
    due_on: date | None
    asks: list[AskOfPhone]
    again: bool = Field(description="Recorded again and again: it is never done")
    decides: DecidesOut | None


class SentOut(Schema):
    id: UUID
    subject: UUID
    captured_at: Moment
    state: str


class PhoneDayOut(Schema):
    """A day's list; it is to be gone from the phone at `until`."""

    on: date
    until: Moment
    now: Moment
    key: KeyOut
    held: int = Field(description="How many of my records wait for my word")
    sent: list[SentOut] = Field(description="What my phones have brought home of today")
    items: list[ItemOut]


class RecordIn(Schema):
    """A record that its phone sealed and signed; how, is said in docs/reference/devices.md."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    key: int = Field(ge=0, le=9999)
    epk: str = Field(max_length=90)
    box: str = Field(max_length=400_000)
    sig: str = Field(max_length=90)


class RecordsIn(Schema):
    model_config = ConfigDict(extra="forbid")

    records: list[RecordIn] = Field(max_length=BATCH)


class AnswerOut(Schema):
    """What became of one: the phone lets go of it when `digest` is the SHA-256 of what it sealed."""

    id: UUID
    state: str = Field(description="kept, refused, clash, given_up; unreadable: kept nowhere")
    digest: str
    why: str


class AnswersOut(Schema):
    """What became of a batch, in its order, and the house's time, by which a phone sets its own right."""

    now: Moment
    held: int
    ended: bool = Field(description="This phone was stopped: its list and keys are to go")
    records: list[AnswerOut]


class HeldOut(Schema):
    """A record that waits for somebody's word: `values` as the phone wrote them, `mended` what somebody made of them,
    `theirs` what the house has where both sides wrote."""

    id: UUID
    kind: str
    state: str
    place: str
    device: str
    captured_at: Moment
    received_at: Moment
    values: dict[str, Any]
    mended: dict[str, Any]
    theirs: dict[str, Any]
    why: str
    field: str
    mine: bool


_Text = Annotated[str, Field(max_length=TEXT_MOST)]
_Several = Annotated[list[_Text], Field(max_length=MANY_MOST)]


class MendIn(Schema):
    model_config = ConfigDict(extra="forbid")

    values: dict[_Text, _Text | bool | _Several] = Field({}, max_length=FIELDS_MOST)


class GiveUpIn(Schema):
    model_config = ConfigDict(extra="forbid")

    why: str = Field(max_length=200)


def device_out(d: DeviceRow) -> DeviceOut:
    return DeviceOut(
        id=d.id, name=d.name, enrolled_at=d.enrolled_at, seen_at=d.seen_at, ended_at=d.ended_at
    )


def ask_of_phone(a: Ask) -> AskOfPhone:
    when = (a.when[0], list(a.when[1])) if a.when else None
    return AskOfPhone(
        name=a.name, label=in_words(a.label), type=a.type, options=[(v, in_words(n)) for v, n in a.options],
        required=a.required, when=when, most=a.most, usual=a.usual, alone=a.alone, ahead=a.ahead,
    )  # fmt: skip


def item_out(i: Item) -> ItemOut:
    facts = [(in_words(n), v if isinstance(v, str) else in_words(v)) for n, v in i.facts]
    return ItemOut(
        kind=i.kind, kind_name=in_words(KINDS[i.kind].title), subject=i.subject_id, title=i.title, place=i.place,
        facts=facts, phone=i.phone, due_on=i.due_on, asks=[ask_of_phone(a) for a in i.asks], again=i.again,
        decides=decides_out(i.decides) if i.decides else None,
    )  # fmt: skip


def decides_out(d: Decides) -> DecidesOut:
    return DecidesOut(
        asks=list(d.asks),
        cells=list(d.cells),
        outcomes=list(d.outcomes),
        said=[in_words(s) for s in d.said],
    )


def answer_out(a: Answer) -> AnswerOut:
    return AnswerOut(id=a.id, state=a.state, digest=a.digest, why=_worded(a.why, a.values))


def held_out(h: HeldRow) -> HeldOut:
    return HeldOut(
        id=h.id, kind=h.kind, state=h.state, place=h.place, device=h.device, captured_at=h.captured_at,
        received_at=h.received_at, values=dict(h.values), mended=dict(h.mended), theirs=dict(h.theirs),
        why=said_why(h), field=h.field, mine=h.mine,
    )  # fmt: skip


def said_why(h: HeldRow) -> str:
    """Why a record was refused, in the reader's language."""
    return _worded(h.why, h.why_values)


def _worded(why: str, values: Any) -> str:
    text = in_words(why)
    return text % values if values else text
