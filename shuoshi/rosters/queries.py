"""Reading rosters: of a range, one whole, one's own turns, who is on duty now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, ExpressionWrapper, F, Q

from shuoshi.helpers.models import Helper
from shuoshi.helpers.queries import names_of_helpers
from shuoshi.places.queries import names_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.rosters.models import Member, Roster, Spot, Swap, Turn, Wish
from shuoshi.rosters.patterns import Pattern, pattern_of
from shuoshi.rosters.rules import days_of
from shuoshi.rosters.terms import (
    EARLY_MIN,
    LATE_MIN,
    OPEN_SWAPS,
    MemberNotFound,
    RosterNotFound,
    SpotNotFound,
    State,
    SwapState,
    TurnRow,
)

_MOST = 50


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A roster in a list."""

    id: UUID
    path: str
    place: str
    name: str
    pattern: str
    starts_on: date
    days: int
    state: State
    published: bool
    changed: bool
    members: int
    spots: int


@dataclass(frozen=True, slots=True)
class SpotRow:
    """Where people are on duty."""

    id: UUID
    roster_id: UUID
    name: str
    people: Mapping[str, int]
    skills: Mapping[str, int]
    weekdays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WishRow:
    """What a member would like."""

    id: UUID
    on: date
    shift: str
    wants: bool
    weight: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member: how they are called (masked), what holds for them, what they wish, their turns by day, their hours and
    nights."""

    id: UUID
    roster_id: UUID
    helper_id: UUID
    name: str
    unit: str
    spots: tuple[UUID, ...]
    never: tuple[str, ...]
    off: tuple[date, ...]
    week_h: int | None
    wishes: tuple[WishRow, ...]
    turns: Mapping[date, TurnRow]
    hours: int
    nights: int


@dataclass(frozen=True, slots=True)
class SwapRow:
    """A swap with both its ends."""

    id: UUID
    state: SwapState
    giver: str
    taker: str
    turn: TurnRow
    back: TurnRow | None
    mine: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class RosterShown:
    """One roster whole: spots, members with their turns, how many are missing, what makes it impossible, swaps.

    Shape:   `unseen` counts turns that are not published yet, `served` are shifts of a spot that have turns.
    """

    row: RosterRow
    pattern: Pattern
    days: tuple[date, ...]
    rest_h: int
    run_most: int
    week_h: int
    nights: int
    seconds: int
    planned_at: datetime | None
    proved: bool
    cost: Mapping[str, int]
    why: tuple[Mapping[str, Any], ...]
    spots: tuple[SpotRow, ...]
    members: tuple[MemberRow, ...]
    swaps: tuple[SwapRow, ...]
    missing: Mapping[tuple[date, str, UUID], int]
    unseen: int
    served: Mapping[UUID, frozenset[str]]


def rosters_within(*, by: Actor) -> tuple[RosterRow, ...]:
    """Rosters of the reader's range, the newest first, fifty at most. Two statements."""
    with acting(by):
        found = list(_counted(Roster.objects.order_by("-starts_on", "-id"))[:_MOST])
    places = names_of({r.path for r in found})
    return tuple(_row(r, places) for r in found)


def _counted(found: Any) -> Any:
    return found.annotate(
        many=Count("members", distinct=True), places=Count("spots", distinct=True)
    )


def _row(r: Any, places: Mapping[str, str]) -> RosterRow:
    return RosterRow(
        r.id, r.path, places.get(r.path, r.path), r.name, r.pattern, r.starts_on, r.days, State(r.state),
        r.published_at is not None, r.planned_revision != r.revision, r.many, r.places,
    )  # fmt: skip


def roster_shown(roster_id: UUID, *, by: Actor) -> RosterShown:
    """One roster. Some seven statements, however many serve. Raises RosterNotFound."""
    with acting(by):
        row = _counted(Roster.objects).filter(id=roster_id).first()
        if row is None:
            raise RosterNotFound
        spots = [_spot(s) for s in Spot.objects.filter(roster_id=row.id).order_by("name", "id")]
        members = list(
            Member.objects.filter(roster_id=row.id).select_related("unit").order_by("id")
        )
        wishes = list(Wish.objects.filter(roster_id=row.id).order_by("on", "shift", "id"))
        mine = Turn.objects.filter(roster_id=row.id, leaving=False)
        turns = list(mine.order_by("on", "id"))
        swaps = list(
            Swap.objects.filter(roster_id=row.id, state__in=OPEN_SWAPS).order_by("id")
        )  # fmt: skip
    pattern, days = pattern_of(row.pattern), days_of(row.starts_on, row.days)
    names = names_of_helpers([m.helper_id for m in members])
    called = {m.id: names.get(m.helper_id, "") for m in members}
    rows = _turns(turns, called, {s.id: s.name for s in spots})
    shown = [_member(m, called[m.id], wishes, rows, pattern) for m in members]
    return RosterShown(
        _row(row, names_of({row.path})), pattern, days, row.rest_h, row.run_most, row.week_h, row.nights, row.seconds,
        row.planned_at, row.proved, row.cost, tuple(row.why), tuple(spots),
        tuple(sorted(shown, key=lambda m: (m.unit, m.name, m.id))), tuple(_swaps(swaps, rows, called, frozenset())),
        _missing(spots, days, rows), sum(not t.shown for t in turns),
        {s.id: frozenset(t.shift for t in turns if t.spot_id == s.id) for s in spots},
    )  # fmt: skip


def _spot(s: Spot) -> SpotRow:
    return SpotRow(s.id, s.roster_id, s.name, s.people, s.skills, tuple(s.weekdays))


def _turns(
    turns: Iterable[Turn], called: Mapping[UUID, str], spots: Mapping[UUID, str]
) -> list[TurnRow]:
    return [
        TurnRow(t.id, t.roster_id, t.member_id, called.get(t.member_id, ""), t.spot_id, spots.get(t.spot_id, ""), t.on,
                t.shift, t.starts_at, t.ends_at, t.fixed, t.came_at, t.left_at)
        for t in turns
    ]  # fmt: skip


def _member(
    m: Member, name: str, wishes: Sequence[Wish], turns: Sequence[TurnRow], pattern: Pattern
) -> MemberRow:
    mine = {t.on: t for t in turns if t.member_id == m.id}
    hours = sum(pattern.shifts[t.shift].hours for t in mine.values() if t.shift in pattern.shifts)
    nights = sum(t.shift in pattern.shifts and pattern.shifts[t.shift].night for t in mine.values())
    return MemberRow(
        m.id, m.roster_id, m.helper_id, name, m.unit.name, tuple(m.spots), tuple(m.never), tuple(m.off_on), m.week_h,
        tuple(WishRow(w.id, w.on, w.shift, w.wants, w.weight) for w in wishes if w.member_id == m.id), mine, hours,
        nights,
    )  # fmt: skip


def _swaps(
    swaps: Iterable[Swap], turns: Iterable[TurnRow], called: Mapping[UUID, str], mine: frozenset[UUID]
) -> Iterable[SwapRow]:  # fmt: skip
    by_id = {t.id: t for t in turns}
    for s in swaps:
        if s.turn_id in by_id:
            yield SwapRow(
                s.id, SwapState(s.state), called.get(s.giver_id, ""), called.get(s.taker_id, ""), by_id[s.turn_id],
                by_id.get(s.back_id) if s.back_id else None, s.giver_id in mine, s.taker_id in mine,
            )  # fmt: skip


def _missing(
    spots: Sequence[SpotRow], days: Sequence[date], turns: Sequence[TurnRow]
) -> Mapping[tuple[date, str, UUID], int]:
    """How many are missing by day, shift and spot, where anybody is."""
    there: dict[tuple[date, str, UUID], int] = {}
    for t in turns:
        key = t.on, t.shift, t.spot_id
        there[key] = there.get(key, 0) + 1
    asked = {
        (day, shift, s.id): many
        for s in spots for day in days if day.weekday() in s.weekdays for shift, many in s.people.items()
    }  # fmt: skip
    return {
        key: many - there.get(key, 0) for key, many in asked.items() if many > there.get(key, 0)
    }


def spot_shown(spot_id: UUID, *, by: Actor) -> SpotRow:
    """One spot. One statement. Raises SpotNotFound."""
    with acting(by):
        found = Spot.objects.filter(id=spot_id).first()
    if found is None:
        raise SpotNotFound
    return _spot(found)


def member_shown(member_id: UUID, *, by: Actor) -> tuple[RosterShown, MemberRow]:
    """One member with their roster. Raises MemberNotFound."""
    with acting(by):
        found = Member.objects.filter(id=member_id).values_list("roster_id", flat=True).first()
    if found is None:
        raise MemberNotFound
    shown = roster_shown(found, by=by)
    return shown, next(m for m in shown.members if m.id == member_id)


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own turns to come and just past, who else is on the same rosters, and swaps."""

    turns: tuple[TurnRow, ...]
    patterns: Mapping[UUID, Pattern]
    others: tuple[TurnRow, ...]
    swaps: tuple[SwapRow, ...]


def own_turns(*, by: Actor, at: datetime) -> Mine:
    """What somebody serves who is a helper, from yesterday on for six weeks, of what is published.

    Shape:   `others` are turns of others on the same rosters that are still to come, for swaps.
    """
    since = at - timedelta(days=1)
    with acting(by) as scope:
        members = {m.id: m.helper_id for m in Member.objects.all()}
        turns = list(
            Turn.objects.filter(ends_at__gte=since, shown=True).order_by("starts_at", "id")
        )
        swaps = list(Swap.objects.filter(state__in=OPEN_SWAPS).order_by("id"))
        rosters = {t.roster_id for t in turns} | {s.roster_id for s in swaps}
        scope.write_as_engine()
        every = Turn.objects.filter(
            roster_id__in=rosters, shown=True, leaving=False, starts_at__gt=at
        )
        others = list(every.exclude(member_id__in=members).order_by("starts_at", "id"))
        about = Turn.objects.filter(id__in=[i for s in swaps for i in (s.turn_id, s.back_id) if i])
        named = list(about)
        spots = dict(Spot.objects.filter(roster_id__in=rosters).values_list("id", "name"))
        called = dict(
            Member.objects.filter(roster_id__in=rosters).values_list("id", "helper_id")
        )  # fmt: skip
        kinds = dict(Roster.objects.filter(id__in=rosters).values_list("id", "pattern"))
    names = names_of_helpers(called.values())
    said = {member: names.get(helper, "") for member, helper in called.items()}
    return Mine(
        tuple(_turns(turns, said, spots)), {i: pattern_of(p) for i, p in kinds.items()},
        tuple(_turns(others, said, spots)),
        tuple(_swaps(swaps, _turns(named, said, spots), said, frozenset(members))),
    )  # fmt: skip


def spots_within(*, by: Actor, on: date) -> tuple[tuple[UUID, str], ...]:
    """Spots of rosters that have not ended, within the reader's range: id, roster and spot by name. One statement."""
    last = ExpressionWrapper(F("roster__starts_on") + F("roster__days"), output_field=DateField())
    with acting(by):
        found = (
            Spot.objects.annotate(last=last)
            .filter(last__gt=on)
            .order_by("roster__starts_on", "name", "id")
        )
        rows = list(found.values_list("id", "roster__name", "name")[:200])
    return tuple((i, f"{roster} · {name}") for i, roster, name in rows)


def on_duty(*, by: Actor, at: datetime) -> tuple[tuple[TurnRow, Pattern], ...]:
    """Who is on duty now, or within the next hour, or has begun and not ended, within the reader's range or of their
    unit; by spot and shift, five hundred at most. Three statements."""
    soon, back = at + timedelta(minutes=EARLY_MIN), at - timedelta(minutes=LATE_MIN)
    now = Q(starts_at__lte=soon, ends_at__gt=at)
    still = Q(came_at__isnull=False, left_at__isnull=True, ends_at__gt=back)
    with acting(by) as scope:
        found = list(Turn.objects.filter(now | still, shown=True).order_by("starts_at", "id")[:500])
        scope.write_as_engine()
        of = {t.roster_id for t in found}
        spots = dict(Spot.objects.filter(roster_id__in=of).values_list("id", "name"))
        called = dict(
            Member.objects.filter(id__in=[t.member_id for t in found]).values_list("id", "helper_id")
        )  # fmt: skip
        kinds = {
            i: pattern_of(p)
            for i, p in Roster.objects.filter(id__in=of).values_list("id", "pattern")
        }
        accounts = dict(
            Helper.objects.filter(id__in=called.values()).values_list("id", "account_id")
        )
    names = names_of_helpers(called.values())
    rows = [
        replace(t, account_id=accounts.get(called.get(t.member_id, t.id)))
        for t in _turns(found, {m: names.get(h, "") for m, h in called.items()}, spots)
    ]
    return tuple(
        (t, kinds[t.roster_id]) for t in sorted(rows, key=lambda t: (t.spot, t.starts_at, t.id))
    )
