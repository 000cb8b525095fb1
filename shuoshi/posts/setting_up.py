"""Posts set up, mended, closed; what happened at one, as a matter."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.helpers.models import Helper
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.matters.opening import open_matter
from shuoshi.matters.terms import Raised, Receipt
from shuoshi.places.queries import place_at
from shuoshi.posts.checks import kinds_of_checks
from shuoshi.posts.keeping import noted, post_of_mine
from shuoshi.posts.models import Case, Incident, Post
from shuoshi.posts.rules import may_lead, may_pass, post_fits, spots_known
from shuoshi.posts.terms import POSTS_MOST, MayNotLead, PostNotFound, PostSaid
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.rosters.models import Spot
from shuoshi.units.models import Unit

_MENDED = ("unit_id", "name", "site", "lanes", "equipment", "phone", "leader_id", "spots")


def open_post(*, said: PostSaid, by: Actor, at: datetime) -> UUID:
    """Set a post up. It counts while an emergency of its kind is on.

    Raises:  MayNotLead, PlaceNotFound, BadInput with its field, Conflict for a name twice
    """
    may_lead(by)
    post_fits(said)
    place_at(said.path)
    if not by.bounds.holds(said.path):
        raise MayNotLead
    row = Post(id=new_id(at), path=said.path, kind=said.kind, opened_at=at)
    if said.kind not in kinds_of_checks():
        raise BadInput("请从选项里选。", field="kind")
    with acting(by) as scope:
        _shape(row, said)
        scope.write_as_engine()
        if (
            Post.objects.filter(closed_at__isnull=True, path__startswith=said.path[:6]).count()
            >= POSTS_MOST
        ):
            raise BadInput("最多 %(most)s 个值守点。", field="name", most=POSTS_MOST)
        _saved(row, new=True)
        noted("open", row.id, row.path, by, at)
    return row.id


def mend_post(*, post_id: UUID, said: PostSaid, by: Actor, at: datetime) -> None:
    """A post is otherwise than was said: its unit, name, lanes, equipment, phone, leader, spots. Place and kind stay.

    Raises:  MayNotLead, PostNotFound, BadInput with its field, Conflict for a name twice
    """
    may_lead(by)
    post_fits(said)
    with acting(by) as scope:
        seen = Post.objects.filter(id=post_id).first()
        if seen is None:
            raise PostNotFound
        _shape(seen, said)
        scope.write_as_engine()
        row = Post.objects.select_for_update().get(id=post_id)
        if row.closed_at is not None:
            raise Conflict("这个值守点已经撤了。")
        for name in _MENDED:
            setattr(row, name, getattr(seen, name))
        _saved(row, new=False)
        noted("mend", row.id, row.path, by, at)


def close_post(*, post_id: UUID, by: Actor, at: datetime) -> None:
    """A post is closed: nothing is counted there from now on. Raises MayNotLead, PostNotFound, Conflict."""
    may_lead(by)
    with post_of_mine(post_id, by) as row:
        if row.closed_at is not None:
            raise Conflict("这个值守点已经撤了。")
        if Case.objects.filter(post_id=row.id, closed_at__isnull=True).exists():
            raise Conflict("还有人在这里等着，先处理完再撤。")
        Post.objects.filter(id=row.id).update(closed_at=max(at, row.opened_at))
        noted("close", row.id, row.path, by, at)


def report_incident(*, post_id: UUID, said: Raised, by: Actor, at: datetime) -> Receipt:
    """What happened at a post becomes a matter of its place; sent twice with one key it is one.

    Raises:  MayNotPass, PostNotFound, what opening a matter raises
    """
    may_pass(by)
    with acting(by):
        row = Post.objects.filter(id=post_id).first()
    if row is None:
        raise PostNotFound
    receipt = open_matter(said=said, by=by, at=at)
    with post_of_mine(post_id, by):
        Incident.objects.get_or_create(
            matter_id=receipt.matter_id,
            defaults={"id": new_id(at), "post_id": row.id, "path": row.path, "at": at},
        )
        noted("incident", row.id, row.path, by, at)
    return receipt


def _shape(row: Post, said: PostSaid) -> None:
    """Read under the reach what is named anew; what stood there before may stay. Raises BadInput with its field."""
    if not Unit.objects.filter(id=said.unit_id).exists():
        raise BadInput("请从名单里选。", field="unit")
    anew = said.leader_id if said.leader_id != row.leader_id else None
    if anew and not Helper.objects.filter(id=anew, ended_on__isnull=True).exists():
        raise BadInput("请从名单里选。", field="leader")
    there = Spot.objects.filter(id__in=said.spots).values_list("id", flat=True)
    spots_known(said, [*there, *row.spots])
    row.unit_id, row.name, row.site = said.unit_id, said.name.strip(), said.site.strip()
    row.lanes, row.equipment, row.phone = said.lanes, said.equipment.strip(), said.phone.strip()
    row.leader_id, row.spots = said.leader_id, sorted(said.spots)


def _saved(row: Post, *, new: bool) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=new, force_update=not new)
    except IntegrityError as error:
        raise Conflict("这里已经有叫这个名字的值守点了。") from error
