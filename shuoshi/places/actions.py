"""Writing places: adding one, other names, estates, sites, succession."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.places.models import Estate, Place, PlaceCode, PlaceName, Site, Succession
from shuoshi.places.rules import is_part, kinds_under, next_local
from shuoshi.places.terms import (
    SITE_KINDS,
    CodeSystem,
    NameKind,
    PathTaken,
    PlaceKind,
    PlaceNotFound,
    PlaceRow,
    SuccessionKind,
)
from shuoshi.reach.terms import Actor

_AHEAD = timedelta(days=3 * 366)


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
    Raises:  PlaceNotFound (the parent), PathTaken, BadInput (a kind that does not stand there, a part
             of another length, or no local code is left)
    """
    parent = Place.objects.select_for_update().filter(path=parent_path).first()
    if parent is None:
        raise PlaceNotFound
    _fits(PlaceKind(parent.kind), kind, part)
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


def _fits(above: PlaceKind, kind: PlaceKind, part: str | None) -> None:
    """Raises BadInput where a place of this kind, or of this part, can't stand there."""
    if kind not in kinds_under(above):
        raise BadInput("这一类地点不能设在这里。", field="child_kind")
    if part is None and len(kinds_under(above)) == 1:
        raise BadInput("街道乡镇以下的地点要写编号。", field="part")
    if part is not None and not is_part(above, part):
        raise BadInput("编号只写数字：楼栋 5 位，其他 3 位。", field="part")


@transaction.atomic
def lay_out(
    *, community: str, grids: Sequence[tuple[str, Sequence[str]]], by: Actor, at: datetime
) -> int:
    """Grids of a community or village that has none, with their buildings, all at once; gives how many places.

    Shape:   each grid's name with its buildings' names; parts of paths are numbered from 1.
    Locks:   the community's row.
    Raises:  PlaceNotFound, PathTaken where a grid is there
    """
    above = Place.objects.select_for_update().filter(path=community).first()
    if above is None:
        raise PlaceNotFound
    if Place.objects.filter(parent=above).exists():
        raise PathTaken
    made: list[Place] = []
    for g, (name, buildings) in enumerate(grids, start=1):
        grid = Place(
            id=new_id(at), path=f"{community}{g:03}", kind=PlaceKind.GRID, name=name, parent=above
        )
        made.append(grid)
        made += [
            Place(
                id=new_id(at),
                path=f"{grid.path}{b:05}",
                kind=PlaceKind.BUILDING,
                name=said,
                parent=grid,
            )
            for b, said in enumerate(buildings, start=1)
        ]
    Place.objects.bulk_create(made)
    today = local_date(at)
    PlaceName.objects.bulk_create(
        PlaceName(id=new_id(at), place=p, kind=NameKind.OFFICIAL, name=p.name, valid_from_on=today)
        for p in made
    )
    record(kind="places.lay_out", subject_id=above.id, path=community, by=by, at=at)
    return len(made)


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

    Shape:   a merger and a redrawing close `before` from that day on; after a split it goes on.
    Locks:   the two places' rows.
    Raises:  PlaceNotFound, BadInput (a place can't follow itself, what came from it, or a closed one)
    """
    both = Place.objects.select_for_update().filter(path__in=[before_path, after_path])
    found = {p.path: p for p in both.order_by("path")}
    if len(found) < 2:
        if before_path == after_path:
            raise BadInput("一个地点不能并入它自己。")
        raise PlaceNotFound
    if found[after_path].closed_on is not None or _came_from(found[after_path], found[before_path]):
        raise BadInput("那个地点已经撤销，或者就是从这里变来的。", field="after")
    first = PlaceName.objects.filter(place=found[before_path]).order_by("valid_from_on").first()
    earliest = first.valid_from_on if first else on
    latest = local_date(at) + _AHEAD
    if not earliest <= on <= latest:
        raise BadInput(
            "日期要在 %(first)s 到 %(last)s 之间。", field="succeed_on", first=earliest, last=latest
        )
    try:
        with transaction.atomic():
            succession = Succession.objects.create(
                id=new_id(at), before=found[before_path], after=found[after_path], kind=kind, on=on
            )
    except IntegrityError:
        raise BadInput("这两个地点的沿革已经记过了。") from None
    if kind != SuccessionKind.SPLIT:
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


def _came_from(after: Place, before: Place) -> bool:
    """Whether `after` became, by whatever way, part of `before`: then it can't take it over."""
    seen, edge = {after.id}, [after.id]
    while edge:
        on = Succession.objects.filter(before_id__in=edge).exclude(after_id__in=seen)
        edge = list(on.values_list("after_id", flat=True))
        seen |= set(edge)
    return before.id in seen


@transaction.atomic
def add_site(*, name: str, kind: str, path: str, by: Actor, at: datetime) -> UUID:
    """Add a spot where something is done.

    Raises:  PlaceNotFound, BadInput (no such kind)
    """
    place = Place.objects.filter(path=path).first()
    if place is None:
        raise PlaceNotFound
    if kind not in SITE_KINDS:
        raise BadInput("没有这一类场所。", field="kind")
    site = Site.objects.create(id=new_id(at), name=name, kind=kind, place=place)
    record(kind="places.site", subject_id=site.id, path=path, by=by, at=at)
    return site.id


@transaction.atomic
def add_estate(*, name: str, community: str, by: Actor, at: datetime) -> UUID:
    """Add a housing estate of a community; its buildings are put into it afterwards.

    Raises:  PlaceNotFound, BadInput (no community, or the name is taken there)
    """
    place = Place.objects.select_for_update().filter(path=community).first()
    if place is None:
        raise PlaceNotFound
    if place.kind not in (PlaceKind.COMMUNITY, PlaceKind.VILLAGE):
        raise BadInput("小区要设在社区或村下面。", field="name")
    if Estate.objects.filter(community=place, name=name).exists():
        raise BadInput("这个社区已经有同名的小区。", field="name")
    estate = Estate.objects.create(id=new_id(at), name=name, community=place)
    record(kind="places.estate", subject_id=estate.id, path=community, by=by, at=at)
    return estate.id


@transaction.atomic
def put_in_estate(
    *, estate_id: UUID, buildings: Sequence[str], by: Actor, at: datetime
) -> tuple[str, ...]:
    """Let an estate consist of these buildings of its community, and of no others.

    Locks:   the estate's row.
    Raises:  BadInput (no such estate, a path that is no building of its community)
    """
    estate = (
        Estate.objects.select_for_update(of=("self",))
        .select_related("community").filter(id=estate_id).first()
    )  # fmt: skip
    if estate is None:
        raise BadInput("没有这个小区。", field="estate")
    if not buildings:
        raise BadInput("请至少选一栋楼。", field="buildings")
    inside = Place.objects.filter(
        path__in=buildings, path__startswith=estate.community.path, kind=PlaceKind.BUILDING
    )
    if inside.count() != len(set(buildings)):
        raise BadInput("小区只能由本社区的楼栋组成。", field="buildings")
    Place.objects.filter(estate=estate).exclude(path__in=buildings).update(estate=None)
    inside.update(estate=estate)
    record(kind="places.estate", subject_id=estate.id, path=estate.community.path, by=by, at=at)
    return tuple(sorted(set(buildings)))
