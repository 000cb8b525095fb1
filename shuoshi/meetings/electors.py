"""The roll of a body whose members have no account: owners, households' representatives."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, Sum

from shuoshi.accounts.terms import ADMINISTRATOR
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.phones import digits_of, is_phone
from shuoshi.kernel.texts import Bilingual
from shuoshi.kernel.workbooks import Line
from shuoshi.meetings.models import Elector, Voter
from shuoshi.meetings.terms import CHAIRS
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.sealing.actions import log_look
from shuoshi.sealing.cipher import index_token, index_tokens, index_version
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import Look, Masked, Purpose
from shuoshi.units.queries import unit
from shuoshi.units.terms import BODIES, UnitKind

COLUMNS: Mapping[str, tuple[Bilingual, tuple[str, ...]]] = {
    "door": (Bilingual("房号", "Door"), ("房间", "户号", "门牌", "门牌号", "地址", "room")),
    "name": (Bilingual("姓名", "Name"), ("业主", "户代表", "业主姓名", "称呼", "owner")),
    "phone": (Bilingual("电话", "Phone"), ("手机", "手机号", "联系电话", "联系方式", "mobile")),
    "area": (Bilingual("面积（平方米）", "Area (m2)"), ("面积", "建筑面积", "产权面积", "area")),
}
"""What a column of the roll's sheet holds: how it is called, and how others do."""
BY_SHEET = (UnitKind.RESIDENTS_MEETING, UnitKind.HOUSEHOLDS_MEETING, UnitKind.OWNERS)
"""Bodies whose roll comes as a sheet."""
_KEEPERS = frozenset({ADMINISTRATOR, SYSTEM.role})
_TOKEN = "elector"  # noqa: S105 - a kind of token
_BATCH = 500
_DOOR_MOST, _NAME_MOST, _AREA_MOST = 60, 40, Decimal(100_000)


@dataclass(frozen=True, slots=True)
class Owner:
    """One line of a roll; several flats of one owner are one line with their areas added."""

    door: str
    name: str
    phone: str
    area_dm2: int


@dataclass(frozen=True, slots=True)
class ElectorRow:
    """Somebody on the roll as a page shows them: the name masked."""

    id: UUID
    door: str
    name: str
    area_dm2: int


def owners_in(lines: Sequence[Line]) -> tuple[Owner, ...]:
    """What a roll's sheet says, the head first; flats of the same name and phone become one owner.

    Raises:  BadInput naming the line
    """
    (_first, head), *rows = lines
    places = {name.strip().lower(): n for n, name in enumerate(head)}
    columns = {
        field: at
        for field, (called, others) in COLUMNS.items()
        for name in (called.zh, called.en, *others)
        if (at := places.get(name.lower())) is not None
    }
    if not {"door", "name"} <= set(columns):
        raise BadInput("第一行里要有“房号”和“姓名”两列。", field="sheet")
    found: dict[tuple[str, str], Owner] = {}
    for n, row in rows:
        cells = {f: row[at].strip() if at < len(row) else "" for f, at in columns.items()}
        owner = _owner(n, cells)
        same = (owner.name, owner.phone) if owner.phone else (owner.name, owner.door)
        there = found.get(same)
        found[same] = owner if there is None else Owner(
            f"{there.door}、{owner.door}", there.name, there.phone, there.area_dm2 + owner.area_dm2
        )  # fmt: skip
    return tuple(found.values())


def _owner(line: int, cells: Mapping[str, str]) -> Owner:
    door, name, phone = cells["door"], cells["name"], cells.get("phone", "")
    if not door or not name or len(door) > _DOOR_MOST or len(name) > _NAME_MOST:
        raise BadInput("第 %(n)s 行：房号和姓名都要写，不要太长。", field="sheet", n=line)
    if phone and not is_phone(phone):
        raise BadInput("第 %(n)s 行：电话不对。", field="sheet", n=line)
    try:
        area = Decimal(cells.get("area") or 0)
    except InvalidOperation:
        area = Decimal(-1)
    if not (area.is_finite() and 0 <= area <= _AREA_MOST):
        raise BadInput("第 %(n)s 行：面积要写数字，单位平方米。", field="sheet", n=line)
    return Owner(door, name, phone, int(area * 100))


def set_roll(*, unit_id: UUID, owners: Sequence[Owner], by: Actor, at: datetime) -> int:
    """Let a body's roll be these from today; who is unchanged stays the same voter, who was on it before and
    is not any more is taken off. How many.

    Locks:   the roll, by an advisory lock.
    Raises:  NotAllowed, UnitNotFound, BadInput (nobody)
    """
    body, on = unit(unit_id), local_date(at)
    if by.role not in _KEEPERS or body.kind not in BODIES or not by.bounds.holds(body.path):
        raise NotAllowed
    if not owners:
        raise BadInput("表格是空的。", field="sheet")
    with acting(by) as scope:
        scope.write_as_engine()
        with connection.cursor() as cursor:  # an empty roll has no row to lock
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"roll:{unit_id}"])
        there = {_same(e): e for e in Elector.objects.filter(unit_id=unit_id, ends_on__isnull=True)}
        kept = {same for o in owners if (same := _same(o)) in there}
        gone = [e.id for same, e in there.items() if same not in kept]
        Elector.objects.filter(id__in=gone).update(ends_on=on)
        Elector.objects.bulk_update(
            [_moved(there[_same(o)], n) for n, o in enumerate(owners, 1) if _same(o) in kept], ["n"],
            batch_size=500,
        )  # fmt: skip
        Elector.objects.bulk_create(
            [
                Elector(
                    id=new_id(at), unit_id=unit_id, path=body.path, n=n, door=o.door, name=o.name,
                    phone=o.phone or None, token=phone_token(o.phone) if o.phone else None,
                    area_dm2=o.area_dm2, starts_on=on,
                )
                for n, o in enumerate(owners, 1) if _same(o) not in kept
            ],
            batch_size=500,
        )  # fmt: skip
        record(kind="meetings.electors", subject_id=unit_id, path=body.path, by=by, at=at)
    return len(owners)


@dataclass(frozen=True, slots=True)
class RollChange:
    """What a new roll would change: how many stay, come and go; doors whose area is missing, and doors that
    two owners name."""

    stay: int
    come: int
    go: int
    area_dm2: int
    without_area: tuple[str, ...]
    doors_twice: tuple[str, ...]


def roll_change(unit_id: UUID, owners: Sequence[Owner]) -> RollChange:
    """What `set_roll` would change, before it does. One statement in a scope."""
    with acting(SYSTEM):
        there = {_same(e) for e in Elector.objects.filter(unit_id=unit_id, ends_on__isnull=True)}
    new = {_same(o) for o in owners}
    doors = Counter(door for o in owners for door in o.door.split("、"))
    return RollChange(
        len(there & new), len(new - there), len(there - new), sum(o.area_dm2 for o in owners),
        tuple(o.door for o in owners if not o.area_dm2),
        tuple(door for door, n in doors.items() if n > 1),
    )  # fmt: skip


def _same(o: Owner | Elector) -> tuple[str, str, str, int]:
    """What makes two lines of a roll the same."""
    return o.door, o.name, digits_of(o.phone or ""), o.area_dm2


def _moved(e: Elector, n: int) -> Elector:
    e.n = n
    return e


def phone_token(phone: str) -> bytes:
    """The token under which an elector's phone is kept for finding: 16 bytes."""
    return index_token(_TOKEN, digits_of(phone))


def phone_tokens(phone: str) -> list[bytes]:
    """The tokens under which an elector's phone may be found."""
    return index_tokens(_TOKEN, digits_of(phone))


def reindex(purpose: Purpose) -> int:
    """Find those on rolls by the newest index key; how many had older tokens. Nothing for other purposes."""
    if purpose is not Purpose.INDEX:
        return 0
    moved, after = 0, UUID(int=0)
    while True:
        with acting(SYSTEM):
            older = Elector.objects.filter(id__gt=after, phone__isnull=False).order_by("id")
            some = list(older[:_BATCH])
            changed = [e for e in some if bytes(e.token or b"")[:2] != index_version()]
            for e in changed:
                e.token = phone_token(e.phone or "")
            Elector.objects.bulk_update(changed, ["token"])
        moved += len(changed)
        if not some:
            return moved
        after = some[-1].id


def roll_of(unit_id: UUID, on: date, *, by: Actor, at: datetime) -> tuple[ElectorRow, ...]:
    """The electors of a body on a day, in the roll's order: with their doors for whoever chairs it, which is
    written down. One statement in a scope, and the look."""
    with acting(by) as scope:
        electors = Elector.objects.filter(unit_id=unit_id, starts_on__lte=on)
        rows = list(
            electors.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on)).order_by("n", "id")
        )
        opened = bool(rows) and by.role in CHAIRS
        if opened:
            scope.write_as_engine()
            log_look(
                fields=["door"], purpose=Look.VERIFY, why="会议名册", path=rows[0].path, by=by, at=at
            )  # fmt: skip
    return tuple(
        ElectorRow(
            e.id, e.door if opened else mask(Masked.DOOR, e.door), mask(Masked.NAME, e.name), e.area_dm2
        )
        for e in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RollCount:
    """How many stand on a roll, how many with a phone, how much they own."""

    heads: int
    phones: int
    area_dm2: int


def count_of_roll(unit_id: UUID, on: date) -> RollCount:
    """A roll in numbers, which show nobody. One statement in a scope."""
    with acting(SYSTEM):
        electors = Elector.objects.filter(unit_id=unit_id, starts_on__lte=on)
        electors = electors.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
        found = electors.aggregate(heads=Count("id"), phones=Count("phone"), area=Sum("area_dm2"))
    return RollCount(found["heads"], found["phones"], found["area"] or 0)


def elector_behind(matter_id: UUID, entry: int, door: str) -> UUID | None:
    """Who is called to vote on a matter with this door, on the roll as that vote copied it. One statement in
    a scope."""
    wished = door.strip()
    with acting(SYSTEM):
        voters = Voter.objects.filter(ballot__matter_id=matter_id, ballot__entry=entry)
        rows = list(voters.exclude(elector=None).select_related("elector").order_by("elector__n"))
    electors = [v.elector for v in rows if v.elector is not None]
    found = [e.id for e in electors if wished in (e.door, *e.door.split("、"))]
    return found[0] if len(found) == 1 else None
