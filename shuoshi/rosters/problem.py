"""A roster's rows as a problem of `planning.rosters`, and its duties as rows again."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from shuoshi.planning.rosters.terms import Demand, Duty, Person, Problem, Shift, Wish
from shuoshi.rosters.models import Member, Roster, Spot, Turn
from shuoshi.rosters.models import Wish as WishRow
from shuoshi.rosters.patterns import Pattern

_LOOK_BACK = 14
"""How many days before a roster what somebody served counts for rest and runs."""
_CHANGE, _SHORT, _OVER = 20, 1_000, 100
"""What a change of a published turn, a missing person and one too many cost, beside wishes of 1 to 9 and nights."""


def drawn(
    row: Roster, pattern: Pattern, spots: Sequence[Spot], members: Sequence[Member], wishes: Iterable[WishRow],
    turns: Sequence[Turn], earlier: Mapping[UUID, Mapping[date, str]], settled: frozenset[tuple[int, str]],
) -> Problem:  # fmt: skip
    """The problem: days from 0; what has begun or is fixed stands; published turns are kept if they can be.

    Shape:   a demand to come may not be missed; `settled` are the shifts that have begun; `earlier` by member which
             shift they served on which day before.
    """
    kept = [t for t in turns if _stands(row, t, settled)]
    standing = tuple(duty_of(row, t) for t in kept)
    before = tuple(duty_of(row, t) for t in turns if t.shown)
    had = Counter((t.member_id, t.shift) for t in kept)
    people = tuple(_person(row, member, earlier.get(member.id, {}), had) for member in members)
    return Problem(
        row.days,
        tuple(Shift(c, s.begins_min, s.hours * 60, s.night) for c, s in pattern.shifts.items()),
        tuple(_demands(row, spots, settled)),
        people,
        tuple(
            Wish(str(w.member_id), _day(row, w.on), w.shift, w.wants, w.weight) for w in wishes
        ),
        fixed=standing, settled=settled, before=before, begins_weekday=row.starts_on.weekday(),
        rest_min=row.rest_h * 60, night_weight=row.nights, change_weight=_CHANGE if before else 0,
    )  # fmt: skip


def _stands(row: Roster, turn: Turn, settled: frozenset[tuple[int, str]]) -> bool:
    """Whether a turn stays whatever is planned: somebody came, it has begun as its member knew it, or it is fixed."""
    if turn.came_at is not None:
        return True
    if (_day(row, turn.on), turn.shift) in settled:
        return turn.shown or row.published_at is None
    return turn.fixed and not turn.leaving


def _day(row: Roster, on: date) -> int:
    return (on - row.starts_on).days


def _person(
    row: Roster, member: Member, earlier: Mapping[date, str], had: Mapping[tuple[UUID, str], int]
) -> Person:
    back = [earlier.get(row.starts_on - timedelta(days=n), "") for n in range(_LOOK_BACK, 0, -1)]
    worked = tuple(back) if any(back) else ()
    week_h = min(member.week_h or row.week_h, row.week_h)
    ended, days = member.helper.ended_on, range(row.days)
    gone = {d for d in days if ended and row.starts_on + timedelta(days=d) >= ended}
    return Person(
        str(member.id), frozenset(map(str, member.spots)), frozenset(member.helper.skills),
        {shift: had.get((member.id, shift), 0) for shift in member.never}, week_most_min=week_h * 60,
        run_most=row.run_most, off=frozenset(gone | {_day(row, on) for on in member.off_on}), worked=worked,
    )  # fmt: skip


def _demands(
    row: Roster, spots: Sequence[Spot], settled: frozenset[tuple[int, str]]
) -> Iterable[Demand]:
    """What each spot asks for on each day; what has begun can't be helped any more."""
    for day in range(row.days):
        weekday = (row.starts_on + timedelta(days=day)).weekday()
        for spot in spots:
            if weekday not in spot.weekdays:
                continue
            for shift, many in spot.people.items():
                soft = _SHORT if (day, shift) in settled else None
                yield Demand(day, shift, many, str(spot.id), under=soft, over=_OVER)
                for skill, skilled in spot.skills.items():
                    least = min(skilled, many)
                    yield Demand(day, shift, least, str(spot.id), skill, under=soft)


def duty_of(row: Roster, turn: Turn) -> Duty:
    """A turn as a duty of the problem."""
    return Duty(str(turn.member_id), _day(row, turn.on), turn.shift, str(turn.spot_id))
