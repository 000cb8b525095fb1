"""Loading the list of divisions that the statistics office issues every year, and the next one."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from shuoshi.journal.actions import record
from shuoshi.kernel.ids import new_id
from shuoshi.places.models import Place, PlaceName
from shuoshi.places.rules import kind_of, parent_path, path_of, short_name
from shuoshi.places.terms import CodeSystem, NameKind, PlaceKind
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
    """What loading a division file did.

    Shape:   `absent` are the paths of places that an earlier list had and this one lacks: whether
             one was merged or closed is for people to say (`succeed`).
    """

    added: int
    known: int
    refused: tuple[str, ...]
    renamed: int = 0
    absent: tuple[str, ...] = ()


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
    """Load a CSV of statistical divisions (columns code, name); a newer list gives newer names.

    Shape:   parents come before children by the length of their paths, whatever the file's order;
             a bad row is refused with its line and the rest goes on. `progress` gets rows done. A
             place that bears another name in a list of a later day is called so from that day on.
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
    renamed = _rename({p: n for p, n in official.items() if p in known}, valid_from, by, at)
    return Loaded(
        len(fresh),
        len(read) - len(refused) - len(fresh),
        refused,
        renamed,
        _absent(official, known),
    )


def _rename(official: dict[str, str], on: date, by: Actor, at: datetime) -> int:
    """Call known places as the list does from its day on; a list of no later day changes nothing."""
    called = PlaceName.objects.filter(
        place__path__in=official,
        kind=NameKind.OFFICIAL,
        valid_to_on__isnull=True,
        valid_from_on__lt=on,
    ).select_related("place")
    renamed = [old for old in called if old.name != official[old.place.path]]
    for old in renamed:
        name, place = official[old.place.path], old.place
        PlaceName.objects.filter(id=old.id).update(valid_to_on=on)
        PlaceName.objects.create(
            id=new_id(at), place=place, kind=NameKind.OFFICIAL, name=name, valid_from_on=on
        )
        Place.objects.filter(id=place.id).update(name=short_name(name))
        record(kind="places.rename", subject_id=place.id, path=place.path, by=by, at=at)
    return len(renamed)


def _absent(official: dict[str, str], known: set[str]) -> tuple[str, ...]:
    """Known places with a statistical code, under a parent that the list names, that it lacks."""
    missing = sorted(p for p in known - official.keys() if parent_path(p) in official)
    coded = Place.objects.filter(
        path__in=missing, closed_on__isnull=True,
        codes__system=CodeSystem.STATISTICAL, codes__valid_to_on__isnull=True,
    )  # fmt: skip
    return tuple(coded.order_by("path").values_list("path", flat=True))


def _is_code(row: dict[str, str]) -> bool:
    code = (row.get("code") or "").strip()
    return len(code) == 12 and code.isdigit()
