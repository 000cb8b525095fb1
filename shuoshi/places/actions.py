"""Writing places: loading a division file, adding one, succession."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.places.models import Place, PlaceCode, PlaceName, Site, Succession
from shuoshi.places.rules import kind_of, next_local, parent_path, path_of, short_name
from shuoshi.places.terms import (
    CodeSystem,
    NameKind,
    PathTaken,
    PlaceKind,
    PlaceNotFound,
    PlaceRow,
    SuccessionKind,
)
from shuoshi.reach.terms import Actor

_CHUNK = 5000
_PLACES = """
INSERT INTO places_place (id, path, kind, name, parent_id)
SELECT n.id, n.path, n.kind, n.name, p.id
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[])
     AS n (id, path, kind, name, above)
LEFT JOIN places_place p ON p.path = n.above
ORDER BY length(n.path)
"""
_CODES = """
INSERT INTO places_placecode (id, place_id, system, code, valid_from_on)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::date[])
"""
_NAMES = """
INSERT INTO places_placename (id, place_id, kind, name, valid_from_on)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::date[])
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a division file did."""

    added: int
    known: int
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _New:
    id: UUID
    path: str
    kind: PlaceKind
    name: str
    code: str


def _read(rows: Iterable[dict[str, str]], known: set[str], at: datetime) -> Iterator[_New | str]:
    for n, row in enumerate(rows, start=2):
        try:
            path = path_of(row["code"].strip())
            name = row["name"].strip()
            if not name:
                raise ValueError("the name is empty")
            yield _New(new_id(at), path, kind_of(path, name), short_name(name), row["code"])
        except (KeyError, ValueError, AttributeError) as error:
            yield f"第 {n} 行 / line {n}: {error}"


def _insert(level: list[_New], official: dict[str, str], valid_from: date, at: datetime) -> None:
    for start in range(0, len(level), _CHUNK):
        part = level[start : start + _CHUNK]
        ids = [new.id for new in part]
        days = [valid_from] * len(part)
        with connection.cursor() as cursor:
            cursor.execute(
                _PLACES,
                [
                    ids,
                    [new.path for new in part],
                    [new.kind.value for new in part],
                    [new.name for new in part],
                    [parent_path(new.path) for new in part],
                ],
            )
            statistical = [CodeSystem.STATISTICAL.value] * len(part)
            codes = [new.code for new in part]
            cursor.execute(_CODES, [[new_id(at) for _ in part], ids, statistical, codes, days])
            kinds = [NameKind.OFFICIAL.value] * len(part)
            names = [official[new.path] for new in part]
            cursor.execute(_NAMES, [[new_id(at) for _ in part], ids, kinds, names, days])


@transaction.atomic
def load_divisions(
    *,
    file: Path,
    valid_from: date,
    by: Actor,
    at: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> Loaded:
    """Load a CSV of statistical divisions (columns code, name); what is known already stays.

    Shape:   parents come before children by the length of their paths, whatever the file's order;
             a bad row is refused with its line and the rest goes on. `progress` gets rows done.
    Source:  DOMAIN.md 1.1
    """
    with file.open(encoding="utf-8-sig", newline="") as lines:
        raw = list(csv.DictReader(lines))
    known = set(Place.objects.values_list("path", flat=True))
    read = list(_read(raw, known, at))
    refused = tuple(r for r in read if isinstance(r, str))
    fresh: dict[str, _New] = {}
    for new in read:
        if isinstance(new, _New) and new.path not in known:
            fresh.setdefault(new.path, new)
    official = {path_of(r["code"].strip()): r["name"].strip() for r in raw if _is_code(r)}
    done = 0
    for length in sorted({len(path) for path in fresh}):
        level = [new for path, new in fresh.items() if len(path) == length]
        _insert(level, official, valid_from, at)
        done += len(level)
        progress(done)
    if fresh:
        first = next(iter(fresh.values()))
        record(kind="places.load", subject_id=first.id, path=first.path, by=by, at=at)
    return Loaded(len(fresh), len(read) - len(refused) - len(fresh), refused)


def _is_code(row: dict[str, str]) -> bool:
    code = (row.get("code") or "").strip()
    return len(code) == 12 and code.isdigit()


@transaction.atomic
def add_place(
    *,
    parent_path: str,
    kind: PlaceKind,
    name: str,
    by: Actor,
    at: datetime,
    part: str | None = None,
    aliases: tuple[str, ...] = (),
) -> PlaceRow:
    """Add a place under another: with its `part` of the path, or with a free local code.

    Shape:   without `part` the place must stand under a street, town or township.
    Locks:   the parent's row, so that two new places do not get one code.
    Raises:  PlaceNotFound (the parent), PathTaken, BadInput (no local code is left)
    """
    parent = Place.objects.select_for_update().filter(path=parent_path).first()
    if parent is None:
        raise PlaceNotFound
    taken = set(Place.objects.filter(parent=parent).values_list("path", flat=True))
    try:
        path = parent_path + part if part else next_local(taken, parent_path)
    except ValueError:
        raise BadInput("这个街道的自编号用完了。") from None
    if path in taken or Place.objects.filter(path=path).exists():
        raise PathTaken
    place = Place(id=new_id(at), path=path, kind=kind, name=name, parent=parent)
    place.save(force_insert=True)
    today = local_date(at)
    if part is None:
        PlaceCode.objects.create(
            id=new_id(at), place=place, system=CodeSystem.LOCAL, code=path, valid_from_on=today
        )
    for alias in (name, *aliases):
        PlaceName.objects.create(
            id=new_id(at),
            place=place,
            kind=NameKind.OFFICIAL if alias == name else NameKind.ALIAS,
            name=alias,
            valid_from_on=today,
        )
    record(kind="places.add", subject_id=place.id, path=path, by=by, at=at)
    return PlaceRow(place.id, path, PlaceKind(kind), name)


@transaction.atomic
def name_also(*, path: str, alias: str, by: Actor, at: datetime) -> None:
    """Give a place one more name (莲花街道 for 莲花池街道).

    Raises:  PlaceNotFound
    """
    place = Place.objects.filter(path=path).first()
    if place is None:
        raise PlaceNotFound
    PlaceName.objects.create(
        id=new_id(at), place=place, kind=NameKind.ALIAS, name=alias, valid_from_on=local_date(at)
    )
    record(kind="places.name", subject_id=place.id, path=path, by=by, at=at)


@transaction.atomic
def succeed(
    *, before_path: str, after_path: str, kind: SuccessionKind, on: date, by: Actor, at: datetime
) -> UUID:
    """Write down that one place became part of another on a day. No path changes.

    Raises:  PlaceNotFound, BadInput (a place can't follow itself)
    """
    found = {p.path: p for p in Place.objects.filter(path__in=[before_path, after_path])}
    if len(found) < 2:
        if before_path == after_path:
            raise BadInput("一个地点不能并入它自己。")
        raise PlaceNotFound
    succession = Succession.objects.create(
        id=new_id(at), before=found[before_path], after=found[after_path], kind=kind, on=on
    )
    Place.objects.filter(path=before_path).update(closed_on=on)
    record(
        kind="places.succeed",
        subject_id=found[before_path].id,
        other_id=found[after_path].id,
        path=after_path,
        by=by,
        at=at,
    )
    return succession.id


@transaction.atomic
def add_site(*, name: str, kind: str, path: str, by: Actor, at: datetime) -> UUID:
    """Add a spot where something is done.

    Raises:  PlaceNotFound
    """
    place = Place.objects.filter(path=path).first()
    if place is None:
        raise PlaceNotFound
    site = Site.objects.create(id=new_id(at), name=name, kind=kind, place=place)
    record(kind="places.site", subject_id=site.id, path=path, by=by, at=at)
    return site.id
