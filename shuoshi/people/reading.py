"""Reading the register: households with their members, who needs looking after and why, pairs, sheets.

What stands in rows is masked; a whole value comes from `actions.unmask` alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from shuoshi.people.models import AtRisk, Household, Membership, Pair, Person
from shuoshi.people.queries import known_as, masked
from shuoshi.people.terms import (
    FINDERS,
    KEEPERS,
    Group,
    HouseholdNotFound,
    MayNotFind,
    PairNotFound,
    PairState,
    Shown,
    Source,
    Tie,
)
from shuoshi.places.queries import names_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import Masked

PAGE = 50


@dataclass(frozen=True, slots=True)
class Risk:
    """One reason for looking after somebody, as a page shows it; the note is whole for whoever keeps the register."""

    id: UUID
    group: Group
    note: str
    source: Source
    found_on: date
    review_on: date | None

    def due(self, today: date) -> bool:
        """Whether it is to be looked at again by now."""
        return self.review_on is not None and self.review_on <= today


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a household."""

    person: Shown
    tie: Tie
    since_on: date
    until_on: date | None
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """A household: where, behind which door (masked), who lives there and who did."""

    id: UUID
    path: str
    place: str
    door: str
    spot: tuple[float, float] | None
    members: tuple[Member, ...]
    before: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class LookedAfter:
    """Somebody at risk in a list."""

    person: Shown
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two registrations that look alike: what is registered, masked, what of it is the same, since when."""

    person: Shown
    risks: tuple[Risk, ...]
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Twins:
    """Two registrations side by side."""

    id: UUID
    place: str
    found_at: datetime
    state: PairState
    settled_at: datetime | None
    kept: UUID | None
    sides: tuple[Side, Side]
    same: frozenset[str]


def home_shown(household_id: UUID, *, by: Actor) -> Home:
    """A household with its members. Five statements, four in a scope.

    Raises:  MayNotFind, HouseholdNotFound
    """
    _may(by)
    with acting(by):
        home = Household.objects.filter(id=household_id).first()
        if home is None:
            raise HouseholdNotFound
        belongs = list(
            Membership.objects.filter(household_id=household_id)
            .select_related("person__household").order_by("since_on", "id")
        )  # fmt: skip
        risks = _risks_of((m.person_id for m in belongs), by)
    place = names_of([home.path]).get(home.path, "")
    shown = _shown([m.person for m in belongs])
    members = [
        Member(shown[m.person_id], Tie(m.tie), m.since_on, m.until_on, risks.get(m.person_id, ()))
        for m in belongs
        if m.person_id in shown
    ]
    return Home(
        home.id, home.path, place, mask(Masked.DOOR, str(home.door)), home.spot,
        tuple(m for m in members if m.until_on is None), tuple(m for m in members if m.until_on is not None),
    )  # fmt: skip


def risks_of(person_id: UUID, *, by: Actor) -> tuple[Risk, ...]:
    """Why somebody needs looking after, now. One statement in a scope."""
    _may(by)
    with acting(by):
        return _risks_of([person_id], by).get(person_id, ())


def at_risk(
    *, by: Actor, group: str = "", due_by: date | None = None, after: UUID | None = None
) -> tuple[LookedAfter, ...]:
    """Who needs looking after within the reader's range: of a group, or whose reasons are to be looked at by a day.

    Shape:   fifty at most, in order of their keys, those after `after`. Four statements, three in a scope.
    Raises:  MayNotFind
    """
    _may(by)
    wanted = AtRisk.objects.filter(ended_on__isnull=True)
    if group:
        wanted = wanted.filter(group=group)
    if due_by is not None:
        wanted = wanted.filter(review_on__lte=due_by)
    if after is not None:
        wanted = wanted.filter(person_id__gt=after)
    with acting(by):
        ids = list(
            wanted.values_list("person_id", flat=True).distinct().order_by("person_id")[:PAGE]
        )
        people = list(Person.objects.select_related("household").filter(id__in=ids).order_by("id"))
        risks = _risks_of(ids, by)
    shown = _shown(people)
    return tuple(LookedAfter(shown[p.id], risks.get(p.id, ())) for p in people if p.id in shown)


def risk_counts(*, by: Actor, level: int) -> Mapping[str, Mapping[Group, int]]:
    """How many are in each group, by place: the first `level` digits of paths within the reader's range. One
    statement in a scope."""
    _may(by)
    with acting(by), connection.cursor() as cursor:
        cursor.execute(_COUNTS, [level])
        out: dict[str, dict[Group, int]] = {}
        for path, group, many in cursor.fetchall():
            out.setdefault(path, {})[Group(group)] = many
    return out


_COUNTS = """
SELECT left(path, %s), "group", count(*) FROM people_atrisk WHERE ended_on IS NULL GROUP BY 1, 2 ORDER BY 1, 2
"""


def due_count(*, by: Actor, on: date) -> int:
    """How many reasons are to be looked at by a day. One statement in a scope."""
    _may(by)
    with acting(by):
        return AtRisk.objects.filter(ended_on__isnull=True, review_on__lte=on).count()


def pairs_within(
    *, by: Actor, state: PairState = PairState.OPEN, most: int = PAGE
) -> tuple[Twins, ...]:
    """Pairs within the reader's range, the oldest first; of settled ones the newest. Five statements, four in a
    scope. Raises MayNotFind."""
    _may(by)
    order = ("found_at", "id") if state is PairState.OPEN else ("-settled_at", "id")
    with acting(by):
        pairs = list(Pair.objects.filter(state=state).order_by(*order)[:most])
        return _twins(pairs, by)


def pair_shown(pair_id: UUID, *, by: Actor) -> Twins:
    """One pair. Raises MayNotFind, PairNotFound."""
    _may(by)
    with acting(by):
        pairs = list(Pair.objects.filter(id=pair_id))
        if not pairs:
            raise PairNotFound
        found = _twins(pairs, by)
    if not found:
        raise PairNotFound
    return found[0]


def _may(by: Actor) -> None:
    if by.role not in FINDERS or by.reach is not Reach.TERRITORIAL:
        raise MayNotFind


def _risks_of(ids: Iterable[UUID], by: Actor) -> dict[UUID, tuple[Risk, ...]]:
    found = AtRisk.objects.filter(person_id__in=list(ids), ended_on__isnull=True).order_by("group")
    out: dict[UUID, list[Risk]] = {}
    for r in found:
        risk = Risk(
            r.id,
            Group(r.group),
            str(r.note or "") if by.role in KEEPERS else "",
            Source(r.source),
            r.found_on,
            r.review_on,
        )
        out.setdefault(r.person_id, []).append(risk)
    order = list(Group)
    return {p: tuple(sorted(risks, key=lambda r: order.index(r.group))) for p, risks in out.items()}


def _shown(people: Iterable[Person]) -> dict[UUID, Shown]:
    known = [(p, known_as(p)) for p in people]
    names = names_of(k.path for _p, k in known)
    return {
        p.id: Shown(
            k.id, k.path, names.get(k.path, ""), masked(k), p.household_id, p.left_on, p.left_why
        )
        for p, k in known
    }


def _twins(pairs: Sequence[Pair], by: Actor) -> tuple[Twins, ...]:
    ids = {i for p in pairs for i in (p.one_id, p.other_id)}
    people = {p.id: p for p in Person.objects.select_related("household").filter(id__in=ids)}
    shown, risks = _shown(people.values()), _risks_of(ids, by)
    names = names_of(p.path for p in pairs)
    out = []
    for pair in pairs:
        if pair.one_id not in people or pair.other_id not in people:
            continue
        one, other = (
            Side(shown[i], risks.get(i, ()), people[i].seen_at)
            for i in (pair.one_id, pair.other_id)
        )
        values = [known_as(people[i]).values for i in (pair.one_id, pair.other_id)]
        same = frozenset(n for n, v in values[0].items() if v and v == values[1][n])
        out.append(
            Twins(pair.id, names.get(pair.path, ""), pair.found_at, PairState(pair.state), pair.settled_at,
                  pair.kept_id, (one, other), same)
        )  # fmt: skip
    return tuple(out)
