"""Opening matters: from what somebody said, and from a move that opens another programme."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.accounts.terms import LOOKERS
from shuoshi.kernel.clock import local
from shuoshi.kernel.errors import NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.limits import parse_limit
from shuoshi.kernel.worktime import WorkCalendar, add_limit
from shuoshi.matters.changes import Change, iso
from shuoshi.matters.clocks import Clocking, enter_stage, timers_of
from shuoshi.matters.consequences import outbox, timer_rows, told_at
from shuoshi.matters.forms import clean
from shuoshi.matters.ground import Ground, answers_there, ground_at
from shuoshi.matters.raising import worded
from shuoshi.matters.receipts import hash_of, secret_of
from shuoshi.matters.requests import digest, once, recurs, scoped
from shuoshi.matters.sealed import is_sealed, seal_fields
from shuoshi.matters.terms import (
    Clockwork,
    Raised,
    Receipt,
    SameKeyOther,
    Snapshot,
)
from shuoshi.people.rules import tokens_of
from shuoshi.programmes.conditions import holds, names_of
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import ANCHORS
from shuoshi.programmes.queries import current, limits_on
from shuoshi.programmes.schema import Opens
from shuoshi.reach.terms import Actor, Reach
from shuoshi.sealing.cipher import index_token, seal
from shuoshi.sealing.terms import Purpose

_OPEN = "SELECT matters_open(%s)"


@dataclass(frozen=True, slots=True)
class _Kin:
    """What a matter has from the one whose move opened it."""

    parent_id: UUID
    raiser_id: UUID | None
    link: str
    limit: str | None


def may_open(d: Definition, by: Actor, path: str | None = None) -> bool:
    """Whether this actor may open a matter of the programme (at a place): anybody where residents
    may, else the roles that the file names, inside their own territory."""
    if by.role in LOOKERS:
        return False
    if "resident" in d.programme.open_to:
        return True
    inside = path is None or by.reach is not Reach.TERRITORIAL or by.bounds.holds(path)
    return by.role in d.programme.open_to and inside


def _names(
    d: Definition,
    ground: Ground,
    said: Raised,
    form: Mapping[str, Any],
    matter_id: UUID,
    at: datetime,
) -> dict[str, Any]:
    """What conditions may name of a matter that is being opened."""
    return names_of(
        d.field_types, d.moves, form=form, now=at,
        place={"kind": ground.place_kind, "path": said.path},
        matter={
            "kind": said.kind, "stage": d.programme.first, "lot": _lot(matter_id),
            "channel": said.channel, "private": _private(d, said), "opened_at": at,
            "stage_since": at,
        },
    )  # fmt: skip


def _lot(matter_id: UUID) -> int:
    """The stable lot of a matter, 0 to 99."""
    return matter_id.int % 100


def _private(d: Definition, said: Raised) -> bool:
    public = d.programme.public
    return said.private or bool(public and said.kind in public.private_kinds)


def open_matter(*, said: Raised, by: Actor, at: datetime) -> Receipt:
    """Open a matter: two statements, whatever the programme.

    Shape:   with `said.key` the same request gives the same receipt (`again` is true).
    Raises:  ProgrammeNotFound, PlaceNotFound, NotAllowed, BadAnswers, SameKeyOther
    """
    change, _version = opening_change(said=said, by=by, at=at)
    matter_id = UUID(change["matter"]["id"])
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [json.dumps(change)])
        stands = cursor.fetchone()[0]
    found: dict[str, str] = json.loads(stands) if isinstance(stands, str) else stands
    if "once" in found:
        raise NotAllowed("已经办过一次了，期限内不能再提交。")
    if found["id"] != str(matter_id) and found["digest"] != change["digest"]:
        raise SameKeyOther
    opened = UUID(found["id"])
    return Receipt(
        opened, found["number"], secret_of(opened), datetime.fromisoformat(found["opened_at"]),
        again=opened != matter_id,
    )  # fmt: skip


def opening_change(
    *, said: Raised, by: Actor, at: datetime, anywhere: bool = False
) -> tuple[Change, str]:
    """What opening a matter will write, with the version's id. One statement.

    Shape:   `anywhere` lets a place stand for which nobody of the first stage answers: for what
             comes in finished.
    Raises:  ProgrammeNotFound, PlaceNotFound, NotAllowed, BadAnswers
    """
    d = current(said.programme)
    if not may_open(d, by, said.path):
        raise NotAllowed("您的岗位不能在这个程序里提交。")
    title, body, form = worded(d, said, at)
    ground, matter_id = ground_at(d.key, said.path, at), new_id(at)
    names = _names(d, ground, said, form, matter_id, at)
    if not holds(d.programme.open_when, names):
        raise NotAllowed("现在不能提交这一类。")
    answers_there(d, ground, anywhere)
    shaped = replace(said, title=title, body=body)
    own = by.person_id if by.reach is Reach.RESIDENT else None
    change = _change(
        d, ground, shaped, by, at, form=form, kin=None, matter_id=matter_id, names=names
    )
    person = None if own else _person(said, at)
    raiser = str(own) if own else person and person["id"]
    change["matter"]["raiser_id"] = raiser
    change |= {
        "person": person,
        "key": scoped(said, by),
        "digest": digest(shaped),
        "once": once(d, said, by, at),
        "recurs": recurs(d, said, at),
    }
    return change, str(d.version_id)


def _change(
    d: Definition,
    ground: Ground,
    said: Raised,
    by: Actor,
    at: datetime,
    *,
    form: Mapping[str, Any],
    kin: _Kin | None,
    matter_id: UUID,
    names: Mapping[str, Any],
) -> Change:
    """Everything that opening one matter writes."""
    clockwork = _clockwork(d, ground, said, at, names, kin)
    owner = d.stages[d.programme.first].owner
    holder = ground.holder(owner)
    matter = _matter(d, ground, said, at, kin, matter_id) | {
        "holder_id": holder,
        "due_at": iso(clockwork.due_at),
        "overall_due_at": iso(clockwork.overall_due_at),
        "marks": {"limit": [clockwork.limit, iso(at)]},
    }
    account = by.account_id and str(by.account_id)
    return {
        "matter": matter,
        "title": said.title,
        "body": said.body,
        "form": dict(form),
        "step": {
            "id": str(new_id(at)), "move": "open", "to_stage": d.programme.first, "at": iso(at),
            "recorded_at": iso(at), "role": by.role, "said_by": by.said, "account_id": account,
            "unit_id": by.unit_id and str(by.unit_id), "holder_id": holder,
            "due_at": matter["due_at"],
        },
        "journal": {
            "id": str(new_id(at)), "recorded_at": iso(at), "happened_at": iso(at),
            "kind": "matters.open", "subject_id": matter["id"],
            "other_id": matter["parent_id"], "path": said.path, "account_id": account,
            "duty_id": by.duty_id and str(by.duty_id), "role": by.role,
        },
        "notices": outbox(told_at(d, "open", replies=False), at),
        "timers": timer_rows(clockwork.timers, 1, at),
    }  # fmt: skip


def _matter(
    d: Definition, ground: Ground, said: Raised, at: datetime, kin: _Kin | None, matter_id: UUID
) -> Change:
    """The matter's own row, but for its number, which the statement gives."""
    return {
        "id": str(matter_id),
        "version_id": str(d.version_id),
        "programme": d.key,
        "stage": d.programme.first,
        "place_id": str(ground.place_id),
        "path": said.path,
        "raiser_id": str(kin.raiser_id) if kin and kin.raiser_id else None,
        "secret_hash": hash_of(secret_of(matter_id)),
        "kind": said.kind,
        "channel": said.channel,
        "private": _private(d, said),
        "opened_at": iso(at),
        "year": local(at).year,
        "lot": _lot(matter_id),
        "outside_id": said.outside_id,
        "parent_id": str(kin.parent_id) if kin else None,
        "link": kin.link if kin else "",
    }


def _clockwork(
    d: Definition,
    ground: Ground,
    said: Raised,
    at: datetime,
    names: Mapping[str, Any],
    kin: _Kin | None,
) -> Clockwork:
    """The times of the first stage; a limit that the opening move gave comes before the file's."""
    clocking = Clocking(
        d, ground.calendar, names, ground.limits, at,
        lambda event: ANCHORS[event](said.path, at) if event in ANCHORS else None,
    )  # fmt: skip
    first = d.programme.first
    times = enter_stage(clocking, first, at)
    if kin is None or kin.limit is None:
        return times
    due = add_limit(ground.calendar, at, parse_limit(kin.limit))
    rings = timers_of(clocking, first, at, due, times.overall_due_at)
    return Clockwork(due, times.overall_due_at, rings, kin.limit)


def _person(said: Raised, at: datetime) -> Change | None:
    """The raiser as a sealed row, if they left a name or a phone."""
    name, phone = clean(said.name)[:60], clean(said.phone)[:30]
    if not (name or phone):
        return None
    return {
        "id": str(new_id(at)),
        "name": _sealed(name, "name"),
        "phone": _sealed(phone, "phone") if phone else None,
        "path": said.path,
        "seen_at": iso(at),
        "found_by": sorted(
            {index_token(s.kind, s.text).hex() for s in tokens_of({"name": name, "phone": phone})}
        ),
    }


def _sealed(value: str, column: str) -> str:
    return seal(value, purpose=Purpose.CONTACT, bound_to=f"people_person.{column}").hex()


def _goes_along(to: Definition, name: str, value: Any) -> bool:
    """Whether a value has its field there; what is sealed goes along only to where it stays so."""
    rule = to.programme.fields.get(name)
    return rule is not None and (bool(rule.sealed) or not is_sealed(value))


def child_of(
    m: Snapshot,
    opens: Opens,
    copied: Mapping[str, Any],
    by: Actor,
    at: datetime,
    calendar: WorkCalendar,
) -> Change:
    """A matter of another programme that a move of `m` opens, at the same place. Two statements."""
    other = current(opens.programme)
    limits = limits_on(other.key, local(at).date())
    units = {k: str(v) for k, v in m.units.items()}
    ground = Ground(m.place_id, m.place_kind, units, limits, calendar)
    title = str(copied.get("title") or m.title)
    body = str(copied.get("text") or (m.body if "text" in opens.copied else title))
    kind = m.kind if m.kind in other.programme.kinds else ""
    said = Raised(other.key, m.path, title, body, kind=kind, channel=m.channel, private=m.private)
    known = {k: v for k, v in copied.items() if _goes_along(other, k, v)}
    raiser = m.raiser_id if opens.link in ("continues", "child") else None
    kin = _Kin(m.id, raiser, opens.link, opens.limit)
    form = seal_fields(other, known)
    matter_id = new_id(at)
    names = _names(other, ground, said, form, matter_id, at)
    return _change(
        other, ground, said, by, at, form=form, kin=kin, matter_id=matter_id, names=names
    )
