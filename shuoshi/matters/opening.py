"""Opening matters: from what somebody said, and from a move that opens another programme."""

import hashlib
import hmac
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from shuoshi.kernel.clock import local
from shuoshi.kernel.errors import NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.limits import Limit, parse_limit
from shuoshi.kernel.texts import marked
from shuoshi.kernel.worktime import WorkCalendar, add_limit
from shuoshi.matters.clocks import Clocking, enter_stage, timers_of
from shuoshi.matters.forms import (
    BODY_MOST,
    MISSING,
    TITLE_MOST,
    TOO_LONG,
    clean,
    is_sealed,
    read_answers,
    seal_fields,
)
from shuoshi.matters.terms import BadAnswers, Raised, Receipt, SameKeyOther, Snapshot
from shuoshi.notices.rules import always_told
from shuoshi.places.terms import PlaceNotFound
from shuoshi.programmes.conditions import blanks, holds
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import ANCHORS
from shuoshi.programmes.queries import current
from shuoshi.programmes.schema import Opens
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach
from shuoshi.sealing.cipher import seal
from shuoshi.units.queries import work_calendar

_BLOCK = 20
_OPEN = "SELECT matters_open(%s)"
_GROUND = """
SELECT p.id, (SELECT jsonb_object_agg(u.kind, u.id) FROM units_unit u
              WHERE u.ended_on IS NULL AND u.path IN (left(p.path, 12), left(p.path, 9), left(p.path, 6))
                AND u.kind NOT IN ('department', 'firm', 'social_org', 'team')),
       (SELECT jsonb_object_agg(l.name, l.limit) FROM programmes_limitrow l
        WHERE l.programme = %s AND l.valid_from_on <= %s
          AND (l.valid_to_on IS NULL OR l.valid_to_on > %s)),
       (SELECT revision FROM units_calendarrevision WHERE id = 1)
FROM places_place p WHERE p.path = %s AND p.closed_on IS NULL
"""
_NEXT = """
INSERT INTO matters_numberseries (year, next) VALUES (%s, %s)
ON CONFLICT (year) DO UPDATE SET next = matters_numberseries.next + %s RETURNING next
"""
_ONCE = """
SELECT 1 FROM matters_matter m WHERE m.programme = %s AND {0} = %s
AND (%s::timestamptz IS NULL OR m.opened_at > %s)
AND (%s::text IS NULL OR EXISTS (
    SELECT 1 FROM matters_step s WHERE s.matter_id = m.id AND s.to_stage = %s)) LIMIT 1
"""
_lock = threading.Lock()
_left: dict[int, range] = {}


@dataclass(frozen=True, slots=True)
class Child:
    """A matter that a move will open, ready for the statement."""

    number: str
    change: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Ground:
    place_id: UUID
    units: Mapping[str, str]
    limits: Mapping[str, str]
    calendar: WorkCalendar


def next_number(at: datetime) -> str:
    """The next number of the local year of `at`; blocks of twenty a process, so gaps are normal."""
    year = local(at).year
    with _lock:
        left = _left.get(year, range(0))
        if not left:
            with connection.cursor() as cursor:
                cursor.execute(_NEXT, [year, 1 + _BLOCK, _BLOCK])
                end = cursor.fetchone()[0]
            left = range(end - _BLOCK, end)
        _left[year] = left[1:]
        return f"{year}-{left[0]:06}"


def forget_numbers() -> None:
    """Take a new block next time: after the series was set anew."""
    _left.clear()


def secret_of(matter_id: UUID) -> str:
    """The secret of a matter's receipt: 128 bits, made again from the installation's key.

    Shape:   22 letters of URL-safe base 64 would hide look-alikes; 32 hex digits are read aloud.
    """
    key = settings.RECEIPT_KEY.encode()
    return hmac.new(key, matter_id.bytes, hashlib.sha256).hexdigest()[:32]


def hash_of(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.strip().lower().encode()).hexdigest()


def _ground(programme: str, path: str, at: datetime) -> _Ground:
    on = local(at).date()
    with connection.cursor() as cursor:
        cursor.execute(_GROUND, [programme, on, on, path])
        row = cursor.fetchone()
    if row is None:
        raise PlaceNotFound
    units, limits = _read(row[1]), _read(row[2])
    return _Ground(row[0], units, limits, work_calendar(row[3] or 0))


def _read(value: Any) -> dict[str, str]:
    found: dict[str, str] = json.loads(value) if isinstance(value, str) else (value or {})
    return found


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _change(
    d: Definition,
    ground: _Ground,
    said: Raised,
    by: Actor,
    at: datetime,
    *,
    matter_id: UUID,
    number: str,
    form: Mapping[str, Any],
    more: Mapping[str, Any],
) -> dict[str, Any]:
    """Everything that opening one matter writes."""
    first = d.programme.first
    types = blanks(d.field_types) | dict(form)
    names = {"form": types, "matter": {"kind": said.kind}, "moves": {}, "children": [], "now": at}
    clocking = Clocking(
        d, ground.calendar, names, ground.limits, at,
        lambda event: ANCHORS[event](said.path, at) if event in ANCHORS else None,
    )  # fmt: skip
    clockwork = enter_stage(clocking, first, at)
    due = more.get("due_at") or clockwork.due_at
    rings = timers_of(clocking, first, at, due, clockwork.overall_due_at)
    owner = d.stages[first].owner
    holder = ground.units.get(owner) or ground.units.get("community") or ground.units["district"]
    public = d.programme.public
    private = said.private or bool(public and said.kind in public.private_kinds)
    raiser = more.get("person")
    account = by.account_id and str(by.account_id)
    told: list[tuple[str, str, str]] = [
        (n.template, to, how)
        for n in d.programme.notices
        if n.at == "open"
        for to in n.to
        for how in n.by
    ]
    told += always_told("open", replies=False)
    return {
        "matter": {
            "id": str(matter_id), "number": number, "version_id": str(d.version_id),
            "programme": d.key, "stage": first, "place_id": str(ground.place_id),
            "path": said.path, "holder_id": str(holder), "raiser_id": raiser and raiser["id"],
            "secret_hash": hash_of(secret_of(matter_id)), "kind": said.kind,
            "channel": said.channel, "private": private, "opened_at": _iso(at),
            "due_at": _iso(due), "overall_due_at": _iso(clockwork.overall_due_at),
            "lot": matter_id.int % 100, "outside_id": said.outside_id,
            "parent_id": more.get("parent_id"), "link": more.get("link", ""),
        } | ({"raiser_id": more["raiser_id"]} if more.get("raiser_id") else {}),
        "title": said.title, "body": said.body, "form": dict(form), "person": raiser,
        "key": said.key, "digest": more.get("digest"),
        "step": {
            "id": str(new_id(at)), "move": "open", "to_stage": first, "at": _iso(at),
            "recorded_at": _iso(at), "role": by.role, "said_by": by.said, "account_id": account,
            "unit_id": by.unit_id and str(by.unit_id), "holder_id": str(holder), "due_at": _iso(due),
        },
        "journal": {
            "id": str(new_id(at)), "recorded_at": _iso(at), "happened_at": _iso(at),
            "kind": "matters.open", "subject_id": str(matter_id), "other_id": more.get("parent_id"),
            "path": said.path, "account_id": account, "duty_id": by.duty_id and str(by.duty_id),
            "role": by.role,
        },
        "notices": [
            {"id": str(new_id(at)), "template": t, "audience": a, "by": b, "at": _iso(at)}
            for t, a, b in dict.fromkeys(told)
        ],
        "timers": [
            {"id": str(new_id(at)), "due_at": _iso(t.due_at), "outcome": t.outcome, "climb": t.climb}
            for t in rings
        ],
    }  # fmt: skip


def _worded(d: Definition, said: Raised) -> tuple[str, str, dict[str, Any]]:
    """Title, body and form of what was said, or every fault at once.

    Raises:  BadAnswers
    """
    body = clean(said.body)
    title = clean(said.title).replace("\n", " ") or first_line(body)
    faults: dict[str, str] = {}
    if not body and not title:
        faults["body"] = MISSING
    if len(body) > BODY_MOST:
        faults["body"] = TOO_LONG % {"most": BODY_MOST, "n": len(body)}
    if said.title and len(title) > TITLE_MOST:
        faults["title"] = TOO_LONG % {"most": TITLE_MOST, "n": len(title)}
    if said.kind and said.kind not in d.programme.kinds:
        faults["kind"] = marked("请从选项里选。")
    if faults:
        raise BadAnswers(faults)
    block = d.stages[d.programme.first].blocks.get("form", {})
    asked = {name: d.fields[name].required for name in block.get("fields", ())}
    form = seal_fields(d, read_answers(d, asked, said.form))
    if said.private and "private" in d.programme.fields:
        form["private"] = True
    return title[:TITLE_MOST], body or title, form


def first_line(text: str, most: int = 30) -> str:
    """A title out of a text: its first line, up to the first full stop, at most `most` letters."""
    line = text.strip().split("\n", 1)[0]
    for stop in "。！？!?":
        head = line.split(stop, 1)[0]
        if 4 <= len(head) < len(line):
            line = head
    return line if len(line) <= most else line[: most - 1] + "…"


def may_open(d: Definition, by: Actor, path: str | None = None) -> bool:
    """Whether this actor may open a matter of the programme (at a place): anybody where residents
    may, else the roles that the file names, inside their own territory."""
    if "resident" in d.programme.open_to:
        return True
    inside = path is None or by.reach is not Reach.TERRITORIAL or by.bounds.holds(path)
    return by.role in d.programme.open_to and inside


def opening_change(*, said: Raised, by: Actor, at: datetime) -> tuple[dict[str, Any], str, str]:
    """What opening a matter will write, with its holder and version. One statement, or two.

    Raises:  ProgrammeNotFound, PlaceNotFound, NotAllowed, BadAnswers
    """
    d = current(said.programme)
    if not may_open(d, by, said.path):
        raise NotAllowed("您的岗位不能在这个程序里提交。")
    title, body, form = _worded(d, said)
    _may_now(d, said, form, by, at)
    ground = _ground(d.key, said.path, at)
    shaped = replace(said, title=title, body=body)
    own = str(by.person_id) if by.reach is Reach.RESIDENT and by.person_id else None
    change = _change(
        d, ground, shaped, by, at, matter_id=new_id(at), number=next_number(at), form=form,
        more={"digest": _digest(shaped), "person": _person(said, own, at), "raiser_id": own},
    )  # fmt: skip
    return change, change["matter"]["holder_id"], str(d.version_id)


def _may_now(d: Definition, said: Raised, form: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Whether the file lets it be opened now: its condition, and how often.

    Raises:  NotAllowed
    """
    types = blanks(d.field_types) | dict(form)
    names = {
        "form": types, "matter": {"kind": said.kind, "channel": said.channel}, "now": at,
        "place": {"kind": "", "path": said.path},
    }  # fmt: skip
    if not holds(d.programme.open_when, names):
        raise NotAllowed("现在不能提交这一类。")
    once = d.programme.once_per
    if once is None or (once.of == "person" and by.person_id is None):
        return
    since = None if once.within == "life" else add_limit(WorkCalendar(), at, _back(once.within))
    owner = str(by.person_id) if once.of == "person" else said.path
    column = "m.raiser_id::text" if once.of == "person" else "m.path"
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            _ONCE.format(column), [d.key, owner, since, since, once.reached, once.reached]
        )
        if cursor.fetchone():
            raise NotAllowed("已经办过一次了，期限内不能再提交。")


def _back(limit: str) -> Limit:
    ahead = parse_limit(limit)
    return Limit(-ahead.n, ahead.unit)


def open_matter(*, said: Raised, by: Actor, at: datetime) -> Receipt:
    """Open a matter: two statements, whatever the programme.

    Shape:   with `said.key` the same request gives the same receipt (`again` is true).
    Raises:  ProgrammeNotFound, PlaceNotFound, NotAllowed, BadAnswers, SameKeyOther
    """
    change, _holder, _version = opening_change(said=said, by=by, at=at)
    matter_id = UUID(change["matter"]["id"])
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [json.dumps(change)])
        stands = cursor.fetchone()[0]
    found: dict[str, str] = json.loads(stands) if isinstance(stands, str) else stands
    if found["id"] != str(matter_id) and found["digest"] != change["digest"]:
        raise SameKeyOther
    opened = UUID(found["id"])
    return Receipt(
        opened, found["number"], secret_of(opened), datetime.fromisoformat(found["opened_at"]),
        again=opened != matter_id,
    )  # fmt: skip


def _person(said: Raised, own: str | None, at: datetime) -> dict[str, Any] | None:
    """The raiser as a sealed row, if they left a name or a phone."""
    name, phone = clean(said.name)[:60], clean(said.phone)[:30]
    if own or not (name or phone):
        return None
    sealed_phone = seal(phone, bound_to="people_person.phone").hex() if phone else None
    return {
        "id": str(new_id(at)),
        "name": seal(name, bound_to="people_person.name").hex(),
        "phone": sealed_phone,
        "path": said.path,
        "seen_at": _iso(at),
    }


def _digest(said: Raised) -> str:
    text = json.dumps(
        [said.programme, said.path, said.channel, said.title, said.body, said.kind, said.private, said.name,
         said.phone, dict(said.form)],
        ensure_ascii=False, sort_keys=True,
    )  # fmt: skip
    return hashlib.sha256(text.encode()).hexdigest()


def child_of(
    m: Snapshot,
    d: Definition,
    opens: Opens,
    copied: Mapping[str, Any],
    by: Actor,
    at: datetime,
    calendar: WorkCalendar,
) -> Child:
    """A matter of another programme that a move of `m` opens, at the same place."""
    other = current(opens.programme)
    ground = _Ground(m.place_id, {k: str(v) for k, v in m.units.items()}, {}, calendar)
    kind = m.kind if m.kind in other.programme.kinds else ""
    title, body = str(copied.get("title") or m.title), str(copied.get("text") or m.body)
    said = Raised(other.key, m.path, title, body, kind=kind, channel=m.channel, private=m.private)
    known = {k: v for k, v in copied.items() if k in other.programme.fields and not is_sealed(v)}
    form = seal_fields(other, known)
    matter_id, number = new_id(at), next_number(at)
    due = add_limit(calendar, at, parse_limit(opens.limit)) if opens.limit else None
    change = _change(
        other, ground, said, by, at, matter_id=matter_id, number=number, form=form,
        more={
            "parent_id": str(m.id), "link": opens.link, "due_at": due,
            "raiser_id": str(m.raiser_id) if m.raiser_id and opens.link in ("continues", "child") else None,
        },
    )  # fmt: skip
    return Child(number, change)
