"""Calling a body together: by whom, when, with what on its agenda, and that everybody on its roll is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.texts import Worded, marked
from shuoshi.matters.forms import BODY_MOST, MISSING, TOO_LONG, clean
from shuoshi.matters.models import Matter
from shuoshi.matters.terms import BadAnswers
from shuoshi.meetings.models import AgendaItem, Elector, Sitting
from shuoshi.meetings.queries import electors_on, roll_on, rule_on
from shuoshi.meetings.terms import CHAIRS, SittingState
from shuoshi.notices.actions import tell
from shuoshi.notices.terms import About
from shuoshi.programmes.ports import BLOCKS
from shuoshi.programmes.queries import definition
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.units.queries import unit
from shuoshi.units.terms import BODIES, UnitRow

TITLE_MOST, ITEMS_MOST = 80, 30
_FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Call:
    """A meeting as somebody calls it: when and where, the matters on its agenda, what else is on it."""

    unit_id: UUID
    title: str
    starts_at: datetime | None
    location: str
    matters: tuple[UUID, ...]
    agenda: str = ""


def leads(body: UnitRow, by: Actor) -> bool:
    """Whether somebody chairs a body: a post of its range, or one of the body itself."""
    within = by.bounds.holds(body.path) if by.reach is Reach.TERRITORIAL else by.unit_id == body.id
    return body.kind in BODIES and by.role in CHAIRS and within


def chaired(unit_id: UUID, by: Actor) -> UnitRow:
    """A body that somebody may call together. Raises NotAllowed, UnitNotFound."""
    body = unit(unit_id)
    if not leads(body, by):
        raise NotAllowed
    return body


def call_sitting(*, call: Call, by: Actor, at: datetime) -> UUID:
    """Call a body together, with notice to everybody on its roll: those with an account in the house, the
    others by text. The same call again gives the same meeting.

    Raises:  NotAllowed, UnitNotFound, BadAnswers with every fault
    Source:  DOMAIN.md 2.3
    """
    body, on = chaired(call.unit_id, by), local_date(at)
    faults = _faults(call, body, at)
    if faults:
        raise BadAnswers(faults)
    accounts, starts_at = roll_on(body.id, on), call.starts_at or at
    try:
        with acting(by) as scope:
            _waiting_there(call, body.id)
            scope.write_as_engine()
            phones = with_phones(body.id)
            sitting = Sitting.objects.create(
                id=new_id(at), unit_id=body.id, path=body.path, title=clean(call.title),
                state=SittingState.CALLED, starts_at=starts_at, called_at=at, called_by=by.account_id,
                agenda=clean(call.agenda), held_on=local_date(starts_at), location=clean(call.location),
                due=len(accounts) + len(electors_on(body.id, on)), attended=0, minutes="", recorded_at=at,
                recorded_by=by.account_id,
            )  # fmt: skip
            AgendaItem.objects.bulk_create(
                AgendaItem(
                    id=new_id(at),
                    sitting=sitting,
                    matter_id=matter,
                    n=n,
                    path=body.path,
                    unit_id=body.id,
                )
                for n, matter in enumerate(dict.fromkeys(call.matters), 1)
            )
            tell_roll(sitting.id, "sitting_called", phones, at)
            record(kind="meetings.call", subject_id=sitting.id, path=body.path, by=by, at=at)
    except IntegrityError:
        return _called_already(call, by)
    return sitting.id


def _called_already(call: Call, by: Actor) -> UUID:
    with acting(by):
        there = Sitting.objects.filter(unit_id=call.unit_id, starts_at=call.starts_at)
        found = there.filter(state=SittingState.CALLED).first()
        matters = set(AgendaItem.objects.filter(sitting=found).values_list("matter_id", flat=True))
    same = found is not None and (found.title, found.location, found.agenda, matters) == (
        clean(call.title), clean(call.location), clean(call.agenda), set(call.matters),
    )  # fmt: skip
    if found is None or not same:
        raise BadInput("这个时间已经召集了一次会。", field="starts_at")
    called: UUID = found.id
    return called


def _faults(call: Call, body: UnitRow, at: datetime) -> dict[str, Worded]:
    faults: dict[str, Worded] = {}
    for name, text, most in (
        ("title", call.title, TITLE_MOST), ("location", call.location, TITLE_MOST),
        ("agenda", call.agenda, BODY_MOST),
    ):  # fmt: skip
        if len(text) > most:
            faults[name] = Worded(TOO_LONG, {"most": most, "n": len(text)})
        elif not text.strip() and name != "agenda":
            faults[name] = Worded(MISSING)
    if len(call.matters) > ITEMS_MOST:
        faults["matters"] = Worded(marked("一次会最多议 %(most)s 件。"), {"most": ITEMS_MOST})
    if not call.matters and not call.agenda.strip():
        faults["matters"] = Worded(marked("请选要议的事，或者写议程。"))
    rule = rule_on(body.kind, local_date(at))
    days = rule.notice_days if rule else 0
    earliest = local_date(at) + timedelta(days=days)
    if call.starts_at is None or not at < call.starts_at < at + _FARTHEST:
        faults["starts_at"] = Worded(marked("请填开会的时间，在今后一年以内。"))
    elif local_date(call.starts_at) < earliest:
        said = {"days": days, "day": earliest.isoformat()}
        faults["starts_at"] = Worded(marked("要提前 %(days)s 天通知，最早 %(day)s 开。"), said)
    return faults


def _waiting_there(call: Call, unit_id: UUID) -> None:
    """That each matter waits for this body's vote. Raises BadAnswers."""
    found = Matter.objects.filter(id__in=call.matters, holder_id=unit_id, closed_at__isnull=True)
    waits = {m for m, version, stage in found.values_list("id", "version_id", "stage")
             if is_voted_on(version, stage)}  # fmt: skip
    if set(call.matters) - waits:
        raise BadAnswers({"matters": Worded(marked("有的事已经不在等这个会议，请重新选。"))})


def is_voted_on(version_id: UUID, stage: str) -> bool:
    """Whether a body votes in a stage of a programme's version."""
    blocks = definition(version_id).stages[stage].blocks
    return any(BLOCKS[name].body(settings) for name, settings in blocks.items())


def with_phones(unit_id: UUID) -> tuple[UUID, ...]:
    """Those of a body's roll who left a phone; inside a scope of the engine's. One statement."""
    found = Elector.objects.filter(unit_id=unit_id, ends_on__isnull=True, phone__isnull=False)
    return tuple(found.values_list("id", flat=True))


def tell_roll(sitting_id: UUID, template: str, electors: Sequence[UUID], at: datetime) -> None:
    """Tell everybody who was called: accounts in the house, the others by text; in the caller\'s scope."""
    about = About(sitting_id=sitting_id)
    tell(about=about, template=template, audience="body", at=at)
    for elector in electors:
        tell(about=about, template=template, audience=f"elector:{elector}", at=at, by="sms")
