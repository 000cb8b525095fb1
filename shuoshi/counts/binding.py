"""Members bound to containers, one statement a batch; taken out again while their container is open."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F

from shuoshi.counts.editions import edition_called
from shuoshi.counts.keeping import noted, sealed_word, switch_of
from shuoshi.counts.models import Container, Counted, Guest, Member, Single, Site, Tally
from shuoshi.counts.rules import batch_fits, may_count
from shuoshi.counts.terms import (
    COUNTED,
    Bound,
    Came,
    ContainerNotFound,
    Sealed,
    SiteNotFound,
)
from shuoshi.kernel.clock import local, local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.people.models import Household, Person
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, EmergencyOff

_BIND = (
    "SELECT counts_bind(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::timestamptz[], %s::uuid[], "
    "%s::text[], %s::smallint[], %s::uuid[], %s::jsonb)"
)
_GRID = 15
"""How many digits of a path name a grid."""


@dataclass(frozen=True, slots=True)
class BoundOut:
    """What somebody brought is answered."""

    id: UUID
    came: Came

    @property
    def counted(self) -> bool:
        """Whether they are in the container."""
        return self.came in COUNTED


def bind(
    *, site_id: UUID, edition: str, items: Sequence[Bound], by: Actor, at: datetime
) -> tuple[BoundOut, ...]:
    """Bind members to containers at a site, two hundred at most. One statement; two more where guests are among them.

    Shape:   an answer each in their order: kept, or again for somebody who was counted before, or refused alone.
    Raises:  MayNotCount, SiteNotFound, EditionNotFound, BadInput with its field (nothing of the batch is written)
    """
    may_count(by)
    rules = edition_called(edition)
    guests = batch_fits(items, rules, at)
    kept = _sealed(site_id, guests, by, at) if guests else {}
    columns = zip(
        *((i.id, i.at, i.container, i.code.strip(), i.most, i.subject) for i in items), strict=True
    )
    given = [
        *by.settings(), site_id, edition, rules.of.value, rules.alone, at, by.duty_id, by.account_id,
        *map(list, columns), json.dumps([{"id": str(i), "fields": f} for i, f in kept.items()]),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BIND, given)
        came = cursor.fetchone()[0]
    if came is None:
        raise SiteNotFound
    if came == ["edition"]:
        raise BadInput("这一次按另一版办法清点，请刷新。", field="edition")
    return tuple(BoundOut(i.id, Came(c)) for i, c in zip(items, came, strict=True))


def _sealed(
    site_id: UUID, guests: Mapping[UUID, Mapping[str, str]], by: Actor, at: datetime
) -> dict[UUID, dict[str, str]]:
    """What guests said, under the emergency's key; nothing where it is erased, and nobody is counted then."""
    with acting(by):
        site = Site.objects.select_related("count").filter(id=site_id).first()
    if site is None:
        raise SiteNotFound
    try:
        key = switch_of(site.count, at).key
    except EmergencyOff:
        return {}
    return {i: {n: sealed_word(w, key) for n, w in said.items()} for i, said in guests.items()}


def unbind(*, member_id: UUID, by: Actor, at: datetime) -> None:
    """Somebody was bound by mistake: they are out of the container and not counted, unless they were elsewhere too.

    Raises:  MayNotCount, ContainerNotFound, Sealed
    """
    may_count(by)
    with acting(by) as scope:
        member = Member.objects.filter(id=member_id).first()
        if member is None:
            raise ContainerNotFound
        scope.write_as_engine()
        container = (
            Container.objects.select_for_update(of=("self",)).select_related("count").get(id=member.container_id)
        )  # fmt: skip
        if container.sealed_at is not None:
            raise Sealed
        fresh = Member.objects.filter(id=member_id).first()
        if fresh is None:
            raise ContainerNotFound
        member = fresh
        if member.subject_id:
            mine = Counted.objects.filter(count_id=container.count_id, subject_id=member.subject_id)
            list(mine.select_for_update())  # whoever binds them elsewhere waits
            alone = Single.objects.filter(own_id=container.id, subject_id=member.subject_id)
            alone.update(own=None)
        Member.objects.filter(id=member_id).delete()
        Guest.objects.filter(id=member_id).delete()
        Container.objects.filter(id=container.id).update(members=F("members") - 1)
        _uncounted(member, container)
        Container.objects.filter(id=container.id, members=0).delete()
        noted("unbind", container.id, container.path, by, at)


def _uncounted(member: Member, container: Container) -> None:
    """Take back the figures. Whoever is in another container of the count stays counted, by that one."""
    first = Counted.objects.filter(id=member.id).first()
    other = None
    if first is not None:
        subject = first.subject_id
        first.delete()
        others = Member.objects.filter(count_id=container.count_id, subject_id=subject)
        other = others.order_by("at", "id").first()
        if other is not None:
            Member.objects.filter(id=other.id).update(again=False)
            Counted.objects.create(
                id=other.id,
                count_id=container.count_id,
                subject_id=subject,
                path=first.path,
            )
    home = first.path if first else _home(member, container)
    gone = first is not None and other is None
    Tally.objects.create(
        count_id=container.count_id, site_id=container.site_id, path=home[:_GRID], on=local_date(member.at),
        hour=local(member.at).hour, counted=-1 if gone else 0,
        more=-1 if gone and not _awaited(member.subject_id, container.count.planned_at) else 0,
        again=-1 if member.again or other else 0, guests=-1 if member.subject_id is None else 0,
    )  # fmt: skip


def _awaited(subject_id: UUID | None, planned: datetime) -> bool:
    """Whether the plan had somebody, as `counts_bind` says it."""
    if subject_id is None:
        return False
    person = Person.objects.filter(id=subject_id).first()
    if person is not None:
        return person.left_on is None and person.seen_at <= planned
    return Household.objects.filter(id=subject_id, added_at__lte=planned).exists()


def _home(member: Member, container: Container) -> str:
    """Where somebody lives, as the tally counted them."""
    if member.subject_id is None:
        return container.path
    table = Person if edition_called(container.count.edition).of.value == "person" else Household
    found = table.objects.filter(id=member.subject_id).values_list("path", flat=True).first()
    return found or container.path
