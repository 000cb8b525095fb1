"""Reading rules, rolls and tallies."""

import json
import time
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from shuoshi.kernel.clock import ZONE, local
from shuoshi.meetings.models import AgendaItem, Attendance, BodyRule, Elector, Member
from shuoshi.meetings.terms import Choice, Count, SittingState, Tally, Way, parse_share
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor

_TALLY = "SELECT meetings_tally(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
_MONTHS_AHEAD = 14
_FRESH_S = 5.0
_DAYS = """
SELECT meeting_days FROM meetings_bodyrule WHERE kind = 'representatives'
AND valid_from_on <= %s AND (valid_to_on IS NULL OR valid_to_on > %s)
"""


def tally(matter_id: UUID, entry: int, *, by: Actor) -> Tally | None:
    """The ballot of this entry of a stage, if one was opened. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_TALLY, [*by.settings(), matter_id, entry, by.account_id])
        found = cursor.fetchone()[0]
    if found is None:
        return None
    t: dict[str, Any] = json.loads(found) if isinstance(found, str) else found
    closed, met = t["closed_at"], t["met"]
    return Tally(
        ballot_id=UUID(t["id"]),
        opened_at=datetime.fromisoformat(t["opened_at"]),
        closes_at=datetime.fromisoformat(t["closes_at"]),
        closed_at=datetime.fromisoformat(closed) if closed else None,
        quorum=parse_share(t["quorum"]),
        majority=parse_share(t["majority"]),
        of_members=t["of_members"],
        way=Way(t["way"]),
        phone=t["phone"],
        by_area=t["by_area"],
        on_roll=Count(*t["on_roll"]),
        took_part=Count(*t["took_part"]),
        voted=t["voted"],
        choices={choice: Count(*t[choice]) for choice in Choice},
        advice={choice: t["advice"][choice] for choice in Choice},
        mine=t["mine"],
        waiting=tuple((UUID(a), name) for a, name in t["waiting"] or ()),
        sitting_id=UUID(t["sitting"]) if t["sitting"] else None,
        met=(met[0], date.fromisoformat(met[1])) if met else None,
        counts=t["counts"],
    )


def waiting_for(account_id: UUID, at: datetime) -> frozenset[UUID]:
    """The matters whose open ballot waits for this account's vote. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT meetings_waiting(%s, %s)", [account_id, at])
        found = cursor.fetchone()[0]
    return frozenset(UUID(i) for i in (json.loads(found) if isinstance(found, str) else found))


def rule_on(kind: str, on: date) -> BodyRule | None:
    """How a kind of body decides on a day. One statement."""
    rules = BodyRule.objects.filter(kind=kind, valid_from_on__lte=on)
    return rules.filter(Q(valid_to_on__isnull=True) | Q(valid_to_on__gt=on)).first()


def roll_on(unit_id: UUID, on: date) -> tuple[UUID, ...]:
    """The accounts on a body's roll on a day, in order of name. One statement."""
    return tuple(account for account, _name in named_roll(unit_id, on))


def named_roll(unit_id: UUID, on: date) -> tuple[tuple[UUID, str], ...]:
    """Those on a body's roll on a day whose accounts are open: account and name. One statement."""
    members = Member.objects.filter(unit_id=unit_id, starts_on__lte=on, account__is_active=True)
    members = members.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    rows = members.order_by("account__username").values_list("account_id", "account__name")
    return tuple((account, name) for account, name in rows)


def came_to(sitting_id: UUID) -> frozenset[UUID]:
    """Who came to a sitting: accounts and electors; inside a scope. One statement."""
    rows = Attendance.objects.filter(sitting_id=sitting_id).values_list("account_id", "elector_id")
    return frozenset(who for pair in rows for who in pair if who is not None)


def called_for(matter_id: UUID) -> tuple[UUID, str, datetime] | None:
    """The meeting that was called to vote on a matter and was not held yet: id, title, when. One statement in
    a scope."""
    with acting(SYSTEM):
        coming = AgendaItem.objects.filter(
            matter_id=matter_id,
            sitting__state=SittingState.CALLED,
            sitting__starts_at__isnull=False,
        )
        found = coming.select_related("sitting").order_by("sitting__starts_at").first()
    s = found.sitting if found else None
    return (s.id, s.title, s.starts_at) if s and s.starts_at else None


def electors_on(unit_id: UUID, on: date) -> tuple[tuple[UUID, int], ...]:
    """Those on a body's roll on a day who have no account, with the area that each owns, in the roll's
    order; inside a scope. One statement."""
    electors = Elector.objects.filter(unit_id=unit_id, starts_on__lte=on)
    electors = electors.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    return tuple(electors.order_by("n", "id").values_list("id", "area_dm2"))


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody on a roll."""

    id: UUID
    account_id: UUID
    username: str
    name: str
    starts_on: date


def members_of(unit_id: UUID, on: date) -> tuple[MemberRow, ...]:
    """A body's roll on a day, with who comes on it later, for its keeper. One statement."""
    members = Member.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), unit_id=unit_id)
    rows = members.order_by("account__username").values_list(
        "id", "account_id", "account__username", "account__name", "starts_on"
    )
    return tuple(MemberRow(*row) for row in rows)


def next_meeting(path: str, after: datetime) -> datetime | None:
    """The close of the representatives' next fixed meeting day after a moment.

    Shape:   the days of the month that the body's rule names; 18:00 local time. The rule is asked
             of the database at most every five seconds: half the moves of a matter end there.
    """
    days = _meeting_days(local(after).date(), int(time.monotonic() // _FRESH_S))
    if not days:
        return None
    first = local(after).date().replace(day=1)
    for ahead in range(_MONTHS_AHEAD):
        month = (first.month - 1 + ahead) % 12 + 1
        year = first.year + (first.month - 1 + ahead) // 12
        for day in days:
            when = datetime(year, month, int(day), 18, 0, tzinfo=ZONE)
            if when > after:
                return when
    return None


@lru_cache(maxsize=64)
def _meeting_days(on: date, moment: int) -> tuple[int, ...]:
    """The days of the month on which representatives meet. `moment` makes it forget."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, [on, on])
        row = cursor.fetchone()
    days = row and (json.loads(row[0]) if isinstance(row[0], str) else row[0])
    return tuple(sorted(int(day) for day in days or ()))


def forget_rules() -> None:
    """Ask anew: after a rule was set in this process."""
    _meeting_days.cache_clear()
