"""Two registrations that may be one person: looked at side by side, merged or kept apart, and a merger undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from shuoshi.accounts.queries import login_of_person
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.people.indexing import index_person
from shuoshi.people.models import AtRisk, FoundBy, Membership, Pair, Person
from shuoshi.people.moving import let_go
from shuoshi.people.ports import point_at, point_back
from shuoshi.people.queries import known_as
from shuoshi.people.terms import (
    KEEPERS,
    UNDO_DAYS,
    VALUES,
    Ending,
    Leaving,
    PairNotFound,
    PairSettled,
    PairState,
    TwoLogins,
    UndoOver,
)
from shuoshi.reach.scope import Scope, acting
from shuoshi.reach.terms import Actor, Reach

_LEVELS = (20, 15, 12, 9, 6)
"""Lengths of paths that are places: building, grid, community, street, district."""


def common_place(one: str, other: str) -> str:
    """The lowest place above both paths."""
    return one[: next((n for n in _LEVELS if one[:n] == other[:n] and len(one) >= n), 0)]


def note_pair(one: Person, other: Person, at: datetime) -> None:
    """Remember that two may be one, once, as engine in the caller's scope. What was settled stays so."""
    first, second = sorted((one, other), key=lambda p: p.id)
    if not Pair.objects.filter(one=first, other=second).exists():
        Pair.objects.create(
            id=new_id(at), one=first, other=second, path=common_place(one.path, other.path),
            found_at=at, state=PairState.OPEN,
        )  # fmt: skip


def keep_apart(*, pair_id: UUID, by: Actor, at: datetime) -> None:
    """They are two persons; nobody asks again.

    Raises:  NotAllowed, PairNotFound, PairSettled
    """
    with _pair(pair_id, by) as (pair, _scope):
        Pair.objects.filter(id=pair.id).update(state=PairState.TWO, settled_at=at)
        record(
            kind="people.two",
            subject_id=pair.one_id,
            other_id=pair.other_id,
            path=pair.path,
            by=by,
            at=at,
        )


def merge(*, pair_id: UUID, kept: UUID, by: Actor, at: datetime) -> None:
    """They are one person, and this registration stays: it takes over what it lacks, and whatever points at the other.

    Shape:   the other is found no more; thirty days long this can be undone.
    Locks:   the pair, both persons.
    Raises:  NotAllowed, PairNotFound, PairSettled, TwoLogins
    """
    with _pair(pair_id, by) as (pair, scope):
        if kept not in (pair.one_id, pair.other_id):
            raise PairNotFound
        gone_id = pair.other_id if kept == pair.one_id else pair.one_id
        people = Person.objects.select_for_update().filter(id__in=[kept, gone_id]).order_by("id")
        both = {p.id: p for p in people.select_related(None)}
        stays, gone = both[kept], both[gone_id]
        _one_login(kept, gone_id, scope)
        filled = _fill(stays, gone)
        moved = point_at(kept, gone_id) | _take_risks(stays, gone, at)
        FoundBy.objects.filter(person_id=gone_id).delete()
        let_go(gone_id, Leaving.SAME, local_date(at))
        Person.objects.filter(id=gone_id).update(same_as_id=kept)
        index_person(known_as(Person.objects.select_related("household").get(id=kept)))
        Pair.objects.filter(id=pair.id).update(
            state=PairState.MERGED, settled_at=at, kept_id=kept, filled=filled, moved=moved
        )
        record(kind="people.merge", subject_id=kept, other_id=gone_id, path=pair.path, by=by, at=at)


def _one_login(kept: UUID, gone: UUID, scope: Scope) -> None:
    """Raises TwoLogins where the one that goes has a login."""
    scope.write_as_login()
    theirs, ours = login_of_person(gone), login_of_person(kept)
    scope.write_as_engine()
    if theirs is not None and ours is not None:
        raise TwoLogins
    if theirs is not None:
        raise TwoLogins("留下的那个没有登录账号，合并掉的那个有：请留有账号的那个。")


def undo_merge(*, pair_id: UUID, by: Actor, at: datetime) -> None:
    """They are two after all: everything goes back to whose it was.

    Raises:  NotAllowed, PairNotFound, PairSettled (never merged), UndoOver
    """
    with _pair(pair_id, by, PairState.MERGED) as (pair, _scope):
        if (
            pair.settled_at is None
            or pair.kept_id is None
            or at > pair.settled_at + timedelta(days=UNDO_DAYS)
        ):
            raise UndoOver
        gone_id = pair.other_id if pair.kept_id == pair.one_id else pair.one_id
        people = Person.objects.select_for_update().filter(id__in=[pair.kept_id, gone_id])
        both = {p.id: p for p in people.order_by("id")}
        stays, gone = both[pair.kept_id], both[gone_id]
        for name in pair.filled:
            setattr(stays, name, None)
        if pair.filled:
            stays.save(update_fields=pair.filled)
        if _HOUSEHOLD in pair.filled:
            Membership.objects.filter(person_id=stays.id, until_on__isnull=True).update(
                person_id=gone.id
            )
        point_back(pair.kept_id, gone_id, pair.moved)
        _give_back(gone, pair)
        Person.objects.filter(id=gone_id).update(same_as=None, left_on=None, left_why="")
        for one in Person.objects.select_related("household").filter(id__in=both):
            index_person(known_as(one))
        Pair.objects.filter(id=pair.id).update(
            state=PairState.TWO, settled_at=at, kept=None, filled=[], moved={}
        )
        record(
            kind="people.unmerge",
            subject_id=pair.one_id,
            other_id=pair.other_id,
            path=pair.path,
            by=by,
            at=at,
        )


@contextmanager
def _pair(
    pair_id: UUID, by: Actor, state: PairState = PairState.OPEN
) -> Iterator[tuple[Pair, Scope]]:
    """A pair inside the actor's reach, locked, in a scope that writes as engine."""
    if by.role not in KEEPERS or by.reach is not Reach.TERRITORIAL:
        raise NotAllowed
    with acting(by) as scope:
        if not Pair.objects.filter(id=pair_id).exists():
            raise PairNotFound
        scope.write_as_engine()
        pair = Pair.objects.select_for_update().get(id=pair_id)
        if pair.state != state:
            raise PairSettled
        yield pair, scope


def _fill(stays: Person, gone: Person) -> list[str]:
    """Give the one that stays what it lacks of the other's own values; gives which."""
    own = [name for name in VALUES if name != "door"]
    lacks = [name for name in own if not getattr(stays, name) and getattr(gone, name)]
    for name in lacks:
        setattr(stays, name, str(getattr(gone, name)))
    if "phone" in lacks:
        stays.phone_by = gone.phone_by
    if lacks:
        stays.save(update_fields=[*lacks, "phone_by"])
    if stays.household_id is None and gone.household_id is not None:
        Person.objects.filter(id=stays.id).update(household_id=gone.household_id)
        Membership.objects.filter(person_id=gone.id, until_on__isnull=True).update(
            person_id=stays.id
        )
        lacks.append(_HOUSEHOLD)
    return lacks


_HOUSEHOLD = "household"
"""In what a merger filled: the one that stays had no household, and lives in the other's."""


def _take_risks(stays: Person, gone: Person, at: datetime) -> dict[str, list[str]]:
    """Reasons that only the other has are the one's from now on."""
    open_now = Q(ended_on__isnull=True)
    have = set(AtRisk.objects.filter(open_now, person_id=stays.id).values_list("group", flat=True))
    mine = AtRisk.objects.filter(open_now, person_id=gone.id).exclude(group__in=have)
    ids = [str(i) for i in mine.values_list("id", flat=True)]
    AtRisk.objects.filter(id__in=ids).update(person_id=stays.id, path=stays.path)
    AtRisk.objects.filter(open_now, person_id=gone.id).update(
        ended_on=local_date(at), ended_why=Ending.MISTAKEN
    )
    return {"people_atrisk.person_id": ids} if ids else {}


def _give_back(gone: Person, pair: Pair) -> None:
    """The reasons that were taken over, and the place in the household that ended by the merger."""
    risks = pair.moved.get("people_atrisk.person_id", [])
    AtRisk.objects.filter(id__in=risks).update(person_id=gone.id, path=gone.path)
    if pair.settled_at is not None and gone.household_id is not None:
        last = Membership.objects.filter(person_id=gone.id, household_id=gone.household_id)
        last.filter(until_on=local_date(pair.settled_at)).update(until_on=None)
