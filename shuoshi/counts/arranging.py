"""Counts planned, ended, followed by their next round; their sites set up, made ready, closed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from shuoshi.counts.editions import Edition, edition_called
from shuoshi.counts.keeping import noted, open_count, site_of_mine, switch_of
from shuoshi.counts.models import Bag, Booking, Container, Count, Expected, Site
from shuoshi.counts.rules import count_fits, may_count, may_plan, ready_fits, site_fits
from shuoshi.counts.terms import (
    GATE,
    ROUNDS_MOST,
    SITES_MOST,
    CountNotFound,
    CountSaid,
    MayNotPlan,
    Of,
    SiteSaid,
)
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.places.models import Place
from shuoshi.places.queries import place_at
from shuoshi.reach.queries import switch_at
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, EmergencyOff
from shuoshi.units.models import Unit

_REGRETS = timedelta(days=1)
_EXPECTED = {
    Of.PERSON: """
        INSERT INTO counts_expected (count_id, path, many)
        SELECT %s, path, count(*) FROM people_person
        WHERE left_on IS NULL AND same_as_id IS NULL AND path >= %s AND path < %s GROUP BY path""",
    Of.HOUSEHOLD: """
        INSERT INTO counts_expected (count_id, path, many)
        SELECT %s, h.path, count(*) FROM people_household h
        WHERE h.path >= %s AND h.path < %s AND EXISTS (
            SELECT FROM people_person p
            WHERE p.household_id = h.id AND p.left_on IS NULL AND p.same_as_id IS NULL)
        GROUP BY h.path""",
}


def plan_count(*, said: CountSaid, by: Actor, at: datetime) -> UUID:
    """Plan a count of everybody who is registered in an area now. Sites of the round before it are set up again.

    Raises:  MayNotPlan, PlaceNotFound, EditionNotFound, EmergencyOff, BadInput with its field, Conflict for
             a name twice
    """
    may_plan(by)
    count_fits(said, at)
    edition = edition_called(said.edition)
    if edition.from_on > local_date(said.starts_at):
        raise BadInput("这一版清点办法那天还没有施行。", field="edition")
    place_at(said.path)
    if not by.bounds.holds(said.path):
        raise MayNotPlan
    switch = switch_at(edition.kind, GATE, said.path, at)
    if local_date(said.until) > switch.last_on:
        raise BadInput("应急那天已经到期，先延长应急。", field="until")
    row = Count(
        id=new_id(at), path=said.path, unit_id=said.unit_id, lab_id=said.lab_id, name=said.name.strip(),
        edition=said.edition, switch_id=switch.id, drill=switch.drill, n=1, expected=0, planned_at=at,
        starts_at=said.starts_at, until=said.until,
    )  # fmt: skip
    with acting(by) as scope:
        _units_fit(said, edition)
        scope.write_as_engine()
        before = _before(said, edition)
        if before is not None:
            row.before_id, row.n = before.id, before.n + 1
        _saved(row)
        row.expected = _expect(row, edition)
        row.save(update_fields=["expected"])
        if before is not None:
            _again(before, row, at)
        noted("plan", row.id, row.path, by, at)
    return row.id


def _units_fit(said: CountSaid, edition: Edition) -> None:
    """Read under the reach. A laboratory may be anybody's, so it is read as it is by every reach."""
    if not Unit.objects.filter(id=said.unit_id).exists():
        raise BadInput("请从名单里选。", field="unit")
    if edition.results and said.lab_id is None:
        raise BadInput("请选由谁收样、出结果。", field="lab")
    if said.lab_id and not Unit.objects.filter(id=said.lab_id).exists():
        raise BadInput("请从名单里选。", field="lab")


def _before(said: CountSaid, edition: Edition) -> Count | None:
    if said.before_id is None:
        return None
    found = Count.objects.filter(id=said.before_id, path=said.path).first()
    if found is None or edition_called(found.edition).of is not edition.of:
        raise BadInput("请从名单里选。", field="before")
    if found.n >= ROUNDS_MOST:
        raise BadInput("最多 %(most)s 轮。", field="before", most=ROUNDS_MOST)
    return found


def _expect(row: Count, edition: Edition) -> int:
    """Write down how many of each building there are; how many in all."""
    bounds = bounds_of(row.path)
    with connection.cursor() as cursor:
        cursor.execute(_EXPECTED[edition.of], [row.id, bounds.lo, bounds.hi])
    return Expected.objects.filter(count_id=row.id).aggregate(n=Sum("many"))["n"] or 0


def _again(before: Count, row: Count, at: datetime) -> None:
    """The sites of the round before, nothing of them ready yet."""
    Site.objects.bulk_create(
        Site(
            id=new_id(at), count_id=row.id, path=s.path, unit_id=s.unit_id, name=s.name, address=s.address,
            stations=s.stations, serves=s.serves, opens_min=s.opens_min, closes_min=s.closes_min,
            slot_min=s.slot_min, slot_room=s.slot_room,
        )
        for s in Site.objects.filter(count_id=before.id, closed_at__isnull=True).order_by("id")
    )  # fmt: skip


def end_count(*, count_id: UUID, by: Actor, at: datetime) -> None:
    """A count is over: nothing that happens later is counted. Raises MayNotPlan, CountNotFound, CountOver."""
    may_plan(by)
    with acting(by) as scope:
        scope.write_as_engine()
        row = open_count(count_id)
        if not by.bounds.holds(row.path):
            raise CountNotFound
        Count.objects.filter(id=row.id, ended_at__isnull=True).update(
            ended_at=max(at, row.starts_at)
        )
        noted("end", row.id, row.path, by, at)


def go_on(*, count_id: UUID, by: Actor, at: datetime) -> None:
    """It was ended by mistake: it goes on, within a day. Raises MayNotPlan, CountNotFound, EmergencyOff,
    Conflict."""
    may_plan(by)
    with acting(by) as scope:
        scope.write_as_engine()
        row = Count.objects.select_for_update().filter(id=count_id).first()
        if row is None or not by.bounds.holds(row.path):
            raise CountNotFound
        if row.ended_at is None or at - row.ended_at > _REGRETS:
            raise Conflict("结束一天以上就不能再继续，请开下一轮。")
        if switch_of(row, at).ended_at is not None:
            raise EmergencyOff
        row.ended_at = None
        row.save(update_fields=["ended_at"])
        noted("go_on", row.id, row.path, by, at)


def set_up_site(*, count_id: UUID, said: SiteSaid, by: Actor, at: datetime) -> UUID:
    """A site of a count. Raises MayNotPlan, CountNotFound, CountOver, BadInput with its field, Conflict for a name
    twice."""
    may_plan(by)
    site_fits(said)
    place_at(said.path)
    _unit_fits(said, by)
    with acting(by) as scope:
        scope.write_as_engine()
        count = open_count(count_id)
        _site_inside(count, said, by)
        if Site.objects.filter(count_id=count.id).count() >= SITES_MOST:
            raise BadInput("最多 %(most)s 个点位。", field="name", most=SITES_MOST)
        row = Site(id=new_id(at), count_id=count.id)
        _shape(row, said)
        _saved(row)
        noted("site", row.id, row.path, by, at)
    return row.id


def mend_site(*, site_id: UUID, said: SiteSaid, by: Actor, at: datetime) -> None:
    """A site is otherwise than was said; its place stays. Raises MayNotPlan, SiteNotFound, SiteOver, BadInput with its
    field, Conflict."""
    may_plan(by)
    site_fits(said)
    _unit_fits(said, by)
    with site_of_mine(site_id, by) as row:
        _site_inside(row.count, replace(said, path=row.path), by)
        before = row.path
        _shape(row, said)
        row.path = before
        _saved(row, new=False)
        Container.objects.filter(site_id=row.id).update(unit_id=row.unit_id)
        Bag.objects.filter(site_id=row.id).update(unit_id=row.unit_id)
        Booking.objects.filter(site_id=row.id).update(unit_id=row.unit_id)
        noted("mend_site", row.id, row.path, by, at)


def make_ready(*, site_id: UUID, ticked: Iterable[str], by: Actor, at: datetime) -> None:
    """What of the set-up list is there; when all of it is, the site is ready. Raises MayNotCount, SiteNotFound,
    SiteOver, BadInput."""
    may_count(by)
    with site_of_mine(site_id, by) as row:
        rule = edition_called(row.count.edition).site
        row.ready = list(ready_fits(ticked, rule))
        complete = len(row.ready) == len(rule.set_up)
        row.ready_at = (row.ready_at or at) if complete else None
        row.save(update_fields=["ready", "ready_at"])
        noted("ready", row.id, row.path, by, at)


def _unit_fits(said: SiteSaid, by: Actor) -> None:
    with acting(by):
        if not Unit.objects.filter(id=said.unit_id).exists():
            raise BadInput("请从名单里选。", field="unit")


def reopen_site(*, site_id: UUID, by: Actor, at: datetime) -> None:
    """A site was closed by mistake. Raises MayNotPlan, SiteNotFound, CountOver."""
    may_plan(by)
    with site_of_mine(site_id, by, goes_on=False) as row:
        open_count(row.count_id)
        Site.objects.filter(id=row.id).update(closed_at=None)
        noted("reopen_site", row.id, row.path, by, at)


def close_site(*, site_id: UUID, by: Actor, at: datetime) -> None:
    """A site is closed. Raises MayNotPlan, SiteNotFound, SiteOver, Conflict while a container stands open there."""
    may_plan(by)
    with site_of_mine(site_id, by) as row:
        if Container.objects.filter(site_id=row.id, sealed_at__isnull=True).exists():
            raise Conflict("还有没封好的，封好以后再撤。")
        Site.objects.filter(id=row.id).update(closed_at=at)
        noted("close_site", row.id, row.path, by, at)


def _site_inside(count: Count, said: SiteSaid, by: Actor) -> None:
    area = bounds_of(count.path)
    if not area.holds(said.path) or not by.bounds.holds(said.path):
        raise BadInput("请选这次清点范围里、您管的地方。", field="place")
    there = Place.objects.filter(path__in=said.serves).count() if said.serves else 0
    if there < len(said.serves) or not all(map(area.holds, said.serves)):
        raise BadInput("请从名单里选。", field="serves")


def _shape(row: Site, said: SiteSaid) -> None:
    row.path, row.unit_id, row.name = said.path, said.unit_id, said.name.strip()
    row.address, row.stations, row.serves = said.address.strip(), said.stations, sorted(said.serves)
    row.opens_min, row.closes_min = said.opens_min, said.closes_min
    row.slot_min, row.slot_room = said.slot_min, said.slot_room


def _saved(row: Count | Site, *, new: bool = True) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=new, force_update=not new)
    except IntegrityError as error:
        raise Conflict("这里已经有叫这个名字的了。") from error
