"""Keeping minutes: what was said at a meeting becomes matters line by line, each tied to the meeting."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.texts import Worded, marked
from shuoshi.matters.forms import BODY_MOST, MISSING, TOO_LONG, clean
from shuoshi.matters.models import Matter
from shuoshi.matters.sealed import TITLE, read_text
from shuoshi.matters.several import open_several
from shuoshi.matters.terms import BadAnswers, Raised
from shuoshi.meetings.models import Item, Sitting
from shuoshi.meetings.terms import SittingNotFound, SittingState
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.queries import definition
from shuoshi.reach.scope import Scope, acting
from shuoshi.reach.terms import Actor

TITLE_MOST, ATTENDED_MOST, LIST_MOST = 80, 9999, 50


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting as somebody writes it down: `attendees` are names, sealed; `lines` become matters."""

    path: str
    title: str
    held_on: date | None
    location: str
    attended: int
    attendees: str
    minutes: str
    lines: tuple[Raised, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A line of the minutes, and how its matter stands."""

    matter_id: UUID
    number: str
    title: str
    stage: str
    version_id: UUID
    closed: bool

    @property
    def definition(self) -> Definition:
        """The version of its programme, out of the process's memory."""
        return definition(self.version_id)


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A meeting: one that was held with residents, or one of a body, which has a time of its own."""

    id: UUID
    path: str
    title: str
    state: SittingState
    starts_at: datetime | None
    held_on: date
    location: str
    attended: int
    minutes: str
    items: tuple[ItemRow, ...] = ()


def keep_minutes(*, held: Held, by: Actor, at: datetime) -> UUID:
    """Write a meeting down and open a matter for each of its lines, in one transaction. The same request
    again gives the same meeting.

    Raises:  BadAnswers with every fault, those of lines by their place ("2-body")
    """
    faults = _faults(held, local_date(at))
    if faults:
        raise BadAnswers(faults)
    with transaction.atomic():
        receipts = open_several(said=held.lines, by=by, at=at)
        Scope().write_as_engine()
        if receipts[0].again:
            return Item.objects.get(matter_id=receipts[0].matter_id).sitting_id
        unit = Matter.objects.values_list("holder_id", flat=True).get(id=receipts[0].matter_id)
        sitting = Sitting.objects.create(
            id=new_id(at), unit_id=by.unit_id or unit, path=held.path, title=clean(held.title),
            held_on=held.held_on or local_date(at), location=clean(held.location), attended=held.attended,
            attendees=clean(held.attendees) or None, minutes=clean(held.minutes), recorded_at=at,
            recorded_by=by.account_id,
        )  # fmt: skip
        Item.objects.bulk_create(
            [Item(matter_id=r.matter_id, sitting=sitting, n=n) for n, r in enumerate(receipts, 1)]
        )
        record(kind="meetings.minutes", subject_id=sitting.id, path=held.path, by=by, at=at)
    return sitting.id


def _faults(held: Held, today: date) -> dict[str, Worded]:
    faults: dict[str, Worded] = {}
    for name, text, most in (
        ("title", held.title, TITLE_MOST), ("location", held.location, TITLE_MOST),
        ("attendees", held.attendees, BODY_MOST), ("minutes", held.minutes, BODY_MOST),
    ):  # fmt: skip
        if len(text) > most:
            faults[name] = Worded(TOO_LONG, {"most": most, "n": len(text)})
    if not held.title.strip():
        faults["title"] = Worded(MISSING)
    if held.held_on is None or held.held_on > today:
        faults["held_on"] = Worded(marked("请填开会的日期，不晚于今天。"))
    if not 1 <= held.attended <= ATTENDED_MOST:
        faults["attended"] = Worded(marked("请填到了多少人。"))
    if not held.lines:
        faults["0-body"] = Worded(marked("请至少写一件。"))
    return faults


def sittings_within(*, by: Actor) -> tuple[SittingRow, ...]:
    """The newest meetings within the reader's reach. One statement in a scope."""
    with acting(by):
        rows = list(Sitting.objects.order_by("-held_on", "-id")[:LIST_MOST])
    return tuple(row_of(s) for s in rows)


def sitting_page(sitting_id: UUID, *, by: Actor) -> SittingRow:
    """A meeting with the matters that came of it, as far as the reader's reach goes. Two statements in a
    scope.

    Raises:  SittingNotFound
    """
    with acting(by):
        sitting = Sitting.objects.filter(id=sitting_id).first()
        if sitting is None:
            raise SittingNotFound
        items = Item.objects.filter(sitting_id=sitting_id).order_by("n")
        found = items.values_list(
            "matter_id", "matter__number", "matter__text__title", "matter__stage",
            "matter__version_id", "matter__closed_at",
        )  # fmt: skip
        rows = tuple(
            ItemRow(
                i, number, read_text(title, TITLE) or number, stage, version, closed is not None
            )
            for i, number, title, stage, version, closed in found
        )
    return row_of(sitting, rows)


def sitting_of(matter_id: UUID, *, by: Actor) -> tuple[UUID, str, date] | None:
    """The meeting that a matter came of: id, title, day. One statement in a scope."""
    with acting(by):
        item = Item.objects.filter(matter_id=matter_id).select_related("sitting").first()
        return (item.sitting.id, item.sitting.title, item.sitting.held_on) if item else None


def row_of(s: Sitting, items: tuple[ItemRow, ...] = ()) -> SittingRow:
    """A meeting as others see it."""
    return SittingRow(
        s.id, s.path, s.title, SittingState(s.state), s.starts_at, s.held_on, s.location, s.attended,
        s.minutes, items,
    )  # fmt: skip
