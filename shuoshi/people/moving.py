"""People move: from one grid to another, out of the district, back. What hangs on them goes along by itself."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.people.homes import DOOR_MOST, behind, household_behind
from shuoshi.people.models import AtRisk, FoundBy, Household, Membership, Pair, Person
from shuoshi.people.ports import LEAVERS, MOVERS
from shuoshi.people.rules import common_place
from shuoshi.people.terms import (
    KEEPERS,
    TIES,
    Ending,
    HouseholdNotFound,
    Leaving,
    Moved,
    PersonNotFound,
    Tie,
)
from shuoshi.places.queries import place_at
from shuoshi.places.terms import PlaceRow
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach


@dataclass(frozen=True, slots=True)
class Where:
    """Where somebody lives from a day on."""

    path: str
    door: str
    on: date


def move_household(*, household_id: UUID, to: Where, by: Actor, at: datetime) -> UUID:
    """A household moves as a whole: its members, their reasons, and whatever rooms above keep of them.

    Shape:   where somebody lives behind the new door already, they live together from now on. Gives the household
             they belong to. Nobody at the new place has to do anything.
    Locks:   the household's row, its members' rows, the doors of the new place.
    Raises:  NotAllowed, HouseholdNotFound, PlaceNotFound, BadInput
    """
    place, door = _fits(to, by, at)
    with acting(by) as scope:
        if not Household.objects.filter(id=household_id).exists():
            raise HouseholdNotFound
        scope.write_as_engine()
        home = Household.objects.select_for_update().get(id=household_id)
        before = home.path
        if (before, str(home.door)) == (to.path, door):
            raise BadInput("他们就住在这里。", field="door")
        members = list(
            Person.objects.select_for_update()
            .filter(household=home, left_on__isnull=True)
            .order_by("id")
        )
        there = behind(door, to.path)
        if there is None:
            Household.objects.filter(id=home.id).update(
                place_id=place.id, path=to.path, door=door, lat=None, lon=None
            )
            there = home
        else:
            _belongs([m.id for m in members], there.id, to, at)
        _goes([m.id for m in members], place, there.id)
        _told(Moved(tuple(m.id for m in members), (home.id,), before, to.path, at), home.id, by)
    return there.id


def move_person(*, person_id: UUID, to: Where, tie: str, by: Actor, at: datetime) -> UUID:
    """One person moves, into a household of their own or into one that is there. Gives the household.

    Locks:   the person's row, the doors of the new place.
    Raises:  NotAllowed, PersonNotFound, PlaceNotFound, BadInput
    """
    if tie not in TIES:
        raise BadInput("请从选项里选。", field="tie")
    place, door = _fits(to, by, at)
    with _of_mine(person_id, by) as person:
        home = household_behind(door, to.path, place.id, by, at)
        if home.id == person.household_id and person.left_on is None:
            raise BadInput("本人就住在这里。", field="door")
        bring(person, home, place, Tie(tie), to.on, by, at)
    return home.id


def bring(
    person: Person, home: Household, place: PlaceRow, tie: Tie, on: date, by: Actor, at: datetime
) -> None:
    """Let a person live in a household from a day on, as engine in the caller's scope; whoever had left is back."""
    before, path = person.path, home.path
    _belongs([person.id], home.id, Where(path, "", on), at, tie)
    _goes([person.id], place, home.id)
    Person.objects.filter(id=person.id).update(left_on=None, left_why="")
    _told(Moved((person.id,), (), before, path, at), person.id, by)


def leave(*, person_id: UUID, why: str, on: date, by: Actor, at: datetime) -> None:
    """Somebody lives here no more: moved out of the district, or died. What is asked of them ends.

    Locks:   the person's row.
    Raises:  NotAllowed, PersonNotFound, BadInput
    """
    if why not in (Leaving.MOVED, Leaving.DIED):
        raise BadInput("请从选项里选。", field="why")
    _not_ahead(on, at)
    with _of_mine(person_id, by) as person:
        let_go(person.id, Leaving(why), on)
        record(kind="people.leave", subject_id=person.id, path=person.path, by=by, at=at)


def let_go(person_id: UUID, why: Leaving, on: date) -> None:
    """End what somebody belongs to, as engine in the caller's scope. Four statements."""
    ending = Ending.DIED if why is Leaving.DIED else Ending.MOVED
    Person.objects.filter(id=person_id).update(left_on=on, left_why=why)
    Membership.objects.filter(person_id=person_id, until_on__isnull=True, since_on__lte=on).update(
        until_on=on
    )
    Membership.objects.filter(person_id=person_id, until_on__isnull=True).delete()
    AtRisk.objects.filter(person_id=person_id, ended_on__isnull=True).update(
        ended_on=on, ended_why=ending
    )
    for ended in LEAVERS:
        ended(person_id, why, on)


@contextmanager
def _of_mine(person_id: UUID, by: Actor) -> Iterator[Person]:
    """A person inside the actor's reach, the row locked, in a scope that writes as engine."""
    if by.role not in KEEPERS or by.reach is not Reach.TERRITORIAL:
        raise NotAllowed
    with acting(by) as scope:
        if not Person.objects.filter(id=person_id, same_as__isnull=True).exists():
            raise PersonNotFound
        scope.write_as_engine()
        yield Person.objects.select_for_update().get(id=person_id)


def _fits(to: Where, by: Actor, at: datetime) -> tuple[PlaceRow, str]:
    if by.role not in KEEPERS or by.reach is not Reach.TERRITORIAL:
        raise NotAllowed
    door = to.door.strip()
    if not door:
        raise BadInput("请写门牌，如“2 单元 301”。", field="door")
    if len(door) > DOOR_MOST:
        raise BadInput("最多 %(most)s 个字。", field="door", most=DOOR_MOST)
    _not_ahead(to.on, at)
    return place_at(to.path), door


def _not_ahead(on: date, at: datetime) -> None:
    if on > local_date(at):
        raise BadInput("日期不能在今天以后。", field="on")


def _belongs(
    persons: Sequence[UUID], household_id: UUID, to: Where, at: datetime, tie: Tie | None = None
) -> None:
    """End memberships the day somebody moves, and begin others; the tie stays where none is said."""
    now = Membership.objects.filter(person_id__in=persons, until_on__isnull=True)
    was = dict(now.values_list("person_id", "tie"))
    now.filter(since_on__lte=to.on).update(until_on=to.on)
    Membership.objects.filter(person_id__in=persons, until_on__isnull=True).delete()
    Membership.objects.bulk_create(
        Membership(
            id=new_id(at), person_id=p, household_id=household_id, path=to.path, since_on=to.on,
            tie=tie or was.get(p, Tie.OTHER),
        )
        for p in persons
    )  # fmt: skip


def _goes(persons: Sequence[UUID], place: PlaceRow, household_id: UUID) -> None:
    """What of this room lies where people live."""
    Person.objects.filter(id__in=persons).update(
        path=place.path, place_id=place.id, household_id=household_id
    )
    FoundBy.objects.filter(person_id__in=persons).update(path=place.path)
    AtRisk.objects.filter(person_id__in=persons, ended_on__isnull=True).update(path=place.path)
    Membership.objects.filter(person_id__in=persons, until_on__isnull=True).update(path=place.path)
    waiting = Pair.objects.filter(Q(one_id__in=persons) | Q(other_id__in=persons))
    for pair in waiting.select_related("one", "other"):
        Pair.objects.filter(id=pair.id).update(path=common_place(pair.one.path, pair.other.path))


def _told(moved: Moved, subject_id: UUID, by: Actor) -> None:
    """The journal at both places, and the rooms above."""
    for path in dict.fromkeys((moved.before, moved.after)):
        record(kind="people.move", subject_id=subject_id, path=path, by=by, at=moved.at)
    for follow in MOVERS:
        follow(moved)
