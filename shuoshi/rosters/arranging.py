"""Rosters put together: begun, spots and members added and mended, wishes, planned, published, dropped."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from shuoshi.helpers.models import Helper
from shuoshi.helpers.terms import HelperNotFound
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.places.queries import place_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.rosters.keeping import (
    changed,
    member_of_mine,
    noted,
    roster_of_mine,
    spot_of_mine,
)
from shuoshi.rosters.models import Member, Roster, Spot, Swap, Turn, Wish
from shuoshi.rosters.patterns import pattern_of
from shuoshi.rosters.rules import (
    asked_fits,
    days_of,
    may_arrange,
    member_fits,
    spot_fits,
    wish_fits,
)
from shuoshi.rosters.terms import (
    MEMBERS_MOST,
    SECONDS_MOST,
    SPOTS_MOST,
    WISHES_MOST,
    Asked,
    MayNotArrange,
    MemberSaid,
    NothingToPlan,
    SpotSaid,
    State,
    WishNotFound,
    WishSaid,
)

_STREET = 9
"""How long a street's path is: hours of what lies above are confirmed by nobody."""
_KNOWN = Q(shown=True) | Q(came_at__isnull=False)
"""Turns that their members know."""


def start_roster(*, asked: Asked, by: Actor, at: datetime) -> UUID:
    """A roster to make.

    Raises:  MayNotArrange, PatternNotFound, PlaceNotFound, BadInput with its field, Conflict for a name twice
    """
    may_arrange(by)
    asked_fits(asked, local_date(at))
    pattern_of(asked.pattern)
    place_at(asked.path)
    if not by.bounds.holds(asked.path):
        raise MayNotArrange
    if len(asked.path) < _STREET:
        raise BadInput("请选一个社区、村，或者一个街道。", field="place")
    row = Roster(
        id=new_id(at), path=asked.path, name=asked.name.strip(), pattern=asked.pattern, starts_on=asked.starts_on,
        days=asked.days, rest_h=asked.rest_h, run_most=asked.run_most, week_h=asked.week_h, nights=asked.nights,
        state=State.DRAFT,
    )  # fmt: skip
    with acting(by) as scope:
        scope.write_as_engine()
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict("这一天开始的排班里已经有叫这个名字的了。") from error
        noted("start", row, by, at)
    return row.id


def mend_rules(*, roster_id: UUID, asked: Asked, by: Actor, at: datetime) -> None:
    """Other rules for a roster: rest, days on end, hours a week, nights. Place, pattern and days stay.

    Raises:  MayNotArrange, RosterNotFound, PlanningNow, BadInput with its field
    """
    with roster_of_mine(roster_id, by) as row:
        asked_fits(asked, row.starts_on)
        Roster.objects.filter(id=row.id).update(
            rest_h=asked.rest_h, run_most=asked.run_most, week_h=asked.week_h, nights=asked.nights
        )
        changed(row.id)
        noted("rules", row, by, at)


def drop_roster(*, roster_id: UUID, by: Actor, at: datetime) -> None:
    """A roster is not needed after all. Not once it was published: its members count on it.

    Raises:  MayNotArrange, RosterNotFound, PlanningNow, Conflict
    """
    with roster_of_mine(roster_id, by) as row:
        if row.published_at is not None:
            raise Conflict("已经发布的排班删不了，可以改。")
        noted("drop", row, by, at)
        for table in (Swap, Turn, Wish, Member, Spot):
            table.objects.filter(roster_id=row.id).delete()
        Roster.objects.filter(id=row.id).delete()


def add_spot(*, roster_id: UUID, spot: SpotSaid, by: Actor, at: datetime) -> UUID:
    """Somewhere to be on duty.

    Raises:  MayNotArrange, RosterNotFound, PlanningNow, BadInput with its field, Conflict for a name twice
    """
    with roster_of_mine(roster_id, by) as row:
        spot_fits(spot, pattern_of(row.pattern), new=True)
        if Spot.objects.filter(roster_id=row.id).count() >= SPOTS_MOST:
            raise BadInput("最多 %(most)s 个岗点，请分开排。", field="name", most=SPOTS_MOST)
        made = Spot(id=new_id(at), roster_id=row.id, path=row.path, **_as_kept(spot))
        _saved(made)
        changed(row.id)
        noted("spot", row, by, at)
    return made.id


def mend_spot(*, spot_id: UUID, spot: SpotSaid, by: Actor, at: datetime) -> None:
    """A spot asks for others than was said. Raises as `add_spot`, SpotNotFound."""
    with spot_of_mine(spot_id, by) as (row, kept):
        spot_fits(spot, pattern_of(row.pattern))
        for name, said in _as_kept(spot).items():
            setattr(kept, name, said)
        _saved(kept)
        changed(row.id)
        noted("spot_mended", row, by, at)


def drop_spot(*, spot_id: UUID, by: Actor, at: datetime) -> None:
    """Nobody is on duty there after all. Raises SpotNotFound, Conflict where members know turns there."""
    with spot_of_mine(spot_id, by) as (row, spot):
        if Turn.objects.filter(spot_id=spot.id).filter(_KNOWN).exists():
            raise Conflict("这个岗点的班已经发布过了，把每班的人数改成 0 再排。")
        Turn.objects.filter(spot_id=spot.id).delete()
        for member in Member.objects.filter(roster_id=row.id, spots__contains=[spot.id]):
            left = [s for s in member.spots if s != spot.id]
            Member.objects.filter(id=member.id).update(spots=left)
        Spot.objects.filter(id=spot.id).delete()
        changed(row.id)
        noted("spot_dropped", row, by, at)


def _as_kept(spot: SpotSaid) -> dict[str, object]:
    people = {shift: many for shift, many in spot.people.items() if many}
    return {
        "name": spot.name.strip(), "people": people, "skills": dict(spot.skills), "weekdays": sorted(spot.weekdays),
    }  # fmt: skip


def _saved(spot: Spot) -> None:
    try:
        with transaction.atomic():
            spot.save()
    except IntegrityError as error:
        raise Conflict("这份排班里已经有叫这个名字的岗点了。") from error


def add_members(
    *, roster_id: UUID, helpers: Collection[UUID], by: Actor, at: datetime
) -> int:  # fmt: skip
    """Helpers who serve; those who are on it already stay as they are. Gives how many are new.

    Raises:  MayNotArrange, RosterNotFound, PlanningNow, HelperNotFound (not in reach, or ended), BadInput for too many
    """
    with acting(by):
        seen = Helper.objects.filter(id__in=set(helpers), ended_on__isnull=True)
        found = {h.id: h.unit_id for h in seen}
    if len(found) != len(set(helpers)):
        raise HelperNotFound
    with roster_of_mine(roster_id, by) as row:
        there = set(Member.objects.filter(roster_id=row.id).values_list("helper_id", flat=True))
        new = [
            Member(id=new_id(at), roster_id=row.id, path=row.path, unit_id=unit, helper_id=helper)
            for helper, unit in found.items()
            if helper not in there
        ]
        if len(there) + len(new) > MEMBERS_MOST:
            raise BadInput("最多 %(most)s 人，请分开排。", field="helpers", most=MEMBERS_MOST)
        Member.objects.bulk_create(new)
        if new:
            changed(row.id)
            noted("members", row, by, at)
    return len(new)


def mend_member(*, member_id: UUID, said: MemberSaid, by: Actor, at: datetime) -> None:
    """Other rules for a member. Raises MayNotArrange, MemberNotFound, PlanningNow, BadInput with its field."""
    with member_of_mine(member_id, by) as (row, member):
        spots = Spot.objects.filter(roster_id=row.id).values_list("id", flat=True)
        days = days_of(row.starts_on, row.days)
        member_fits(said, pattern_of(row.pattern), list(spots), days)
        Member.objects.filter(id=member.id).update(
            spots=sorted(said.spots),
            never=sorted(said.never),
            off_on=sorted(said.off),
            week_h=said.week_h,
        )
        changed(row.id)
        noted("member_mended", row, by, at)


def drop_member(*, member_id: UUID, by: Actor, at: datetime) -> None:
    """Somebody serves no more: their turns go, and are to be planned anew.

    Raises:  MayNotArrange, MemberNotFound, PlanningNow, Conflict where they know turns already: days off do it
    """
    with member_of_mine(member_id, by) as (row, member):
        if Turn.objects.filter(member_id=member.id).filter(_KNOWN).exists():
            raise Conflict("这位的班已经发布过了；以后不来，把以后的日子都写成请假再排。")
        Turn.objects.filter(member_id=member.id).delete()
        Wish.objects.filter(member_id=member.id).delete()
        Member.objects.filter(id=member.id).delete()
        changed(row.id)
        noted("member_dropped", row, by, at)


def wish_for(*, member_id: UUID, wish: WishSaid, by: Actor, at: datetime) -> UUID:
    """A wish of a member, written down by whoever arranges; the same day and shift again says otherwise.

    Raises:  MayNotArrange, MemberNotFound, PlanningNow, BadInput with its field
    """
    with member_of_mine(member_id, by) as (row, member):
        return write_wish(row, member, wish, by, at)


def write_wish(row: Roster, member: Member, wish: WishSaid, by: Actor, at: datetime) -> UUID:
    """Write a wish down, as engine in the caller's scope. Raises BadInput with its field."""
    wish_fits(wish, pattern_of(row.pattern), days_of(row.starts_on, row.days))
    mine = Wish.objects.filter(member_id=member.id)
    same = mine.filter(on=wish.on, shift=wish.shift).first()
    if same is None and mine.count() >= WISHES_MOST:
        raise BadInput("最多写 %(most)s 条心愿。", field="on", most=WISHES_MOST)
    kept = same or Wish(
        id=new_id(at), roster_id=row.id, path=row.path, unit_id=member.unit_id, member_id=member.id, on=wish.on,
        shift=wish.shift,
    )  # fmt: skip
    kept.wants, kept.weight = wish.wants, wish.weight
    kept.save()
    changed(row.id)
    noted("wish", row, by, at)
    return kept.id


def drop_wish(*, member_id: UUID, wish_id: UUID, by: Actor, at: datetime) -> None:
    """A wish is taken back. Raises MayNotArrange, MemberNotFound, PlanningNow, WishNotFound."""
    with member_of_mine(member_id, by) as (row, member):
        if not Wish.objects.filter(id=wish_id, member_id=member.id).delete()[0]:
            raise WishNotFound
        changed(row.id)
        noted("wish_dropped", row, by, at)


def ask_roster(*, roster_id: UUID, seconds: int, by: Actor, at: datetime) -> None:
    """Let a roster be planned, or planned anew round what has begun and what is fixed; the worker does it.

    Raises:  MayNotArrange, RosterNotFound, PlanningNow, NothingToPlan, BadInput, Conflict where it is over
    """
    if not 1 <= seconds <= SECONDS_MOST:
        raise BadInput("算多久，写 1 到 %(most)s 秒。", field="seconds", most=SECONDS_MOST)
    with roster_of_mine(roster_id, by) as row:
        if days_of(row.starts_on, row.days)[-1] < local_date(at):
            raise Conflict("这份排班已经过去了，不再排。")
        spots = Spot.objects.filter(roster_id=row.id)
        if not spots.exists() or not Member.objects.filter(roster_id=row.id).exists():
            raise NothingToPlan
        Roster.objects.filter(id=row.id).update(state=State.ASKED, seconds=seconds, asked_at=at)
        noted("ask", row, by, at)


def publish_roster(*, roster_id: UUID, by: Actor, at: datetime) -> None:
    """Let its members see a roster as it is planned now; what was planned away is seen no more.

    Raises:  MayNotArrange, RosterNotFound, PlanningNow, Conflict where it is not planned, or was changed since
    """
    with roster_of_mine(roster_id, by) as row:
        if row.state != State.PLANNED or row.planned_revision != row.revision:
            raise Conflict("改过以后还没有排好，先排再发布。")
        Roster.objects.filter(id=row.id).update(published_at=at)
        turns = Turn.objects.filter(roster_id=row.id)
        turns.filter(leaving=True, came_at__isnull=True).delete()
        turns.filter(leaving=False).update(shown=True)
        noted("publish", row, by, at)
