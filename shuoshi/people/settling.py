"""Two registrations that may be one person: looked at side by side, merged or kept apart, and a merger undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from shuoshi.accounts.queries import login_of_person
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import Conflict, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.people.indexing import index_person
from shuoshi.people.models import AtRisk, FoundBy, Membership, Pair, Person
from shuoshi.people.moving import let_go
from shuoshi.people.ports import point_at, point_back, tell_movers
from shuoshi.people.queries import known_as
from shuoshi.people.rules import common_place
from shuoshi.people.terms import (
    KEEPERS,
    UNDO_DAYS,
    VALUES,
    Ending,
    Leaving,
    Moved,
    PairNotFound,
    PairSettled,
    PairState,
    TwoLogins,
    UndoOver,
)
from shuoshi.reach.scope import Scope, acting
from shuoshi.reach.terms import Actor, Reach


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
        _fit(stays, gone)
        _one_login(kept, gone_id, scope)
        was = {"left_on": gone.left_on and gone.left_on.isoformat(), "left_why": gone.left_why}
        filled = _fill(stays, gone)
        moved = point_at(kept, gone_id) | _take_risks(stays, gone, at)
        FoundBy.objects.filter(person_id=gone_id).delete()
        let_go(gone_id, Leaving.SAME, local_date(at))
        Person.objects.filter(id=gone_id).update(same_as_id=kept)
        tell_movers(Moved((kept,), (), gone.path, stays.path, at))
        index_person(known_as(Person.objects.select_related("household").get(id=kept)))
        Pair.objects.filter(id=pair.id).update(
            state=PairState.MERGED, settled_at=at, kept_id=kept, filled=[filled, was], moved=moved
        )
        record(kind="people.merge", subject_id=kept, other_id=gone_id, path=pair.path, by=by, at=at)


def undo_merge(*, pair_id: UUID, by: Actor, at: datetime) -> None:
    """They are two after all: everything goes back to whose it was, but for what somebody changed since.

    Raises:  NotAllowed, PairNotFound, PairSettled (never merged), UndoOver
    """
    with _pair(pair_id, by, PairState.MERGED) as (pair, _scope):
        over = pair.settled_at is None or at > pair.settled_at + timedelta(days=UNDO_DAYS)
        if over or pair.kept_id is None:
            raise UndoOver
        gone_id = pair.other_id if pair.kept_id == pair.one_id else pair.one_id
        people = Person.objects.select_for_update().filter(id__in=[pair.kept_id, gone_id])
        both = {p.id: p for p in people.order_by("id")}
        stays, gone = both[pair.kept_id], both[gone_id]
        if stays.same_as_id is not None or gone.same_as_id != stays.id:
            raise Conflict("留下的那一份后来又合并到了别处，先撤销那一次。")
        filled, was = pair.filled
        taken_back = [
            n for n in filled if str(getattr(stays, n) or "") == str(getattr(gone, n) or "")
        ]
        for name in taken_back:
            setattr(stays, name, None)
        if taken_back:
            stays.save(update_fields=taken_back)
        point_back(pair.kept_id, gone_id, pair.moved)
        _give_back(gone, pair, living=was["left_on"] is None)
        Person.objects.filter(id=gone_id).update(
            same_as=None, left_on=was["left_on"], left_why=was["left_why"]
        )
        tell_movers(Moved((gone_id,), (), stays.path, gone.path, at))
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


def _fit(stays: Person, gone: Person) -> None:
    """Raises Conflict where this registration can't be the one that stays, or either is merged already."""
    if stays.same_as_id is not None or gone.same_as_id is not None:
        raise Conflict("其中一份已经合并到别处了，请看那一对。")
    if stays.left_on is not None and gone.left_on is None:
        raise Conflict("留下的那份已经不住在这里，请留还住在这里的那份。")
    if stays.household_id is None and gone.household_id is not None:
        raise Conflict("留下的那份没有住处，请留有住处的那份。")


def _one_login(kept: UUID, gone: UUID, scope: Scope) -> None:
    """Raises TwoLogins where the one that goes has a login."""
    scope.write_as_login()
    theirs, ours = login_of_person(gone), login_of_person(kept)
    scope.write_as_engine()
    if theirs is not None and ours is not None:
        raise TwoLogins
    if theirs is not None:
        raise TwoLogins("留下的那个没有登录账号，合并掉的那个有：请留有账号的那个。")


@contextmanager
def _pair(
    pair_id: UUID, by: Actor, state: PairState = PairState.OPEN
) -> Iterator[tuple[Pair, Scope]]:
    """A pair inside the actor's reach, locked, in a scope that writes as engine."""
    if by.role not in KEEPERS or by.reach is not Reach.TERRITORIAL:
        raise NotAllowed
    with acting(by) as scope:
        seen = Pair.objects.filter(id=pair_id).first()
        if seen is None:
            raise PairNotFound
        both_seen = Person.objects.filter(id__in=[seen.one_id, seen.other_id]).count() == 2
        scope.write_as_engine()
        pair = Pair.objects.select_for_update().get(id=pair_id)
        if not both_seen:
            raise PairNotFound
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
    return lacks


_TAKEN, _ENDED = "people_atrisk.person_id", "people_atrisk.ended_on"


def _take_risks(stays: Person, gone: Person, at: datetime) -> dict[str, list[str]]:
    """Reasons that only the other has are the one's from now on; those that both have end with the other."""
    now = AtRisk.objects.filter(person_id=gone.id, ended_on__isnull=True)
    have = AtRisk.objects.filter(person_id=stays.id, ended_on__isnull=True).values_list(
        "group", flat=True
    )
    taken = [str(i) for i in now.exclude(group__in=list(have)).values_list("id", flat=True)]
    AtRisk.objects.filter(id__in=taken).update(person_id=stays.id, path=stays.path)
    ended = [str(i) for i in now.values_list("id", flat=True)]
    AtRisk.objects.filter(id__in=ended).update(ended_on=local_date(at), ended_why=Ending.MISTAKEN)
    return {_TAKEN: taken, _ENDED: ended}


def _give_back(gone: Person, pair: Pair, *, living: bool) -> None:
    """The reasons that were taken over or ended, and the place in the household that ended by the merger."""
    taken, ended = pair.moved.get(_TAKEN, []), pair.moved.get(_ENDED, [])
    theirs = AtRisk.objects.filter(id__in=taken).exclude(person_id=gone.id)
    theirs.filter(person=pair.kept).update(person_id=gone.id, path=gone.path)
    if not living:
        return
    AtRisk.objects.filter(id__in=ended, person_id=gone.id).update(ended_on=None, ended_why="")
    if pair.settled_at is not None and gone.household_id is not None:
        last = Membership.objects.filter(person_id=gone.id, household_id=gone.household_id)
        last.filter(until_on=local_date(pair.settled_at)).update(until_on=None)
