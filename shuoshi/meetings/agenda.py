"""Reading a body's sittings: who was called and came, the agenda with its votes, and what was done about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from shuoshi.kernel.clock import local_date
from shuoshi.matters.models import Matter
from shuoshi.matters.sealed import TITLE, read_text
from shuoshi.meetings.calling import is_voted_on, leads
from shuoshi.meetings.electors import roll_of
from shuoshi.meetings.minutes import ItemRow, SittingRow, row_of
from shuoshi.meetings.models import AgendaItem, Ballot, BodyRule, Sitting, Vote
from shuoshi.meetings.queries import came_to, named_roll, rule_on, tally
from shuoshi.meetings.terms import CHAIRS, Choice, Outcome, SittingNotFound, Tally, Way, parse_share
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach
from shuoshi.units.models import Unit
from shuoshi.units.queries import unit
from shuoshi.units.terms import BODIES, UnitKind, UnitRow

_BODIES_MOST = 400


@dataclass(frozen=True, slots=True)
class RollRow:
    """Somebody on the roll, and whether they came; `door` and `area_dm2` of an owner."""

    id: UUID
    name: str
    came: bool
    door: str = ""
    area_dm2: int = 0


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A matter on the agenda: how it stands now, and how it was voted on there.

    Shape:   `item` is empty where the reader's reach no longer holds the matter; `waits` while it can be
             voted on; `names` in a vote by name, for its chair.
    """

    matter_id: UUID
    item: ItemRow | None
    waits: bool
    tally: Tally | None
    outcome: Outcome | None
    names: tuple[tuple[str, Choice], ...] = ()


@dataclass(frozen=True, slots=True)
class BodySitting:
    """A body's meeting as a page shows it; `least` must come, `leads` whether the reader chairs it."""

    row: SittingRow
    body: UnitRow
    called_at: datetime | None
    agenda: str
    due: int
    least: int
    rule: BodyRule | None
    leads: bool
    roll: tuple[RollRow, ...]
    items: tuple[AgendaRow, ...] = field(default=())

    @property
    def by_door(self) -> bool:
        """Whether those on its roll are known by their doors."""
        return any(one.door for one in self.roll)

    @property
    def enough(self) -> bool:
        """Whether so many came that it may decide."""
        return self.row.attended >= self.least


@dataclass(frozen=True, slots=True)
class Tabled:
    """A matter that waits for a body's vote."""

    id: UUID
    number: str
    title: str


def waiting_for_body(unit_id: UUID, *, by: Actor) -> tuple[Tabled, ...]:
    """The matters that wait for a body's vote and were not voted on in this step, the oldest first. One
    statement in a scope."""
    with acting(by):
        voted = Ballot.objects.filter(matter_id=OuterRef("id"), entry=OuterRef("entry"))
        found = Matter.objects.filter(
            ~Exists(voted), holder_id=unit_id, closed_at__isnull=True
        ).order_by("opened_at", "id")
        rows = list(found.values_list("id", "number", "text__title", "version_id", "stage"))
    return tuple(
        Tabled(i, number, read_text(title, TITLE) or number)
        for i, number, title, version, stage in rows
        if is_voted_on(version, stage)
    )


def bodies_led(by: Actor) -> tuple[UnitRow, ...]:
    """The bodies that somebody may call together. One statement."""
    if by.role not in CHAIRS:
        return ()
    if by.reach is Reach.TERRITORIAL:
        found = Unit.objects.filter(path__gte=by.bounds.lo, path__lt=by.bounds.hi)
    elif by.unit_id is not None:
        found = Unit.objects.filter(id=by.unit_id)
    else:
        return ()
    rows = found.filter(kind__in=BODIES, ended_on__isnull=True).order_by("path", "kind", "name")
    return tuple(UnitRow(u.id, UnitKind(u.kind), u.name, u.path) for u in rows[:_BODIES_MOST])


def body_sitting(sitting_id: UUID, *, by: Actor, at: datetime) -> BodySitting:
    """A body's meeting. Two statements an item of the agenda, eight beside.

    Raises:  SittingNotFound
    """
    with acting(by):
        s = Sitting.objects.filter(id=sitting_id, starts_at__isnull=False).first()
        if s is None:
            raise SittingNotFound
        there = came_to(sitting_id)
    body, on = unit(s.unit_id), min(local_date(at), s.held_on)
    chairs = leads(body, by)
    rule = rule_on(body.kind, on)
    roll = _roll(body, on, there, by, at) if chairs else ()
    least = parse_share(rule.quorum).least(s.due) if rule else s.due
    items = _items(sitting_id, by, at, names=chairs)
    return BodySitting(
        row_of(s), body, s.called_at, s.agenda, s.due, least, rule, chairs, roll, items
    )


def _roll(
    body: UnitRow, on: date, came: frozenset[UUID], by: Actor, at: datetime
) -> tuple[RollRow, ...]:
    names = [RollRow(i, name, i in came) for i, name in named_roll(body.id, on)]
    electors = roll_of(body.id, on, by=by, at=at)
    return (*names, *(RollRow(e.id, e.name, e.id in came, e.door, e.area_dm2) for e in electors))


def _items(sitting_id: UUID, by: Actor, at: datetime, *, names: bool) -> tuple[AgendaRow, ...]:
    with acting(by) as scope:
        ids: list[UUID] = list(
            AgendaItem.objects.filter(sitting_id=sitting_id)
            .order_by("n")
            .values_list("matter_id", flat=True)
        )
        found = Matter.objects.filter(id__in=ids).values_list(
            "id", "number", "text__title", "stage", "version_id", "closed_at"
        )
        seen = {
            i: ItemRow(
                i, number, read_text(title, TITLE) or number, stage, version, closed is not None
            )
            for i, number, title, stage, version, closed in found
        }
        scope.write_as_engine()
        ballots = dict(
            Ballot.objects.filter(sitting_id=sitting_id).values_list("matter_id", "entry")
        )
        elsewhere = Ballot.objects.filter(matter_id__in=ids, entry=F("matter__entry"))
        voted = set(elsewhere.values_list("matter_id", flat=True))
    reader = replace(
        SYSTEM, account_id=by.account_id
    )  # the sitting was seen: its votes are its own
    tallies = {m: t for m, entry in ballots.items() if (t := tally(m, entry, by=reader))}
    over = [t.ballot_id for t in tallies.values() if t.way is Way.NAMED and t.outcome(at)]
    by_name = _by_name(over) if names and over else {}
    out = list[AgendaRow]()
    for matter_id in ids:
        item, held = seen.get(matter_id), tallies.get(matter_id)
        waits = item is not None and not item.closed and is_voted_on(item.version_id, item.stage)
        out.append(
            AgendaRow(
                matter_id, item, waits and matter_id not in voted, held, held.outcome(at) if held else None,
                by_name.get(held.ballot_id, ()) if held else (),
            )
        )  # fmt: skip
    return tuple(out)


def _by_name(ballot_ids: Sequence[UUID]) -> Mapping[UUID, tuple[tuple[str, Choice], ...]]:
    """Who chose what in votes by name that are over, for their chair: names of posts, doors of owners. One
    statement in a scope."""
    found: dict[UUID, list[tuple[str, Choice]]] = {}
    with acting(SYSTEM):
        votes = Vote.objects.filter(voter__ballot_id__in=ballot_ids)
        rows = votes.order_by("voter__account__username", "voter__elector__n").values_list(
            "voter__ballot_id", "voter__account__name", "voter__elector__door", "choice"
        )
        cast = list(rows)
    for ballot, name, door, choice in cast:
        found.setdefault(ballot, []).append((str(name or door), Choice(choice)))
    return {ballot: tuple(votes) for ballot, votes in found.items()}


def voted_on_at(matter_id: UUID, *, by: Actor) -> tuple[tuple[UUID, str, date], ...]:
    """The sittings on whose agenda a matter stood: id, title, day. One statement in a scope."""
    with acting(by):
        found = AgendaItem.objects.filter(matter_id=matter_id).order_by("sitting__held_on")
        return tuple(found.values_list("sitting_id", "sitting__title", "sitting__held_on"))
