"""Containers on their way: sealed, counted once more by a second hand, bagged, handed over.

Each step takes a batch and answers each alone, so that one that does not fit stops no other."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from shuoshi.counts.editions import Edition, edition_called
from shuoshi.counts.keeping import noted, sealed_word, site_of_mine, switch_of
from shuoshi.counts.models import Bag, Container, Site
from shuoshi.counts.rules import code_fits, may_count, steps_fit
from shuoshi.counts.terms import WHO_MOST, Bagging, ContainerNotFound, Sealing, Went
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.lengths import says
from shuoshi.reach.terms import Actor

_STEP = """
UPDATE counts_container c SET {step}_at = greatest(b.at, c.opened_at), {step}_by = %s
FROM unnest(%s::uuid[], %s::integer[], %s::timestamptz[]) AS b(id, n, at)
WHERE c.id = b.id AND c.site_id = %s AND c.{step}_at IS NULL AND c.members = b.n AND {when}
RETURNING c.id
"""
_SEAL = _STEP.format(step="sealed", when="c.members > 0")
_SIGN = _STEP.format(
    step="signed", when="c.sealed_at IS NOT NULL AND c.sealed_by IS DISTINCT FROM %s::uuid"
)
_BAG = """
UPDATE counts_container SET bag_id = %s
WHERE id = ANY(%s) AND site_id = %s AND bag_id IS NULL AND sealed_at IS NOT NULL AND (signed_at IS NOT NULL OR NOT %s)
"""


def seal_containers(
    *, site_id: UUID, items: Sequence[Sealing], by: Actor, at: datetime
) -> dict[UUID, Went]:
    """Seal containers, each by how many are in it by hand. Raises MayNotCount, SiteNotFound, BadInput."""
    return _stepped(_SEAL, [], site_id, items, by, at)


def sign_containers(
    *, site_id: UUID, items: Sequence[Sealing], by: Actor, at: datetime
) -> dict[UUID, Went]:
    """Sign sealed containers by a second hand, which counted once more. Raises as `seal_containers`."""
    return _stepped(_SIGN, [by.account_id], site_id, items, by, at)


def _stepped(
    statement: str, more: list[Any], site_id: UUID, items: Sequence[Sealing], by: Actor, at: datetime
) -> dict[UUID, Went]:  # fmt: skip
    may_count(by)
    steps_fit(len(items), (i.at for i in items), at)
    columns = [list(c) for c in zip(*((i.container, i.n, i.at) for i in items), strict=True)]
    with site_of_mine(site_id, by, goes_on=False) as site, connection.cursor() as cursor:
        cursor.execute(statement, [by.account_id, *columns, site.id, *more])
        done = {row[0] for row in cursor.fetchall()}
        left = [i for i in items if i.container not in done]
        found = Container.objects.in_bulk([i.container for i in left]) if left else {}
        step = "signed" if more else "sealed"
        noted(step, site.id, site.path, by, at)
    return {
        i.container: Went.DONE
        if i.container in done
        else _why(found.get(i.container), i, step, site.id, by)
        for i in items
    }


def _why(row: Container | None, item: Sealing, step: str, site_id: UUID, by: Actor) -> Went:
    """Why a step was not made."""
    if row is None or row.site_id != site_id:
        return Went.NONE
    if row.members != item.n or not row.members:
        return Went.DIFFERS
    if getattr(row, f"{step}_at") is not None:
        return Went.SAME
    if step == "signed" and row.sealed_at is not None and row.sealed_by == by.account_id:
        return Went.ONE_HAND
    return Went.EARLY


def unseal(*, container_id: UUID, site_id: UUID, by: Actor, at: datetime) -> None:
    """A container was sealed too early: it stands open again, both signatures gone, unless it is in a bag.

    Raises:  MayNotCount, SiteNotFound, BadInput
    """
    may_count(by)
    with site_of_mine(site_id, by, goes_on=False) as site:
        done = Container.objects.filter(
            id=container_id, site_id=site.id, sealed_at__isnull=False, bag_id__isnull=True, resulted_at__isnull=True
        ).update(sealed_at=None, sealed_by=None, signed_at=None, signed_by=None)  # fmt: skip
        if not done:
            raise BadInput("已经装袋了，或者还没有封。", field="container")
        noted("unseal", container_id, site.path, by, at)


def bag_up(*, site_id: UUID, items: Sequence[Bagging], by: Actor, at: datetime) -> dict[UUID, Went]:
    """Put containers into bags under a code each; a bag goes whole or not at all.

    Raises:  MayNotCount, SiteNotFound, BadInput with its field, Wrong for a code
    """
    may_count(by)
    steps_fit(len(items), (i.at for i in items), at)
    with site_of_mine(site_id, by, goes_on=False) as site:
        rules = edition_called(site.count.edition)
        went = {item.id: _bagged(site, item, rules, by) for item in items}
        noted("bag", site.id, site.path, by, at)
    return went


def _bagged(site: Site, item: Bagging, rules: Edition, by: Actor) -> Went:
    containers = set(item.containers)
    if not 1 <= len(containers) <= rules.container.bag:
        raise BadInput("一袋最多 %(most)s 个。", field="containers", most=rules.container.bag)
    row = Bag(
        id=item.id, count_id=site.count_id, site_id=site.id, path=site.path, unit_id=site.unit_id,
        code=code_fits(item.code, rules), many=len(containers), bagged_at=item.at, bagged_by=by.account_id,
    )  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            row.save(force_insert=True)
            cursor.execute(_BAG, [row.id, list(containers), site.id, rules.container.signed])
            if cursor.rowcount != len(containers):
                raise _NotWhole
    except _NotWhole:
        return Went.EARLY
    except IntegrityError:
        there = Bag.objects.filter(id=item.id, site_id=site.id, code=row.code).exists()
        inside = Container.objects.filter(bag_id=item.id).values_list("id", flat=True)
        return Went.SAME if there and set(inside) == containers else Went.TAKEN
    return Went.DONE


class _NotWhole(Exception):
    """Some of a bag's containers are not sealed, not signed, or in another."""


def hand_over_bags(
    *, site_id: UUID, bags: Sequence[UUID], to: str, by: Actor, at: datetime
) -> dict[UUID, Went]:
    """Give bags to whoever takes them away, by name. Raises MayNotCount, SiteNotFound, EmergencyOff,
    BadInput with its field."""
    may_count(by)
    steps_fit(len(bags))
    says(to, "to", WHO_MOST)
    with site_of_mine(site_id, by, goes_on=False) as site:
        key = switch_of(site.count, at).key
        found = Bag.objects.in_bulk(list(bags))
        mine = [b for b in found.values() if b.site_id == site.id and b.handed_at is None]
        for bag in mine:
            bag.handed_at, bag.handed_by = max(at, bag.bagged_at), by.account_id
            bag.handed_to = sealed_word(to.strip(), key)
        Bag.objects.bulk_update(mine, ["handed_at", "handed_by", "handed_to"])
        noted("hand_over", site.id, site.path, by, at)
    now = {b.id for b in mine}
    there = {b.id for b in found.values() if b.site_id == site.id}
    return {i: Went.DONE if i in now else Went.SAME if i in there else Went.NONE for i in bags}


def unbag(*, site_id: UUID, bag_id: UUID, by: Actor, at: datetime) -> None:
    """What is in a bag is taken out again, and the bag is none, until it is handed over. Raises MayNotCount,
    SiteNotFound, ContainerNotFound."""
    may_count(by)
    with site_of_mine(site_id, by, goes_on=False) as site:
        found = Bag.objects.filter(id=bag_id, site_id=site.id, handed_at__isnull=True)
        if not found.exists():
            raise ContainerNotFound
        Container.objects.filter(bag_id=bag_id).update(bag=None)
        found.delete()
        noted("unbag", bag_id, site.path, by, at)


def take_back_bag(*, site_id: UUID, bag_id: UUID, by: Actor, at: datetime) -> None:
    """A bag was handed over by mistake: it is at the site again, until it is received. Raises MayNotCount,
    SiteNotFound, ContainerNotFound."""
    may_count(by)
    with site_of_mine(site_id, by, goes_on=False) as site:
        found = Bag.objects.filter(
            id=bag_id, site_id=site.id, handed_at__isnull=False, received_at__isnull=True
        )
        if not found.update(handed_at=None, handed_by=None, handed_to=""):
            raise ContainerNotFound
        noted("take_back", bag_id, site.path, by, at)
